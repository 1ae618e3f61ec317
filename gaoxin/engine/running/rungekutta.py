"""A step of several stages, as calls on the machine's memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.methods import Row, increment
from gaoxin.engine.running.schedule import ArrayCall, Task
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.state import State

Arrays = Mapping[int, npt.NDArray[Any]]
Emit = Callable[[Sequence[Task]], list[ArrayCall]]


@dataclass(frozen=True)
class Stages:
    """The calls of a step.

    Attributes
    ----------
    stepping, saving : list of call
        The first stage, without and with saving.
    later : list of (list of call, int)
        The other stages, each with its instant after the first.
    """

    stepping: list[ArrayCall]
    saving: list[ArrayCall]
    later: list[tuple[list[ArrayCall], int]]


@dataclass(frozen=True)
class _Stock:
    """The memory of one stock: where it stands, where the step began, its slopes so far."""

    state: State
    own: npt.NDArray[Any]
    base: npt.NDArray[Any]
    slopes: list[npt.NDArray[Any]]

    def slope(self, stage: int) -> Task:
        """Return the task that keeps the slope of a stage."""

        def keep(reads: Any) -> list[ArrayCall]:
            return [partial(np.copyto, self.slopes[stage], reads[0])]

        assert self.state.change is not None  # noqa: S101  (lowering gives every state its change)
        return Task((self.state.change,), None, keep)

    def begin(self) -> ArrayCall:
        """Return the call that notes where the step begins."""
        return partial(np.copyto, self.base, self.own)

    def move(self, row: Row, step: float) -> list[ArrayCall]:
        """Return the calls that bring it from where the step began to where a row says."""
        calls: list[ArrayCall] = [partial(_move, row, step, self.base, self.slopes, self.own)]
        if self.state.floor:
            calls.append(partial(np.maximum, self.own, 0.0, out=self.own))
        return calls


def _move(
    row: Row,
    step: float,
    base: npt.NDArray[Any],
    slopes: Sequence[npt.NDArray[Any]],
    own: npt.NDArray[Any],
) -> None:
    np.add(base, increment(row, slopes, step, out=own), out=own)


def stages(
    states: Sequence[State],
    arrays: Arrays,
    timing: Timing,
    emit: Emit,
    saves: Sequence[Task],
    jumps: Sequence[Task],
) -> Stages:
    """Lay out a step by the method's table.

    States that jump keep their value through the stages and change at the end, by what the first
    stage computed.

    Parameters
    ----------
    states : sequence of State
    arrays : mapping of int to array
        Node number to memory.
    timing : Timing
        Its method, and the time step.
    emit : callable
        Gives the calls of some tasks and of all that they need.
    saves, jumps : sequence of Task

    Returns
    -------
    Stages
    """
    method = timing.method
    rows = [*method.stages, method.weights]
    stocks = [_stock(s, arrays[s.node.number], len(rows)) for s in states if s.kind == "integral"]
    held, release = _postponed(arrays, jumps)
    first = [stock.slope(0) for stock in stocks]
    begin = [stock.begin() for stock in stocks] + _moves(stocks, rows[0], timing.step)
    second = emit([stock.slope(1) for stock in stocks])
    later = []
    for stage, row in enumerate(rows[1:], start=1):
        computing = _of_stage(second, stocks, stage)
        later.append((computing + _moves(stocks, row, timing.step), method.offset(stage)))
    later[-1][0].extend(release)
    stepping = emit([*first, *held]) + begin
    return Stages(stepping, emit([*saves, *first, *held]) + begin, later)


def _of_stage(second: Sequence[ArrayCall], stocks: Sequence[_Stock], stage: int) -> list[ArrayCall]:
    """Return the calls of the second stage with its slopes kept as those of another."""
    places = {id(stock.slopes[1]): stock.slopes[stage] for stock in stocks}

    def turned(call: Any) -> ArrayCall:
        if not isinstance(call, partial) or call.func is not np.copyto:
            return cast("ArrayCall", call)
        place, *rest = call.args
        return partial(np.copyto, places.get(id(place), place), *rest)

    return [turned(call) for call in second]


def _stock(state: State, own: npt.NDArray[Any], stages: int) -> _Stock:
    return _Stock(state, own, np.empty_like(own), [np.empty_like(own) for _ in range(stages)])


def _moves(stocks: Sequence[_Stock], row: Row, step: float) -> list[ArrayCall]:
    return [call for stock in stocks for call in stock.move(row, step)]


def _postponed(arrays: Arrays, jumps: Sequence[Task]) -> tuple[list[Task], list[ArrayCall]]:
    """Split jumps into keeping the new value in the first stage and taking it on in the last."""
    held: list[Task] = []
    release: list[ArrayCall] = []
    for task in jumps:
        (node,) = task.reads
        assert task.writes is not None  # noqa: S101  (a jump changes a state)
        own = arrays[task.writes.number]  # a belt takes on several numbers for one of its own
        kept = np.empty((*node.shape, own.shape[-1]), own.dtype)

        def keep(reads: Any, kept: Any = kept) -> list[ArrayCall]:
            return [partial(np.copyto, kept, reads[0])]

        held.append(Task((node,), None, keep))
        release.extend(task.make([kept]))
    return held, release
