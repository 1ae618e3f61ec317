"""Every text of the page is there in both languages, and every one is used."""

from __future__ import annotations

import re
from pathlib import Path

import gaoxin
from gaoxin.simulator.build import read_words

SOURCE = Path(gaoxin.__file__).parent / "simulator"

MADE = re.compile(r"sector_|group_|draws_|glyphs$|say_(year_)?(one|range)$")
"""Keys that the page puts together."""

PARTS = {"zone", "at_most", "at_least", "say", "say_year", "one", "range"}
"""Texts in such calls that are no keys."""

ASKED = re.compile(r"\bt\((.*?)(?:\)|, \{)", re.DOTALL)
"""What stands in a call of the translator, before its values."""


def test_every_text_has_both_languages_and_the_same_places() -> None:
    for key, text in read_words().items():
        assert set(text) == {"en", "zh"}, key
        places = [set(re.findall(r"\{(\w+)\}", one)) for one in text.values()]
        assert places[0] == places[1], key


def test_every_text_is_used_and_every_used_one_is_there() -> None:
    words = set(read_words())
    modules = "\n".join(path.read_text("utf-8") for path in (SOURCE / "js").rglob("*.js"))
    code = modules + (SOURCE / "page.html").read_text("utf-8")
    asked = {key for call in ASKED.findall(code) for key in re.findall(r'"([a-z]\w+)"', call)}
    asked |= set(re.findall(r'data-t="(\w+)"', code))
    faults = set(re.findall(r'"(fault_\w+)"', code))
    assert (asked - PARTS) | faults <= words
    known = set(re.findall(r'["\'](\w+)["\']', code))
    assert {key for key in words - known if not MADE.match(key)} == set()


def test_chinese_is_in_the_font_of_the_page() -> None:
    """No glyph of the page's texts is left to the reader's fonts."""
    from fontTools.ttLib import TTFont

    from gaoxin.telling.drawing.font import font_path

    with TTFont(font_path(), lazy=True) as font:
        known = set(font.getBestCmap())
    used = {c for text in read_words().values() for one in text.values() for c in one}
    assert {c for c in used if ord(c) not in known} == set()
