"""``sweep.nc``: a sweep as an xarray Dataset over its design points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.verdicts.sweeps.summary import LEVELS
from gaoxin.verdicts.verdict import mc_error

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.verdicts.sweeps.result import SweepResult

RESERVED = {"point", "target", "level", "indicator", "time", "member", "constant"}
"""Dimensions; an axis of such a name gets another."""


def sweep_dataset(result: SweepResult) -> xr.Dataset:
    """Return the sweep over dimensions ``point``, ``target``, ``level``, ``indicator``, ``time``.

    Each axis is a coordinate along ``point``, spaces in its name as ``_``. A grid becomes one by
    ``sweep.set_index(point=[...]).unstack("point")``. What is over ``target`` is in the unit that
    ``target_unit`` gives. Where members are kept, ``value`` has their outcomes and ``draw`` the
    constants they were drawn with.
    """
    import xarray as xr

    summary, members = result.summary, result.sweep.members
    numbers = range(len(result.wants.measures))
    judged = np.array([measure.judged for measure in result.wants.measures])
    share = np.stack([result.probability(i) for i in numbers], axis=1)
    share = np.where(judged, share, np.nan)
    errors = np.vectorize(lambda met: mc_error(int(met), members))(summary.met)
    variables: dict[str, Any] = {
        "outcome": (("point", "target", "level"), summary.quantiles),
        "probability": (("point", "target"), share),
        "probability_high": (("point", "target"), share + (summary.failed / members)[:, None]),
        "mc_error": (("point", "target"), np.where(np.isnan(share), np.nan, errors)),
        "failed": (("point",), summary.failed),
        "refused": (("point",), summary.refused.astype(object)),
    }
    if summary.bands:
        bands = np.stack(summary.bands, axis=1)
        variables["band"] = (("point", "indicator", "level", "time"), bands)
    if result.sweep.keep_members:
        variables["value"] = (("point", "target", "member"), summary.values)
        if result.draws:
            variables["draw"] = (("constant", "member"), np.stack(list(result.draws.values())))
    return xr.Dataset(variables, coords=_coordinates(result))


def _coordinates(result: SweepResult) -> dict[str, Any]:
    targets = [measure.target for measure in result.wants.measures]
    tracks = result.wants.tracks
    coordinates: dict[str, Any] = {
        "point": np.arange(len(result.sweep.points)),
        "target": _words(target.id for target in targets),
        "target_name_en": ("target", _words(target.name_en for target in targets)),
        "target_name_zh": ("target", _words(target.name_zh for target in targets)),
        "target_unit": ("target", _words(target.unit for target in targets)),
        "target_rule": ("target", _words(target.rule or "" for target in targets)),
        "target_value": ("target", [np.nan if t.value is None else t.value for t in targets]),
        "target_at": ("target", _words(measure.when for measure in result.wants.measures)),
        "level": list(LEVELS),
        **_axes(result),
    }
    if tracks:
        coordinates["indicator"] = _words(track.id for track in tracks)
        coordinates["indicator_unit"] = ("indicator", _words(track.unit for track in tracks))
        coordinates["time"] = list(result.times)
    if result.sweep.keep_members and result.draws:
        coordinates["constant"] = _words(result.draws)
    return coordinates


def _axes(result: SweepResult) -> dict[str, Any]:
    """Return the value on each axis by point, under the axis's key."""
    axes = {}
    for axis, column in zip(result.sweep.axes, result.sweep.points.T, strict=True):
        about = {"units": axis.unit, "long_name": axis.frame.label.en}
        name = "_".join(axis.key.split())  # a coordinate with a space cannot be stored as one
        name = f"{name}_axis" if name in RESERVED else name
        axes[name] = ("point", column, about | {"long_name_zh": axis.frame.label.zh})
    return axes


def _words(texts: Iterable[str]) -> NDArray[np.object_]:
    return np.array(list(texts), dtype=object)
