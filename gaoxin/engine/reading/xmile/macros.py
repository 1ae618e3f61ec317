"""``<macro>``: functions that a file defines for itself, and the parameters that they take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gaoxin.engine.reading.trees import Reference
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.document import Tag
from gaoxin.engine.reading.xmile.entities import (
    Entity,
    Faults,
    Formula,
    read_entities,
    read_formula,
)
from gaoxin.engine.reading.xmile.grammar import parse
from gaoxin.engine.reading.xmile.tokens import plain_name
from gaoxin.names import canonical

PARAMETER = "parameter"
"""Kind of a placeholder for what a call gives."""


@dataclass(frozen=True)
class MacroHead:
    """A macro as its tag says.

    Attributes
    ----------
    takes : list of (str, syntax tree or None)
        Canonical names of its parameters, with what each is where a call leaves it out.
    result : Formula or None
        Its equation; None where a fault has been noted.
    entities : dict
        Its own variables, its parameters among them as placeholders.
    """

    name: str
    key: str
    tag: Tag
    takes: list[tuple[str, Any]]
    result: Formula | None
    entities: dict[str, Entity]


def read_macro_heads(root: Tag, faults: Faults) -> list[MacroHead]:
    """Return the macros of a file.

    Parameters
    ----------
    root : Tag
        ``<xmile>``.
    faults : Faults

    Returns
    -------
    list of MacroHead
    """
    found: dict[str, MacroHead] = {}
    for tag in root.all("macro"):
        name = plain_name(tag.get("name"))
        if tag.get("filter"):
            if canonical(name) != "non_negative":
                faults.add(f"the option filter '{name}' is not supported; remove it", tag.at)
            continue
        if not name:
            faults.add("<macro> without a name", tag.at)
        elif tag.first("sim_specs") is not None:
            faults.add(f"macro '{name}' has <sim_specs> of its own; it is not supported", tag.at)
        elif canonical(name) in found:
            faults.add(f"macro '{name}' is defined a second time; remove one", tag.at)
        else:
            found[canonical(name)] = _head(name, tag, faults)
    return list(found.values())


def _head(name: str, tag: Tag, faults: Faults) -> MacroHead:
    takes = [(canonical(plain_name(p.text)), _default(p, name, faults)) for p in tag.all("parm")]
    own = read_entities(tag, faults) if tag.first("variables") is not None else ()
    entities = {entity.key: entity for entity in own if entity.key not in dict(takes)}
    for parameter, _ in takes:
        entities[parameter] = Entity(PARAMETER, parameter, parameter, tag, (), [])
    equation = tag.first("eqn")
    result = None if equation is None else read_formula(equation, faults, f"macro '{name}'")
    if result is None or (result.tree is None and not result.broken):
        faults.add(f"macro '{name}' has no <eqn>", tag.at)
        result = None
    elif canonical(name) in entities and not _is_name(result.tree, name):
        faults.add(f"'{name}' is a variable and the macro itself; give one another name", tag.at)
    return MacroHead(name, canonical(name), tag, takes, result, entities)


def _default(parameter: Tag, macro: str, faults: Faults) -> Any:
    text = parameter.get("default")
    if not text:
        return None
    try:
        return parse(text, lambda _: parameter.at)
    except Unreadable as fault:
        faults.add(f"{fault.message} (in a parameter of macro '{macro}')", fault.at)
        return None


def _is_name(tree: Any, name: str) -> bool:
    return isinstance(tree, Reference) and canonical(tree.reference) == canonical(name)
