"""Equations gathered into variables, each variable's elements shared out among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.reading.equations import Equation
from gaoxin.engine.reading.subscripts import Dim, Ranges
from gaoxin.engine.reading.unreadable import together
from gaoxin.engine.values.curves import NA
from gaoxin.errors import ModelError, nearest

CONTROLS = ("initial_time", "final_time", "time_step", "saveper")
"""The four variables that say when a run starts, ends, steps and saves."""

MAX_CELLS = 4_000_000
"""Elements of one variable."""


@dataclass(frozen=True)
class Piece:
    """The elements of a variable that one equation gives at once.

    Attributes
    ----------
    index : tuple of tuple of int
        For each dimension of the variable, the positions covered.
    looped : tuple of (str, int)
        The range subscripts that run: range key and dimension. Other range subscripts are fixed.
    fixed : tuple of (str, str)
        Range keys bound to one element.
    lengths : tuple of int
        Elements of each range that the equation's left side names.
    taken : tuple of tuple of int
        Which of those elements the piece covers, in the order of `index`.
    dims : tuple of int
        The dimension of each of those ranges.
    """

    number: int
    equation: Equation
    index: tuple[tuple[int, ...], ...]
    looped: tuple[tuple[str, int], ...]
    fixed: tuple[tuple[str, str], ...] = ()
    lengths: tuple[int, ...] = ()
    taken: tuple[tuple[int, ...], ...] = ()
    dims: tuple[int, ...] = ()

    def own(self, cell: tuple[int, ...]) -> tuple[int, ...]:
        """Return which of the left side's elements one element of the variable is."""
        return tuple(
            taken[places[cell[dim]]]
            for dim, taken, places in zip(self.dims, self.taken, self._places, strict=True)
        )

    @cached_property
    def _places(self) -> tuple[dict[int, int], ...]:
        """For each of `dims`, where in the piece each position of the variable is."""
        return tuple({p: i for i, p in enumerate(self.index[dim])} for dim in self.dims)

    @cached_property
    def is_whole(self) -> bool:
        """Whether it gives all the elements along the subscripts that run, in their order."""
        return all(self.index[dim] == tuple(range(len(self.index[dim]))) for _, dim in self.looped)


