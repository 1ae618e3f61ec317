"""The loop scores of a run, as a Dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gaoxin.engine.contents import Contents
from gaoxin.engine.dominance.discover import Loop, strongest
from gaoxin.engine.dominance.given_loops import given_score, read_loop
from gaoxin.engine.dominance.history import History, recorded
from gaoxin.engine.dominance.links import Element, Links, link_scores
from gaoxin.engine.dominance.scores import loop_score, order_of, polarity, relative
from gaoxin.engine.dominance.system import System, cut
from gaoxin.engine.keeping.diagnose import check
from gaoxin.engine.running.blocks import simulate
from gaoxin.engine.running.memory import check_room
from gaoxin.engine.running.overrides import read_overrides
from gaoxin.engine.running.request import Request, check_whole, shown
from gaoxin.engine.running.run import Run, plan_run
from gaoxin.engine.structure.cycles import components
from gaoxin.engine.values.graph import Array
from gaoxin.errors import ModelError

if TYPE_CHECKING:
    import xarray

ARROW = " -> "
"""Between the variables of a loop's path."""


def score_loops(
    contents: Contents,
    request: Request,
    loops: Mapping[str, Sequence[str]] | None,
    instants: int,
) -> xarray.Dataset:
    """Run a model and score its loops; see :meth:`gaoxin.engine.model.Model.loop_scores`.

    Parameters
    ----------
    contents : Contents
    request : Request
    loops : mapping of str to sequence of str, or None
        Loops by name; None: those that are found.
    instants : int
        Steps at which they are looked for.

    Returns
    -------
    xarray.Dataset

    Raises
    ------
    ModelError, NonFinite
    """
    check_whole("instants", instants, least=1)
    if loops is not None and not isinstance(loops, Mapping):
        raise ModelError(
            f"loops is {shown(loops)}; write {{'a name': ['variable', 'variable', ...]}}"
        )
    run = plan_run(contents, request, None)
    _check_room(run)
    filled = simulate(run.plan, run.setup.timing, run.setup.parameters)
    failed, _ = check(contents, run, filled, alone=request.alone)
    overrides = read_overrides(contents, request.overrides)
    system = cut(contents, run.setup.parameters.values, overrides.free().tables)
    history = recorded(run)
    if history.timing.steps < 1:
        raise ModelError("a run without a step has no change to explain; write a later final_time")
    parts = components(system.graph)
    place = {name: number for number, part in enumerate(parts) for name in part}
    wanted = {
        name: {s for s in part.inputs if place.get(s) == place[name]}
        for part in system.parts
        if (name := part.target) in place
    }
    links = link_scores(system.parts, history, system.labels, wanted)
    if loops is None:
        names, paths, found, places = _found(contents, system, links, place, instants)
    else:
        names, paths, found, places = _given(contents, system, links, place, loops)
    scores = np.array(found, dtype=np.float64).reshape(len(paths), *links.shape)
    scores[..., list(failed)] = np.nan
    partition = np.array(places, dtype=np.int64)
    shares = relative(scores, partition)
    order = order_of(np.nan_to_num(shares)) if loops is None else list(range(len(paths)))
    return _dataset(
        names or [f"L{number + 1}" for number in range(len(order))],
        [paths[i] for i in order],
        scores[order],
        shares[order],
        partition[order],
        history,
        request.members,
    )


def _check_room(run: Run) -> None:
    """Refuse what fits no memory: every value of every step, and the scores of their links."""
    plan, timing, members = run.plan, run.setup.timing, run.setup.parameters.members
    numbers = sum(prod(node.shape) for node in plan.outputs.values())
    size = 3 * 8 * numbers * (timing.steps + 1) * members
    what = f"the loops of {members} members with {numbers} numbers at {timing.steps + 1} steps"
    check_room(size, what, "ask for fewer members (a few tell a loop's share) or a larger step")


