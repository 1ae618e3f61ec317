"""The units of a whole model, equation by equation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.engine.reading.variables import CONTROLS, Variable
from gaoxin.engine.units.finding import LEVELS, Finding, Level
from gaoxin.engine.units.lexicon import TIME, Lexicon, lexicon
from gaoxin.engine.units.measure import UNKNOWN, Measure, Value
from gaoxin.engine.units.place import Place, Sheet, want
from gaoxin.engine.units.reading import Unreadable, factors
from gaoxin.engine.units.weigh import weigh
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
    level : {"lenient", "strict"}
        Strict also tells variables without a unit, bare numbers among units, and conversions by
        a bare number.
    definitions : path, optional
        Definitions for pint, one a line; then a word of a unit that is not in there is told.

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
    words = lexicon(reg, contents.equivalences)
    sheet = _sheet(contents)
    _explain_time(words, contents.variables)
    for variable in contents.variables.values():
        sheet.stated[variable.key] = _stated(sheet, words, variable, definitions is not None)
    sheet.time = next((m for k in _CLOCK if (m := sheet.stated.get(k)) is not None), None)
    _check_clock(sheet)
    outcomes = [
        _balanced(sheet, variable, equation)
        for variable in contents.variables.values()
        for equation in variable.equations
        if equation.kind == "equation" and equation.tree is not None
    ]
    return UnitCheck(
        contents.path,
        level,
        tuple(sorted(_told(sheet, level), key=lambda f: f.line)),
        len(outcomes),
        sum(outcomes),
        tuple(v.name for v in contents.variables.values() if sheet.stated[v.key] is None),
    )


def _sheet(contents: Contents) -> Sheet:
    names = {key: v.name for key, v in contents.variables.items()}
    spelled = {**contents.ranges.spelling, **names}
    return Sheet(contents.path, contents.variables, contents.macros, {}, None, spelled)


def _explain_time(words: Lexicon, variables: Mapping[str, Variable]) -> None:
    """Let ``person/time`` mean the model's time unit; where that is 'Time' too, nothing."""
    for key in _CLOCK:
        texts = [e.unit for e in variables[key].equations] if key in variables else []
        for text in filter(str.strip, texts):
            with suppress(Unreadable):
                read = factors(text)
                named = len(read) == 1 and words.key(read[0][0]) in TIME
                words.vague = TIME if named else frozenset()
                words.equivalent.update({} if named else dict.fromkeys(TIME, read))
                return


def _told(sheet: Sheet, level: Level) -> Iterator[Finding]:
    return (f for f in sheet.findings if level == "strict" or f.level == "lenient")


def _stated(sheet: Sheet, words: Lexicon, variable: Variable, defined: bool) -> Measure | None:
    """Return the unit that a variable's equations state, and tell what is wrong with it."""
    found: Measure | None = None
    for equation in variable.equations:
        place = Place(sheet, equation, None)
        if not equation.unit.strip():
            continue
        try:
            measure = words.measure(equation.unit)
        except Unreadable as error:
            place.tell("unread", "strict", left=equation.unit[:60], other=str(error))
            continue
        if words.is_vague(equation.unit):
            continue
        if defined:
            _check_words(place, words, equation.unit)
        if found is not None and not found.same(measure):
            place.tell("stated", left=str(found), right=str(measure))
        found = found or measure
    if not any(e.unit.strip() for e in variable.equations):
        Place(sheet, variable.equations[0], None).tell("none", "strict")
    return found


def _check_words(place: Place, words: Lexicon, unit: str) -> None:
    for word in words.own_words(unit):
        close = nearest(word, known_names(words.registry))
        place.tell("unknown", left=unit, other=word, subject=close)


def _check_clock(sheet: Sheet) -> None:
    """Tell a time control whose unit is not that of time."""
    for key in CONTROLS:
        unit = sheet.stated.get(key)
        if unit is not None and sheet.time is not None and not unit.same(sheet.time):
            place = Place(sheet, sheet.variables[key].equations[0], unit)
            place.tell("clock", left=str(sheet.time), right=str(unit))


def _balanced(sheet: Sheet, variable: Variable, equation: Any) -> bool:
    """Weigh an equation; return whether it could be judged."""
    target = sheet.stated[variable.key]
    place = Place(sheet, equation, target)
    before = len(sheet.findings)
    try:
        value: Value = weigh(place, equation.tree)
    except RecursionError:  # macros in macros
        value = UNKNOWN
    if type(equation.tree).__name__ != "IntegStructure":
        want(place, "sides", target, equation.tree, value, "")
    found = len(sheet.findings) > before
    return found or (target is not None and not value.is_unknown)
