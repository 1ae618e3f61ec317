"""The four stages of the classical Runge-Kutta method, as calls on the machine's memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.schedule import Call, Task
from gaoxin.engine.values.state import State


def stages(
    states: Sequence[State],
    arrays: Mapping[int, npt.NDArray[Any]],
    h: float,
    emit: Callable[[Sequence[Task]], list[Call]],
    saves: Sequence[Task],
    jumps: Sequence[Task],
) -> tuple[list[Call], list[Call], list[tuple[list[Call], int]]]:
    """Lay out a step from s to s + h/6 (k1 + 2 k2 + 2 k3 + k4).

    States that jump keep their value through the stages and change at the end, by what the first
    stage computed.

    Parameters
    ----------
    states : sequence of State
    arrays : mapping of int to array
        Node number to memory.
    h : float
        The time step.
    emit : callable
        Gives the calls of some tasks and of all that they need.
    saves, jumps : sequence of Task

    Returns
    -------
    stepping, saving : list of call
        The first stage, without and with saving.
    later : list of (list of call, int)
        The other stages, each with its instant after the first (in half steps).
    """
    integrals = [s for s in states if s.kind == "integral" and s.change is not None]
    own = {s.number: arrays[s.node.number] for s in integrals}
    base = {k: np.empty_like(v) for k, v in own.items()}
    total = {k: np.empty_like(v) for k, v in own.items()}
    slope = {k: np.empty_like(v) for k, v in own.items()}

    def keep(number: int, reads: Any) -> list[Call]:
        return [partial(np.copyto, slope[number], reads[0])]

    floors = {s.number for s in integrals if s.floor}

    def each(make: Callable[[int], list[Call]]) -> list[Call]:
        """Return what is to be done for every stock, none of which may end below its floor."""
        calls: list[Call] = []
        for n in own:
            calls += make(n)
            if n in floors:
                calls.append(partial(np.maximum, own[n], 0.0, out=own[n]))
        return calls

    def begin(n: int) -> list[Call]:
        return [
            partial(np.copyto, base[n], own[n]),
            partial(np.copyto, total[n], slope[n]),
            partial(_shift, base[n], slope[n], 0.5 * h, own[n]),
        ]

    slopes = [Task((s.change,), None, partial(keep, s.number)) for s in integrals if s.change]
    held, release = _postponed(arrays, jumps)
    first = each(begin)
    stepping = emit([*slopes, *held]) + first
    saving = emit([*saves, *slopes, *held]) + first
    computing = emit(slopes)
    second = each(lambda n: _middle(base[n], total[n], slope[n], own[n], 0.5 * h))
    third = each(lambda n: _middle(base[n], total[n], slope[n], own[n], h))
    last = each(lambda n: [partial(_finish, base[n], total[n], slope[n], own[n], h)])
    later = [
        (computing + second, 1),
        (computing + third, 1),
        (computing + last + release, 2),
    ]
    return stepping, saving, later


def _postponed(
    arrays: Mapping[int, npt.NDArray[Any]], jumps: Sequence[Task]
) -> tuple[list[Task], list[Call]]:
    """Split jumps into keeping the new value in the first stage and taking it on in the last."""
    held: list[Task] = []
    release: list[Call] = []
    for task in jumps:
        (node,) = task.reads
        assert task.writes is not None  # noqa: S101  (a jump changes a state)
        kept = np.empty_like(arrays[task.writes.number])

        def keep(reads: Any, kept: Any = kept) -> list[Call]:
            return [partial(np.copyto, kept, reads[0])]

        held.append(Task((node,), None, keep))
        release.extend(task.make([kept]))
    return held, release


def _shift(base: Any, slope: Any, share: float, own: Any) -> None:
    np.add(base, slope * share, out=own)


def _middle(base: Any, total: Any, slope: Any, own: Any, share: float) -> list[Call]:
    return [partial(_double, total, slope), partial(_shift, base, slope, share, own)]


def _double(total: Any, slope: Any) -> None:
    np.add(total, 2.0 * slope, out=total)


def _finish(base: Any, total: Any, slope: Any, own: Any, h: float) -> None:
    np.add(base, (total + slope) * (h / 6.0), out=own)