@dataclass
class Variable:
    """A variable of the model with everything its equations say about it."""

    name: str
    key: str
    dims: tuple[Dim, ...]
    equations: list[Equation]
    pieces: list[Piece] = field(default_factory=list)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Lengths of its dimensions."""
        return tuple(len(d.elements) for d in self.dims)

    @property
    def line(self) -> int:
        """Line of its first equation."""
        return self.equations[0].line

    def piece_at(self, cell: tuple[int, ...]) -> Piece | None:
        """Return the piece that gives one element, or None where none does."""
        laid = self.__dict__.get("laid")
        if laid is None or laid[:2] != (id(self.pieces), len(self.pieces)):
            owner = np.full(self.shape, -1, dtype=np.int64)
            for number, piece in enumerate(self.pieces):
                owner[np.ix_(*piece.index)] = number
            laid = self.__dict__["laid"] = (id(self.pieces), len(self.pieces), owner)
        number = int(laid[2][cell])
        return self.pieces[number] if number >= 0 else None

    @cached_property
    def is_constant(self) -> bool:
        """Whether each of its equations is a number or an array of numbers."""
        return all(
            e.kind == "equation" and isinstance(e.tree, (int, float, np.ndarray))
            for e in self.equations
        )

    @cached_property
    def is_lookup(self) -> bool:
        """Whether one of its equations is a lookup."""
        return any(e.kind == "lookup" for e in self.equations)

    @cached_property
    def is_data(self) -> bool:
        """Whether it is data."""
        return all(e.kind == "data" for e in self.equations)

    @cached_property
    def is_missing(self) -> bool:
        """Whether it is data that no file was given for."""
        return any(e.kind == "data" and e.tree is None for e in self.equations)


def gather(path: Path, equations: Sequence[Equation], ranges: Ranges) -> dict[str, Variable]:
    """Group equations by variable.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    equations : sequence of Equation
    ranges : Ranges

    Returns
    -------
    dict of canonical name to Variable

    Raises
    ------
    ModelError
        A subscript is unknown, subscripts differ in number, an element is defined twice, or a
        variable has the name of a range or of time.
    """
    grouped: dict[str, list[Equation]] = {}
    for equation in equations:
        grouped.setdefault(equation.key, []).append(equation)
    found: dict[str, Variable] = {}
    errors: list[ModelError] = []
    for key, group in grouped.items():
        try:
            found[key] = _variable(path, key, group, ranges)
        except ModelError as error:
            errors.append(error)
    if errors:
        raise together(errors)
    return found


def _variable(path: Path, key: str, equations: list[Equation], ranges: Ranges) -> Variable:
    first = equations[0]
    if key in ranges.elements or key == "time":
        what = "a subscript range too" if key in ranges.elements else "an axis of every result"
        raise ModelError(
            f"'{first.name}' is {what}; give the variable another name",
            path=path,
            line=first.line,
            column=first.column,
        )
    for equation in equations:
        _check_subscripts(path, equation, first, ranges)
    dims = []
    for position in range(len(first.subscripts)):
        try:
            dims.append(ranges.span([e.subscripts[position] for e in equations]))
        except KeyError as error:
            raise ModelError(
                f"no subscript range holds all elements of '{first.name}': {error.args[0]}",
                path=path,
                line=first.line,
                column=first.column,
            ) from None
    variable = Variable(first.name, key, tuple(dims), equations)
    if not dims and len(equations) == 1:
        variable.pieces.append(Piece(0, first, (), ()))
        return variable
    if int(np.prod(variable.shape, dtype=object)) > MAX_CELLS:
        raise ModelError(
            f"'{first.name}' has more than {MAX_CELLS} elements", path=path, line=first.line
        )
    taken = np.zeros(variable.shape, dtype=np.int64)
    for number, equation in enumerate(equations, start=1):
        whole = [
            _positions(s, d, ranges)
            for s, d in zip(equation.subscripts, variable.dims, strict=True)
        ]
        mask = _covered(equation, variable.dims, whole, ranges) if equation.excepts else None
        where = np.ix_(*whole) if mask is None else mask
        _check_once(path, variable, equation, mask, ranges)
        if (taken[where] > 0).any():
            earlier = equations[int(taken[where].max()) - 1].line
            raise ModelError(
                f"'{first.name}' is defined a second time (first in line {earlier}); remove one",
                path=path,
                line=equation.line,
                column=equation.column,
            )
        taken[where] = number
        variable.pieces += _pieces(variable, equation, whole, mask, ranges)
    return variable


def _check_subscripts(path: Path, equation: Equation, first: Equation, ranges: Ranges) -> None:
    if len(equation.subscripts) != len(first.subscripts):
        raise ModelError(
            f"'{equation.name}' has {len(equation.subscripts)} subscripts here and "
            f"{len(first.subscripts)} in line {first.line}",
            path=path,
            line=equation.line,
            column=equation.column,
        )
    for subscript in (*equation.subscripts, *(s for g in equation.excepts for s in g)):
        if not (ranges.is_range(subscript) or ranges.is_element(subscript)):
            raise ModelError(
                f"unknown subscript '{subscript}' in '{equation.name}'"
                f"{nearest(subscript, ranges.known())}",
                path=path,
                line=equation.line,
                column=equation.column,
            )


def _positions(subscript: str, dim: Dim, ranges: Ranges) -> list[int]:
    wanted = ranges.elements.get(subscript, (subscript,))
    return list(dict.fromkeys(dim.position[e] for e in wanted if e in dim.position))


def _check_once(
    path: Path,
    variable: Variable,
    equation: Equation,
    mask: npt.NDArray[np.bool_] | None,
    ranges: Ranges,
) -> None:
    """Refuse an equation over a range that has an element twice, if it gives that element."""
    for axis, subscript in enumerate(equation.subscripts):
        for element in ranges.repeated(subscript):
            place = variable.dims[axis].position.get(element)
            if place is not None and (mask is None or mask.take(place, axis).any()):
                raise ModelError(
                    f"element '{ranges.spelling[element]}' stands twice in subscript "
                    f"'{ranges.spelling[subscript]}', over which '{equation.name}' runs; give it "
                    "an equation of its own, and write it after :EXCEPT: here",
                    path=path,
                    line=equation.line,
                    column=equation.column,
                )


def _covered(
    equation: Equation, dims: Sequence[Dim], whole: Sequence[Sequence[int]], ranges: Ranges
) -> npt.NDArray[np.bool_]:
    """Return which elements an equation with exceptions gives."""
    mask = np.zeros([len(d.elements) for d in dims], dtype=bool)
    mask[np.ix_(*whole)] = True
    for group in equation.excepts:
        mask[np.ix_(*(_positions(s, d, ranges) for s, d in zip(group, dims, strict=False)))] = False
    return mask


def _pieces(
    variable: Variable,
    equation: Equation,
    whole: Sequence[Sequence[int]],
    mask: npt.NDArray[np.bool_] | None,
    ranges: Ranges,
) -> list[Piece]:
    """Cover what an equation gives by blocks: one, or those that its exceptions leave."""
    looped = tuple((s, i) for i, s in enumerate(equation.subscripts) if ranges.is_range(s))
    dims = tuple(i for _, i in looped)
    found: list[Piece] = []
    for sides in [whole] if mask is None else _blocks(mask):
        order = [
            [(p, i) for i, p in enumerate(positions) if p in inside]
            for positions, inside in zip(whole, map(set, sides), strict=True)
        ]
        found.append(
            Piece(
                len(variable.pieces) + len(found),
                equation,
                tuple(tuple(p for p, _ in side) for side in order),
                looped,
                lengths=tuple(len(whole[i]) for i in dims),
                taken=tuple(tuple(i for _, i in order[d]) for d in dims),
                dims=dims,
            )
        )
    return found


def _blocks(mask: npt.NDArray[np.bool_]) -> list[tuple[Sequence[int], ...]]:
    """Cover a mask by blocks: rows that are the same together, each kind of row in its blocks."""
    if not mask.ndim:
        return [()] if mask else []
    alike: dict[bytes, list[int]] = {}
    for place, row in enumerate(mask):
        if row.any():
            alike.setdefault(row.tobytes(), []).append(place)
    return [(places, *rest) for places in alike.values() for rest in _blocks(mask[places[0]])]


def literal(path: Path, variable: Variable, piece: Piece) -> npt.NDArray[np.float64]:
    """Return the numbers of a constant piece, in the shape of its looped dimensions.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    variable : Variable
    piece : Piece
        One of the variable's.

    Returns
    -------
    array, shape of the looped dimensions

    Raises
    ------
    ModelError
        The number of values does not fit the number of elements.
    """
    tree: Any = piece.equation.tree
    shape = tuple(len(piece.index[i]) for _, i in piece.looped)
    values = np.asarray(tree, dtype=np.float64)
    values = np.where(np.isnan(values), NA, values)
    if values.ndim == 0:
        return np.broadcast_to(values, shape).copy()
    if values.size != int(np.prod(piece.lengths)):
        raise ModelError(
            f"'{variable.name}' lists {values.size} numbers for {int(np.prod(piece.lengths))} "
            "elements",
            path=path,
            line=piece.equation.line,
        )
    whole = values.reshape(piece.lengths)
    return np.asarray(whole[np.ix_(*piece.taken)]).reshape(shape).copy()


def default(path: Path, variable: Variable) -> npt.NDArray[np.float64]:
    """Return a constant's own value, in the variable's shape; NaN where no equation gives any.

    Raises
    ------
    ModelError
        The variable is not a constant.
    """
    if not variable.is_constant:
        raise ModelError(
            f"'{variable.name}' is not a constant; it has no value of its own",
            path=path,
            line=variable.line,
        )
    out = np.full(variable.shape, np.nan)
    for piece in variable.pieces:
        values = literal(path, variable, piece)
        out[np.ix_(*piece.index)] = values.reshape([len(positions) for positions in piece.index])
    return out
