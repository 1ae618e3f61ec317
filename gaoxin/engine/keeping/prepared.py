"""A run that is done over and over with other constants: planned once, values in and out as arrays.

A fit asks for thousands of small batches: reading overrides and labelling results would cost more
than the runs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from gaoxin.engine.compiled.engine import compiled_engine
from gaoxin.engine.compiled.gradient import Ready, make_ready, varying_by
from gaoxin.engine.compiled.kept import kept_plan
from gaoxin.engine.compiled.trial import check_machine
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.contents import Contents
from gaoxin.engine.lowering.program import Lowered
from gaoxin.engine.reading.variables import default
from gaoxin.engine.running.blocks import Blocks, Engine, tape
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import Plan, make_plan
from gaoxin.engine.running.request import Controls, Request
from gaoxin.engine.running.run import Run, plan_run
from gaoxin.engine.running.stores import Store, stores
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Array


@dataclass(frozen=True)
class Written:
    """Where a value goes.

    Attributes
    ----------
    name : str
        A constant by canonical name.
    labels : tuple of str
        Of one element; without them every element has the value.
    since, until : float
        The value holds from the one instant on until the other; all through a run by default.
    """

    name: str
    labels: tuple[str, ...]
    since: float = -math.inf
    until: float = math.inf

    @property
    def in_time(self) -> bool:
        """Whether it holds for a part of a run only."""
        return math.isfinite(self.since) or math.isfinite(self.until)


@dataclass
class _Laid:
    """A run of so many members, laid out in memory, where values are written each time."""

    run: Run
    values: dict[str, Array]
    engine: Engine | None = None
    blocks: Blocks | None = None
    filled: dict[str, Store] = field(default_factory=dict)
    back: Ready | None = None
    weights: dict[str, Array] = field(default_factory=dict)


@dataclass
class Prepared:
    """A run of some outputs, to be done with many values of some constants.

    Attributes
    ----------
    contents : Contents
    places : tuple of Written
    outputs : tuple of str
        Canonical names.
    fixed : mapping of str to float
        Constants that are the same in all runs.
    controls : Controls
    workers : int or None
    """

    contents: Contents
    places: tuple[Written, ...]
    outputs: tuple[str, ...]
    fixed: Mapping[str, float]
    controls: Controls
    workers: int | None = None
    _laid: dict[int, _Laid] = field(default_factory=dict)
    _indexes: dict[Written, tuple[int | slice, ...]] = field(default_factory=dict)

    @property
    def times(self) -> Array:
        """The instants that are saved, shape (time,)."""
        return np.asarray(self._run(1).setup.timing.saved_times)

    def key(self, name: str) -> str:
        """Return the canonical name of a variable, as results have it."""
        return self.contents.key(name)

    def run(self, values: Array) -> dict[str, Array]:
        """Run members.

        Parameters
        ----------
        values : array, shape (place, member)

        Returns
        -------
        dict of output to array, shape (time or 1, *subscripts, member or 1)
            What left the finite numbers stands in it as it is. The next run writes over it.
        """
        laid = self._laid_out(values)
        if laid.engine is None:
            laid.engine = self._engine(laid)
            own = laid.run.setup
            laid.filled = stores(laid.run.plan, own.timing, values.shape[1], laid.engine.room)
        engine, filled = laid.engine, laid.filled
        if engine.division.count > 1:
            filled = engine.simulate()
        else:
            if laid.blocks is None:
                laid.blocks = engine.blocks(filled)
            for start in engine.division.starts:
                laid.blocks.run(start)
        return {key: store.values for key, store in filled.items()}

    def gradient(self, values: Array, weights: Mapping[str, Array]) -> Array:
        """Run members, and differentiate weighted sums of outputs.

        Parameters
        ----------
        values : array, shape (place, member)
        weights : mapping of output to array, shape (time or 1, *subscripts, member)

        Returns
        -------
        array, shape (place, member)

        Raises
        ------
        NotCovered
            Something has no derivative, or no compiled form.
        """
        laid = self._laid_out(values)
        names = self._names
        if laid.back is None:
            check_machine()
            times = len(laid.run.setup.timing.saved)
            own = {key: np.array(w, dtype=np.float64) for key, w in weights.items()}
            laid.weights = own
            told = {key: Store(w, len(w) == times, by_member=True) for key, w in own.items()}
            laid.back = make_ready(self.contents.kept, laid.run, names, told, self.workers)
        for key, weight in weights.items():
            laid.weights[key][...] = weight
        laid.back.go()
        found = laid.back.found
        return np.stack([self._of(place, found[place.name]) for place in self.places])

    @property
    def _names(self) -> list[str]:
        return list(dict.fromkeys(place.name for place in self.places))

    def _engine(self, laid: _Laid) -> Engine:
        setup = laid.run.setup
        try:
            check_machine()
            return compiled_engine(self.contents.kept, laid.run, workers=self.workers)
        except NotCovered:  # NumPy's tape wants a plan that knows the constants which stay
            varying = varying_by(setup.parameters, self._names)
            outputs, leaf = list(laid.run.plan.outputs), setup.parameters.constant
            laid.run = replace(laid.run, plan=make_plan(setup.lowered, outputs, varying, leaf))
            return tape(laid.run.plan, setup.timing, setup.parameters, workers=self.workers)

    def _run(self, members: int) -> Run:
        """Return the run of so many members, with the model's own values."""
        names = self._names

        def planner(lowered: Lowered, keys: Sequence[str], parameters: Parameters) -> Plan:
            varying = varying_by(parameters, names)
            return kept_plan(self.contents.kept, lowered, keys, parameters, varying)

        paths = {place.name: self._path(place.name) for place in self.places if place.in_time}
        request = Request(dict(self.fixed) | paths, members, None, self.controls)
        return plan_run(self.contents, request, self.outputs, planner)

    def _laid_out(self, values: Array) -> _Laid:
        """Return the run of so many members, with values written where it reads them."""
        members = values.shape[1]
        if members not in self._laid:
            run = self._run(members)
            given = run.setup.parameters.values
            own = {
                name: np.array(np.broadcast_to(given[name], (*given[name].shape[:-1], members)))
                for name in self._names
            }
            parameters = replace(run.setup.parameters, values={**given, **own})
            run = replace(run, setup=replace(run.setup, parameters=parameters))
            self._laid[members] = _Laid(run, own)
        laid = self._laid[members]
        timing = laid.run.setup.timing
        for place, row in zip(self.places, values, strict=True):
            laid.values[place.name][self._index(place, timing)] = row
        return laid

    def _path(self, name: str) -> Any:
        """Return a constant's own value as a path that stays where it is."""
        import xarray as xr

        contents, given = self.contents, self.controls.given()
        variable, spelling = contents.variables[name], contents.ranges.spelling
        own, begin = default(contents.path, variable), contents.controls(given)["initial_time"]
        names = contents.ranges.axes(variable.dims)
        labels = [[spelling[e] for e in dim.elements] for dim in variable.dims]
        coords = dict(zip(names, labels, strict=True)) | {"time": [begin, begin + 1.0]}
        return xr.DataArray(np.stack([own, own], axis=-1), dims=list(coords), coords=coords)

    def _index(self, place: Written, timing: Timing) -> tuple[int | slice, ...]:
        """Return the place of an element, and of its instants where it holds for some only."""
        if place not in self._indexes:
            variable, spelling = self.contents.variables[place.name], self.contents.ranges.spelling
            known = [[spelling[e] for e in dim.elements] for dim in variable.dims]
            found = [own.index(label) for own, label in zip(known, place.labels, strict=False)]
            span = []
            if place.in_time:
                every = [slice(None)] * (len(known) - len(found))
                near = timing.instants + 1e-6 * timing.step
                span = [*every, slice(*np.searchsorted(near, (place.since, place.until)))]
            self._indexes[place] = (*found, *span)
        return self._indexes[place]

    def _of(self, place: Written, found: Array) -> Array:
        own: Any = found[self._index(place, self._laid[found.shape[-1]].run.setup.timing)]
        return np.asarray(own.reshape(-1, own.shape[-1]).sum(axis=0))
