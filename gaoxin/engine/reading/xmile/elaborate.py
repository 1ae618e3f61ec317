"""The names of an equation looked up: the tree as written into the tree that lowering reads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gaoxin.engine.reading.trees import (
    Arithmetic,
    Call,
    ElementPlace,
    LineColumn,
    Logic,
    Reference,
    place_of,
    placed,
)
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.variables import CONTROLS
from gaoxin.engine.reading.xmile.brackets import array
from gaoxin.engine.reading.xmile.calls import call_of, transposed
from gaoxin.engine.reading.xmile.functions import WORDS
from gaoxin.engine.reading.xmile.look import Look, placed_any
from gaoxin.engine.reading.xmile.stella import REFUSED
from gaoxin.engine.reading.xmile.tokens import plain_name, segments_of
from gaoxin.engine.values.curves import NA
from gaoxin.names import canonical

_CONVERTED_NA = -1e38
"""What Vensim's converter writes for ``:NA:``."""


def looked_up(look: Look, tree: Any, over: str) -> Any:
    """Return a tree with every name looked up and every subscript written out.

    Parameters
    ----------
    look : Look
        Where it stands.
    tree : syntax tree
        As the grammar gives it.
    over : {"", "free", "whole"}
        What an array that is named alone means here.

    Returns
    -------
    syntax tree

    Raises
    ------
    Unreadable
        A name, a subscript or a call means nothing here.
    """
    if tree is None or isinstance(tree, (float, int, str)):
        return NA if look.renamed and tree == _CONVERTED_NA else tree
    at = place_of(tree) or look.at
    if isinstance(tree, Reference):
        return placed_any(_reference(look, tree, over, at), at)
    if isinstance(tree, Call):
        return placed_any(call_of(look, tree, over, at), at)
    if isinstance(tree, (Arithmetic, Logic)):
        operands = tuple(look.go(argument, over) for argument in tree.arguments)
        return placed(replace(tree, arguments=operands), at)
    raise Unreadable("a list of values stands where one is expected", at)


def _reference(look: Look, tree: Reference, over: str, at: LineColumn | None) -> Any:
    """Return what a name means where it stands."""
    key = canonical(plain_name(tree.reference))
    meaning = look.find(tree.reference)
    if meaning is None and key == "self":
        if look.own is None:
            raise Unreadable("SELF stands in the equation of a variable only", at)
        meaning = look.own
    if meaning is not None:
        return array(look, meaning, tree, over, at)
    if tree.subscripts is None:
        if key.endswith("'") and look.find(tree.reference.rstrip("'")) is not None:
            named = Reference(tree.reference.rstrip("'"))
            return transposed(look, named, over, at)
        if key in WORDS:
            return WORDS[key]()
        if key in CONTROLS:
            return Reference(key)
        if (number := _number(look, tree.reference, over)) is not None:
            return number
    if key in REFUSED:
        raise Unreadable(f"{key.upper()} is not supported: {REFUSED[key]}", at)
    raise Unreadable(look.unknown(tree.reference), at)


def _number(look: Look, written: str, over: str) -> Any:
    """Return what a dimension, or an element of one, is as a number; None for other names."""
    parts = [canonical(part) for part in segments_of(written)]
    dimensions = look.arrays.dimensions
    if len(parts) == 2 and parts[0] in dimensions:
        element = look.arrays.element(parts[0], parts[1])
        return None if element is None else look.arrays.position(parts[0], element)
    if len(parts) > 1:
        return None
    if parts[0] in dimensions:
        spot = look.spot(parts[0])
        if spot is not None and spot.element:
            return look.arrays.position(parts[0], spot.element)
        if spot is not None:
            return ElementPlace(spot.name)
        return ElementPlace(f"{dimensions[parts[0]].name}!") if over else None
    holders = [d for d in dimensions.values() if parts[0] in d.elements]
    places = {d.elements.index(parts[0]) for d in holders}
    return float(places.pop() + 1) if len(places) == 1 else None
