"""Members: the constants of one or more design points turned into the overrides of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.ensembles.constants import Constant, Ground, Value

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.desk import Desk
    from gaoxin.ensembles.scenario import Scenario

    Array = NDArray[np.float64]

Values = list[list[Value]]
"""Of one point: for each element, what holds at each time."""


def drawn_ground(
    desk: Desk, draws: Mapping[str, Array], *, members: int, seed: int, first: int = 0
) -> Ground:
    """Return the model's constants with draws laid over them, and no scenario.

    Parameters
    ----------
    desk : Desk
    draws : mapping of place key to array, shape (members,)
    members, seed, first : int
        As of :func:`scenario_ground`.

    Returns
    -------
    Ground
        It holds only the constants that are drawn.
    """
    initial = float(desk.catalogue.model.default("INITIAL TIME").values)
    places = (prior.place for prior in desk.drawn if prior.place.key in draws)
    return Ground({}, members, seed, initial, first).drawn((p, draws[p.key]) for p in places)


def scenario_ground(
    desk: Desk,
    scenario: Scenario,
    draws: Mapping[str, Array],
    *,
    members: int,
    seed: int,
    first: int = 0,
) -> Ground:
    """Return the model's constants with the draws and all changes of a scenario laid over them.

    Parameters
    ----------
    desk : Desk
    scenario : Scenario
    draws : mapping of place key to array, shape (members,)
        Constants of each member, from :func:`gaoxin.inference.draw`.
    members, seed, first : int
        For what the scenario itself draws; `first` is the number of the first member.

    Returns
    -------
    Ground
        It holds only the constants that are drawn or changed.
    """
    ground = drawn_ground(desk, draws, members=members, seed=seed, first=first)
    return ground.laid(scenario.all_layers)


def overrides(
    desk: Desk,
    scenario: Scenario,
    draws: Mapping[str, Array],
    *,
    members: int,
    seed: int,
    first: int = 0,
) -> dict[str, Any]:
    """Return what :meth:`gaoxin.Model.run` takes as overrides, for one scenario.

    Parameters are those of :func:`scenario_ground`, what is returned that of :func:`pack`.

    Parameters
    ----------
    desk : Desk
    scenario : Scenario
    draws : mapping of place key to array, shape (members,)
        In the model's units.
    members, seed, first : int
        As of :func:`scenario_ground`.

    Returns
    -------
    dict of canonical name to scalar, array (members,) or DataArray
        As of :func:`pack`.
    """
    ground = scenario_ground(desk, scenario, draws, members=members, seed=seed, first=first)
    return pack([ground])


def pack(points: Sequence[Ground], block: slice = slice(None)) -> dict[str, Any]:
    """Return the overrides of a run whose members are those of each point in turn.

    Parameters
    ----------
    points : sequence of Ground
        With equal members; all have touched the same constants.
    block : slice
        The members of each point that run.

    Returns
    -------
    dict of canonical name to scalar, array (points * members,) or DataArray
        A DataArray has dimensions out of ``member``, the constant's subscripts and ``time``; a
        value holds from its time on. What equals the model's own value is left out.
    """
    width = len(range(*block.indices(points[0].members)))
    changed = {
        name: _array([point.constants[name] for point in points], width, block, points[0].initial)
        for name in points[0].constants
    }
    return {name: value for name, value in changed.items() if value is not None}


def _array(column: list[Constant], width: int, block: slice, initial: float) -> Any:
    """Return the override of one constant, or None when it keeps the model's own value."""
    repeat = len(column) if all(one is column[0] for one in column) else 1
    distinct = column[:1] if repeat > 1 else column
    for constant in distinct:
        for element in constant.elements:
            element.tidy()
    times = sorted({since for c in distinct for e in c.elements for since, _ in e.steps})
    values = [[[e.at(time) for time in times] for e in c.elements] for c in distinct]
    varies = _varies(values)
    if len(times) == 1 and not varies and _is_default(column[0], values[0]):
        return None
    if varies:
        filled = np.tile(_filled(values, width, block), (repeat, 1, 1))
    else:
        filled = _filled(values[:1], 1, block)
    return _labelled(column[0].default, filled, [max(time, initial) for time in times], varies)


def _varies(values: Sequence[Values]) -> bool:
    """Return whether any member's constant differs from another's."""
    drawn = any(isinstance(value, np.ndarray) for point in values for row in point for value in row)
    return drawn or any(point != values[0] for point in values[1:])


def _filled(values: Sequence[Values], width: int, block: slice) -> Array:
    """Return an array over (points * members, elements, times); `width` members a point."""
    filled = np.empty((len(values), width, len(values[0]), len(values[0][0])))
    for p, point in enumerate(values):
        for e, row in enumerate(point):
            for t, value in enumerate(row):
                filled[p, :, e, t] = value[block] if isinstance(value, np.ndarray) else value
    return filled.reshape(-1, *filled.shape[2:])


def _is_default(constant: Constant, values: Values) -> bool:
    own = np.asarray(constant.default.values, dtype=np.float64).ravel()
    return bool((np.array(values)[:, 0] == own).all())


def _labelled(default: xr.DataArray, filled: Array, times: list[float], varies: bool) -> Any:
    """Return (member, element, time) values with only the dimensions that are needed."""
    import xarray as xr

    if not default.ndim and len(times) == 1:
        return np.ascontiguousarray(filled[:, 0, 0]) if varies else float(filled[0, 0, 0])
    dims = [str(dim) for dim in default.dims]
    coords: dict[str, Any] = {dim: default[dim].values for dim in dims}
    values = filled.reshape(filled.shape[0], *default.shape, filled.shape[-1])
    if len(times) == 1:
        values = values[..., 0]
    else:
        dims, coords = [*dims, "time"], {**coords, "time": times}
    if varies:
        return xr.DataArray(values, dims=["member", *dims], coords=coords)
    return xr.DataArray(values[0], dims=dims, coords=coords)
