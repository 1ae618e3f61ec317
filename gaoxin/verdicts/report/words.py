"""Small words that several sections share; each pair is (English, Chinese)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gaoxin.verdicts.text import LANGS, number, with_unit

if TYPE_CHECKING:
    from gaoxin.verdicts.ledger import Pair

_BOX = re.compile(r"\bbox(?:es)?\s*(\d+)")
_ITEM = re.compile(r"\s*\bitems?\s*(\d+(?:,\s*\d+)*)")


def place_words(text: str, translations: Mapping[str, str]) -> Pair:
    """Return where a statement stands in the plan; `translations` has what is more than numbers.

    Examples
    --------
    >>> place_words("3.4; box 2 item 4", {})
    ('3.4; box 2 item 4', '3.4；专栏2第4项')
    """
    if text in translations:
        return text, translations[text]
    chinese = _ITEM.sub(lambda m: f"第{m[1].replace(', ', '、')}项", _BOX.sub(r"专栏\1", text))
    return _BOX.sub(r"box \1", text), chinese.replace("; ", "；").replace(", ", "、")


def listed(pairs: Sequence[Pair]) -> Pair:
    """Return names in a row.

    Examples
    --------
    >>> listed([("land", "土地"), ("labour", "劳动力")])
    ('land, labour', '土地、劳动力')
    """
    return ", ".join(en for en, _ in pairs), "、".join(zh for _, zh in pairs)


def quoted(title: Mapping[str, str]) -> Pair:
    """Return the title of a scenario in the quotes of each language."""
    return f"“{title['en']}”", f"“{title['zh']}”"


def range_words(low: float, high: float, unit: str) -> Pair:
    """Return a range with its unit.

    Examples
    --------
    >>> range_words(2.0, 4.0, "year")
    ('2.00 – 4.00 year', '2.00 – 4.00 年')
    """
    said = f"{number(low)} – {number(high)}"
    en, zh = (with_unit(said, unit, lang) for lang in LANGS)
    return en, zh
