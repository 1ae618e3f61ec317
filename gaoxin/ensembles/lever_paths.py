"""Levers as paths in time, so that one compiled step serves every scenario.

What varies over time is part of the shape of a run, and each shape is compiled. Scenarios move
different levers; given as a path that stays where it is, a lever that none moves changes no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.engine.model import Model


def with_lever_paths(desk: Desk, model: Model, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return overrides in which every lever that no member draws has a time axis.

    Parameters
    ----------
    desk : Desk
    model : gaoxin.Model
    given : mapping of canonical name to scalar, array (member,) or DataArray
        Overrides of a run, from :func:`gaoxin.ensembles.members.overrides`.

    Returns
    -------
    dict of canonical name to scalar, array (member,) or DataArray
        The same values at all times.
    """
    import xarray as xr

    start = float(model.default("INITIAL TIME").values)
    found = dict(given)
    for lever in desk.levers:
        name = model.canonical(lever)
        value = found.get(name, model.default(name))
        dims = getattr(value, "dims", ("member",) if getattr(value, "ndim", 0) else ())
        if "member" not in dims and "time" not in dims:
            found[name] = xr.DataArray(value).expand_dims(time=[start, start + 1.0], axis=-1)
    return found
