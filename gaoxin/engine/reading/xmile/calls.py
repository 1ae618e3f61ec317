"""Calls: a function, a macro, a graphical function, or an array by its flat index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gaoxin.engine.reading.forms import VENSIM, call_or_node
from gaoxin.engine.reading.trees import (
    AllocateAvailable,
    AllocateByPriority,
    Call,
    LineColumn,
    Reference,
    Subscripts,
)
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.arrays import ArrayPlace
from gaoxin.engine.reading.xmile.brackets import array, by_number
from gaoxin.engine.reading.xmile.constants import constant, substituted
from gaoxin.engine.reading.xmile.folds import FOLDS, counted, folded
from gaoxin.engine.reading.xmile.functions import BUILTINS, NAMESPACES, WORDS, call, operation
from gaoxin.engine.reading.xmile.grammar import TRANSPOSED
from gaoxin.engine.reading.xmile.look import FREE, NONE, Look, Meaning, placed_any
from gaoxin.engine.reading.xmile.stella import REFUSED, STELLA
from gaoxin.engine.reading.xmile.tokens import plain_name, segments_of
from gaoxin.names import canonical

TABLES = {
    "lookup": "",
    "lookup_forward": "lookup_forward",
    "lookup_backward": "lookup_backward",
    "lookup_extrapolate": "lookup_extrapolate",
    "lookupinv": "lookup_invert",
    "lookuparea": "lookup_area",
}
"""Functions of a graphical function and an argument, and what lowering calls them."""


def call_of(look: Look, tree: Call, over: str, at: LineColumn | None) -> Any:
    """Return what a call means: a function, a table, a macro, or an array by flat index.

    Parameters
    ----------
    look : Look
        Where it stands.
    tree : Call
        As written.
    over : {"", "free", "whole"}
        What an array alone means there.
    at : tuple of (line, column) or None

    Returns
    -------
    syntax tree

    Raises
    ------
    Unreadable
        A name means nothing, or it takes another number of arguments.
    """
    written = tree.function.reference
    name = _function_name(written)
    if name in look.macros:
        return _macro(look, name, written, tree.arguments, at)
    meaning = look.find(written)
    if meaning is None and name == TRANSPOSED:
        return transposed(look, tree.arguments[0], over, at)
    if meaning is not None:
        return _called(look, meaning, tree, over, at)
    if tree.function.subscripts is not None:
        raise Unreadable(look.unknown(written), at)
    if name in WORDS and not tree.arguments:
        return WORDS[name]()
    if name == "allocate" and 4 <= len(tree.arguments) <= 6:
        return _allocate(look, tree.arguments, at)
    if name in TABLES:
        return _table_call(look, name, tree.arguments, over, at)
    if name in FOLDS or name == "elmcount":
        name = "size" if name == "elmcount" else name
        return folded(look, name, tree.arguments, over, at)
    arguments = tuple(look.go(argument, _inside(name, over)) for argument in tree.arguments)
    if name == "if_then_else":
        return call("if then else", *arguments)
    name = look.renamed.get(name, name)
    if name in REFUSED:
        raise Unreadable(f"{name.upper()} is not supported: {REFUSED[name]}", at)
    builtin = BUILTINS.get(name) or STELLA.get(name)
    if builtin is None or (
        name == "npv" and len(arguments) == 4
    ):  # one of Vensim's, or a name that lowering refuses
        function = placed_any(Reference(name.replace("_", " ")), at)
        try:
            return call_or_node(VENSIM, function, arguments)
        except ValueError as error:
            raise Unreadable(str(error), at) from None
    if not builtin.least <= len(arguments) <= builtin.most or None in arguments:
        raise Unreadable(counted(name, builtin.least, builtin.most, len(arguments)), at)
    try:
        return builtin.build(arguments)
    except ValueError as error:
        raise Unreadable(str(error), at) from None


def _allocate(look: Look, arguments: Sequence[Any], at: LineColumn | None) -> Any:
    """ALLOCATE(supply, dimension, demand, priority, width), which Vensim calls BY PRIORITY."""
    supply, dimension, demand, priority, *more = arguments
    key = canonical(plain_name(getattr(dimension, "reference", "")))
    if key not in look.arrays.dimensions:
        raise Unreadable("ALLOCATE takes a dimension as its second argument", at)
    whole = replace(look, places=tuple(_running(look, place, key) for place in look.places))
    request, rank = (whole.go(tree) for tree in (demand, priority))
    count = float(len(look.arrays.dimensions[key].elements))
    if len(more) == 2:
        profile = _profile(whole, [more[1], priority, more[0]])
        if profile is None:
            raise Unreadable("ALLOCATE takes a type from the profile of its priorities only", at)
        return AllocateAvailable(request, profile, look.go(supply))
    least = call("max", look.go(more[0]) if more else 0.0, 1e-12)
    return AllocateByPriority(request, rank, count, least, look.go(supply))


def _profile(look: Look, parts: list[Any]) -> Any:
    """Return the variable whose last subscript has type, priority and width, in this order."""
    found = [look.go(part) for part in parts]
    if not all(isinstance(one, Reference) and one.subscripts for one in found):
        return None
    meanings = [look.find(part.reference) for part in parts]
    if meanings[0] is None or any(meaning != meanings[0] for meaning in meanings):
        return None
    last = look.arrays.dimensions[meanings[0].dims[-1]]
    elements = [one.subscripts.subscripts[-1] for one in found]
    return found[0] if tuple(elements) == last.shown[:3] else None


def _running(look: Look, place: ArrayPlace, key: str) -> ArrayPlace:
    return ArrayPlace(key, look.arrays.dimensions[key].name) if place.dimension == key else place


def _inside(name: str, over: str) -> str:
    """Return what an array alone means in the arguments of a function: of Vensim's vectors, all."""
    return FREE if name.startswith("vector_") else over


