"""Pieces of a run: some of its members, computed in a process that has never seen the model."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from threading import Lock

import numpy as np

from gaoxin.engine.cache.codec import decode, encode
from gaoxin.engine.compiled.engine import compiled_engine
from gaoxin.engine.compiled.kept import kept_plan
from gaoxin.engine.compiled.trial import check_machine
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.contents import Contents
from gaoxin.engine.lowering.lower import Free
from gaoxin.engine.running.blocks import Engine, tape
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.run import Run, planned
from gaoxin.engine.running.setup import Setup
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Array

COMPILED = "compiled"
MOST = 4
"""Models that a process keeps open; the oldest go first."""


@dataclass(frozen=True)
class PackedModel:
    """A model as bytes that any process can open, and their hash."""

    data: bytes
    key: str


@dataclass(frozen=True)
class RunCommon:
    """What all pieces of a run have in common, besides the model.

    Attributes
    ----------
    free : Free
        What the run takes from outside.
    told : bool
        Whether the run's end is told, and not what the model's equation says.
    timing : Timing
    keys : tuple of str
        Outputs by canonical name.
    values : mapping of str to array
        Parameters that all members share and the model does not say, see :class:`Parameters`.
    seed : int
    backend : str
    """

    free: Free
    told: bool
    timing: Timing
    keys: tuple[str, ...]
    values: Mapping[str, Array]
    seed: int
    backend: str


def packed(contents: Contents) -> PackedModel:
    """Return a model as bytes, made once."""
    if "packed" not in contents.kept:
        whole = (str(contents.path), contents.files, encode(contents))
        data = pickle.dumps(whole, protocol=5)
        contents.kept["packed"] = PackedModel(data, hashlib.sha256(data).hexdigest())
    found: PackedModel = contents.kept["packed"]
    return found


def common_of(contents: Contents, run: Run) -> tuple[RunCommon, dict[str, Array]]:
    """Return what all pieces of a run have in common, and what members have of their own.

    Parameters
    ----------
    contents : Contents
    run : Run
        One that goes on from no other.

    Returns
    -------
    RunCommon
    dict of str to array
        Parameters that vary over members and are needed.
    """
    setup = run.setup
    free = next(f for f, p in contents.programs.items() if p.graph is setup.lowered.graph)
    held = contents.held_constants()
    shared: dict[str, Array] = {}
    own: dict[str, Array] = {}
    for name, values in setup.parameters.values.items():
        if values.shape[-1] > 1:
            if name in run.plan.parameters:
                own[name] = values
        elif values is not held.get(name):
            shared[name] = values
    common = RunCommon(
        free,
        setup.lowered is not contents.programs[free],
        replace(setup.timing),
        tuple(run.plan.outputs),
        shared,
        setup.parameters.seed,
        str(run.attributes["backend"]),
    )
    return common, own


Layout = tuple[tuple[str, tuple[int, ...]], ...]
"""Name and shape of each of some arrays that lie in one, one after another."""


def joined(arrays: Mapping[str, Array]) -> tuple[Array, Layout]:
    """Return arrays as one, which is sent at a third of what many small ones cost.

    Parameters
    ----------
    arrays : mapping of str to array

    Returns
    -------
    array, shape (number,)
    Layout
    """
    layout = tuple((name, values.shape) for name, values in arrays.items())
    parts = [np.ravel(values) for values in arrays.values()]
    return np.concatenate(parts) if parts else np.empty(0), layout


def parted(whole: Array, layout: Layout) -> dict[str, Array]:
    """Return the arrays that :func:`joined` has put into one."""
    ends = np.cumsum([prod(shape) for _, shape in layout]).tolist()
    starts = [0, *ends[:-1]]
    return {
        name: whole[start:end].reshape(shape)
        for (name, shape), start, end in zip(layout, starts, ends, strict=True)
    }


def piece(
    data: bytes,
    key: str,
    common: RunCommon,
    first: int,
    members: int,
    values: Array,
    layout: Layout,
) -> tuple[Array, Layout]:
    """Compute some members of a run.

    Parameters
    ----------
    data, key
        Of :func:`packed`.
    common : RunCommon
    first : int
        The number of the first of them.
    members : int
    values, layout
        Their parameters joined, each of shape ``(*subscripts, instants or 1, members)``.

    Returns
    -------
    array, Layout
        Outputs joined, each of shape ``(saved times or 1, *subscripts, members or 1)``.
    """
    with _LOCK:
        engine = _engine(_opened(data, key), common, first, members, parted(values, layout))
    return joined({name: store.values for name, store in engine.simulate().items()})


_LOCK = Lock()
"""What is kept with a model is for one thread at a time."""

_OPEN: dict[str, Contents] = {}


def _opened(data: bytes, key: str) -> Contents:
    """Return a model, opened now or before."""
    if key not in _OPEN:
        path, files, plain = pickle.loads(data)  # noqa: S301 - written by :func:`packed`
        while len(_OPEN) >= MOST:
            del _OPEN[next(iter(_OPEN))]
        _OPEN[key] = replace(decode(plain, Path(path)), files=files)
    return _OPEN[key]


def _engine(
    contents: Contents, common: RunCommon, first: int, members: int, own: Mapping[str, Array]
) -> Engine:
    program = contents.program(common.free)
    if common.told:
        end = {"final_time": program.controls["final_time"]}
        program = replace(program, values={**program.values, **end})
    values = {**contents.held_constants(), **common.values, **own}
    setup = Setup(program, common.timing, Parameters(values, members, common.seed, first))
    keys = list(common.keys)
    if common.backend == COMPILED:
        try:
            check_machine()
            plan = kept_plan(contents.kept, program, keys, setup.parameters)
            return compiled_engine(contents.kept, Run(setup, plan, {}), workers=1)
        except NotCovered:  # another processor: NumPy computes the same bits
            pass
    plan = planned(program, keys, setup.parameters)
    return tape(plan, common.timing, setup.parameters, workers=1)
