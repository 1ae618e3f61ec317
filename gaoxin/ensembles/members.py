"""Members: a scenario and draws turned into the overrides of a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.inference.draws import uniforms

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.ensembles.desk import Desk
    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.inference.places import Place

    Array = NDArray[np.float64]

Value = Any
"""A number, or one number a member (array of shape (n,))."""


@dataclass
class _Element:
    """One element of a constant: what holds, from when on."""

    steps: list[tuple[float, Value]]
    touched: bool = False

    def lay(self, start: float, steps: list[tuple[float, Value]]) -> None:
        """Keep what stands before `start`; from there on `steps` hold."""
        self.steps = [step for step in self.steps if step[0] < start] + steps
        self.touched = True

    def at(self, time: float) -> Value:
        """Return the value that holds at `time`."""
        return next(value for since, value in reversed(self.steps) if since <= time)

    def tidy(self) -> None:
        """Drop steps that change nothing."""
        kept = self.steps[:1]
        for since, value in self.steps[1:]:
            last = kept[-1][1]
            if isinstance(value, float) and isinstance(last, float) and value == last:
                continue
            kept.append((since, value))
        self.steps = kept


@dataclass
class _Constant:
    """The elements of a constant, in the order of its array."""

    default: xr.DataArray
    elements: list[_Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        own = np.asarray(self.default.values, dtype=np.float64).ravel()
        self.elements = [_Element([(-math.inf, float(value))]) for value in own]

    def covered(self, place: Place) -> list[_Element]:
        """Return the elements that `place` covers."""
        if not place.element:
            return self.elements
        index = [
            [str(label) for label in self.default[dim].values].index(label)
            for dim, label in zip(self.default.dims, place.element, strict=True)
        ]
        return [self.elements[int(np.ravel_multi_index(index, self.default.shape))]]


def overrides(
    desk: Desk, scenario: Scenario, draws: Mapping[str, Array], *, members: int, seed: int
) -> dict[str, Any]:
    """Return what :meth:`gaoxin.Model.run` takes as overrides.

    Parameters
    ----------
    desk : Desk
    scenario : Scenario
    draws : mapping of place key to array, shape (members,)
        Constants of each member, from :func:`gaoxin.inference.draw`.
    members, seed : int
        For what the scenario itself draws. The stream of a constant is the same in every
        scenario, and the same as that of its prior.

    Returns
    -------
    dict of canonical name to scalar, array (members,) or DataArray
        A DataArray has dimensions out of ``member``, the constant's subscripts and ``time``; a
        value holds from its time on. What equals the model's own value is left out.
    """
    initial = float(desk.catalogue.model.default("INITIAL TIME").values)
    constants: dict[str, _Constant] = {}

    def elements(place: Place) -> list[_Element]:
        return constants.setdefault(place.constant, _Constant(place.default)).covered(place)

    for prior in desk.priors:
        if prior.place.key in draws:
            for element in elements(prior.place):
                element.lay(-math.inf, [(-math.inf, draws[prior.place.key])])
    for layer in scenario.all_layers:
        steps: list[tuple[float, Value]] = list(layer.steps)
        if layer.distribution is not None:
            u = uniforms(seed, layer.place.key, members)
            steps = [(layer.start, layer.distribution.ppf(u))]
        on_clock = [(_clock(since, initial), value) for since, value in steps]
        for element in elements(layer.place):
            element.lay(_clock(layer.start, initial), on_clock)
    found = {name: _array(constant, members, initial) for name, constant in constants.items()}
    return {name: value for name, value in found.items() if value is not None}


def _clock(time: float, initial: float) -> float:
    """Return -inf for a time that is not after the start of the run, else the time."""
    return time if time > initial else -math.inf


def _array(constant: _Constant, members: int, initial: float) -> Any:
    """Return the override of one constant, or None when it keeps the model's own value."""
    for element in constant.elements:
        element.tidy()
    times = sorted({since for element in constant.elements for since, _ in element.steps})
    values = [[element.at(time) for time in times] for element in constant.elements]
    varies = any(isinstance(value, np.ndarray) for row in values for value in row)
    if len(times) == 1 and not varies and _is_default(constant, values):
        return None
    shape = (members if varies else 1, len(constant.elements), len(times))
    filled = np.empty(shape)
    for e, row in enumerate(values):
        for t, value in enumerate(row):
            filled[:, e, t] = value
    return _labelled(constant.default, filled, [max(time, initial) for time in times], varies)


def _is_default(constant: _Constant, values: list[list[Value]]) -> bool:
    own = np.asarray(constant.default.values, dtype=np.float64).ravel()
    return bool((np.array(values)[:, 0] == own).all())


def _labelled(default: xr.DataArray, filled: Array, times: list[float], varies: bool) -> Any:
    """Return (member, element, time) values with only the dimensions that are needed."""
    import xarray as xr

    if not default.ndim and len(times) == 1:
        return np.ascontiguousarray(filled[:, 0, 0]) if varies else float(filled[0, 0, 0])
    filled = filled.reshape(filled.shape[0], *default.shape, filled.shape[-1])
    dims = ["member", *(str(dim) for dim in default.dims), "time"]
    coords = {str(dim): default[dim].values for dim in default.dims} | {"time": times}
    array = xr.DataArray(filled, dims=dims, coords=coords)
    if not varies:
        array = array.isel(member=0)
    if len(times) == 1:
        array = array.isel(time=0, drop=True)
    if array.dims == ("member",):
        return np.ascontiguousarray(array.values)
    return float(array.values) if not array.dims else array