def _function_name(written: str) -> str:
    """Return the canonical name of a function, without its namespace."""
    parts = [canonical(part) for part in segments_of(written)]
    if len(parts) > 1 and parts[0] in NAMESPACES:
        parts = parts[1:]
    return ".".join(parts) if written != TRANSPOSED else TRANSPOSED


def _called(look: Look, meaning: Meaning, tree: Call, over: str, at: LineColumn | None) -> Any:
    """Return a variable that is called: its graphical function, or an element of an array."""
    if len(tree.arguments) != 1:
        raise Unreadable(f"'{meaning.name}' takes one argument", at)
    if meaning.table:
        look.graphs.add(meaning.key)
        function = array(look, replace(meaning, name=meaning.table), tree.function, over, at)
        return Call(function, (look.go(tree.arguments[0], over),))
    if meaning.dims and tree.function.subscripts is None:
        return _flat(look, meaning, constant(look.go(tree.arguments[0], over)), at)
    raise Unreadable(
        f"'{meaning.name}' has no graphical function and takes no argument; is an operator "
        "missing before '('?",
        at,
    )


def _flat(look: Look, meaning: Meaning, index: Any, at: LineColumn | None) -> Any:
    """Return the element of an array at a place in row-major order."""
    sizes = [len(look.arrays.dimensions[dim].elements) for dim in meaning.dims]
    found: list[Any] = []
    behind = 1
    for dim, size in zip(reversed(meaning.dims), reversed(sizes), strict=True):
        before = operation("/", operation("-", index, 1.0), float(behind))
        along = call("mod", call("int", before), float(size))
        found.append(by_number(look, dim, constant(operation("+", along, 1.0))))
        behind *= size
    if isinstance(index, float) and not 1 <= index <= behind:
        return 0.0
    subscripts = Subscripts(tuple(reversed(found)))
    return placed_any(Reference(meaning.name, subscripts), at)


def _table_call(
    look: Look, name: str, arguments: Sequence[Any], over: str, at: LineColumn | None
) -> Any:
    """Return LOOKUP(graphical function, x)."""
    if len(arguments) != 2 or not isinstance(arguments[0], Reference):
        raise Unreadable(
            f"{name.replace('_', ' ').upper()} takes a graphical function and its argument", at
        )
    meaning = look.find(arguments[0].reference)
    if meaning is None:
        raise Unreadable(look.unknown(arguments[0].reference), at)
    if not meaning.table:
        raise Unreadable(f"'{meaning.name}' has no graphical function", at)
    look.graphs.add(meaning.key)
    table = array(look, replace(meaning, name=meaning.table), arguments[0], over, at)
    argument = look.go(arguments[1], over)
    if not TABLES[name]:
        return Call(table, (argument,))
    if name == "lookuparea":
        return call(TABLES[name], table, meaning.begins, argument)
    return call(TABLES[name], table, argument)


def _macro(
    look: Look, name: str, written: str, arguments: Sequence[Any], at: LineColumn | None
) -> Any:
    """Return a call of a macro, its parameters' defaults filled in."""
    takes = look.macros[name]
    needed = sum(default is None for _, default in takes)
    if not needed <= len(arguments) <= len(takes):
        raise Unreadable(counted(written, needed, len(takes), len(arguments)), at)
    given = {key: tree for (key, _), tree in zip(takes, arguments, strict=False)}
    for key, default in takes[len(arguments) :]:
        given[key] = substituted(default, given)
    return Call(
        Reference(name.replace("_", " ")),
        tuple(look.go(tree, NONE) for tree in given.values()),
    )


def transposed(look: Look, tree: Any, over: str, at: LineColumn | None) -> Any:
    """Return an array with its dimensions in reverse.

    Parameters
    ----------
    look : Look
        Where it stands.
    tree : syntax tree
        As written.
    over : {"", "free", "whole"}
        What an array alone means there.
    at : tuple of (line, column) or None

    Returns
    -------
    Reference

    Raises
    ------
    Unreadable
        It is no array, or of other dimensions than the variable.
    """
    meaning = look.find(tree.reference) if isinstance(tree, Reference) else None
    if meaning is None or not meaning.dims:
        raise Unreadable("the apostrophe transposes an array; none stands before it", at)
    if tree.subscripts is not None:
        turned = Subscripts(tuple(reversed(tree.subscripts.subscripts)))
        return array(look, meaning, replace(tree, subscripts=turned), over, at)
    if len(meaning.dims) != len(look.places) or over:
        raise Unreadable("a transposed array stands in an array of as many dimensions", at)
    names = tuple(place.name for place in reversed(look.places))
    return Reference(meaning.name, Subscripts(names))
