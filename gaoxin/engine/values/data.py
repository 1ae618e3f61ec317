"""What a value holds besides its operands: a small record for each operation that needs any."""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """Of a parameter or a random number: where it comes from.

    Attributes
    ----------
    name : str
        What the run knows it by.
    initial : bool
        Whether the value at the start of the run is meant.
    """

    name: str
    initial: bool


class At(NamedTuple):
    """One position of a subscript."""

    position: int


class Along(NamedTuple):
    """Some positions of a subscript, which run along an axis of the result."""

    axis: int
    positions: tuple[int, ...]


Pick = At | Along


class View(NamedTuple):
    """Of a ``view``: what is picked along each subscript of the operand.

    Attributes
    ----------
    rank : int
        Axes of the result, leading ones of length 1 among them.
    """

    picks: tuple[Pick, ...]
    rank: int


class Part(NamedTuple):
    """Of an operand of an ``assemble``: the elements of the variable that it gives.

    Attributes
    ----------
    positions : tuple of tuple of int
        For each subscript, the positions covered.
    looped : tuple of int
        The subscripts that are axes of the operand; along the others it covers one position.
    """

    positions: tuple[tuple[int, ...], ...]
    looped: tuple[int, ...]


class Fold(NamedTuple):
    """Of a ``fold``: the kernel that combines two elements, and how many subscripts go."""

    op: str
    axes: int


RECORDS: dict[str, type] = {"param": Source, "random": Source, "view": View, "fold": Fold}
"""What is held, by operation; an ``assemble`` has a tuple of :class:`Part`, one an operand."""
