"""Columns of a run reduced one by one, each with all reducers that are for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.cluster.divided import engine_for
from gaoxin.engine.contents import Contents
from gaoxin.engine.keeping.diagnose import account
from gaoxin.engine.keeping.reducers import Reducer
from gaoxin.engine.keeping.results import dataset
from gaoxin.engine.keeping.streams import Shelf, Streamed
from gaoxin.engine.running.blocks import MANY, Division
from gaoxin.engine.running.memory import FEWER, check_room, labels_size, told, working_size
from gaoxin.engine.running.request import Request, listed
from gaoxin.engine.running.run import Run, output
from gaoxin.engine.running.stores import Store
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.running.workers import on_threads, share_out, shared_room, usable
from gaoxin.engine.values.graph import Array
from gaoxin.errors import ModelError, nearest

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Order:
    """A reducer held against a run.

    Attributes
    ----------
    keys : tuple of str
        Canonical names of its outputs.
    at : tuple of int
        Its instants among the saved ones.
    """

    reducer: Reducer
    keys: tuple[str, ...]
    at: tuple[int, ...]


Orders = Mapping[str, Order]


def named(reducers: Mapping[str, Reducer], outputs: Sequence[str] | None) -> Sequence[str] | None:
    """Return all the variables that reducers need; None where one needs every variable.

    Raises
    ------
    ModelError
        There is no reducer, or what is given as one is none.
    """
    if not isinstance(reducers, Mapping) or not reducers:
        raise ModelError("reducers is empty; write {'band': gaoxin.reducers.quantiles()}")
    for name, reducer in reducers.items():
        if not isinstance(reducer, Reducer):
            raise ModelError(
                f"reducer '{name}' is a {type(reducer).__name__}; write one of gaoxin.reducers, "
                "as gaoxin.reducers.mean()"
            )
    asked = [outputs if r.outputs is None else r.outputs for r in reducers.values()]
    if None in asked:
        return outputs
    return list(dict.fromkeys(name for names in asked for name in names or ()))


def orders(
    reducers: Mapping[str, Reducer],
    outputs: Sequence[str],
    key_of: Callable[[str], str],
    timing: Timing,
) -> dict[str, Order]:
    """Hold reducers against a run.

    Parameters
    ----------
    reducers : mapping of name to Reducer
    outputs : sequence of str
        Canonical names of the outputs of the run.
    key_of : callable
        Gives the canonical name of an output.
    timing : Timing

    Returns
    -------
    dict of name to Order

    Raises
    ------
    ModelError
        One asks for an instant that the run does not save.
    """
    found = {}
    for name, reducer in reducers.items():
        names = reducer.outputs
        keys = outputs if names is None else [key_of(n) for n in names]
        found[name] = Order(reducer, tuple(dict.fromkeys(keys)), _instants(name, reducer, timing))
    return found


def _instants(name: str, reducer: Reducer, timing: Timing) -> tuple[int, ...]:
    times = timing.saved_times
    if reducer.times is None:
        return tuple(range(len(times)))
    places = []
    for time in reducer.times:
        place = int(np.abs(times - time).argmin())
        if not abs(times[place] - time) <= 1e-6 * timing.step:
            near = nearest(f"{time:g}", [f"{t:g}" for t in times])
            raise ModelError(
                f"reducer '{name}' asks for time {time:g}, which the run does not save{near}; "
                f"it saves {times[0]:g} to {times[-1]:g} every {timing.every * timing.step:g}"
            )
        places.append(place)
    return tuple(places)


def wanted(asked: Orders) -> dict[str, list[int]]:
    """Return the saved instants that any reducer wants of each output."""
    found: dict[str, set[int]] = {}
    for order in asked.values():
        for key in order.keys:
            found.setdefault(key, set()).update(order.at)
    return {key: sorted(at) for key, at in found.items()}


def reduce(
    asked: Orders, streamed: Streamed, workers: int | None = None
) -> dict[str, dict[str, Store]]:
    """Reduce every column, on as many cores as are worth it.

    Parameters
    ----------
    asked : mapping of name to Order
    streamed : Streamed
    workers : int, optional
        Cores to use; all that are there by default.

    Returns
    -------
    dict of reducer's name to dict of output to Store
        The labels, or the members, are the last axis.

    Raises
    ------
    ModelError
        A reducer gives something else than it says that it does.
    """
    saved = wanted(asked)
    found = {name: _room(order, streamed) for name, order in asked.items()}
    members = streamed.columns.members
    jobs = [job for key in saved for job in _jobs(key, prod(streamed.shapes[key]), members)]
    good = np.ones(members, dtype=bool)
    good[list(streamed.failed)] = False

    def work(own: Iterable[int]) -> None:
        for key, first, count in (jobs[i] for i in own):
            values = streamed.some(key, first, count)
            sound = values if good.all() else values[:, good]
            for name, order in asked.items():
                if key not in order.keys:
                    continue
                results = _results(name, order.reducer, values, sound)
                for number, result in enumerate(results, start=first):
                    instant, *element = np.unravel_index(number, streamed.shapes[key])
                    at = saved[key][instant] if streamed.in_time[key] else None
                    for row in _rows(order, at):
                        found[name][key].values[(row, *element)] = result

    together = all(order.reducer.together for order in asked.values())  # NumPy's own, on threads
    share = on_threads if together else share_out
    share(work, range(len(jobs)), usable(workers, len(jobs)) if members > MANY else 1)
    return found


NUMBERS = 2**17
"""Numbers that are reduced together."""


def _jobs(key: str, columns: int, members: int) -> Iterator[tuple[str, int, int]]:
    """Yield some columns of an output at a time: its name, the first of them, how many."""
    most = max(1, NUMBERS // members)
    for first in range(0, columns, most):
        yield key, first, min(most, columns - first)


def reduced(
    contents: Contents,
    request: Request,
    reducers: Mapping[str, Reducer],
    outputs: Sequence[str] | None,
    *,
    backend: str | None = None,
    workers: int | None = None,
    block: int | None = None,
) -> dict[str, xarray.Dataset]:
    """Run a model and reduce its values; see :meth:`gaoxin.engine.model.Model.reduce`.

    Parameters
    ----------
    contents : Contents
    request : Request
    reducers : mapping of str to Reducer
    outputs : sequence of str or None
        Variables for the reducers that name none; None: all of them.
    backend : {None, "numpy", "compiled"}
    workers, block : int, optional

    Returns
    -------
    dict of str to xarray.Dataset
        By the reducers' names.

    Raises
    ------
    ModelError, NonFinite, DataError
    """
    outputs = listed(outputs)
    plan_part = partial(
        engine_for,
        contents,
        outputs=named(reducers, outputs),
        backend=backend,
        workers=workers,
        block=block,
    )
    parts = _parts(contents, request)
    run, engine = plan_part(_own(request, parts[0]))
    timing, members = engine.timing, request.members or engine.parameters.members
    own = list(run.plan.outputs) if outputs is None else [output(contents, n) for n in outputs]
    asked = orders(reducers, own, lambda name: output(contents, name), timing)
    _check_room(run, asked, engine.division, members)
    shelf = Shelf(engine, wanted(asked), members)
    about = {"members": members, **run.attributes, "failed": [], "diagnosis": []}
    for place, part in enumerate(parts):
        if place:
            run, engine = plan_part(_own(request, part))
        failed = shelf.add(engine, part[0], run.lost)
        more = run.told(failed, account(contents, run, failed, alone=request.alone))
        for name in ("failed", "diagnosis"):
            about[name] += more[name]
    found = reduce(asked, shelf.streamed(), workers)
    return datasets(contents, timing, asked, found, about, first=int(request.first_member))


PART = 2**16
"""Members for which a function is asked for overrides at a time."""


def _parts(contents: Contents, request: Request) -> list[tuple[int, int]]:
    """Return places and numbers of members that are run together: several for a function.

    Raises
    ------
    ModelError
        The number of members is not told, or the run goes on from another.
    """
    if not callable(request.overrides):
        return [(0, 0)]
    request.check()
    members = request.members
    if members is None or request.initial_state is not None:
        raise ModelError(
            "overrides is a function, of the first member and their number: write members=, and "
            "leave initial_state out",
            path=contents.path,
        )
    count = -(-members // PART)
    bounds = [members * i // count for i in range(count + 1)]
    return [(a, b - a) for a, b in pairwise(bounds)]


def _own(request: Request, part: tuple[int, int]) -> Request:
    """Return the request for a part of the members."""
    if not callable(request.overrides):
        return request
    first = int(request.first_member) + part[0]
    given = request.overrides(first, part[1])
    return replace(request, overrides=given, members=part[1], first_member=first)


def _check_room(run: Run, asked: Orders, parts: Division, members: int) -> None:
    """Refuse a run of which even what is kept fits no memory, before any of it is asked for."""
    plan, timing = run.plan, run.setup.timing
    columns = 3 * 8 * members * parts.count  # one on each core: as it is, sound ones, in order
    results = sum(_results_size(run, order, members) for order in asked.values())
    working = working_size(plan, timing, parts, streamed=True)
    size = labels_size(members) + columns + results + working
    check_room(size, told(plan, timing, members), f"{FEWER}, or fewer times of the reducers")


def _results_size(run: Run, order: Order, members: int) -> int:
    """Return the bytes of what a reducer finds."""
    keeps = order.reducer.statistic is None
    each = members if keeps else max(1, len(order.reducer.labels))
    numbers = sum(prod(run.plan.outputs[key].shape) for key in order.keys)
    return 8 * each * numbers * len(order.at)


def _rows(order: Order, at: int | None) -> list[int]:
    """Return the rows of a reducer's result that a saved instant fills; None: one for all."""
    return [0] if at is None else [row for row, own in enumerate(order.at) if own == at]


