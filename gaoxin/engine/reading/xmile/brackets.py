"""Subscripts: what stands in the brackets after a name, or is left out there.

Every dimension of a variable becomes an element, a range that runs on the left side, a range that
an array function goes over (``Age!``), or an expression whose number is known only in a run.
"""

from __future__ import annotations

from typing import Any

from gaoxin.engine.reading.trees import (
    LineColumn,
    PositionSubscript,
    Reference,
    SliceSubscript,
    Subscripts,
    WildcardSubscript,
    placed,
)
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.arrays import ArrayPlace
from gaoxin.engine.reading.xmile.constants import constant
from gaoxin.engine.reading.xmile.dimensions import Dimension
from gaoxin.engine.reading.xmile.look import NONE, WHOLE, Look, Meaning
from gaoxin.engine.reading.xmile.tokens import plain_name, segments_of
from gaoxin.errors import nearest
from gaoxin.names import canonical


def array(look: Look, meaning: Meaning, tree: Reference, over: str, at: LineColumn | None) -> Any:
    """Return a reference to a variable with all its subscripts.

    Parameters
    ----------
    look : Look
        Where it stands.
    meaning : Meaning
        The variable.
    tree : Reference
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
        It has another number of subscripts, or one of them means nothing here.
    """
    written = tree.subscripts.subscripts if tree.subscripts is not None else None
    if written is not None and len(written) != len(meaning.dims):
        raise Unreadable(
            f"'{meaning.name}' has {len(meaning.dims)} subscripts, not {len(written)}", at
        )
    used: dict[str, int] = {}
    found: list[Any] = []
    for position, dim in enumerate(meaning.dims):
        used[dim] = used.get(dim, 0) + 1
        if written is None:
            found.append(_alone(look, meaning, dim, used[dim], over, at))
        else:
            one = written[position]
            found.append(_subscript(look, meaning, dim, used[dim], one, over, at))
    if not found:
        return Reference(meaning.name)
    return Reference(meaning.name, Subscripts(tuple(found)))


def _alone(
    look: Look, meaning: Meaning, dim: str, number: int, over: str, at: LineColumn | None
) -> str:
    """Return the subscript of a dimension that is not written."""
    spot = look.spot(dim, number)
    if spot is not None and over != WHOLE:
        return spot.name
    if over:
        return f"{look.arrays.alias(dim, number)}!"
    shown = look.arrays.dimensions[dim].name
    raise Unreadable(
        f"'{meaning.name}' is an array over '{shown}', which does not run here; write which "
        f"element is meant, or SUM({meaning.name})",
        at,
    )


def _subscript(
    look: Look,
    meaning: Meaning,
    dim: str,
    number: int,
    written: Any,
    over: str,
    at: LineColumn | None,
) -> Any:
    """Return one subscript: an element, a range that runs, a marked range, or an expression."""
    if isinstance(written, WildcardSubscript):
        return _wildcard(look, meaning, dim, number, written, over, at)
    if isinstance(written, SliceSubscript):
        return _slice(look, meaning, dim, written, over, at)
    if isinstance(written, PositionSubscript):
        if not 1 <= written.number <= len(look.places):
            raise Unreadable(
                f"'@{written.number}' is no dimension of the left side, which has "
                f"{len(look.places)}",
                at,
            )
        return look.places[written.number - 1].name
    if isinstance(written, str):
        return _named(look, meaning, dim, number, written, over, at)
    return by_number(look, dim, constant(look.go(written, NONE)))


def _wildcard(
    look: Look,
    meaning: Meaning,
    dim: str,
    number: int,
    written: WildcardSubscript,
    over: str,
    at: LineColumn | None,
) -> str:
    """Return what ``*`` or ``*:part`` is."""
    if written.within:
        key = canonical(plain_name(written.within))
        part = look.arrays.dimensions.get(key)
        if part is None or not set(part.elements) <= set(look.arrays.dimensions[dim].elements):
            raise Unreadable(
                f"'{written.within}' is no part of dimension "
                f"'{look.arrays.dimensions[dim].name}' of '{meaning.name}'",
                at,
            )
        if over:
            return f"{part.name}!"
        spot = look.spot(key)
        if spot is not None:
            return spot.name
    elif over:
        return f"{look.arrays.alias(dim, number)}!"
    elif (spot := look.spot(dim, number)) is not None:
        return spot.name
    raise Unreadable(
        f"'{meaning.name}[*]' is many values; write SUM({meaning.name}[*]), or which element",
        at,
    )


