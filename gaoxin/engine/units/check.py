"""The units of a whole model, equation by equation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.engine.reading.variables import CONTROLS, Variable
from gaoxin.engine.units.definitions import TIME, Definitions, define
from gaoxin.engine.units.equation import EquationCheck, ModelUnits, want
from gaoxin.engine.units.expressions import EXPRESSIONS
from gaoxin.engine.units.finding import LEVELS, Finding, Level
from gaoxin.engine.units.functions import CALLS
from gaoxin.engine.units.stateful import STATEFUL
from gaoxin.engine.units.text import UnreadableUnit, factors
from gaoxin.engine.units.unit import UNKNOWN, Inferred, Unit
from gaoxin.errors import ModelError, nearest
from gaoxin.units import known_names, registry, standard_registry

if TYPE_CHECKING:
    from gaoxin.engine.contents import Contents

_CLOCK = ("time_step", "initial_time", "final_time", "saveper")
"""Time controls, the one whose unit counts first."""


@dataclass(frozen=True)
class UnitCheck:
    """What a unit check found, and how much of the model it could judge.

    Attributes
    ----------
    level : {"lenient", "strict"}
    findings : tuple of Finding
        By line.
    equations, judged : int
        Equations, and those among them whose both sides have a known unit.
    without_unit : tuple of str
        Variables that have none, or none that can be read.
    """

    path: Path
    level: Level
    findings: tuple[Finding, ...]
    equations: int
    judged: int
    without_unit: tuple[str, ...]


def check_units(
    contents: Contents, level: Level = "lenient", definitions: Path | None = None
) -> UnitCheck:
    """Balance every equation of a model.

    Parameters
    ----------
    contents : Contents
    level : {"lenient", "strict"}
        Strict also tells variables without a unit, bare numbers among units, and conversions by
        a bare number.
    definitions : path, optional
        Definitions for pint, one a line; then a word of a unit that is not in there is told.

    Returns
    -------
    UnitCheck

    Raises
    ------
    DataError
        The definitions cannot be read.
    ModelError
        No such level.
    """
    if level not in LEVELS:
        raise ModelError(f"no level {level!r}; write {' or '.join(map(repr, LEVELS))}")
    reg = standard_registry() if definitions is None else registry(definitions)
    words = define(reg, contents.equivalences)
    model = _model_units(contents)
    _explain_time(words, contents.variables)
    for variable in contents.variables.values():
        model.stated[variable.key] = _stated(model, words, variable, definitions is not None)
    model.time = next((m for k in _CLOCK if (m := model.stated.get(k)) is not None), None)
    _check_clock(model)
    outcomes = [
        _balanced(model, variable, equation)
        for variable in contents.variables.values()
        for equation in variable.equations
        if equation.kind == "equation" and equation.tree is not None
    ]
    return UnitCheck(
        contents.path,
        level,
        tuple(sorted(_told(model, level), key=lambda f: f.line)),
        len(outcomes),
        sum(outcomes),
        tuple(v.name for v in contents.variables.values() if model.stated[v.key] is None),
    )


def _model_units(contents: Contents) -> ModelUnits:
    names = {key: v.name for key, v in contents.variables.items()}
    spelled = {**contents.ranges.spelling, **names}
    rules = {**EXPRESSIONS, **STATEFUL}
    return ModelUnits(
        contents.path, contents.variables, contents.macros, {}, None, spelled, rules, CALLS
    )


def _explain_time(words: Definitions, variables: Mapping[str, Variable]) -> None:
    """Let ``person/time`` mean the model's time unit; where that is 'Time' too, nothing."""
    for key in _CLOCK:
        texts = [e.unit for e in variables[key].equations] if key in variables else []
        for text in filter(str.strip, texts):
            with suppress(UnreadableUnit):
                read = factors(text)
                named = len(read) == 1 and words.key(read[0][0]) in TIME
                words.vague = TIME if named else frozenset()
                words.equivalent.update({} if named else dict.fromkeys(TIME, read))
                return


def _told(model: ModelUnits, level: Level) -> Iterator[Finding]:
    return (f for f in model.findings if level == "strict" or f.level == "lenient")


def _stated(
    model: ModelUnits, words: Definitions, variable: Variable, defined: bool
) -> Unit | None:
    """Return the unit that a variable's equations state, and tell what is wrong with it."""
    found: Unit | None = None
    for equation in variable.equations:
        check = EquationCheck(model, equation, None)
        if not equation.unit.strip():
            continue
        try:
            unit = words.unit(equation.unit)
        except UnreadableUnit as error:
            check.tell("unread", "strict", left=equation.unit[:60], other=str(error))
            continue
        if words.is_vague(equation.unit):
            continue
        if defined:
            _check_words(check, words, equation.unit)
        if found is not None and not found.same(unit):
            check.tell("stated", left=str(found), right=str(unit))
        found = found or unit
    if not any(e.unit.strip() for e in variable.equations):
        EquationCheck(model, variable.equations[0], None).tell("none", "strict")
    return found


def _check_words(check: EquationCheck, words: Definitions, unit: str) -> None:
    for word in words.own_words(unit):
        close = nearest(word, known_names(words.registry))
        check.tell("unknown", left=unit, other=word, subject=close)


def _check_clock(model: ModelUnits) -> None:
    """Tell a time control whose unit is not that of time."""
    for key in CONTROLS:
        unit = model.stated.get(key)
        if unit is not None and model.time is not None and not unit.same(model.time):
            check = EquationCheck(model, model.variables[key].equations[0], unit)
            check.tell("clock", left=str(model.time), right=str(unit))


def _balanced(model: ModelUnits, variable: Variable, equation: Any) -> bool:
    """Check an equation; return whether it could be judged."""
    target = model.stated[variable.key]
    check = EquationCheck(model, equation, target)
    before = len(model.findings)
    try:
        value: Inferred = check.unit_of(equation.tree)
    except RecursionError:  # macros in macros
        value = UNKNOWN
    if type(equation.tree).__name__ != "Integ":
        want(check, "sides", target, equation.tree, value, "")
    found = len(model.findings) > before
    return found or (target is not None and not value.is_unknown)
