"""From equation text to syntax trees, by PySD's grammars, one equation at a time.

PySD gives the grammar; splitting the file ourselves gives every equation its line number, and
keeps whatever PySD would evaluate to text that :mod:`gaoxin.engine.source` has checked.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaoxin.engine.names import canonical, display
from gaoxin.engine.source import Entry, entries
from gaoxin.errors import ModelError


@dataclass(frozen=True)
class Equation:
    """One definition of a variable, or of a part of a subscripted one.

    Attributes
    ----------
    name, key : str
        Spelling in the model, and canonical spelling.
    subscripts : tuple of str
        Canonical subscripts of the left side.
    excepts : tuple of tuple of str
        The groups after ``:EXCEPT:``.
    tree : object
        PySD's syntax tree, a float, or an array of numbers.
    kind : {"equation", "lookup", "data"}
    """

    name: str
    key: str
    subscripts: tuple[str, ...]
    excepts: tuple[tuple[str, ...], ...]
    tree: Any
    kind: str
    unit: str
    low: float | None
    high: float | None
    comment: str
    group: str
    line: int


@dataclass(frozen=True)
class RangeText:
    """A subscript range as written: elements (or sub-ranges), copies and mappings."""

    name: str
    key: str
    members: tuple[str, ...]
    mappings: tuple[tuple[str, tuple[str, ...]], ...]
    line: int


def translate(path: Path, text: str) -> tuple[list[Equation], list[RangeText]]:
    """Translate a Vensim text.

    Returns
    -------
    equations, ranges : list
        In order of appearance.

    Raises
    ------
    ModelError
        With the line of the equation that cannot be read.
    """
    equations: list[Equation] = []
    ranges: list[RangeText] = []
    for entry in entries(path, text):
        item = _translate_entry(path, entry)
        if isinstance(item, Equation):
            equations.append(item)
        elif item is not None:
            ranges.append(item)
    if not equations:
        raise ModelError("no equation found; is this a Vensim .mdl file?", path=path)
    return equations, ranges


def _translate_entry(path: Path, entry: Entry) -> Equation | RangeText | None:
    from parsimonious.exceptions import ParseError, VisitationError
    from pysd.translators.vensim.vensim_element import Component, Element, SubscriptRange

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            component = Element(entry.equation, entry.unit, entry.comment).parse()
            if isinstance(component, Component):
                component.parse()
    except ParseError as error:
        raise ModelError(_expected(entry, error), path=path, line=entry.line) from None
    except RecursionError:
        raise _too_deep(path, entry) from None
    except (VisitationError, ValueError, SyntaxError, TypeError, NameError, LookupError) as error:
        if "RecursionError" in str(error):
            raise _too_deep(path, entry) from None
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(
            f"cannot read '{entry.equation[:60]}' [{entry.unit[:30]}]: {reason[0][:160]}",
            path=path,
            line=entry.line,
        ) from None
    if isinstance(component, SubscriptRange):
        return _range(path, entry, component)
    if isinstance(component, Component):
        return _equation(entry, component)
    return None  # a reality check: it adds no variable


def _too_deep(path: Path, entry: Entry) -> ModelError:
    return ModelError(
        f"'{entry.equation[:40]}…' is nested too deeply, or has too many numbers in a row; "
        "split it into several variables",
        path=path,
        line=entry.line,
    )


def _expected(entry: Entry, error: Any) -> str:
    position = max(0, int(getattr(error, "pos", 0)))
    text = str(getattr(error, "text", entry.equation))
    rest = text[position : position + 30]
    if not rest.strip():
        return f"'{entry.equation[:60]}' breaks off; expected an operand or ')' at its end"
    return (
        f"cannot read '{entry.equation[:60]}' at '{rest}'; expected 'name = expression' with "
        "balanced brackets and an operator between operands"
    )


def _equation(entry: Entry, component: Any) -> Equation:
    from pysd.translators.vensim.vensim_element import Data, Lookup

    kind = {Lookup: "lookup", Data: "data"}.get(type(component), "equation")
    names, excepts = component.subscripts
    low, high = (*(component.limits or ()), None, None)[:2]
    return Equation(
        name=display(component.name),
        key=canonical(component.name),
        subscripts=tuple(canonical(s) for s in names),
        excepts=tuple(tuple(canonical(s) for s in group) for group in excepts),
        tree=component.ast,
        kind="lookup" if component.lookup else kind,
        unit=component.units,
        low=low,
        high=high,
        comment=component.documentation,
        group=entry.group,
        line=entry.line,
    )


def _range(path: Path, entry: Entry, component: Any) -> RangeText:
    definition = component.definition
    if isinstance(definition, dict):
        raise ModelError(
            f"subscript '{component.name}' is read from a spreadsheet; write its elements out",
            path=path,
            line=entry.line,
        )
    members = [definition] if isinstance(definition, str) else list(definition)
    mappings = _mappings(entry.equation)
    if mappings and any(targets for _, targets in mappings):
        # PySD's visitor adds the elements of an explicit mapping to the range itself.
        members = members[: len(members) - sum(len(targets) for _, targets in mappings)]
    return RangeText(
        name=display(component.name),
        key=canonical(component.name),
        members=tuple(display(m) for m in members),
        mappings=tuple(mappings),
        line=entry.line,
    )


def _mappings(equation: str) -> list[tuple[str, tuple[str, ...]]]:
    """Read ``-> B, (C: c2, c1)``: the target ranges and, when given, their elements in order."""
    if "->" not in equation or "<->" in equation:
        return []
    text = equation.split("->", 1)[1]
    found = []
    for explicit, elements, plain in re.findall(r"\(([^:()]+):([^()]*)\)|([^,()]+)", text):
        name = explicit or plain
        if name.strip():
            targets = tuple(canonical(e) for e in elements.split(",") if e.strip())
            found.append((canonical(name), targets))
    return found
