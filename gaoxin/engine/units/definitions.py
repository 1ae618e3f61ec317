"""What the words of a model's units mean: pint's, a definition file's, or the model's own."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gaoxin.engine.units.text import Factors, UnreadableUnit, factors, singular
from gaoxin.engine.units.unit import DIMENSIONLESS, Unit
from gaoxin.units import known_names

if TYPE_CHECKING:
    import pint

PURE = frozenset({
    "dmnl", "dimensionless", "unitless", "fraction", "ratio", "index", "radian", "rad", "none",
    "no unit", "无量纲",
})  # fmt: skip
"""Words for a pure number, in the singular."""

ALIASES = {
    "$": "dollar", "$s": "dollar", "%": "percent", "percentage": "percent", "pct": "percent",
    "yr": "year", "yrs": "year", "mth": "month", "mths": "month", "wk": "week", "wks": "week",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second",
    "secs": "second", "kgs": "kg", "metre": "meter", "kilometre": "kilometer",
    "tonne": "metric_ton",
    "年": "year", "月": "month", "周": "week", "天": "day", "日": "day", "小时": "hour",
}  # fmt: skip
"""Other spellings of words, in lower case."""

TIME = frozenset({"time", "time unit"})
"""Words that mean the model's unit of time, whatever that is."""

MAX_CHAIN = 20
"""Equivalences of equivalences."""


@dataclass
class Definitions:
    """The meaning of every unit text of one model.

    Attributes
    ----------
    registry : pint.UnitRegistry
        Whose names mean what pint, or the definition file, says; all other words stand for
        themselves.
    equivalent : dict
        Words that the model's settings explain, and what they stand for.
    spelled : dict
        Words that stand for themselves, and how the model spells each first.
    vague : frozenset of str
        Words that mean no unit at all, as 'time' where no unit of time is stated.
    """

    registry: pint.UnitRegistry[Any]
    equivalent: dict[str, Factors] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    folded: dict[str, str] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    vague: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in sorted(known_names(self.registry)):
            self.folded.setdefault(name.casefold(), name)
            self.folded.setdefault(singular(name), name)

    def unit(self, text: str) -> Unit:
        """Return the unit that a text means.

        Raises
        ------
        UnreadableUnit
            It is no product of words.
        """
        total = DIMENSIONLESS
        for word, power in factors(text):
            total = total * self._word(word) ** power
        return total

    def is_vague(self, text: str) -> bool:
        """Whether a unit holds a word that means none."""
        return any(self.key(word) in self.vague for word, _ in factors(text))

    def own_words(self, text: str) -> list[str]:
        """Return the words of a unit that stand for themselves alone."""
        found = []
        for word, _ in factors(text):
            key = self.key(word)
            if key and key not in self.equivalent and key not in known_names(self.registry):
                found.append(word)
        return found

    def key(self, word: str) -> str:
        """Return a word's key: a name of the registry, else the word itself; empty if pure."""
        if word in known_names(self.registry):
            return word
        folded, one = word.casefold(), singular(word)
        for spelling in (folded, one):
            if spelling in PURE:
                return ""
            alias = ALIASES.get(spelling, spelling)
            if alias in self.folded and len(word) > 1:
                return self.folded[alias]
            if alias != spelling:
                return self.folded.get(alias, alias)
        return one if len(word) > 1 else word  # a letter's case is all that it has

    def _word(self, word: str, depth: int = 0) -> Unit:
        key = self.key(word)
        if not key:
            return DIMENSIONLESS
        if key in self.equivalent and depth < MAX_CHAIN:
            total = DIMENSIONLESS
            for other, power in self.equivalent[key]:
                total = total * self._word(other, depth + 1) ** power
            return total
        if key not in self.units:
            self.units[key] = self._meaning(key, word)
        return self.units[key]

    def _meaning(self, key: str, word: str) -> Unit:
        shown = self.spelled.setdefault(key, word)
        if key not in known_names(self.registry):
            return Unit(((shown, Fraction(1)),), ((f"[{key}]", Fraction(1)),))
        quantity = self.registry.Quantity(1.0, key).to_base_units()
        base = sorted(
            (str(name), Fraction(str(power)).limit_denominator(100))
            for name, power in quantity.unit_items()
            if self.registry.get_dimensionality(str(name))  # pint's radian counts for nothing
        )
        size = math.log(quantity.magnitude)
        if not base and not size:
            return DIMENSIONLESS
        return Unit(((shown, Fraction(1)),), tuple(base), size)


def define(
    registry: pint.UnitRegistry[Any], equivalences: Iterable[tuple[str, ...]] = ()
) -> Definitions:
    """Return what a model's words mean.

    Parameters
    ----------
    equivalences : iterable of tuple of str
        Units that are the same. A compound one says what the others stand for; else a word that
        the registry knows; else the first. What cannot be read is left out.
    """
    found = Definitions(registry)
    for group in equivalences:
        read = [f for f in map(_read, group) if f]
        single = [f for f in read if len(f) == 1 and f[0][1] == 1]
        known = [f for f in single if found.key(f[0][0]) in known_names(registry)]
        compound = [f for f in read if f not in single]
        target = next(iter([*compound, *known, *single]), None)
        for one in single:
            key = found.key(one[0][0])
            if target is not None and key and key != found.key(target[0][0]):
                found.equivalent.setdefault(key, target)
    return found


def _read(text: str) -> Factors:
    try:
        return factors(text)
    except UnreadableUnit:
        return []
