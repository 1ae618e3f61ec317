"""Link scores: how much of what an equation gives changed because one thing it names changed.

Schoenberg, Davidsen and Eberlein (2020), equation 1: of z = f(x, y) over one step,

    score(x -> z) = |dz_x / dz| sign(dz_x / dx),  dz_x = f(x(t), y(t-dt)) - f(x(t-dt), y(t-dt)),

and 0 where x or z does not change. Into a stock, z is its net flow, so that a flow's score is its
change over the change of the net flow (Schoenberg, Hayward and Eberlein 2023), however many flows
the net is written as.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.dominance.history import History
from gaoxin.engine.dominance.system import LinkedEquation
from gaoxin.engine.running.queues import queue_length
from gaoxin.engine.values.graph import Array, Node, dependants, reachable
from gaoxin.engine.values.interpret import Values, compute, evaluate

Element = tuple[str, int]
"""A variable or state label, and which of its elements, counted as NumPy does."""

ROUNDING = 16 * float(np.finfo(np.float64).eps)
"""A change that is no larger, of the numbers that made it, is none."""


@dataclass(frozen=True)
class Links:
    """The links of a run, over whose steps they are scored.

    Attributes
    ----------
    into : dict of Element to dict of Element to array
        Target to source to scores, of shape ``(steps, members)``; those that are 0 throughout are
        left out.
    shape : (int, int)
        Steps and members.
    """

    into: Mapping[Element, Mapping[Element, Array]]
    shape: tuple[int, int]

    def out_of(self) -> dict[Element, dict[Element, Array]]:
        """Return the same links, source to target."""
        turned: dict[Element, dict[Element, Array]] = {}
        for target, sources in self.into.items():
            for source, scores in sources.items():
                turned.setdefault(source, {})[target] = scores
        return turned


def score(part: Array, whole: Array, source: Array) -> Array:
    """Return |part / whole| sign(part / source), 0 where source or whole did not change.

    Parameters
    ----------
    part : array, any shape
        What the source alone changed of the target.
    whole : array, shape of part
        What the target changed.
    source : array, shape of part
        What the source changed.

    Returns
    -------
    array, shape of part
    """
    with np.errstate(all="ignore"):
        raw = np.abs(part / whole) * np.sign(part) * np.sign(source)
    return np.where((whole == 0) | (source == 0), 0.0, raw)


def link_scores(
    parts: Sequence[LinkedEquation],
    history: History,
    labels: Mapping[int, str],
    wanted: Mapping[str, set[str]],
) -> Links:
    """Score the links of a run.

    Parameters
    ----------
    parts : sequence of LinkedEquation
        The model's equations.
    history : History
        A run, remembered whole.
    labels : dict of int to str
        State number, as the parts name it, to label.
    wanted : dict of str to set of str
        Target to the sources whose links are scored.

    Returns
    -------
    Links
    """
    into: dict[Element, dict[Element, Array]] = {}
    for part in parts:
        sources = wanted.get(part.target, set())
        if not sources:
            continue
        for source, place, scores in _of_part(part, history, labels, sources):
            for at in np.flatnonzero(scores.any(axis=(1, 2))):
                into.setdefault((part.target, int(at)), {})[source, place] = scores[at]
    return Links(into, (history.timing.steps, history.members))


def _of_part(
    part: LinkedEquation, history: History, labels: Mapping[int, str], sources: set[str]
) -> Iterator[tuple[str, int, Array]]:
    """Yield source, its element, and scores of shape ``(target's elements, steps, members)``."""
    root = part.node
    order = reachable([root])
    before, after = _leaves(order, history, labels)
    old = evaluate([root], lambda n: before[n.number])
    new = evaluate([root], lambda n: after[n.number])
    first, last = (_flat(v[root.number], root, history) for v in (old, new))
    whole, size = last - first, np.maximum(np.abs(first), np.abs(last))
    whole = np.where(np.abs(whole) <= ROUNDING * size, 0.0, whole)
    lag = _lag(part, history, labels)
    for name in sorted(sources & set(part.inputs)):
        leaf = part.inputs[name]
        moving = dependants(order, [leaf.number]) - {leaf.number}
        moves = [n for n in order if n.number in moving]
        for place in range(int(np.prod(leaf.shape))):
            change, moved = _moved(before[leaf.number], after[leaf.number], leaf, place)
            values = dict(old)
            values[leaf.number] = moved
            _again(moves, values)
            by = _flat(values[root.number], root, history) - first
            by = np.where(np.abs(by) <= ROUNDING * size, 0.0, by)
            scores = score(by, whole, change)
            scores = scores.reshape(len(scores), history.timing.steps, history.members)
            yield name, place, scores if lag is None else _later(scores, lag)


def _leaves(
    order: Sequence[Node], history: History, labels: Mapping[int, str]
) -> tuple[Values, Values]:
    """Return the leaves' values at the start and at the end of each step, one axis for all."""
    before: Values = {}
    after: Values = {}
    for node in order:
        if node.op in {"param", "time", "state", "random"}:
            whole = history.leaf(node, labels)
            before[node.number] = _one_axis(whole[..., :-1, :])
            after[node.number] = _one_axis(whole[..., 1:, :])
    return before, after


def _one_axis(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return values.reshape((*values.shape[:-2], -1))


def _flat(values: npt.NDArray[Any], node: Node, history: History) -> Array:
    """Return values as ``(elements, steps x members)``."""
    width = history.timing.steps * history.members
    return np.broadcast_to(values, (*node.shape, width)).reshape(-1, width).astype(np.float64)


def _moved(
    old: npt.NDArray[Any], new: npt.NDArray[Any], leaf: Node, place: int
) -> tuple[Array, npt.NDArray[Any]]:
    """Return the change of one element, and the old values with that element's new ones."""
    at = np.unravel_index(place, leaf.shape) if leaf.shape else ()
    moved = old.copy()
    moved[at] = new[at]
    change = new[at] - old[at]
    size = np.maximum(np.abs(new[at]), np.abs(old[at]))
    return np.where(np.abs(change) <= ROUNDING * size, 0.0, change), moved


def _again(order: Sequence[Node], values: Values) -> None:
    """Compute some values anew from their operands."""
    with np.errstate(all="ignore"):
        for node in order:
            values[node.number] = compute(node, [values[a.number] for a in node.args])


def _lag(
    part: LinkedEquation, history: History, labels: Mapping[int, str]
) -> npt.NDArray[np.int64] | None:
    """Return the steps by which a queue holds back: ``(elements, members)``; None if it is none."""
    if part.delay is None:
        return None
    leaf = {
        n.number: history.leaf(n, labels)[..., 0, :]
        for n in reachable([part.delay])
        if n.op in {"param", "time", "state", "random"}
    }
    delay = evaluate([part.delay], lambda n: leaf[n.number])[part.delay.number]
    steps = queue_length(delay, history.timing.step)
    full = np.broadcast_to(steps, (*part.node.shape, history.members))
    return full.reshape(-1, history.members)


def _later(scores: Array, lag: npt.NDArray[np.int64]) -> Array:
    """Return scores as many steps later as each element and member is held back."""
    at = np.arange(scores.shape[1])[None, :, None] - lag[:, None, :]
    moved = np.take_along_axis(scores, np.maximum(at, 0), axis=1)
    return np.where(at >= 0, moved, 0.0)
