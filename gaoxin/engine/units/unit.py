"""Units as products of words with exact powers, and what an expression's value is measured in."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

Powers = tuple[tuple[str, Fraction], ...]
"""Words with their powers, none of them zero."""

MAX_SIZE = 700.0
"""Logarithm of the greatest ratio of two units."""

ROUNDING = 1e-9
"""Relative difference of two sizes that is no difference."""


@dataclass(frozen=True)
class Unit:
    """A unit.

    Attributes
    ----------
    powers : Powers
        The model's own words, in the order in which they were written.
    base : Powers
        The same in base units, sorted.
    size : float
        Natural logarithm of how many base units it is.
    """

    powers: Powers = ()
    base: Powers = ()
    size: float = 0.0

    def __mul__(self, other: Unit) -> Unit:
        return Unit(
            _product(self.powers, other.powers),
            tuple(sorted(_product(self.base, other.base))),
            self.size + other.size,
        )

    def __truediv__(self, other: Unit) -> Unit:
        return self * other ** Fraction(-1)

    def __pow__(self, exponent: Fraction) -> Unit:
        return Unit(
            _raised(self.powers, exponent),
            _raised(self.base, exponent),
            self.size * float(exponent),
        )

    def __str__(self) -> str:
        """Return it as a modeller writes it: ``person/(firm*year)``; ``Dmnl`` for a pure number."""
        above = "*".join(_word(w, p) for w, p in self.powers if p > 0)
        below = [_word(w, -p) for w, p in self.powers if p < 0]
        if not below:
            return above or "Dmnl"
        under = below[0] if len(below) == 1 else f"({'*'.join(below)})"
        return f"{above or '1'}/{under}"

    def alike(self, other: Unit) -> bool:
        """Whether both measure the same kind of thing, perhaps in another size."""
        return self.base == other.base

    def same(self, other: Unit) -> bool:
        """Whether one of the one is exactly one of the other."""
        return self.alike(other) and abs(self.size - other.size) < ROUNDING

    def many(self, other: Unit) -> float:
        """Return how many `other` one of it is, for two that are alike."""
        return math.exp(max(-MAX_SIZE, min(MAX_SIZE, self.size - other.size)))

    @property
    def kind(self) -> tuple[Powers, float]:
        """What units that are the same have in common."""
        return self.base, round(self.size, 8)


DIMENSIONLESS = Unit()


@dataclass(frozen=True)
class Inferred:
    """What is known of an expression's unit.

    Attributes
    ----------
    unit : Unit or None
        None where it is not known, and for a bare number, which has none of its own.
    number : float or None
        A bare number; NaN where it is several, or computed. With a unit: NaN where the unit is a
        product of pure numbers and a bare number, which may well stand for a quantity.
    faulty : bool
        Whether it is unknown because of what was told already: nothing that follows is told.
    """

    unit: Unit | None = None
    number: float | None = None
    faulty: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it is made of numbers that stand in the equation, and nothing else."""
        return self.number is not None and self.unit is None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing can be said of it."""
        return self.unit is None and self.number is None


UNKNOWN = Inferred()
FAULTY = Inferred(faulty=True)


def bare(number: float = math.nan) -> Inferred:
    """Return the value of a number that stands in an equation."""
    return Inferred(None, number)


def product(values: Iterable[tuple[Inferred, int]]) -> Inferred:
    """Return the value of a product of values, each to the power 1 or -1."""
    unit, number, alone = DIMENSIONLESS, 1.0, True
    values = list(values)
    unknown = [value for value, _ in values if value.is_unknown]
    if unknown:
        return FAULTY if FAULTY in unknown else UNKNOWN
    for value, power in values:
        if value.unit is not None:
            unit, alone = unit * value.unit ** Fraction(power), False
        elif value.number is not None:
            number = _times(number, value.number, power)
    if alone:
        return bare(number)
    carries = unit.same(DIMENSIONLESS) and abs(number) != 1
    return Inferred(unit, math.nan if carries else None)


def _times(a: float, b: float, power: int) -> float:
    return a * b if power > 0 else (a / b if b else math.nan)


def _product(a: Powers, b: Powers) -> Powers:
    total = dict(a)
    for word, power in b:
        total[word] = total.get(word, Fraction(0)) + power
    return tuple((word, power) for word, power in total.items() if power)


def _raised(powers: Powers, exponent: Fraction) -> Powers:
    return tuple((word, power * exponent) for word, power in powers if exponent)


def _word(word: str, power: Fraction) -> str:
    if power == 1:
        return word
    return f"{word}^{power}" if power.denominator == 1 else f"{word}^({power})"
