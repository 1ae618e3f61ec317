"""Observations: what a fit is held against, and how a run says it.

An observation applies an operator to a model variable: the level or annual total of an instant,
the sum over whole years, a ratio between instants, or a share of other variables. All read values
saved at whole years, so that ``level`` and ``annual total`` take the same number: the first names a
stock, the second a flow that the model reports by year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.desks.observations import OPERATORS, TAILS, Reading
from gaoxin.distributions.scales import SCALES, misplaced
from gaoxin.errors import DataError
from gaoxin.names import spellings

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Observation:
    """One observed number, and what a run says in its place.

    Attributes
    ----------
    id : str
    variable : str
        Model variable. For ``share`` it is the part.
    value, sd : float
        As observed; the standard deviation of its error, in the same unit.
    time : float
        The instant; the last year of a sum.
    operator : str
        ``level`` or ``annual total``: the variable at `time`. ``sum``: over the saved years after
        `base` up to `time`. ``ratio``: at `time` over that at `base`. ``share``: over the sum of
        `parts`, at `time`. ``growth``: the variable at `time`, where it is a relative change
        of `series` since `base`.
    base : float or None
    parts : tuple of str
        The whole that a ``share`` is a part of.
    scale : str
        A key of :data:`gaoxin.distributions.scales.SCALES`.
    tails : {"normal", "student"}
        ``student`` (4 degrees of freedom) where the source is doubtful.
    series : str
        With which it is left out; the variable by default.
    name_en, name_zh, source, sd_reason, why, group, indicator : str
        For the reader.
    """

    id: str
    variable: str
    value: float
    sd: float
    time: float
    operator: str = "level"
    base: float | None = None
    parts: tuple[str, ...] = ()
    scale: str = "log"
    tails: str = "normal"
    series: str = ""
    name_en: str = ""
    name_zh: str = ""
    unit: str = ""
    source: str = ""
    sd_reason: str = ""
    why: str = ""
    group: str = ""
    indicator: str = ""

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS or self.tails not in TAILS or self.scale not in SCALES:
            raise DataError(
                f"observation '{self.id}': operator, tails or scale is unknown; write one of "
                f"{', '.join(OPERATORS)}; {', '.join(TAILS)}; {', '.join(SCALES)}"
            )
        fault = misplaced(self.value, self.sd, self.scale) or _unsaid(self)
        if fault:
            raise DataError(f"observation '{self.id}': {fault}")

    @property
    def observed(self) -> float:
        """The value on its scale."""
        return float(SCALES[self.scale].to(np.asarray(self.value)))

    @property
    def error(self) -> float:
        """The standard deviation on the scale, to first order."""
        return float(self.sd * SCALES[self.scale].slope(np.asarray(self.value)))

    @property
    def path(self) -> str:
        """The series with which it is left out."""
        return self.series or self.variable

    @property
    def needs(self) -> tuple[str, ...]:
        """Model variables it reads."""
        return (self.variable, *self.parts)

    @property
    def years(self) -> list[float]:
        """The years of a sum."""
        assert self.base is not None  # noqa: S101  (refused when made)
        return [float(year) for year in np.arange(self.base + 1.0, self.time + 0.5)]

    def simulated(self, runs: xr.Dataset) -> Array:
        """Return what each run says, in the unit of the value; shape (member,)."""
        if self.operator == "sum":
            return np.asarray(sum(_at(runs, self.variable, year) for year in self.years))
        now = _at(runs, self.variable, self.time)
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.operator == "ratio":
                assert self.base is not None  # noqa: S101  (refused when read)
                return np.asarray(now / _at(runs, self.variable, self.base))
            if self.operator == "share":
                whole = sum(_at(runs, part, self.time) for part in self.parts)
                return np.asarray(now / whole)
        return now


def _unsaid(one: Observation) -> str | None:
    """Return what an operator needs and the observation does not say, or None."""
    if one.operator in {"sum", "ratio", "growth"} and one.base is None:
        told = {"sum": "the instant after which it adds up, base=2015.0 for 2016 to 2020"}
        since = told.get(one.operator, "the instant that it is relative to, as base=2015.0")
        return f"operator '{one.operator}' needs {since}"
    if one.base is not None and one.operator in {"sum", "ratio", "growth"} and one.base >= one.time:
        return f"base {one.base:g} is not before time {one.time:g}; write an earlier one"
    if one.operator == "share" and not one.parts:
        return "operator 'share' needs the variables of the whole, parts=('a', 'b')"
    return None


def observed(reading: Reading) -> Observation | None:
    """Return the observation that a row of the desk's table is; None where it names no variable."""
    if not reading.variable or reading.sd is None:
        return None
    time, base = reading.instants
    return Observation(
        id=reading.id,
        variable=reading.variable,
        value=reading.value,
        sd=reading.sd,
        time=time,
        operator=reading.operator,
        base=base,
        parts=reading.parts,
        scale=reading.scale,
        tails=reading.tails,
        series=reading.left_out_with,
        name_en=reading.name_en,
        name_zh=reading.name_zh,
        unit=reading.unit,
        source=reading.source,
        sd_reason=reading.sd_reason,
        why=reading.why,
        group=reading.group,
        indicator=reading.indicator,
    )


def fitted(readings: Iterable[Reading]) -> tuple[Observation, ...]:
    """Return the observations that are fitted, in the table's order."""
    return observations(row for row in readings if row.use == "fit")


def observations(readings: Iterable[Reading]) -> tuple[Observation, ...]:
    """Return the rows that name a variable as observations."""
    found = (observed(reading) for reading in readings)
    return tuple(one for one in found if one is not None)


def _at(runs: xr.Dataset, variable: str, time: float) -> Array:
    """Return the values of a variable at an instant, shape (member,)."""
    values: Any = runs[variable]
    if "time" in values.dims:
        times = values["time"].values
        hit = np.flatnonzero(np.abs(times - time) < 1e-6)
        if not hit.size:
            raise DataError(f"time {time:g} of '{variable}' was not saved by the run")
        values = values.isel(time=int(hit[0]))
    return np.asarray(values.values, dtype=np.float64)


def observe(runs: xr.Dataset, observations: Sequence[Observation]) -> Array:
    """Return what each run says of each observation, on its scale.

    Returns
    -------
    array, shape (observation, member)
        NaN where a run's value has no place on the scale.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rows = [SCALES[o.scale].to(o.simulated(runs)) for o in observations]
    return np.stack(rows) if rows else np.empty((0, runs.sizes.get("member", 1)))


def by_series(observations: Sequence[Observation]) -> dict[str, list[int]]:
    """Return the positions of the observations of each series, in the order met."""
    first = spellings(observation.path for observation in observations)
    found: dict[str, list[int]] = {}
    for i, observation in enumerate(observations):
        found.setdefault(first[observation.path], []).append(i)
    return found
