"""A population: settings of levers, each run with the same members, in few runs of the model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.running.pool import current
from gaoxin.ensembles.populations.moves import moved_constants
from gaoxin.errors import DataError, NonFinite

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.engine.model import Model
    from gaoxin.ensembles.constants import Ground
    from gaoxin.ensembles.populations.moves import Move

    Array = NDArray[np.float64]

WIDTH = 16_384
"""Members in one run of the model: enough to outweigh what a run costs by itself."""


@dataclass(frozen=True)
class OutputReading:
    """What is read of a run for every member.

    Attributes
    ----------
    variable : str
        As the model spells it.
    element : tuple of str
        One label a subscript.
    time : float, "max", "min" or None
        A saved instant, an extreme over all of them, or all of them.
    """

    variable: str
    element: tuple[str, ...]
    time: float | str | None


@dataclass
class Population:
    """Runs of settings of levers, all on the members of one base: common random numbers.

    Where no lever acts before an instant, the members are run to it once, and every setting goes
    on from there.

    Attributes
    ----------
    model : Model
    overrides : mapping of canonical name to scalar, array (member,) or DataArray
        Of the members, under the base.
    members : int
    ground : Ground
        The base, for what the moves leave as it is.
    moves : tuple of Move
    readings : tuple of OutputReading
    controls : mapping of str to object
        Times and method, as arguments of :meth:`gaoxin.Model.run`.
    first : int
        Number of the first member, for random functions of the model.
    workers : int or None
    runs : int
        Member-runs done so far.
    """

    model: Model
    overrides: Mapping[str, Any]
    members: int
    ground: Ground
    moves: tuple[Move, ...]
    readings: tuple[OutputReading, ...]
    controls: Mapping[str, Any] = field(default_factory=dict)
    first: int = 0
    workers: int | None = None
    runs: int = 0
    _tiled: dict[int, dict[str, Any]] = field(default_factory=dict, repr=False)
    _cut: dict[int, xr.Dataset] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        setup = self.model.prepare(members=1, **self.controls)
        self._times: tuple[float, ...] = tuple(setup.timing.saved_times.tolist())
        self._outputs = list(dict.fromkeys(reading.variable for reading in self.readings))
        # a run that goes on from another stays in this process; a pool computes whole ones
        self._start = self._cut_at() if current() is None else None

    @property
    def times(self) -> tuple[float, ...]:
        """Saved instants: from where the levers begin to act, where all begin later."""
        return tuple(time for time in self._times if self._start is None or time >= self._start)

    def run(self, shares: Array) -> tuple[Array, ...]:
        """Return every reading of every setting.

        Parameters
        ----------
        shares : array, shape (setting, move)
            0 is the base; see :class:`gaoxin.ensembles.populations.moves.Move`.

        Returns
        -------
        tuple of array, shape (setting, member), or (setting, member, time) of all instants
            By reading. NaN where a member failed.

        Raises
        ------
        NonFinite
            All members of some run failed.
        """
        step = _wide(max(1, WIDTH // self.members) // 2 + 1)
        parts = [self._run(shares[at : at + step]) for at in range(0, len(shares), step)]
        return tuple(np.concatenate(column) for column in zip(*parts, strict=True))

    def _run(self, shares: Array) -> list[Array]:
        count = len(shares)
        width = _wide(count)
        padded = np.concatenate([shares, np.zeros((width - count, shares.shape[1]))])
        try:
            runs = self.model.run(
                self._all_overrides(padded), outputs=self._outputs, **self._asked(width)
            )
        except NonFinite:
            if count == 1:
                return [np.full(self._shape(1, r), np.nan) for r in self.readings]
            halves = (shares[: count // 2], shares[count // 2 :])
            both = [self._run(half) for half in halves]
            return [np.concatenate(column) for column in zip(*both, strict=True)]
        self.runs += count * self.members
        failed = np.zeros(width * self.members, dtype=bool)
        failed[np.asarray(runs.attrs["failed"], dtype=int) - self._labels(width)] = True
        return [self._read(runs, reading, failed, width)[:count] for reading in self.readings]

    def _labels(self, width: int) -> int:
        return self.first if width == 1 else 0

    def _asked(self, width: int) -> dict[str, Any]:
        asked = {
            **self.controls,
            "members": width * self.members,
            "workers": self.workers,
            "first_member": self._labels(width),
        }
        if self._start is None:
            return asked
        if width not in self._cut:
            self._cut[width] = self._until_cut(width)
        return {**asked, "initial_state": self._cut[width]}

    def _until_cut(self, width: int) -> xr.Dataset:
        """Return a run to the cut for `width` settings: the members are run to it once."""
        from gaoxin.engine.running.restart import over_and_over

        if width > 1:
            if 1 not in self._cut:
                self._cut[1] = self._until_cut(1)
            return over_and_over(self._cut[1], width)
        return self.model.run(
            self.overrides,
            outputs=self._outputs[:1],
            **{
                **self.controls,
                "members": self.members,
                "workers": self.workers,
                "first_member": self.first,
                "final_time": self._start,
            },
        )

    def _cut_at(self) -> float | None:
        """Return the instant before which nothing acts; None where the whole must be run."""
        from gaoxin.engine.running.restart import continued
        from gaoxin.errors import ModelError

        starts = [move.start for move in self.moves]
        at = min(starts, default=-math.inf)
        whole = self.controls.get("method") not in {None, "euler"} or self.model.drawn
        if whole or at not in self._times or at <= self._times[0] or at >= self._times[-1]:
            return None
        earlier = [r for r in self.readings if not (isinstance(r.time, float) and r.time >= at)]
        if any(r.time is not None for r in earlier):
            return None
        try:
            continued(self.model._contents.program())
        except ModelError:
            return None
        return at

    def _tile(self, width: int) -> dict[str, Any]:
        """Return the base's overrides for `width` settings, members one after another."""
        if width not in self._tiled:
            self._tiled[width] = {
                name: _repeated(value, width) for name, value in self.overrides.items()
            }
        return self._tiled[width]

    def _all_overrides(self, shares: Array) -> dict[str, Any]:
        import xarray as xr

        since = self._times[0] if self._start is None else self._start
        found = dict(self._tile(len(shares)))
        moved = moved_constants(self.moves, self.ground, shares, since)
        for name, (times, values) in moved.items():
            default = self.model.default(name)
            wide = np.repeat(values, self.members, axis=0)
            dims = [str(dim) for dim in default.dims]
            shaped = wide.reshape(len(wide), *default.shape, len(times))
            coords: dict[str, Any] = {dim: default[dim].values for dim in dims}
            if len(times) == 1:
                found[name] = xr.DataArray(shaped[..., 0], dims=["member", *dims], coords=coords)
            else:
                coords["time"] = times
                found[name] = xr.DataArray(shaped, dims=["member", *dims, "time"], coords=coords)
        return found

    def _shape(self, settings: int, reading: OutputReading) -> tuple[int, ...]:
        whole = (settings, self.members)
        return (*whole, len(self.times)) if reading.time is None else whole

    def _read(
        self, runs: xr.Dataset, reading: OutputReading, failed: NDArray[np.bool_], width: int
    ) -> Array:
        values = runs[reading.variable]
        labels = [dim for dim in values.dims if dim not in {"member", "time"}]
        values = values.sel(dict(zip(labels, reading.element, strict=True)))
        times = np.asarray(runs["time"].values, dtype=np.float64)
        if "time" not in values.dims:
            values = values.expand_dims(time=times)
        if "member" not in values.dims:
            values = values.expand_dims(member=len(failed))
        whole = values.transpose("member", "time").values
        if isinstance(reading.time, float):
            at = int(np.flatnonzero(np.abs(times - reading.time) < 1e-6)[0])
            whole = whole[:, at : at + 1]
        whole = np.asarray(whole)
        if reading.time == "max":
            whole = whole.max(axis=1, keepdims=True)
        elif reading.time == "min":
            whole = whole.min(axis=1, keepdims=True)
        whole = np.where(failed[:, None], np.nan, whole)
        if reading.time is not None:
            whole = whole[:, 0]
        return np.asarray(whole.reshape(self._shape(width, reading)))


