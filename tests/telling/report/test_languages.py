"""Report and brief: each language whole, in the pages that a browser shows."""

from __future__ import annotations

import re

import pytest

from gaoxin.language import LANGS, Lang
from gaoxin.telling.report import report
from gaoxin.telling.report.brief import brief
from gaoxin.telling.report.report_page import ReportInput
from tests.page import Html
from tests.test_languages import CHINESE_SENTENCE, ENGLISH_SENTENCE
from tests.verdicts.conftest import Case

OTHER = {"en": CHINESE_SENTENCE, "zh": ENGLISH_SENTENCE}


def made_of(case: Case) -> ReportInput:
    return ReportInput(case.results, case.targets, case.indicators, case.provenance)


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_has_no_sentence_of_the_other_language(case: Case, lang: Lang) -> None:
    page = Html(report(made_of(case)), lang)
    for tag in ("code", "style", "script", "svg", "label"):
        for element in list(page.root.iter(tag)):
            tail = element.tail
            element.clear()
            element.tail = tail
    assert OTHER[lang].findall(page.text(page.root)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_brief_has_no_sentence_of_the_other_language(case: Case, lang: Lang) -> None:
    source = brief(made_of(case), lang)
    plain = re.sub(r"<(style|code)>.*?</\1>|<[^>]+>", " ", source, flags=re.DOTALL)
    assert OTHER[lang].findall(plain) == []
    assert len(source.encode()) < 500_000


@pytest.mark.parametrize("lang", LANGS)
def test_the_brief_is_two_sheets_and_asks_nothing_of_a_network(case: Case, lang: Lang) -> None:
    page = Html(brief(made_of(case), lang), lang)
    assert page.faults == []
    assert [e.get("class") for e in page.root.iter("section")] == ["page", "page"]
    assert not [e for e in page.root.iter() if "src" in e.attrib or "href" in e.attrib]
    judged = [v for v in case.results[1].verdicts if v.state == "judged"]
    first, second = (page.rows(table) for table in page.root.iter("table"))
    assert len(first) == len(second) == len(judged)
