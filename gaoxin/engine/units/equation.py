"""An equation while its units are checked: the unit of each expression, and what is found."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.reading.equations import Equation, Macro
from gaoxin.engine.reading.unparse import shortened, written
from gaoxin.engine.reading.variables import Variable
from gaoxin.engine.units.finding import Finding, Level
from gaoxin.engine.units.unit import DIMENSIONLESS, FAULTY, UNKNOWN, Inferred, Unit, bare

Rule = Callable[["EquationCheck", Any], Inferred]
"""From a structure of an equation's tree, its unit."""

CallRule = Callable[["EquationCheck", tuple[Any, ...]], Inferred]
"""From the arguments of a function, the unit of its value."""


@dataclass
class ModelUnits:
    """The units of a whole model, and what was found in it.

    Attributes
    ----------
    stated : dict
        The unit of each variable by canonical name; None where it has none that can be read.
    time : Unit or None
        The unit of time.
    names : mapping
        Canonical name to the model's spelling, of variables, ranges and elements.
    rules, calls : mapping
        What gives the unit of a structure of a tree, and of a call of a function, by name.
    tables : dict
        The unit at which each lookup was first read.
    """

    path: Path
    variables: Mapping[str, Variable]
    macros: Mapping[str, Macro]
    stated: dict[str, Unit | None]
    time: Unit | None
    names: Mapping[str, str]
    rules: Mapping[str, Rule]
    calls: Mapping[str, CallRule]
    tables: dict[str, Unit] = field(default_factory=dict)
    findings: dict[Finding, None] = field(default_factory=dict)


@dataclass
class MacroCall:
    """The inside of one call of a macro.

    Attributes
    ----------
    given : dict
        What the call gives, by canonical name.
    known : dict
        The units of the macro's own variables, as far as they are known.
    """

    macro: Macro
    given: dict[str, Inferred]
    known: dict[str, Inferred] = field(default_factory=dict)
    above: frozenset[str] = frozenset()


@dataclass(frozen=True)
class EquationCheck:
    """An equation whose units are checked.

    Attributes
    ----------
    target : Unit or None
        The unit of its left side.
    call : MacroCall or None
        The macro it is in.
    """

    model: ModelUnits
    equation: Equation
    target: Unit | None
    call: MacroCall | None = None

    def unit_of(self, tree: Any) -> Inferred:
        """Return the unit of an expression, and note where its parts do not balance."""
        if isinstance(tree, (int, float, np.floating)):
            return bare(float(tree))
        if isinstance(tree, np.ndarray):
            return bare()
        rule = self.model.rules.get(type(tree).__name__)
        return UNKNOWN if rule is None else rule(self, tree)

    def text(self, tree: Any) -> str:
        """Return an expression as the model spells it, cut to a line."""
        return shortened(written(tree, self.model.names))

    def tell(self, rule: str, level: Level = "lenient", **about: Any) -> Inferred:
        """Note a finding; what follows from the expression is unknown.

        Parameters
        ----------
        rule : str
        level : {"lenient", "strict"}
            The level from which on it is told.
        **about : object
            Fields of the finding.

        Returns
        -------
        Inferred
        """
        equation = self.equation
        finding = Finding(self.model.path, equation.line, equation.name, rule, level, **about)
        self.model.findings.setdefault(finding)
        return FAULTY

    def differ(self, rule: str, wanted: Unit, value: Inferred, subject: str, tree: Any) -> Inferred:
        """Note that an expression is in another unit than it should be.

        Where a bare number may stand for what is missing, only the strict level tells it.

        Parameters
        ----------
        rule : str
            Of the finding.
        wanted : Unit
        value : Inferred
            The expression's unit.
        subject : str
            What it should be in the unit of, for the message.
        tree : syntax tree
            The expression.

        Returns
        -------
        Inferred
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


def agree(
    check: EquationCheck, parts: Sequence[tuple[Any, Inferred]], *, bounds: bool = False
) -> Inferred:
    """Return the unit that parts that are added or compared have in common.

    A zero is in any unit; another bare number among parts with a unit is told when strict, unless
    it bounds them, as in MAX(20, x).

    Parameters
    ----------
    check : EquationCheck
    parts : sequence of (tree, Inferred)
    bounds : bool
        Whether the parts bound one another.

    Returns
    -------
    Inferred
    """
    if any(value.faulty for _, value in parts):
        return FAULTY
    known = [(tree, value.unit, value) for tree, value in parts if value.unit is not None]
    if not known:
        unknown = any(value.is_unknown for _, value in parts)
        return UNKNOWN if unknown else Inferred(None, math.nan)
    # what most parts are in counts as right, and the odd one out as wrong
    often = Counter(unit.kind for _, unit, _ in known)
    first, unit, _ = max(known, key=lambda part: often[part[1].kind])
    for tree, other, value in known:
        if not unit.same(other):
            return check.differ("terms", unit, value, check.text(first), tree)
    for _, value in parts:
        number = value.number if value.is_bare and not bounds else None
        if number and math.isfinite(number) and not unit.same(DIMENSIONLESS):
            about = {"left": str(unit), "subject": check.text(first), "other": f"{number:g}"}
            check.tell("bare", "strict", **about)
    return Inferred(unit)


def want(
    check: EquationCheck, rule: str, wanted: Unit | None, tree: Any, value: Inferred, subject: str
) -> bool:
    """Note when an expression that has a unit is not in the one it should be in.

    Parameters
    ----------
    check : EquationCheck
    rule : str
        Of the finding.
    wanted : Unit or None
        None where it is not known; then all is well.
    tree : syntax tree
        The expression.
    value : Inferred
        Its unit.
    subject : str
        Whose argument it is, for the message.

    Returns
    -------
    bool
        Whether all is well.
    """
    if wanted is None or value.unit is None or wanted.same(value.unit):
        return True
    check.differ(rule, wanted, value, subject, tree)
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


def whole_power(value: Inferred) -> Fraction | None:
    """Return a bare exponent as a fraction; None where it is no single, moderate number."""
    number = value.number
    if number is None or not math.isfinite(number) or abs(number) > 100:
        return None
    return Fraction(number).limit_denominator(1000)
