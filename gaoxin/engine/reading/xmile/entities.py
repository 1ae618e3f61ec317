"""What a model's tags say, before any name is looked up: variables, their parts, dimensions.

Nothing here knows arrays or modules; equations are parsed, each at its place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from gaoxin.engine.reading.trees import LineColumn, Logic, Reference
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.document import Tag
from gaoxin.engine.reading.xmile.grammar import parse
from gaoxin.engine.reading.xmile.tokens import plain_name
from gaoxin.names import canonical

KINDS = frozenset({"stock", "flow", "aux", "gf"})
"""Tags of variables."""

Written = tuple[str, LineColumn]
"""A name as written, and where."""

_LOST = re.compile(r"\b0\{\s*(GET_(?!DATA)[A-Z_ ]*)\(")
_UNWRITTEN = re.compile(r"\s*\?+\s*")


@dataclass
class Faults:
    """Faults of one file, gathered: reading goes on after each.

    Attributes
    ----------
    by_vensim : bool
        Whether Vensim, or its converter, wrote the file.
    lost : list of str
        What its converter left out, which is no fault of the file.
    """

    by_vensim: bool = False
    found: list[Unreadable] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def add(self, message: str, at: LineColumn | None) -> None:
        """Note a fault.

        Parameters
        ----------
        message : str
        at : tuple of (line, column) or None
        """
        self.found.append(Unreadable(message, at))


@dataclass(frozen=True)
class Formula:
    """An equation as written.

    Attributes
    ----------
    tree : syntax tree, list of syntax trees, or None
        None where none is written, or where it cannot be read (a fault says so).
    text : str
        On one line, without comments.
    broken : bool
        Whether it could not be read.
    """

    tree: Any
    text: str
    at: LineColumn
    broken: bool = False


@dataclass(frozen=True)
class ArrayPart:
    """What one ``<element>`` says, or the variable itself.

    Attributes
    ----------
    elements : tuple of str
        Canonical; none where the part is the variable as a whole.
    equations : tuple of Formula
        More than one go through the elements in order.
    start : Formula or None
        Of ``<init_eqn>``.
    table : Tag or None
        Of ``<gf>``.
    inflows, outflows : tuple of (str, (line, column))
        Of a stock: names of flows, as written.
    """

    elements: tuple[str, ...]
    equations: tuple[Formula, ...]
    start: Formula | None
    table: Tag | None
    inflows: tuple[Written, ...]
    outflows: tuple[Written, ...]
    at: LineColumn


@dataclass
class Entity:
    """A variable as its tag says.

    Attributes
    ----------
    dims : tuple of str
        Canonical names of its dimensions.
    limited : bool or None
        Whether it may not be negative; None where its tag is silent.
    """

    kind: str
    name: str
    key: str
    tag: Tag
    dims: tuple[str, ...]
    parts: list[ArrayPart]
    limited: bool | None = None
    group: str = ""

    @property
    def at(self) -> LineColumn:
        """Where its tag begins."""
        return self.tag.at

    @property
    def outflows(self) -> tuple[Written, ...]:
        """Names of the flows that drain it, as its first part orders them."""
        return self.parts[0].outflows if self.parts else ()


def read_formula(tag: Tag, faults: Faults, what: str) -> Formula:
    """Parse the equation of a tag.

    Parameters
    ----------
    tag : Tag
    faults : Faults
    what : str
        What the equation is of, for messages.

    Returns
    -------
    Formula
    """
    text = tag.text
    at = tag.place(len(text) - len(text.lstrip()))
    plain = _without_comments(text)
    if _UNWRITTEN.fullmatch(plain) and plain.strip():
        faults.add(f"{what} is not written yet: '{plain.strip()}'", at)
        return Formula(None, plain, at, broken=True)
    if faults.by_vensim and (call := _LOST.search(text)):
        name = call[1].replace("_", " ").strip()
        if name.endswith("LOOKUPS"):  # a table is never the number that stands for it
            faults.add(f"{what} is {name}, whose table the converter left out; write its <gf>", at)
            return Formula(None, plain, at, broken=True)
        faults.lost.append(f"{what} is 0, its converter left out {name} (line {at[0]})")
    try:
        return Formula(parse(text, tag.place, faults.by_vensim), plain, at)
    except Unreadable as fault:
        faults.add(f"{fault.message} (in {what})", fault.at)
        return Formula(None, plain, at, broken=True)


def _without_comments(text: str) -> str:
    if "{" in text:
        before = None
        while before != text:  # comments inside one another go from the innermost
            before, text = text, re.sub(r"\{[^{}]*\}", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def read_entities(model: Tag, faults: Faults) -> Iterator[Entity]:
    """Yield the variables of a ``<model>`` or ``<macro>``, in order of the file.

    Parameters
    ----------
    model : Tag
    faults : Faults

    Yields
    ------
    Entity
    """
    groups = {
        canonical(plain_name(entity.get("name"))): plain_name(group.get("name"))
        for tag in variable_tags(model)
        if tag.name == "group"
        for group in [tag]
        for entity in group.all("entity")
    }
    for tag in variable_tags(model):
        if tag.name not in KINDS:
            continue
        entity = _entity(tag, faults)
        if entity is not None:
            entity.group = groups.get(entity.key, "")
            yield entity


def variable_tags(model: Tag) -> Iterator[Tag]:
    """Yield the tags in ``<variables>``; Stella 10 writes them in ``<model>`` itself."""
    wrapped = list(model.all("variables"))
    for holder in wrapped or [model]:
        yield from holder.children


def _entity(tag: Tag, faults: Faults) -> Entity | None:
    name = plain_name(tag.get("name"))
    if not canonical(name):
        faults.add(f"<{tag.name}> without a name", tag.at)
        return None
    dims = tuple(
        canonical(plain_name(dim.get("name")))
        for group in tag.all("dimensions")
        for dim in group.all("dim")
    )
    entity = Entity(tag.name, name, canonical(name), tag, dims, [])
    entity.parts = [_part(entity, element, faults) for element in tag.all("element")]
    whole = _part(entity, tag, faults)
    if faults.by_vensim and any(_says_itself(entity, part) for part in (*entity.parts, whole)):
        entity.kind = "aux"
        entity.parts = [_without_itself(entity, part) for part in entity.parts]
        whole = _without_itself(entity, whole)
    if not entity.parts or (whole.equations and whole.table is None and not dims):
        entity.parts = [whole]
    else:  # what the variable says of all its elements
        entity.parts = [_completed(part, whole) for part in entity.parts]
    own = tag.first("non_negative")
    entity.limited = None if own is None else "false" not in own.text.lower()
    return entity


def _says_itself(entity: Entity, part: ArrayPart) -> bool:
    """Whether Vensim wrote a level of its own kind: ``x= DELAY_N(...)``, without flows."""
    return not part.inflows and not part.outflows and _without_itself(entity, part) != part


def _without_itself(entity: Entity, part: ArrayPart) -> ArrayPart:
    """Return a part with what stands behind ``name =`` as its equation."""

    def right(formula: Formula) -> Formula:
        tree = formula.tree
        if isinstance(tree, Logic) and list(tree.operators) == ["="]:
            left, inner = tree.arguments
            if isinstance(left, Reference) and canonical(left.reference) == entity.key:
                return replace(formula, tree=inner, text=formula.text.partition("=")[2].strip())
        return formula

    return replace(part, equations=tuple(map(right, part.equations)))


def _part(entity: Entity, tag: Tag, faults: Faults) -> ArrayPart:
    what = f"'{entity.name}'"
    elements: tuple[str, ...] = ()
    if tag.name == "element":
        elements = tuple(canonical(plain_name(s)) for s in tag.get("subscript").split(","))
        what = f"'{entity.name}[{', '.join(elements)}]'"
    equations = tuple(read_formula(eqn, faults, what) for eqn in tag.all("eqn"))
    start = tag.first("init_eqn")
    return ArrayPart(
        elements,
        tuple(formula for formula in equations if formula.tree is not None or formula.broken),
        None if start is None else read_formula(start, faults, f"the start of {what}"),
        tag if tag.name == "gf" else tag.first("gf"),
        _flows(tag, "inflow"),
        _flows(tag, "outflow"),
        tag.at,
    )


def _flows(tag: Tag, side: str) -> tuple[Written, ...]:
    return tuple((flow.text.strip(), flow.at) for flow in tag.all(side))


def _completed(part: ArrayPart, whole: ArrayPart) -> ArrayPart:
    return ArrayPart(
        part.elements,
        part.equations or whole.equations,
        part.start or whole.start,
        part.table if part.table is not None else whole.table,
        part.inflows or whole.inflows,
        part.outflows or whole.outflows,
        part.at,
    )
