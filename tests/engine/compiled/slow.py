"""The slow twin of an emitter: scalar code computed by NumPy, an instruction at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.compiled.layout import Layout
from gaoxin.engine.compiled.operations import OPERATIONS
from gaoxin.engine.compiled.scalar import Code
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import Plan
from gaoxin.engine.running.queues import Queue, queue_length
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.interpret import evaluate

Array = npt.NDArray[Any]
Stored = dict[tuple[str, int], Array]


def compute(code: Code, section: str, load: Callable[[str, int], Array]) -> Stored:
    """Return what a section stores, by space and row."""
    values: dict[int, Array] = {}
    with np.errstate(all="ignore"):
        for number in code.needed(section):
            op, args, data = code.instructions[number]
            if op == "load":
                values[number] = load(*data)
            elif op == "number":
                values[number] = np.array([float.fromhex(data)])
            elif op == "truth":
                values[number] = np.array([data])
            else:
                operation = OPERATIONS[op]
                more = (data,) if operation.has_data else ()
                values[number] = operation.call(*(values[a] for a in args), *more)
    return {(s.space, s.row): values[s.value] for s in code.sections[section]}


def run_euler(layout: Layout, timing: Timing, parameters: Parameters) -> dict[str, Array]:
    """Return every output that members share in, shape (instants or 1, elements, members)."""
    width, members = parameters.members, slice(0, parameters.members)
    plan, rows = layout.plan, layout.rows

    def given(name: str, instant: int, step: int) -> Mapping[int, Array]:
        found: dict[int, Array] = {}
        for node, first in rows[name].items():
            if node.op == "random":
                whole = parameters.random(node, 0 if node.data.initial else step, members)
            else:
                whole = parameters.at(node, instant, members)
            flat = np.broadcast_to(whole, (*node.shape, width)).reshape(-1, width)
            found.update({first + i: row for i, row in enumerate(flat)})
        return found

    uniform = _uniform(plan, layout, timing, parameters)
    spaces: dict[str, Any] = {"uniform": uniform(0), "input": given("begin", 0, 0)}
    stored = compute(layout.code, "begin", lambda space, row: spaces[space][row])
    spaces["member"] = {row: v for (space, row), v in stored.items() if space == "member"}
    spaces["state"] = {
        row: np.broadcast_to(v, (width,)) for (space, row), v in stored.items() if space == "state"
    }
    queues = _queues(layout, timing, parameters, spaces["state"])
    found: dict[str, list[Array]] = {key: [] for key in layout.outputs}
    for step in range(timing.begin, timing.steps + 1):
        spaces["uniform"], spaces["input"] = uniform(step), given("step", step, step)
        if step in timing.saved:
            results = compute(layout.code, "save", lambda space, row: spaces[space][row])
            for key, first in layout.outputs.items():
                count = int(np.prod(plan.outputs[key].shape))
                found[key].append(_stacked(results, first, count, width))
        after = compute(layout.code, "step", lambda space, row: spaces[space][row])
        nexts = {row: v for (space, row), v in after.items() if space == "next"}
        for number, (row, queue) in enumerate(queues):
            value = np.broadcast_to(after["result", number], (width,))
            nexts[row] = queue.push(step, value[None])[0]
        spaces["state"] = nexts
    once = {
        key: _stacked(stored, first, int(np.prod(plan.outputs[key].shape)), width)[None]
        for key, first in layout.steady.items()
    }
    return {**{key: np.stack(values) for key, values in found.items()}, **once}


def _stacked(results: Stored, first: int, count: int, width: int) -> Array:
    rows = [np.broadcast_to(results["result", first + i], (width,)) for i in range(count)]
    return np.stack(rows)


def _uniform(
    plan: Plan, layout: Layout, timing: Timing, parameters: Parameters
) -> Callable[[int], dict[int, Array]]:
    nodes = layout.rows["uniform"].items()
    fixed = evaluate(
        [n for n, _ in nodes if plan.rate(n) == 0], parameters.constant, dict(plan.constants)
    )
    moving = evaluate(
        [n for n, _ in nodes if plan.rate(n)], parameters.over_time(timing.instants), dict(fixed)
    )

    def at(instant: int) -> dict[int, Array]:
        found = {0: np.array([timing.step])}
        for node, first in nodes:
            whole = moving[node.number]
            now = whole[..., instant if whole.shape[-1] > 1 else 0]
            flat = np.broadcast_to(now, node.shape).reshape(-1)
            found.update({first + i: np.array([float(v)]) for i, v in enumerate(flat)})
        return found

    return at


def _queues(
    layout: Layout, timing: Timing, parameters: Parameters, states: Mapping[int, Array]
) -> list[tuple[int, Queue]]:
    """Return a queue for each element of a fixed delay, with its row of states."""
    found = []
    for state in layout.states:
        if state.kind != "queue":
            continue
        assert state.delay is not None
        first = layout.rows["state"].first[state.node.number]
        delay = evaluate(
            [state.delay],
            lambda node: parameters.at(node, 0, slice(0, parameters.members)),
            dict(layout.plan.constants),
        )
        whole = np.broadcast_to(
            delay[state.delay.number], (*state.node.shape, parameters.members)
        ).reshape(-1, parameters.members)
        for i, each in enumerate(whole):
            length = queue_length(each[None], timing.step)
            found.append((first + i, Queue(states[first + i][None], length, timing.steps)))
    return found