def _slice(
    look: Look,
    meaning: Meaning,
    dim: str,
    written: SliceSubscript,
    over: str,
    at: LineColumn | None,
) -> str:
    """Return the range of ``low:high``, both of them elements or their numbers."""
    size = len(look.arrays.dimensions[dim].elements)
    ends = []
    for end in (written.low, written.high):
        plain = isinstance(end, Reference) and end.subscripts is None
        element = _element_of(look, dim, end.reference if plain else end)
        value: Any = None
        if element is not None:
            value = look.arrays.position(dim, element)
        elif not isinstance(end, str):
            value = constant(look.go(end))
        if not isinstance(value, float) or value != int(value):
            raise Unreadable("a slice goes from one number or element to another", at)
        ends.append(int(value))
    low, high = max(ends[0], 1), min(ends[1], size)
    if low > high:
        raise Unreadable(f"'{meaning.name}' has no elements from {ends[0]} to {ends[1]}", at)
    if not over:
        raise Unreadable(
            f"'{meaning.name}[{ends[0]}:{ends[1]}]' is many values; write it in SUM, MEAN, MIN "
            "or another function of arrays",
            at,
        )
    return f"{look.arrays.sliced(dim, low, high)}!"


def _element_of(look: Look, dim: str, written: Any) -> str | None:
    """Return the element that a name, ``Dim.name`` or a number means, or None."""
    if isinstance(written, float):
        return look.arrays.element(dim, f"{written:g}")
    if not isinstance(written, str):
        return None
    parts = [canonical(part) for part in segments_of(written)]
    if len(parts) == 2 and parts[0] in look.arrays.dimensions:
        return look.arrays.element(dim, parts[1])
    return look.arrays.element(dim, parts[0]) if len(parts) == 1 else None


def _named(
    look: Look,
    meaning: Meaning,
    dim: str,
    number: int,
    written: str,
    over: str,
    at: LineColumn | None,
) -> Any:
    """Return a subscript that is a name: of a dimension, an element or a variable."""
    key = canonical(plain_name(written))
    if key in look.arrays.dimensions:
        return _dimension(look, meaning, dim, number, key, over, at)
    element = _element_of(look, dim, written)
    if element is not None:
        return look.arrays.shown(dim, element)
    try:
        value = constant(look.go(placed(Reference(written), at), NONE))
    except Unreadable:
        known = [*look.arrays.dimensions[dim].shown, look.arrays.dimensions[dim].name]
        raise Unreadable(
            f"'{meaning.name}' is not defined for '{written}'{nearest(key, known)}", at
        ) from None
    return by_number(look, dim, value)


def _dimension(
    look: Look, meaning: Meaning, dim: str, number: int, key: str, over: str, at: LineColumn | None
) -> str:
    """Return a subscript that is the name of a dimension."""
    ours, theirs = look.arrays.dimensions[key], look.arrays.dimensions[dim]
    spot = look.spot(key, number if key == dim else 1)
    if spot is not None:
        if set(ours.elements) <= set(theirs.elements) or dim in ours.maps or key in theirs.maps:
            return spot.name if not spot.element else _mapped(look, ours, theirs, spot)
        raise Unreadable(
            f"the elements of '{ours.name}' are none of '{theirs.name}', which "
            f"'{meaning.name}' is over",
            at,
        )
    if over and set(ours.elements) <= set(theirs.elements):
        name = look.arrays.alias(key, number) if key == dim else ours.name
        return f"{name}!"
    if any(key in look.arrays.dimensions[place.dimension].maps for place in look.places) or any(
        place.dimension in ours.maps for place in look.places
    ):
        return ours.name
    left = ", ".join(look.arrays.dimensions[place.dimension].name for place in look.places)
    raise Unreadable(
        f"dimension '{ours.name}' of '{meaning.name}[{ours.name}]' is none of the variable's "
        f"own ({left or 'it has none'}), and no mapping leads to it; write which element is "
        "meant, or a function of arrays",
        at,
    )


def _mapped(look: Look, ours: Dimension, theirs: Dimension, spot: ArrayPlace) -> str:
    if spot.element in theirs.elements:
        return look.arrays.shown(theirs.key, spot.element)
    place = ours.elements.index(spot.element)
    return str(theirs.shown[min(place, len(theirs.shown) - 1)])


def by_number(look: Look, dim: str, value: Any) -> Any:
    """Return an element by its number where that is known, else the expression.

    Parameters
    ----------
    look : Look
        Where it stands.
    dim : str
        Canonical name of the dimension.
    value : syntax tree

    Returns
    -------
    str, float or syntax tree
    """
    if isinstance(value, float) and value == int(value):
        size = len(look.arrays.dimensions[dim].elements)
        if 1 <= value <= size:
            return look.arrays.dimensions[dim].shown[int(value) - 1]
    return value
