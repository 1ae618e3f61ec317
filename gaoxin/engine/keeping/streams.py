"""A run whose trajectories are not kept as a whole: each block's go into columns when it is done.

A core holds the trajectories of one block of members at a time. What is kept of them is one
column an output, element and instant (:mod:`gaoxin.engine.keeping.columns`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from gaoxin.engine.keeping.columns import Columns
from gaoxin.engine.keeping.missing import as_nan, blanks, unknown
from gaoxin.engine.keeping.results import failed_members
from gaoxin.engine.running.blocks import Engine
from gaoxin.engine.running.stores import Store, stores
from gaoxin.engine.running.workers import shared_room
from gaoxin.engine.values.graph import Array


@dataclass(frozen=True)
class Streamed:
    """What a run has left behind.

    Attributes
    ----------
    columns : Columns
    shapes : dict of str to tuple of int
        ``(instants, *subscripts)`` of each output kept.
    first : dict of str to int
        First column of each output that varies over members; the others are in `fixed`.
    fixed : dict of str to array
        Shape ``(instants, *subscripts, 1)``.
    in_time : dict of str to bool
        Whether an output varies in time; one that does not has one instant.
    failed : tuple of int
        Members with a value that is not finite; all that is kept of them is NaN.
    """

    columns: Columns
    shapes: Mapping[str, tuple[int, ...]]
    first: Mapping[str, int]
    fixed: Mapping[str, Array]
    in_time: Mapping[str, bool]
    failed: tuple[int, ...]

    def some(self, key: str, number: int, count: int) -> Array:
        """Return the values of all members for some instants and elements, in their order.

        Parameters
        ----------
        key : str
        number, count : int
            The first of them, and how many.

        Returns
        -------
        array, shape (count, members)
            Not to be written to.
        """
        if key in self.fixed:
            own = self.fixed[key].reshape(-1, 1)[number : number + count]
            return np.broadcast_to(own, (count, self.columns.members))
        return self.columns.get(self.first[key] + number, count)

    def whole(self, key: str) -> Array:
        """Return an output, shape ``(instants, *subscripts, members or 1)``."""
        if key in self.fixed:
            return self.fixed[key]
        values = self.columns.get(self.first[key], prod(self.shapes[key]))
        return values.reshape((*self.shapes[key], self.columns.members))


def stream(
    engine: Engine, wanted: Mapping[str, Sequence[int]], lost: Iterable[int] = ()
) -> Streamed:
    """Run all members block by block.

    Parameters
    ----------
    engine : Engine
    wanted : mapping of str to sequence of int
        The saved instants that are kept of each output of the plan.
    lost : iterable of int
        Members that have failed before.

    Returns
    -------
    Streamed

    Raises
    ------
    DataError
        What is kept does not fit on the disk.
    """
    shelf = Shelf(engine, wanted, engine.parameters.members)
    shelf.add(engine, lost=lost)
    return shelf.streamed()


class Shelf:
    """Columns that the blocks of a run fill, or of several runs that follow one another.

    Parameters
    ----------
    engine : Engine
        Of the first run.
    wanted : mapping of str to sequence of int
        The saved instants that are kept of each output of the plan.
    members : int
        Of all the runs together.
    columns : callable
        Makes room for so many columns of so many members.

    Raises
    ------
    DataError
        What is kept does not fit on the disk.
    """

    def __init__(
        self,
        engine: Engine,
        wanted: Mapping[str, Sequence[int]],
        members: int,
        columns: Callable[[int, int], Columns] = Columns,
    ) -> None:
        local = stores(engine.plan, engine.timing, engine.division.width)
        self.wanted = wanted
        self.in_time = {key: local[key].in_time for key in wanted}
        self.shapes = {
            k: (len(at) if local[k].in_time else 1, *_inner(local[k])) for k, at in wanted.items()
        }
        self.first: dict[str, int] = {}
        count = 0
        for key in wanted:
            if local[key].by_member:
                self.first[key], count = count, count + prod(self.shapes[key])
        self.columns = columns(count, members)
        self.bad = shared_room((members,))
        self.fixed: dict[str, Array] = {}

    def add(
        self,
        engine: Engine,
        place: int = 0,
        lost: Iterable[int] = (),
        *,
        skip: Callable[[int], bool] = lambda _: False,
        told: Callable[[Shelf, int], None] = lambda *_: None,
    ) -> list[int]:
        """Run members and keep theirs from a place on; return those that failed.

        Parameters
        ----------
        engine : Engine
            Whose outputs vary over members as those of the first.
        place : int
        lost : iterable of int
            Members of this run that have failed before.
        skip : callable
            Whether the block that begins at a member is kept already.
        told : callable
            Told of each block when it is kept.

        Returns
        -------
        list of int
            Members of this run.
        """
        plan, parts = engine.plan, engine.division
        bad = self.bad[place : place + engine.parameters.members]
        bad[list(lost)] = 1.0
        missing, not_known = blanks(plan, engine.parameters), unknown(plan, engine.parameters)

        def work(starts: Iterable[int]) -> None:
            held = stores(plan, engine.timing, parts.width)
            blocks = engine.blocks(held)
            for start in starts:
                blocks.run(start, at=0)
                own = bad[start : start + parts.width] if parts.members > 1 else bad
                own[failed_members(held, own.size, missing)] = 1.0
                as_nan(held, not_known)
                for key, at in self.wanted.items():
                    values: Array = held[key].values
                    picked = values[list(at)] if held[key].in_time else values.copy()
                    if key in self.first:
                        _put(self.columns, self.first[key], place + start, picked, own)
                    else:
                        self.fixed.setdefault(key, picked)
                told(self, start)

        left = [start for start in parts.starts if not skip(start)]
        if left:
            engine.share_out(work, left, min(parts.count, len(left)))
        return [int(i) for i in np.flatnonzero(bad)]

    def streamed(self) -> Streamed:
        """Return what has been kept."""
        failed = tuple(int(i) for i in np.flatnonzero(self.bad))
        return Streamed(self.columns, self.shapes, self.first, self.fixed, self.in_time, failed)


@dataclass(frozen=True)
class Promise:
    """An output's values, read when they are asked for."""

    streamed: Streamed
    key: str

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the values, ``(instants, *subscripts, members or 1)``."""
        width = self.streamed.columns.members if self.key in self.streamed.first else 1
        return (*self.streamed.shapes[self.key], width)

    def read(self) -> Array:
        """Return the values."""
        return self.streamed.whole(self.key)


def promised(streamed: Streamed) -> dict[str, Store]:
    """Return every output as a store: its values where they are in memory, else a promise."""
    here = streamed.columns.in_memory
    return {
        key: Store(
            streamed.whole(key) if here else Promise(streamed, key),
            streamed.in_time[key],
            key in streamed.first,
        )
        for key in streamed.shapes
    }


def _inner(store: Store) -> tuple[int, ...]:
    return tuple(store.values.shape[1:-1])


def _put(columns: Columns, first: int, start: int, values: Array, bad: Array) -> None:
    """Write a block's part of an output's columns, NaN for members that have failed (1)."""
    values[..., bad > 0.0] = np.nan
    for number, row in enumerate(values.reshape(-1, values.shape[-1])):
        columns.put(first + number, start, row)
