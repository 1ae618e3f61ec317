"""Formulas written as formulas: numbers and truth values whose operators write instructions."""

from __future__ import annotations

from dataclasses import dataclass

from gaoxin.simulator.kernel.binary import Function
from gaoxin.simulator.kernel.lanes import Simd


@dataclass(frozen=True, eq=False)
class Formula:
    """Where instructions of a formula are written: a function, on lanes of a kind."""

    lanes: Simd
    function: Function

    def number(self, value: float | Number) -> Number:
        """Return a number; one that is written already as it is."""
        return value if isinstance(value, Number) else Number(self, self.lanes.literal(value))

    def where(self, condition: Truth, yes: float | Number, no: float | Number) -> Number:
        """Return one of two numbers.

        Parameters
        ----------
        condition : Truth
        yes, no : float or Number

        Returns
        -------
        Number
        """
        a, b = self.number(yes), self.number(no)
        return Number(self, self.lanes.where(condition.code, a.code, b.code))

    def whole(self, value: int) -> Whole:
        """Return a whole number of 64 bits."""
        return Whole(self, self.lanes.bit_literal(value))


@dataclass(frozen=True, eq=False)
class Number:
    """A number of a formula."""

    at: Formula
    code: bytes

    def kept(self) -> Number:
        """Compute it now, once."""
        return Number(self.at, self.at.function.kept(self.at.lanes.number, self.code))

    def _with(self, operation: str, *others: float | Number) -> Number:
        codes = (self.at.number(other).code for other in others)
        return Number(self.at, self.at.lanes.apply(operation, self.code, *codes))

    def _held(self, operation: str, other: float | Number) -> Truth:
        return Truth(self.at, self._with(operation, other).code)

    def __add__(self, other: float | Number) -> Number:
        return self._with("add", other)

    def __sub__(self, other: float | Number) -> Number:
        return self._with("subtract", other)

    def __rsub__(self, other: float) -> Number:
        return self.at.number(other) - self

    def __mul__(self, other: float | Number) -> Number:
        return self._with("multiply", other)

    def __truediv__(self, other: float | Number) -> Number:
        return self._with("divide", other)

    def __rtruediv__(self, other: float) -> Number:
        return self.at.number(other) / self

    def __neg__(self) -> Number:
        return self._with("negative")

    def __abs__(self) -> Number:
        return self._with("absolute")

    def __lt__(self, other: float | Number) -> Truth:
        return self._held("less", other)

    def __le__(self, other: float | Number) -> Truth:
        return self._held("less_equal", other)

    def __gt__(self, other: float | Number) -> Truth:
        return self._held("greater", other)

    def __ge__(self, other: float | Number) -> Truth:
        return self._held("greater_equal", other)

    def is_(self, other: float | Number) -> Truth:
        """Return where it equals another."""
        return self._held("equal", other)

    def is_not(self, other: float | Number) -> Truth:
        """Return where it does not equal another; NaN equals nothing."""
        return self._held("not_equal", other)

    def sqrt(self) -> Number:
        """Return the root."""
        return self._with("sqrt")

    def nearest(self) -> Number:
        """Return the nearest whole number, of two the even one."""
        return self._with("nearest")

    def trunc(self) -> Number:
        """Return the whole number towards zero."""
        return self._with("trunc")

    def least(self, other: float | Number) -> Number:
        """Return the lesser of two."""
        return self._with("minimum", other)

    def most(self, other: float | Number) -> Number:
        """Return the greater of two."""
        return self._with("maximum", other)

    def bits(self) -> Whole:
        """Return its bits as a whole number."""
        return Whole(self.at, self.at.lanes.as_bits(self.code))


@dataclass(frozen=True, eq=False)
class Truth:
    """Whether something holds, for each member."""

    at: Formula
    code: bytes

    def kept(self) -> Truth:
        """Compute it now, once."""
        return Truth(self.at, self.at.function.kept(self.at.lanes.truth, self.code))

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.at, self.at.lanes.apply("and", self.code, other.code))

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.at, self.at.lanes.apply("or", self.code, other.code))


@dataclass(frozen=True, eq=False)
class Whole:
    """A whole number of 64 bits, or the bits of a number."""

    at: Formula
    code: bytes

    def kept(self) -> Whole:
        """Compute it now, once."""
        return Whole(self.at, self.at.function.kept(self.at.lanes.bits, self.code))

    def __add__(self, other: int) -> Whole:
        more = self.at.lanes.bit_literal(other)
        return Whole(self.at, self.at.lanes.bit_add(self.code, more))

    def __sub__(self, other: int | Whole) -> Whole:
        less = other.code if isinstance(other, Whole) else self.at.lanes.bit_literal(other)
        return Whole(self.at, self.at.lanes.bit_subtract(self.code, less))

    def __or__(self, other: int) -> Whole:
        return Whole(self.at, self.at.lanes.bit_or(self.code, self.at.lanes.bit_literal(other)))

    def __lshift__(self, by: int) -> Whole:
        return Whole(self.at, self.at.lanes.shifted_left(self.code, by))

    def __rshift__(self, by: int) -> Whole:
        return Whole(self.at, self.at.lanes.shifted_right(self.code, by))

    def number(self) -> Number:
        """Return the number that has these bits."""
        return Number(self.at, self.at.lanes.from_bits(self.code))
