"""A run by the interpreter, value by value: slow and obvious.

It is what the tape is tested against, and it records a failed member's every value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.belts import Belt, make_queue
from gaoxin.engine.running.methods import Row, increment
from gaoxin.engine.running.parameters import Members, Parameters, count
from gaoxin.engine.running.plan import MEMBER, Plan
from gaoxin.engine.running.queues import queue_start
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Node
from gaoxin.engine.values.interpret import Values, evaluate
from gaoxin.engine.values.state import State


@dataclass
class States:
    """The states of some members between steps."""

    now: dict[int, npt.NDArray[Any]]
    queues: dict[int, Belt]


def replay(
    plan: Plan, timing: Timing, parameters: Parameters, members: Members, roots: list[Node]
) -> Iterator[tuple[int, Values]]:
    """Step through a run.

    Parameters
    ----------
    plan : Plan
    timing : Timing
    parameters : Parameters
    members : slice or array of int, shape (member,)
        Those that are run.
    roots : list of Node
        What is wanted at each step.

    Yields
    ------
    step : int
    values : dict
        Node number to array, for all that `roots` and the changes of the states need.
    """
    memory = start(plan, timing, parameters, members)
    for step in range(timing.begin, timing.steps + 1):
        instant = timing.instant(step)
        values = _at(plan, timing, parameters, members, step, instant, memory.now, roots)
        yield step, values
        if step == timing.steps:
            return
        memory.now = _next(plan, timing, parameters, members, step, memory, values)


def start(plan: Plan, timing: Timing, parameters: Parameters, members: Members) -> States:
    """Return the states before the first step.

    Parameters
    ----------
    plan : Plan
    timing : Timing
    parameters : Parameters
    members : slice or array of int, shape (member,)
        Those that are run.

    Returns
    -------
    States
    """
    leaf = _leaf(timing, parameters, members, 0, 0, {})
    values = evaluate(plan.starting(), leaf, dict(plan.constants))
    now, queues = {}, {}
    for state in plan.states:
        if state.initial is None:
            continue
        initial = values[state.initial.number]
        width = count(members) if plan.rate(state.node) & MEMBER else 1
        now[state.number] = np.broadcast_to(initial, (*state.node.shape, width))
        if state.delay is not None:
            delay = values[state.delay.number]
            own = queue_start(now[state.number], delay)
            ring = None if state.ring is None else values[state.ring.number]
            belt = make_queue(state, own, delay, timing.step, timing.steps, ring)
            queues[state.number], now[state.number] = belt, belt.first()
    return States(now, queues)


def _leaf(
    timing: Timing,
    parameters: Parameters,
    members: Members,
    step: int,
    instant: int,
    states: dict[int, npt.NDArray[Any]],
) -> Callable[[Node], npt.NDArray[Any]]:
    def read(node: Node) -> npt.NDArray[Any]:
        if node.op == "time":
            return timing.instants[instant : instant + 1]
        if node.op == "state":
            return states[int(str(node.data))]
        if node.op == "random":
            return parameters.random(node, 0 if node.data.initial else step, members)
        return parameters.at(node, instant, members)

    return read


def _at(
    plan: Plan,
    timing: Timing,
    parameters: Parameters,
    members: Members,
    step: int,
    instant: int,
    states: dict[int, npt.NDArray[Any]],
    roots: list[Node],
) -> Values:
    leaf = _leaf(timing, parameters, members, step, instant, states)
    return evaluate([*roots, *plan.running()], leaf, dict(plan.constants))


def _next(
    plan: Plan,
    timing: Timing,
    parameters: Parameters,
    members: Members,
    step: int,
    memory: States,
    values: Values,
) -> dict[int, npt.NDArray[Any]]:
    def change(state: State, found: Values) -> npt.NDArray[Any]:
        return found[state.change.number] if state.change is not None else np.zeros(1)

    def moved(slopes: list[Values], row: Row) -> dict[int, npt.NDArray[Any]]:
        """Return the states where a row of the method says; those that jump stay."""
        now = dict(memory.now)
        for s in plan.states:
            if s.kind == "integral":
                by = increment(row, [change(s, found) for found in slopes], timing.step)
                now[s.number] = _floored(s, memory.now[s.number] + by)
        return now

    method, instant = timing.method, timing.instant(step)
    slopes = [values]
    with np.errstate(all="ignore"):
        for stage, row in enumerate(method.stages, start=1):
            at = instant + method.offset(stage)
            slopes.append(_at(plan, timing, parameters, members, step, at, moved(slopes, row), []))
        after = moved(slopes, method.weights)
        for state in plan.states:
            if state.kind == "held":
                after[state.number] = change(state, values)
            elif state.kind == "queue":
                after[state.number] = memory.now[state.number].copy()  # what arrived is held
                put_in = change(state, values)
                memory.queues[state.number].push_into(step, put_in, after[state.number])
    return after


def _floored(state: State, value: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.asarray(np.maximum(value, 0.0)) if state.floor else value
