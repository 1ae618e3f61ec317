"""Runs that go on where another ended.

A Dataset that a run returned is tied to what the run was given. Restarted from, that run is done
once more without outputs, to its last instant, and the states found there are kept for all later
restarts; a run from which nobody restarts pays nothing. The restarted run counts its steps from
the first one's start, so that times, fixed delays and initial values go on as if never cut.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.lowering.program import Lowered
from gaoxin.engine.running.blocks import simulate
from gaoxin.engine.running.machine import ring_key
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import make_plan, needed_states
from gaoxin.engine.running.queues import queue_length, ring_rows
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Array, Graph, Node, reachable
from gaoxin.engine.values.interpret import evaluate
from gaoxin.engine.values.state import State
from gaoxin.errors import ModelError

if TYPE_CHECKING:
    import xarray

STATE, DELAY, RING, FROZEN = "state ", "delay ", "ring ", "start "
"""What a kept value is; with a label it makes a name that no variable has."""


@dataclass(frozen=True)
class SavedState:
    """A run that has been done, and what is known of its end.

    Attributes
    ----------
    model_hash : str
    lowered, timing, parameters
        What the run was.
    before : SavedState or None
        The run that it went on from itself.
    failed : tuple of int
        Its members that left the finite numbers; they stay failed in a run that goes on.
    ends : dict
        Kept values by name, of shape ``(*subscripts, 1, members or 1)``.
    once : SavedState or None
        The run whose members these are, over and over: its values are found once for all.
    """

    model_hash: str
    lowered: Lowered
    timing: Timing
    parameters: Parameters
    before: SavedState | None
    failed: tuple[int, ...]
    ends: dict[str, Array] = field(default_factory=dict)
    once: SavedState | None = None

    @property
    def together(self) -> int | None:
        """Its members, where a run from here must have as many."""
        return self.parameters.members if self.parameters.members > 1 else None

    @property
    def time(self) -> float:
        """The last instant."""
        return self.timing.start + self.timing.steps * self.timing.step

    def at_end(self, names: Iterable[str]) -> dict[str, Array]:
        """Return values at the last instant, found now or before."""
        names = list(names)
        if not set(names) <= set(self.ends):
            if self.once is None:
                self.ends.update(_run_again(self, {*names, *self.ends}))
            else:
                copies = self.parameters.members // self.once.parameters.members
                found = self.once.at_end(names)
                self.ends.update((name, _copies(value, copies)) for name, value in found.items())
        return {name: self.ends[name] for name in names}


_KEPT: dict[int, tuple[weakref.ref[Any], SavedState]] = {}


def remember(runs: xarray.Dataset, saved: SavedState) -> None:
    """Tie a run to the Dataset it returned, for as long as that lives."""
    number = id(runs)

    def forget(gone: weakref.ref[Any]) -> None:
        if _KEPT.get(number, (None,))[0] is gone:
            del _KEPT[number]

    _KEPT[number] = (weakref.ref(runs, forget), saved)


def recall(runs: Any, model_hash: str) -> SavedState:
    """Return the run that returned a Dataset.

    Raises
    ------
    ModelError
        It is not such a Dataset, or one of another model.
    """
    known = _KEPT.get(id(runs))
    if known is None or known[0]() is not runs:
        raise ModelError(
            f"initial_state is a {type(runs).__name__} without a state; give the Dataset itself "
            "that Model.run returned in this process (a copy, a selection or a file has none)"
        )
    if known[1].model_hash != model_hash:
        raise ModelError(
            "initial_state is of another model, or of this one before its file changed; "
            "run this model up to that time and give what it returns"
        )
    return known[1]


def over_and_over(runs: xarray.Dataset, copies: int) -> xarray.Dataset:
    """Return what stands for a run of the same members several times over, to be gone on from.

    Members of such a run are alike copy by copy, so that its end is found once. A model with
    random functions has no such run: their numbers belong to the members.

    Parameters
    ----------
    runs : xarray.Dataset
        What a run of an ensemble returned.
    copies : int

    Returns
    -------
    xarray.Dataset
        Without values; members are counted from 0 on.

    Raises
    ------
    ModelError
        It has no state; see :func:`recall`.
    """
    import xarray

    known = _KEPT.get(id(runs))
    once = recall(runs, "" if known is None else known[1].model_hash)
    own = once.parameters.members
    parameters = Parameters({}, own * copies, once.parameters.seed)
    failed = tuple(copy * own + member for copy in range(copies) for member in once.failed)
    stands_for = xarray.Dataset(attrs={"members": own * copies})
    saved = replace(once, parameters=parameters, failed=failed, ends={}, once=once)
    remember(stands_for, saved)
    return stands_for


def _copies(values: Array, copies: int) -> Array:
    """Return kept values of the members over and over; those that all share stay one."""
    if values.shape[-1] == 1:
        return values
    return np.tile(values, (1,) * (values.ndim - 1) + (copies,))


def continued(lowered: Lowered) -> Lowered:
    """Return a model whose states begin with what was kept, and whose INITIAL values were kept.

    Raises
    ------
    ModelError
        It has a delay whose time may change: all of its past is in the run before.
    """
    for state in lowered.states:
        if state.way is not None:
            raise ModelError(
                f"'{state.variable}' rests on a queue, or on a delay whose time may change; a run "
                "with it cannot be gone on from: run the whole time at once"
            )
    g = lowered.graph
    kept = {
        node.number: _kept(g, FROZEN + label, node)
        for label, node in lowered.frozen.items()
        if node.op != "const"
    }
    changes = [s.change for s in lowered.states if s.change is not None]
    new = _rebuilt(g, [*lowered.values.values(), *lowered.frozen.values(), *changes], kept)
    states = tuple(
        replace(
            s,
            initial=_kept(g, STATE + s.label, s.node),
            change=new[s.change.number] if s.change else None,
            delay=_kept(g, DELAY + s.label, s.node) if s.delay else None,
            ring=g.param(RING + s.label, (0, *s.node.shape)) if s.delay else None,
        )
        for s in lowered.states
    )
    values = {k: new[n.number] for k, n in lowered.values.items()}
    frozen = {k: new[n.number] for k, n in lowered.frozen.items()}
    return replace(lowered, values=values, states=states, frozen=frozen)


def kept_names(lowered: Lowered, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the kept values that some variables rest on.

    Parameters
    ----------
    lowered : Lowered
        The model with the kept values as parameters.
    keys : iterable of str
        Canonical names of the variables.

    Returns
    -------
    tuple of str
    """
    roots = [lowered.values[k] for k in keys]
    parts = [n for s in needed_states(lowered.states, roots) for n in s.parts()]
    names = {n.data.name for n in reachable([*roots, *parts]) if n.op == "param"}
    return tuple(sorted(n for n in names if n.startswith((STATE, DELAY, RING, FROZEN))))


