"""The evidence pages: what they name exists, and they are made of the texts of this version.

Their numbers are those of the day on which they were made, and are not held against today's.
"""

from __future__ import annotations

import re

import pytest

from gaoxin.cli.verbs import VERBS
from gaoxin.language import LANGS, Lang
from tests.zone.conftest import ROOT
from tests.zone.evidence import surprises, twelve
from tests.zone.evidence.bench import Bench
from tests.zone.evidence.pages import surprise_page
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
