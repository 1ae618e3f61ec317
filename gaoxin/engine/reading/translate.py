"""From equation text to syntax trees, by PySD's grammars, one equation at a time.

PySD gives the grammar; splitting the file ourselves gives every equation its line number, and
reading the trees ourselves (:mod:`gaoxin.engine.reading.parse`) evaluates nothing of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gaoxin.engine.reading.equations import Equation, Macro, RangeText, Translated
from gaoxin.engine.reading.source import Entry, MacroText, entries, equivalences
from gaoxin.errors import ModelError
from gaoxin.names import canonical, display

MAX_LENGTH = 1_000_000
"""Characters of one equation."""

MAX_FORMULA = 50_000
"""Characters of one equation that is more than numbers: reading it takes three seconds."""

_NUMBERS = re.compile(r"[=(][\d.,;eE+\-\s()\[\]]*+$")


def translate(path: Path, text: str) -> Translated:
    """Translate a Vensim text.

    Raises
    ------
    ModelError
        With the line of the equation that cannot be read.
    """
    found, heads = entries(path, text)
    equations: list[Equation] = []
    ranges: list[RangeText] = []
    inner: dict[str, list[Equation]] = {head.name: [] for head in heads}
    for entry in found:
        item = _translate_entry(path, entry)
        if entry.macro and isinstance(item, Equation):
            inner[entry.macro].append(item)
        elif isinstance(item, Equation):
            equations.append(item)
        elif item is not None:
            ranges.append(item)
    if not equations:
        raise ModelError("no equation found; is this a Vensim .mdl file?", path=path)
    macros = [_macro(path, head, inner[head.name]) for head in heads]
    by_key = {macro.key: macro for macro in macros}
    return Translated(equations, ranges, by_key, equivalences(text))


def _macro(path: Path, head: MacroText, equations: list[Equation]) -> Macro:
    key = canonical(head.name)
    if head.gives:
        raise ModelError(
            f"macro '{head.name}' gives more than one result; write a macro for each",
            path=path,
            line=head.line,
        )
    own: dict[str, Equation] = {}
    for equation in equations:
        if equation.subscripts or equation.key in own or equation.kind == "data":
            raise ModelError(
                f"'{equation.name}' of macro '{head.name}': a macro's variables are defined once, "
                "without subscripts and without data",
                path=path,
                line=equation.line,
            )
        own[equation.key] = equation
    if key not in own:
        raise ModelError(
            f"macro '{head.name}' has no result; write '{head.name} = expression' in it",
            path=path,
            line=head.line,
        )
    return Macro(head.name, key, tuple(canonical(t) for t in head.takes), own, head.line)


def _translate_entry(path: Path, entry: Entry) -> Equation | RangeText | None:
    from gaoxin.engine.reading.parse import read_left, read_lookup, read_right

    with reading(path, entry.equation, entry.line, entry.unit):
        unit, limits = unit_and_limits(entry.unit)
        left = read_left(entry.equation)
        kind = type(left).__name__
        if kind == "SubscriptRange":
            return _range(entry, left)
        if kind in {"Constraint", "TestInput"}:
            return None  # a reality check: it adds no variable
        read = read_lookup if kind == "Lookup" else read_right
        tree = read(left.expression) if left.expression else None
        return _equation(entry, left, kind, tree, unit, limits)


@contextmanager
def reading(path: Path, text: str, line: int | None, unit: str = "") -> Iterator[None]:
    """Turn whatever goes wrong in reading a text into a ModelError that shows it.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    text : str
        What is read.
    line : int or None
        Where it stands.
    unit : str
        Shown beside it in a message.

    Yields
    ------
    None

    Raises
    ------
    ModelError
        The text is too long or nested too deeply, or something in it cannot be read.
    """
    from parsimonious.exceptions import ParseError, VisitationError

    from gaoxin.engine.reading.unreadable import Unreadable

    most = MAX_LENGTH if _NUMBERS.search(text) else MAX_FORMULA
    if len(text) > most:
        raise ModelError(
            f"'{text[:40]}…' is {len(text)} characters long; at most {most} are read",
            path=path,
            line=line,
        )
    try:
        yield
    except ParseError as error:
        raise ModelError(_expected(text, error), path=path, line=line) from None
    except (RecursionError, MemoryError):
        raise ModelError(
            f"'{text[:40]}…' is nested too deeply; split it into several variables",
            path=path,
            line=line,
        ) from None
    except Unreadable as error:
        raise ModelError(f"{error} (in '{text[:60]}')", path=path, line=line) from None
    except (VisitationError, ValueError, TypeError, LookupError, AttributeError) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(
            f"cannot read '{text[:60]}' [{unit[:30]}]: {reason[0][:160]}", path=path, line=line
        ) from None


def _expected(text: str, error: Any) -> str:
    position = max(0, int(getattr(error, "pos", 0)))
    rest = str(getattr(error, "text", text))[position : position + 30]
    if not rest.strip():
        return f"'{text[:60]}' breaks off; expected an operand or ')' at its end"
    return (
        f"cannot read '{text[:60]}' at '{rest}'; expected 'name = expression' with "
        "balanced brackets and an operator between operands"
    )


def unit_and_limits(text: str) -> tuple[str, tuple[float | None, float | None]]:
    """Split ``Dmnl [0,?]`` into the unit and its limits.

    Raises
    ------
    ValueError
        A limit is neither a number nor ``?``.
    """
    if not text.endswith("]") or "[" not in text:
        return text, (None, None)
    unit, _, inside = text[:-1].rpartition("[")
    found = [None if x.strip() == "?" else float(x) for x in inside.split(",")]
    low, high = (*found, None, None)[:2]
    return unit.strip(), (low, high)


def _equation(
    entry: Entry,
    left: Any,
    kind: str,
    tree: Any,
    unit: str,
    limits: tuple[float | None, float | None],
) -> Equation:
    names, excepts = left.subscripts
    external = type(tree).__name__
    kinds = {"Lookup": "lookup", "Data": "data"}
    return Equation(
        name=display(left.name),
        key=canonical(left.name),
        subscripts=tuple(canonical(s) for s in names),
        excepts=tuple(tuple(canonical(s) for s in group) for group in excepts),
        tree=tree,
        kind="lookup" if external == "GetLookupsStructure" else kinds.get(kind, "equation"),
        unit=unit,
        low=limits[0],
        high=limits[1],
        comment=entry.comment,
        group=entry.group,
        line=entry.line,
        missing=left.keyword or "" if kind == "Data" else "",
        text=entry.equation,
    )


def _range(entry: Entry, left: Any) -> RangeText:
    definition = left.definition
    cells: tuple[str, ...] = ()
    if isinstance(definition, dict):
        cells = tuple(str(value) for value in definition.values())
        definition = []
    elements = [definition] if isinstance(definition, str) else list(definition)
    mappings = _mappings(entry.equation)
    if mappings and any(targets for _, targets in mappings):
        # PySD's visitor adds the elements of an explicit mapping to the range itself.
        elements = elements[: len(elements) - sum(len(targets) for _, targets in mappings)]
    return RangeText(
        name=display(left.name),
        key=canonical(left.name),
        elements=tuple(display(m) for m in elements),
        mappings=tuple(mappings),
        line=entry.line,
        cells=cells,
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
