"""The evidence pages: what they name exists, and they are made of the texts of this version.

Their numbers are those of the day on which they were made, and are not held against today's.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from gaoxin.cli.verbs import VERBS
from gaoxin.desks.levers import read_levers
from gaoxin.desks.workspace import Workspace
from gaoxin.language import LANGS, Lang
from tests.zone.conftest import ROOT
from tests.zone.evidence import surprises, twelve
from tests.zone.evidence.bench import Bench
from tests.zone.evidence.lever_pages import words as lever_words
from tests.zone.evidence.levers import step_of
from tests.zone.evidence.members import paired_errors
from tests.zone.evidence.pages import surprise_page
from tests.zone.evidence.upstream import causes
from tests.zone.evidence.write import TITLES, page_path

PAGES = [(name, lang) for name in TITLES for lang in LANGS]


def read(name: str, lang: Lang) -> str:
    return page_path(name, lang).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_what_a_page_names_exists(name: str, lang: Lang) -> None:
    text = read(name, lang)
    for named in re.findall(r"`([^`]+)`", text):
        first, _, rest = named.partition(" ")
        if first == "gaoxin":
            assert rest.split()[0] in VERBS, named
        elif "/" in named and not named.startswith("python"):
            assert (ROOT / named).exists(), named
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / "docs" / link).is_file(), link


def test_every_test_and_every_surprise_has_its_text() -> None:
    assert list(twelve.words()) == list(twelve.TESTS)
    assert len(twelve.TESTS) == 12
    assert set(surprises.words()) == set(surprises.SURPRISES)
    assert len(surprises.SURPRISES) >= 5


@pytest.mark.parametrize("lang", LANGS)
def test_the_pages_have_a_section_for_each(lang: Lang) -> None:
    for name, words in (("model-tests", twelve.words()), ("surprises", surprises.words())):
        headings = re.findall(r"^## \d+\. (.+)$", read(name, lang), re.MULTILINE)
        assert headings == [text["title"][lang] for text in words.values()]


def test_numbers_come_from_the_model() -> None:
    """A surprise's text is filled from a run, in both languages, without a number of its own."""
    found = {name: surprises.SURPRISES[name](Bench(40)) for name in ("land", "booking")}
    texts = {name: surprises.words()[name] for name in found}
    for lang in LANGS:
        page = "\n".join(surprise_page(texts, found, lang))
        assert f"{found['land'][0]['pull']:.2f}" in page
        assert "{" not in page


def test_causes_are_those_of_a_graph_that_is_known() -> None:
    graph = {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": [], "e": ["e"]}
    assert causes(graph, ["d"]) == {"a", "b", "c", "d"}
    assert causes(graph, ["e"]) == {"e"}


def test_errors_of_a_paired_difference_count_who_changes_sides() -> None:
    rng = np.random.default_rng(0)
    one = rng.random(4000) < 0.5
    assert paired_errors(one, one) == 0.0
    turned = one ^ (rng.random(4000) < 0.25)  # as many to either side
    assert paired_errors(one, turned) < 3.0
    assert paired_errors(np.ones(400, bool), np.zeros(400, bool)) == pytest.approx(20.0)


def test_a_lever_moves_within_its_range() -> None:
    rows = read_levers(Workspace(ROOT).levers).values()
    for lever in rows:
        assert lever.low <= step_of(lever) <= lever.high, lever.name
        assert step_of(lever) != lever.neutral, lever.name


@pytest.mark.parametrize("lang", LANGS)
def test_every_lever_has_its_bill_and_none_is_free_or_dead_without_a_reason(lang: Lang) -> None:
    text, words = read("lever-effects", lang), lever_words(lang)
    for lever in read_levers(Workspace(ROOT).levers).values():
        assert f"`{lever.name}`" in text, lever.name
    assert words["free"] not in text
    assert words["dead"] not in text