def with_kept(saved: SavedState, names: Iterable[str], own: Parameters) -> Parameters:
    """Return parameters with the values that an earlier run has kept.

    Parameters
    ----------
    saved : SavedState
        The earlier run.
    names : iterable of str
        From :func:`kept_names`.
    own : Parameters
        Those of this run; what they give stays.

    Returns
    -------
    The parameters of this run, with those.
    """
    wanted = [name for name in names if name not in own.values]
    return replace(own, values={**own.values, **saved.at_end(wanted)})


def _kept(g: Graph, name: str, like: Node) -> Node:
    node = g.param(name, like.shape)
    return g.truth(node) if like.logical else node


def _rebuilt(g: Graph, roots: Iterable[Node], given: dict[int, Node]) -> dict[int, Node]:
    """Return the nodes that stand for those of a graph in which some are given."""
    new = dict(given)
    for node in reachable(roots):
        if node.number not in new:
            args = tuple(new[a.number] for a in node.args)
            same = all(a is b for a, b in zip(args, node.args, strict=True))
            made = g.make(node.op, args, node.shape, node.data, node.logical)
            new[node.number] = node if same else made
    return new


def _run_again(saved: SavedState, names: set[str]) -> dict[str, Array]:
    """Run to the last instant, and return the values there."""
    lowered, timing = saved.lowered, saved.timing
    g = lowered.graph
    nodes = {STATE + s.label: s.node for s in lowered.states}
    nodes.update({FROZEN + k: g.number(n) for k, n in lowered.frozen.items()})
    queues = {s.label: s for s in lowered.states if s.kind == "queue"}
    for s in queues.values():
        nodes[DELAY + s.label] = nodes[RING + s.label] = s.node
    chosen = {name: nodes[name] for name in sorted(names)}
    lowered = replace(lowered, values=chosen)
    parameters = saved.parameters
    if saved.before is not None:
        parameters = with_kept(saved.before, kept_names(lowered, chosen), parameters)
    plan = make_plan(lowered, list(chosen), parameters.varying(), parameters.constant)
    queued = [s for s in plan.states if s.kind == "queue" and RING + s.label in names]
    lengths = _lengths(queued, parameters, timing, plan.constants)
    longest = {k: ring_rows(v, timing.steps) for k, v in lengths.items()}
    last = replace(timing, every=max(1, timing.steps - timing.begin))
    filled = simulate(plan, last, parameters, rings=longest)
    ends = {name: filled[name].values[-1][..., None, :] for name in chosen}
    for s in queued:
        ends[RING + s.label] = filled[ring_key(s.number)].values[..., None, :]
        ends[DELAY + s.label] = (lengths[s.number] * timing.step)[..., None, :]
    return ends


def _lengths(
    states: list[State], parameters: Parameters, timing: Timing, constants: dict[int, Any]
) -> dict[int, npt.NDArray[np.int64]]:
    """Return the lengths of fixed delays, for all members."""
    delays = [s.delay for s in states if s.delay is not None]
    everyone = slice(0, parameters.members)
    found = evaluate(delays, lambda node: parameters.at(node, 0, everyone), dict(constants))
    return {
        s.number: np.broadcast_to(
            queue_length(found[s.delay.number], timing.step),
            (*s.node.shape, found[s.delay.number].shape[-1]),
        )
        for s in states
        if s.delay is not None
    }