def _wide(count: int) -> int:
    """Return the next power of 2: few widths, for each of which the way to the cut is kept."""
    return 1 << (count - 1).bit_length()


def _repeated(value: Any, width: int) -> Any:
    """Return an override of some members as that of `width` settings of them."""
    import xarray as xr

    if isinstance(value, xr.DataArray):
        if "member" not in value.dims:
            return value
        plain = value.drop_vars("member", errors="ignore")
        axis = plain.dims.index("member")
        tiles = [width if i == axis else 1 for i in range(plain.ndim)]
        coords = {name: plain[name].values for name in plain.coords}
        return xr.DataArray(
            np.tile(plain.values, tiles), dims=plain.dims, coords=coords, attrs=plain.attrs
        )
    return np.tile(value, width) if np.ndim(value) else value


def check_times(readings: Sequence[OutputReading], times: Sequence[float], where: str) -> None:
    """Refuse a reading at an instant that a run does not save.

    Parameters
    ----------
    readings : sequence of OutputReading
    times : sequence of float
        Saved instants.
    where : str
        What asks for them, for the message.

    Raises
    ------
    DataError
        With the instants that there are.
    """
    for reading in readings:
        if isinstance(reading.time, float) and not any(
            abs(reading.time - time) < 1e-6 for time in times
        ):
            raise DataError(
                f"{where}: {reading.time:g} is not among the saved times "
                f"{times[0]:g} to {times[-1]:g}"
            )
