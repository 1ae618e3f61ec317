"""Where an expression stands while its units are weighed, and what is said of it there."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from gaoxin.engine.reading.translate import Equation, Macro
from gaoxin.engine.reading.unparse import shortened, written
from gaoxin.engine.reading.variables import Variable
from gaoxin.engine.units.finding import Finding, Level
from gaoxin.engine.units.measure import DIMENSIONLESS, FAULTY, UNKNOWN, Measure, Value


@dataclass
class Sheet:
    """What is known of a whole model, and what was found in it.

    Attributes
    ----------
    stated : dict
        The unit of each variable by canonical name; None where it has none that can be read.
    time : Measure or None
        The unit of time.
    names : mapping
        Canonical name to the model's spelling, of variables, ranges and elements.
    tables : dict
        The unit at which each lookup was first read.
    """

    path: Path
    variables: Mapping[str, Variable]
    macros: Mapping[str, Macro]
    stated: dict[str, Measure | None]
    time: Measure | None
    names: Mapping[str, str]
    tables: dict[str, Measure] = field(default_factory=dict)
    findings: dict[Finding, None] = field(default_factory=dict)


@dataclass
class Call:
    """The inside of one call of a macro.

    Attributes
    ----------
    given : dict
        What the call gives, by canonical name.
    known : dict
        The macro's own variables as far as they are weighed.
    """

    macro: Macro
    given: dict[str, Value]
    known: dict[str, Value] = field(default_factory=dict)
    above: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Place:
    """The equation that is weighed.

    Attributes
    ----------
    target : Measure or None
        The unit of its left side.
    call : Call or None
        The macro it is in.
    """

    sheet: Sheet
    equation: Equation
    target: Measure | None
    call: Call | None = None

    def text(self, tree: Any) -> str:
        """Return an expression as the model spells it, cut to a line."""
        return shortened(written(tree, self.sheet.names))

    def tell(self, rule: str, level: Level = "lenient", **about: Any) -> Value:
        """Note a finding; what follows from the expression is unknown."""
        equation = self.equation
        finding = Finding(self.sheet.path, equation.line, equation.name, rule, level, **about)
        self.sheet.findings.setdefault(finding)
        return FAULTY

    def differ(self, rule: str, wanted: Measure, value: Value, subject: str, tree: Any) -> Value:
        """Note that an expression is in another unit than it should be.

        Where a bare number may stand for what is missing, only the strict level tells it.
        """
        unit = value.unit or DIMENSIONLESS
        factor = float(f"{unit.many(wanted):.12g}") if wanted.alike(unit) else None
        converts = factor is not None and holds_number(self.equation.tree, factor)
        return self.tell(
            "conversion" if converts and rule == "sides" else rule,
            "strict" if converts or value.number is not None else "lenient",
            left=str(wanted),
            right=str(unit),
            subject=subject,
            other=self.text(tree),
            ratio=str(wanted / unit),
            factor=factor,
        )


def agree(place: Place, parts: Sequence[tuple[Any, Value]], *, bounds: bool = False) -> Value:
    """Return the unit that parts that are added or compared have in common.

    A zero is in any unit; another bare number among parts with a unit is told when strict, unless
    it bounds them, as in MAX(20, x).
    """
    if any(value.faulty for _, value in parts):
        return FAULTY
    known = [(tree, value.unit, value) for tree, value in parts if value.unit is not None]
    if not known:
        unknown = any(value.is_unknown for _, value in parts)
        return UNKNOWN if unknown else Value(None, math.nan)
    # what most parts are in counts as right, and the odd one out as wrong
    often = Counter(unit.kind for _, unit, _ in known)
    first, unit, _ = max(known, key=lambda part: often[part[1].kind])
    for tree, other, value in known:
        if not unit.same(other):
            return place.differ("terms", unit, value, place.text(first), tree)
    for _, value in parts:
        number = value.number if value.is_bare and not bounds else None
        if number and math.isfinite(number) and not unit.same(DIMENSIONLESS):
            about = {"left": str(unit), "subject": place.text(first), "other": f"{number:g}"}
            place.tell("bare", "strict", **about)
    return Value(unit)


def want(
    place: Place, rule: str, wanted: Measure | None, tree: Any, value: Value, subject: str
) -> bool:
    """Note when an expression that has a unit is not in the one it should be in."""
    if wanted is None or value.unit is None or wanted.same(value.unit):
        return True
    place.differ(rule, wanted, value, subject, tree)
    return False


def holds_number(tree: Any, factor: float) -> bool:
    """Whether a number stands in an equation that converts by `factor`, either way."""
    return any(
        math.isclose(abs(n), f, rel_tol=1e-6) for n in numbers(tree) for f in (factor, 1 / factor)
    )


def numbers(tree: Any) -> list[float]:
    """Return the numbers that stand in an expression, the points of tables left out."""
    found: list[float] = []
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, (tuple, list)):
            stack.extend(item)
        elif isinstance(item, (int, float)):
            found.append(float(item))
        elif hasattr(item, "__dataclass_fields__") and not hasattr(item, "y_limits"):
            stack.extend(getattr(item, f) for f in item.__dataclass_fields__)
    return found


def whole_power(value: Value) -> Fraction | None:
    """Return a bare exponent as a fraction; None where it is no single, moderate number."""
    number = value.number
    if number is None or not math.isfinite(number) or abs(number) > 100:
        return None
    return Fraction(number).limit_denominator(1000)