Rows = tuple[list[str], list[str], list[Array], list[int]]
"""Names, paths, scores and partitions of loops."""


def _found(
    contents: Contents, system: System, links: Links, place: Mapping[str, int], instants: int
) -> Rows:
    """Return the loops that the strongest paths close."""
    starts = [
        (part.target, i)
        for part in system.parts
        if part.kind != "value" and part.target in place
        for i in range(int(np.prod(part.node.shape)))
    ]
    steps = np.unique(np.linspace(0, links.shape[0] - 1, max(1, instants)).astype(int))
    rows: Rows = ([], [], [], [])
    for loop in strongest(links, starts, [int(s) for s in steps]):
        score = loop_score(links, loop)
        if score is not None:
            rows[1].append(ARROW.join(spelled(contents, system, loop)))
            rows[2].append(score)
            rows[3].append(place[loop[0][0]])
    return rows


def _given(
    contents: Contents,
    system: System,
    links: Links,
    place: Mapping[str, int],
    loops: Mapping[str, Sequence[str]],
) -> Rows:
    sizes = {part.target: int(np.prod(part.node.shape)) for part in system.parts}
    rows: Rows = ([], [], [], [])
    for name, path in loops.items():
        keys = read_loop(contents, system, path)
        score = given_score(links, system, sizes, keys)
        rows[0].append(name)
        rows[1].append(ARROW.join(contents.variables[k].name for k in keys))
        rows[2].append(np.broadcast_to(score, links.shape))
        rows[3].append(place.get(keys[0], -1))
    return rows


def spelled(contents: Contents, system: System, loop: Loop) -> list[str]:
    """Return a loop's elements as the model spells them; states count as their variable.

    A loop begins with the variable whose name comes first in the alphabet, so that the same loop
    is written in one way.

    Parameters
    ----------
    contents : Contents
    system : System
    loop : Loop
        Elements in the order of influence.

    Returns
    -------
    list of str
        Each as ``name`` or ``name[element]``.
    """
    found: list[str] = []
    for name, at in loop:
        text = _element(contents, (system.owners[name], at))
        if not found or found[-1] != text:
            found.append(text)
    if len(found) > 1 and found[0] == found[-1]:
        found.pop()
    first = found.index(min(found))
    return found[first:] + found[:first]


def _element(contents: Contents, element: Element) -> str:
    key, at = element
    variable = contents.variables[key]
    if not variable.dims or at >= int(np.prod(variable.shape)):
        return variable.name
    spelling = contents.ranges.spelling
    places = np.unravel_index(at, variable.shape)
    inside = [spelling[d.elements[int(i)]] for d, i in zip(variable.dims, places, strict=True)]
    return f"{variable.name}[{', '.join(inside)}]"


def _dataset(
    names: list[str],
    paths: list[str],
    scores: Array,
    shares: Array,
    partition: npt.NDArray[np.int64],
    history: History,
    members: int | None,
) -> xarray.Dataset:
    import xarray

    alone = members is None and history.members == 1
    dims = ("loop", "time") if alone else ("loop", "member", "time")

    def laid_out(values: Array) -> Array:
        return values[..., 0] if alone else values.transpose(0, 2, 1)

    product = {"units": "dimensionless", "comment": "product of the loop's link scores"}
    share = {"units": "%", "comment": "score over the sum of the sizes of its partition's scores"}
    first = history.parameters.first
    numbers = {} if alone else {"member": np.arange(first, first + history.members)}
    return xarray.Dataset(
        {
            "score": (
                dims,
                laid_out(scores),
                product,
            ),
            "relative": (dims, laid_out(shares), share),
        },
        coords={
            "loop": np.array(names, dtype=object),
            "path": ("loop", np.array(paths, dtype=object)),
            "polarity": ("loop", np.array([polarity(s) for s in scores], dtype=object)),
            "partition": ("loop", partition),
            "time": history.times[1:],
            **numbers,
        },
    )
