"""Small words that several sections share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gaoxin.language import Text, alike, listed
from gaoxin.telling.words.quantities import number, rule_value, with_unit

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.binding import Binding

NO_BREAK = "\N{NO-BREAK SPACE}"

_BOX = re.compile(r"\bbox(?:es)?\s*(\d+)")
_ITEM = re.compile(r"\s*\bitems?\s*(\d+(?:,\s*\d+)*)")


def place_words(text: str, translations: Mapping[str, str]) -> Text:
    """Return where a statement stands in the plan; `translations` has what is more than numbers.

    Examples
    --------
    >>> place_words("3.4; box 2 item 4", {})
    Text(en='3.4; box 2 item 4', zh='3.4；专栏2第4项')
    """
    if text in translations:
        return Text(text, translations[text])
    chinese = _ITEM.sub(lambda m: f"第{m[1].replace(', ', '、')}项", _BOX.sub(r"专栏\1", text))
    return Text(_BOX.sub(r"box \1", text), chinese.replace("; ", "；").replace(", ", "、"))


def quoted(title: Mapping[str, str]) -> Text:
    """Return the title of a scenario in quotes; the font's curly ones are as wide as Chinese."""
    return Text(f'"{title["en"]}"', f"“{title['zh']}”")


def element_words(binding: Binding) -> Text:
    """Return the element of a limit that binds; blank where there are no subscripts."""
    names = binding.limit.elements
    return listed(names.get(part, alike(part)) for part in binding.element.split(", "))


def goal(target: Target) -> str:
    """Return a target's rule and value for a sentence: its parts stay on one line."""
    return rule_value(target).replace(" ", NO_BREAK)


def range_words(low: float, high: float, unit: str) -> Text:
    """Return a range with its unit.

    Parameters
    ----------
    low, high : float
    unit : str
        Of both.

    Returns
    -------
    Text

    Examples
    --------
    >>> range_words(2.0, 4.0, "year")
    Text(en='2.00 – 4.00 year', zh='2.00 – 4.00 年')
    """
    return with_unit(span(low, high, unit), unit)


def span(low: float, high: float, unit: str) -> str:
    """Return a range without its unit; a date is no quantity and has no thousands' comma.

    Parameters
    ----------
    low, high : float
    unit : str
        Of both.

    Returns
    -------
    str

    Examples
    --------
    >>> span(2016.4, 2019.2, "year"), span(1200.0, 2400.0, "person")
    ('2016.4 – 2019.2', '1,200 – 2,400')
    """
    if unit.casefold() == "year" and low > 1000.0:
        return f"{low:.1f} – {high:.1f}"
    return f"{number(low)} – {number(high)}"


def tight(text: str) -> str:
    """Return percentages as a Chinese sentence has them.

    Examples
    --------
    >>> tight("5.2 % → 46 %")
    '5.2% → 46%'
    """
    return text.replace(f"{NO_BREAK}%", "%").replace(" %", "%")