def _room(order: Order, streamed: Streamed) -> dict[str, Store]:
    """Return shared memory for what a reducer finds."""
    stores = {}
    for key in order.keys:
        inner = streamed.shapes[key][1:]
        keeps = order.reducer.statistic is None
        length = streamed.columns.members if keeps else max(1, len(order.reducer.labels))
        instants = len(order.at) if streamed.in_time[key] else 1
        room = shared_room((instants, *inner, length))
        stores[key] = Store(room, streamed.in_time[key], order.reducer.dim is not None)
    return stores


def _results(name: str, reducer: Reducer, values: Array, sound: Array) -> Iterable[Any]:
    """Return what a reducer makes of each of some columns, shape (columns, members)."""
    if reducer.statistic is None:
        return values
    if reducer.together:
        return np.asarray(reducer.statistic(sound, values.shape[-1] - sound.shape[-1]))
    return (_result(name, reducer, *column) for column in zip(values, sound, strict=True))


def _result(name: str, reducer: Reducer, values: Array, sound: Array) -> Any:
    assert reducer.statistic is not None  # noqa: S101  (else the values themselves are kept)
    result = np.asarray(reducer.statistic(sound, values.size - sound.size), dtype=np.float64)
    if result.size != max(1, len(reducer.labels)):
        raise ModelError(
            f"reducer '{name}' gave {result.size} numbers; its labels are {len(reducer.labels)}, "
            "one for each number"
        )
    return result.ravel()


def datasets(
    contents: Contents,
    timing: Timing,
    asked: Orders,
    found: Mapping[str, Mapping[str, Store]],
    attributes: Mapping[str, Any],
    first: int = 0,
) -> dict[str, xarray.Dataset]:
    """Wrap what each reducer has found; members are numbered from `first` on.

    Parameters
    ----------
    contents : Contents
    timing : Timing
    asked : mapping of name to Order
    found : mapping of name to dict of output to Store
        From :func:`reduce`.
    attributes : mapping
        Of each dataset.
    first : int

    Returns
    -------
    dict of name to Dataset
    """
    wrapped = {}
    for name, order in asked.items():
        dim, labels = order.reducer.dim, order.reducer.labels or None
        length = None if dim is None else next(iter(found[name].values())).values.shape[-1]
        times = timing.saved_times[list(order.at)]
        wrapped[name] = dataset(
            contents,
            times,
            found[name],
            length,
            attributes,
            lead=dim or "",
            labels=labels,
            first=first,
        )
    return wrapped
