"""A run that is done over and over with other constants: planned once, values in and out as arrays.

A fit asks for thousands of small batches: reading overrides and labelling results would cost more
than the runs.
"""

from __future__ import annotations

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
from gaoxin.engine.running.blocks import Blocks, Engine, tape
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import Plan, make_plan
from gaoxin.engine.running.request import Controls, Request
from gaoxin.engine.running.run import Run, plan_run
from gaoxin.engine.running.stores import Store, stores
from gaoxin.engine.values.graph import Array


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
    places : tuple of (str, tuple of str)
        Constants by canonical name, and the labels of one element; without labels every element
        has the value.
    outputs : tuple of str
        Canonical names.
    fixed : mapping of str to float
        Constants that are the same in all runs.
    controls : Controls
    workers : int or None
    """

    contents: Contents
    places: tuple[tuple[str, tuple[str, ...]], ...]
    outputs: tuple[str, ...]
    fixed: Mapping[str, float]
    controls: Controls
    workers: int | None = None
    _laid: dict[int, _Laid] = field(default_factory=dict)
    _indexes: dict[tuple[str, tuple[str, ...]], tuple[int, ...]] = field(default_factory=dict)

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
        names = list(dict.fromkeys(name for name, _ in self.places))
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
        return np.stack([self._of(name, labels, found[name]) for name, labels in self.places])

    def _engine(self, laid: _Laid) -> Engine:
        setup = laid.run.setup
        try:
            check_machine()
            return compiled_engine(self.contents.kept, laid.run, workers=self.workers)
        except NotCovered:  # NumPy's tape wants a plan that knows the constants which stay
            varying = varying_by(setup.parameters, [name for name, _ in self.places])
            outputs, leaf = list(laid.run.plan.outputs), setup.parameters.constant
            laid.run = replace(laid.run, plan=make_plan(setup.lowered, outputs, varying, leaf))
            return tape(laid.run.plan, setup.timing, setup.parameters, workers=self.workers)

    def _run(self, members: int) -> Run:
        """Return the run of so many members, with the model's own values."""
        names = [name for name, _ in self.places]

        def planner(lowered: Lowered, keys: Sequence[str], parameters: Parameters) -> Plan:
            varying = varying_by(parameters, names)
            return kept_plan(self.contents.kept, lowered, keys, parameters, varying)

        request = Request(dict(self.fixed), members, None, self.controls)
        return plan_run(self.contents, request, self.outputs, planner)

    def _laid_out(self, values: Array) -> _Laid:
        """Return the run of so many members, with values written where it reads them."""
        members = values.shape[1]
        if members not in self._laid:
            run = self._run(members)
            given = run.setup.parameters.values
            own = {
                name: np.array(np.broadcast_to(given[name], (*given[name].shape[:-1], members)))
                for name, _ in self.places
            }
            parameters = replace(run.setup.parameters, values={**given, **own})
            run = replace(run, setup=replace(run.setup, parameters=parameters))
            self._laid[members] = _Laid(run, own)
        laid = self._laid[members]
        for (name, labels), row in zip(self.places, values, strict=True):
            laid.values[name][self._index(name, labels)] = row
        return laid

    def _index(self, name: str, labels: tuple[str, ...]) -> tuple[int, ...]:
        """Return the place of an element."""
        if (name, labels) not in self._indexes:
            variable, spelling = self.contents.variables[name], self.contents.ranges.spelling
            known = [[spelling[e] for e in dim.elements] for dim in variable.dims]
            found = (own.index(label) for own, label in zip(known, labels, strict=False))
            self._indexes[name, labels] = tuple(found)
        return self._indexes[name, labels]

    def _of(self, name: str, labels: tuple[str, ...], found: Array) -> Array:
        own: Any = found[self._index(name, labels)]
        return np.asarray(own.reshape(-1, own.shape[-1]).sum(axis=0))
