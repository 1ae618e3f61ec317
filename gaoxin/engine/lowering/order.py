"""Equations of arrays parted into pieces where one order serves not all of their elements.

``a[D] = b[D] * 2`` and ``b[t2] = a[t1]`` wait for each other as wholes and not element by element.
Only the subscripts by which the elements are mixed are parted; the others still run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from pathlib import Path

from gaoxin.engine.reading.trees import references
from gaoxin.engine.reading.variables import Piece, Variable
from gaoxin.errors import ModelError
from gaoxin.names import canonical

MAX_PIECES = 50_000
"""Pieces into which one variable is parted."""


def parts_of(variable: Variable) -> bool:
    """Whether a piece of a variable still gives more than one element."""
    return any(len(p.index[dim]) > 1 for p in variable.pieces for _, dim in p.looped)


def untangle(path: Path, variables: Sequence[Variable]) -> None:
    """Part the pieces of variables that wait for one another.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    variables : sequence of Variable
        Their pieces are replaced; one at least still gives several elements.

    Raises
    ------
    ModelError
        There would be too many pieces.
    """
    mixed = set(_mixed(variables))
    chosen = [
        {d for d in _running(v) if not mixed.isdisjoint(v.dims[d].elements)} for v in variables
    ]
    if not any(chosen):
        chosen = [_running(v) for v in variables]
    for variable, dims in zip(variables, chosen, strict=True):
        if not dims:
            continue
        count = sum(prod(len(p.index[d]) for d in _own(p, dims)) for p in variable.pieces)
        if count > MAX_PIECES:
            raise ModelError(
                f"'{variable.name}' waits for itself by another element; its order is found for "
                f"{MAX_PIECES} elements at most, and there are {count}",
                path=path,
                line=variable.line,
            )
        variable.pieces = [
            replace(part, number=number)
            for number, part in enumerate(
                q for p in variable.pieces for q in _parted(variable, p, dims)
            )
        ]


def _running(variable: Variable) -> set[int]:
    """Return the dimensions along which some piece gives several elements."""
    return {dim for p in variable.pieces for _, dim in p.looped if len(p.index[dim]) > 1}


def _own(piece: Piece, dims: set[int]) -> list[int]:
    return [dim for _, dim in piece.looped if dim in dims]


def _mixed(variables: Sequence[Variable]) -> Iterator[str]:
    """Yield the elements of dimensions in which one element rests on another."""
    by_key = {v.key: v for v in variables}
    for variable in variables:
        for equation in variable.equations:
            for reference in references(equation.tree):
                target = by_key.get(canonical(reference.reference))
                if target is None or reference.subscripts is None:
                    continue
                named = reference.subscripts.subscripts
                for subscript, dim in zip(named, target.dims, strict=False):
                    same = (
                        isinstance(subscript, str) and canonical(subscript) in equation.subscripts
                    )
                    if not same or canonical(subscript) in dim.elements:
                        yield from dim.elements


def _parted(variable: Variable, piece: Piece, dims: set[int]) -> Iterator[Piece]:
    """Yield a piece for each of its elements along some dimensions."""
    own = _own(piece, dims)
    if not own:
        yield piece
        return
    key = {dim: range_key for range_key, dim in piece.looped}
    for places in product(*(range(len(piece.index[d])) for d in own)):
        at = dict(zip(own, places, strict=True))
        yield replace(
            piece,
            index=tuple((side[at[d]],) if d in at else side for d, side in enumerate(piece.index)),
            looped=tuple((k, d) for k, d in piece.looped if d not in at),
            fixed=(
                *piece.fixed,
                *((key[d], variable.dims[d].elements[piece.index[d][i]]) for d, i in at.items()),
            ),
            taken=tuple(
                (taken[at[d]],) if d in at else taken
                for d, taken in zip(piece.dims, piece.taken, strict=True)
            ),
        )
