"""Outputs of a run, and the derivatives of their weighted sum by what it was given, as Datasets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.compiled.gradient import gradients, varying_by
from gaoxin.engine.compiled.kept import kept_plan
from gaoxin.engine.compiled.trial import check_machine
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.contents import Contents
from gaoxin.engine.keeping.diagnose import check
from gaoxin.engine.keeping.results import dataset
from gaoxin.engine.lowering.program import Lowered
from gaoxin.engine.lowering.references import START
from gaoxin.engine.reading.variables import CONTROLS
from gaoxin.engine.running.overrides.alignment import aligned
from gaoxin.engine.running.overrides.numbers import numbers
from gaoxin.engine.running.overrides.overridden import MEMBER, TIME, Overridden
from gaoxin.engine.running.overrides.paths import along_time
from gaoxin.engine.running.overrides.read import by_name, what_is_named
from gaoxin.engine.running.overrides.shape import has_dims
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import Plan
from gaoxin.engine.running.request import Request
from gaoxin.engine.running.run import Run, plan_run
from gaoxin.engine.running.stores import Store
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Array
from gaoxin.errors import ModelError

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class _By:
    """Something to differentiate by.

    Attributes
    ----------
    name : str
        As the caller wrote it.
    key : str
        Of its parameter.
    given : object
        The override; None where it has the model's value.
    """

    name: str
    key: str
    slot: Overridden
    given: Any


class _Weighted(Overridden):
    """An output that has a weight; messages say so."""

    def refused(self, what: str) -> ModelError:
        return ModelError(f"weight of '{self.variable.name}' {what}", path=self.path)


def differentiated(
    contents: Contents,
    request: Request,
    outputs: Sequence[str],
    weights: Mapping[str, Any] | None,
    by: Sequence[str] | None,
    workers: int | None = None,
) -> tuple[xarray.Dataset, xarray.Dataset]:
    """Run a model and differentiate; see :meth:`gaoxin.engine.model.Model.gradient`.

    Parameters
    ----------
    contents : Contents
    request : Request
    outputs : sequence of str
    weights : mapping of str to object, optional
        By output; 1 where there are none.
    by : sequence of str, optional
        What to differentiate by; all overrides by default.
    workers : int, optional

    Returns
    -------
    outputs, gradients : xarray.Dataset

    Raises
    ------
    ModelError, NonFinite
    """
    if request.initial_state is not None:
        raise ModelError(
            "a gradient goes through a whole run; leave initial_state out", path=contents.path
        )
    asked = _asked(contents, request, by)
    keys = [one.key for one in asked]

    def planner(lowered: Lowered, names: Sequence[str], parameters: Parameters) -> Plan:
        varying = varying_by(parameters, keys)
        return kept_plan(contents.kept, lowered, names, parameters, varying)

    try:
        check_machine()
        run = plan_run(contents, request, outputs, planner)
        stores = _weights(contents, run, weights)
        filled, found = gradients(contents.kept, run, keys, stores, workers)
    except NotCovered as why:
        raise ModelError(f"no gradient: {why}", path=contents.path) from None
    failed, texts = check(contents, run, filled, alone=request.alone)
    setup = run.setup
    single = request.members is None and setup.parameters.members == 1
    if single:
        filled = {key: replace(store, by_member=False) for key, store in filled.items()}
    about = run.told(failed, texts) | {"backend": "compiled"}
    wrap = partial(dataset, contents, setup.timing.saved_times, first=setup.parameters.first)
    runs = wrap(filled, request.members, about)
    arrays = {one.name: _wrapped(one, found[one.key], setup.timing, failed) for one in asked}
    return runs, _together(arrays, about, setup.parameters.first, single)


def _asked(contents: Contents, request: Request, by: Sequence[str] | None) -> list[_By]:
    """Return what is differentiated by.

    Raises
    ------
    ModelError
        A name is unknown, or of what has no derivative.
    """
    overrides = by_name(contents, request.overrides)
    given = {what_is_named(contents, name): value for name, value in overrides.items()}
    if isinstance(by, str):
        raise ModelError(f'by is one text; write by=["{by}"]', path=contents.path)
    found = []
    for name in overrides if by is None else by:
        key, is_start = what_is_named(contents, name)
        variable = contents.variables[key]
        slot = Overridden(contents.path, variable, contents.ranges)
        if key in CONTROLS or slot.is_lookup:
            if by is None:
                continue
            what = "a time control" if key in CONTROLS else "a lookup"
            raise contents.refused(variable, f"is {what}; a gradient is by constants, paths and")
        if (key, is_start) not in given and (is_start or not variable.is_constant):
            raise contents.refused(
                variable,
                f"is no constant; give its value too, as {{'{name}': value}}, to differentiate by",
            )
        own = given.get((key, is_start))
        found.append(_By(str(name), START + key if is_start else key, slot, own))
    return found


def _weights(contents: Contents, run: Run, weights: Mapping[str, Any] | None) -> dict[str, Store]:
    """Return the weight of each output, shape ``(times or 1, *subscripts, members or 1)``.

    Raises
    ------
    ModelError
        One is of no output, or does not fit its output.
    """
    plan, setup = run.plan, run.setup
    named = {contents.key(name): value for name, value in (weights or {}).items()}
    for key in named:
        if key not in plan.outputs:
            raise contents.refused(contents.variables[key], "has a weight and is no output")
    found = {}
    for key, node in plan.outputs.items():
        slot = _Weighted(contents.path, contents.variables[key], contents.ranges)
        in_time = bool(plan.rate(node) & ~1)
        times = len(setup.timing.saved) if in_time else 1
        value = named.get(key, 0.0 if named else 1.0)
        whole = _weight(slot, value, setup.timing, setup.parameters.first)
        own, members = whole.shape[-1], setup.parameters.members
        if own not in {1, members}:
            raise slot.refused(
                f"has {own} numbers, and the run {members} members; give one a member, or a "
                "DataArray over time"
            )
        shape = (times, *node.shape, whole.shape[-1])
        values = np.array(np.broadcast_to(whole[:times], shape))
        found[key] = Store(values, in_time, whole.shape[-1] > 1)
    return found


def _weight(slot: Overridden, value: Any, timing: Timing, first: int) -> Array:
    """Return a weight, shape ``(times or 1, *subscripts or 1, members or 1)``."""
    rank = len(slot.variable.shape)
    if not has_dims(value):
        plain = numbers(slot, value)
        if plain.ndim > 1:
            raise slot.refused(
                f"has shape {plain.shape}; give a number, one number a member, or a DataArray "
                "with named dimensions"
            )
        return plain.reshape((1,) * (rank + 1) + (plain.size,))
    own = np.moveaxis(aligned(slot, value, first), -2, 0)
    if TIME not in value.dims:
        return own
    saved, labels = timing.saved_times, np.asarray(value.coords[TIME].values, dtype=np.float64)
    places = np.abs(saved[:, None] - labels).argmin(axis=0)
    if (np.abs(saved[places] - labels) > 1e-6 * timing.step).any():
        raise slot.refused("has times that the run does not save; take those of its results")
    whole = np.zeros((len(saved), *own.shape[1:]))
    whole[places] = own
    return whole


def _wrapped(one: _By, values: Array, timing: Timing, failed: Sequence[int]) -> Any:
    """Return derivatives by what was given, in its dimensions: added up along others.

    Parameters
    ----------
    one : _By
    values : array, shape (*subscripts, instants or 1, members)
    timing : Timing
    failed : sequence of int

    Returns
    -------
    xarray.DataArray
    """
    import xarray

    slot, given = one.slot, one.given
    names = dict(zip(slot.axes, slot.ranges.axes(slot.variable.dims), strict=True))
    coords: dict[str, Any] = {}
    if has_dims(given) and TIME in given.dims:
        values = np.einsum("ti,...im->...tm", _shares(slot, given, timing), values)
        coords[TIME] = given.coords[TIME].values
    else:
        values = values.sum(axis=-2, keepdims=True)
    own = {slot.axis(str(d)) for d in given.dims} if has_dims(given) else set()
    kept = [axis for axis in names if given is None or axis in own]
    lost = tuple(i for i, axis in enumerate(names) if axis not in kept)
    values = values.sum(axis=lost)
    values[..., list(failed)] = np.nan
    spelling = slot.ranges.spelling
    coords |= {names[a]: [spelling[e] for e in slot.axes[a].elements] for a in kept}
    dims = [*(names[axis] for axis in kept), TIME, MEMBER]
    array = xarray.DataArray(values, dims=dims)
    array = array if TIME in coords else array.isel(time=0)
    order = [MEMBER, *(d for d in array.dims if d != MEMBER)]
    return array.transpose(*order).assign_coords(coords)


def _shares(slot: Overridden, given: Any, timing: Timing) -> Array:
    """Return how much each time given counts at each instant, shape (times, instants)."""
    plain = replace(slot, variable=replace(slot.variable, dims=()))
    unit = given.coords[TIME].copy(data=np.zeros(given.sizes[TIME]))
    unit.attrs.update(given.attrs)
    each = np.eye(given.sizes[TIME])[:, :, None]
    none = along_time(plain, np.zeros_like(each), unit, timing)
    return np.asarray((along_time(plain, each, unit, timing) - none)[..., 0])


def _together(
    arrays: Mapping[str, Any], about: Mapping[str, Any], first: int, single: bool
) -> xarray.Dataset:
    """Return derivatives as one Dataset; times that differ have names of their own."""
    import xarray

    times: list[Any] = []
    found = {}
    for name, array in arrays.items():
        if TIME in array.coords:
            labels = array.coords[TIME].values
            known = (i for i, other in enumerate(times) if np.array_equal(labels, other))
            place = next(known, len(times))
            if place == len(times):
                times.append(labels)
            array = array.rename({TIME: f"{TIME}_{place + 1}"}) if place else array
        found[name] = array.isel(member=0) if single else array
    whole = xarray.Dataset(found, attrs=dict(about))
    if single:
        return whole
    return whole.assign_coords(member=first + np.arange(whole.sizes[MEMBER]))
