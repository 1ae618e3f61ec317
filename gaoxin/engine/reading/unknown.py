"""Names that equations use and nothing has: all of a file at once, each with what was meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from gaoxin.engine.reading.equations import Equation, Macro
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.trees import place_of, references
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.variables import CONTROLS, Variable
from gaoxin.engine.reading.vensim.tokens import lookalike
from gaoxin.errors import nearest
from gaoxin.names import canonical, display

MAX_WORDS = 12
"""Words of a name that is looked at for an operator that was left out."""

_NUMBER = re.compile(r"\d+\.?\d*")


def unknown_names(
    variables: Mapping[str, Variable], ranges: Ranges, macros: Mapping[str, Macro]
) -> list[Unreadable]:
    """Return a fault for each name in an equation that nothing has.

    Parameters
    ----------
    variables : mapping of canonical name to Variable
    ranges : Ranges
        Ranges and elements are numbers in an equation.
    macros : mapping of canonical name to Macro

    Returns
    -------
    list of Unreadable
    """
    common = {"time", "self", *CONTROLS, *variables, *ranges.elements, *ranges.spelling}
    spelled = [variable.name for variable in variables.values()]
    found = [
        fault
        for variable in variables.values()
        for equation in variable.equations
        for fault in _faults(equation, common, spelled)
    ]
    for macro in macros.values():
        own = {"time", *CONTROLS, *macro.takes, *macro.equations}
        outside = {f"{key}$" for key in common}
        names = [*macro.takes, *(e.name for e in macro.equations.values())]
        for equation in macro.equations.values():
            found += _faults(equation, own | outside, names, common)
    return found


def _faults(
    equation: Equation,
    known: Collection[str],
    names: list[str],
    outside: Collection[str] = frozenset(),
) -> Iterator[Unreadable]:
    for reference in references(equation.tree):
        key = canonical(reference.reference)
        if key in known:
            continue
        name = display(reference.reference)
        at: Any = place_of(reference) or (equation.line, equation.column)
        if key in outside:
            remedy = f"; write '{name}$' for a variable of the whole model"
        else:
            remedy = _meant(name, known, names)
        text = f"unknown variable '{name}' (in the equation of '{equation.name}'){remedy}"
        yield Unreadable(text, at)


def _meant(name: str, known: Collection[str], names: list[str]) -> str:
    """Say what to write for a name that nothing has."""
    if hint := lookalike(name):
        return hint
    parts = _parted(name.split(), known)
    if parts:
        shown = " and ".join(f"'{part}'" for part in parts)
        return f"; an operator is missing between {shown}"
    return nearest(name, names)


def _parted(words: list[str], known: Collection[str]) -> list[str]:
    """Return a name as a row of known names and numbers; none where it is no such row."""
    if not 1 < len(words) <= MAX_WORDS:
        return []
    best: list[list[str] | None] = [[]]
    for end in range(1, len(words) + 1):
        row: list[str] | None = None
        for start in range(end):
            part, before = " ".join(words[start:end]), best[start]
            if before is not None and (canonical(part) in known or _NUMBER.fullmatch(part)):
                row = [*before, part]
                break
        best.append(row)
    return best[-1] or []
