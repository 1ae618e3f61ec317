"""A model, data and priors made one: what is fitted to what, held against the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.fit_file import FitFile, Noise, read_fit_file
from gaoxin.desks.places import Catalogue, element_of, resolve, split_key
from gaoxin.desks.series_data import SeriesPoint, read_series
from gaoxin.desks.unit_words import factor_between
from gaoxin.distributions.families import Distribution
from gaoxin.distributions.noise import COUNTS, PARAMETERS
from gaoxin.errors import DataError, ModelError, nearest
from gaoxin.inference.series.blocks import SeriesBlock
from gaoxin.inference.series.posterior import SeriesPosterior
from gaoxin.inference.series.runs import experiments
from gaoxin.names import canonical, same

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.engine.model import Model

    Array = NDArray[np.float64]

WORDS = {"sd": "sd", "df": "degrees of freedom", "dispersion": "dispersion", "ar1": "correlation"}
"""Parameter of noise to the beginning of the name of its scale."""


def read_posterior_of(
    model: Model,
    data: Path,
    priors: Path,
    until: float | None = None,
    workers: int | None = None,
) -> SeriesPosterior:
    """Read data and priors, and return the posterior that they pose.

    Parameters
    ----------
    model : gaoxin.Model
    data : Path
        See :mod:`gaoxin.desks.series_data`.
    priors : Path
        See :mod:`gaoxin.desks.fit_file`.
    until : float, optional
        Readings after this instant are left out.
    workers : int, optional
        Cores for the runs of the model.

    Returns
    -------
    SeriesPosterior

    Raises
    ------
    DataError
        The first thing that is wrong, with its file and line.
    """
    catalogue = Catalogue.of(model)
    told = read_fit_file(priors, catalogue)
    points = read_series(data)
    kept = [point for point in points if until is None or point.time <= until]
    if not kept:
        raise DataError(f"no reading is at {until:g} or before; write a later --until", path=data)
    return pose_series(model, catalogue, kept, told, workers)


def pose_series(
    model: Model,
    catalogue: Catalogue,
    points: Sequence[SeriesPoint],
    told: FitFile,
    workers: int | None = None,
) -> SeriesPosterior:
    """Return the posterior of readings under priors and noise.

    Parameters
    ----------
    model : gaoxin.Model
    catalogue : Catalogue
        The model's variables.
    points : sequence of SeriesPoint
    told : FitFile
    workers : int, optional

    Returns
    -------
    SeriesPosterior

    Raises
    ------
    DataError
        A series that is no variable, a time outside of the run, a reading that its noise cannot
        give, noise that is not stated; with file and line.
    """
    _check_named(points, told)
    blocks: list[SeriesBlock] = []
    scales: dict[str, Distribution] = {}
    for own in _grouped(points).values():
        block, priors = _block(model, catalogue, own, told)
        blocks.append(block)
        scales |= priors
    _check_times(model, points)
    held = {
        name: {resolve(catalogue, key): value for key, value in constants.items()}
        for name, constants in told.experiments.values()
    }
    places = [prior.place for prior in told.priors]
    found = experiments(model, places, held, blocks, workers)
    return SeriesPosterior(told.priors, scales, found)


def _grouped(points: Sequence[SeriesPoint]) -> dict[tuple[str, str], list[SeriesPoint]]:
    """Return the readings of each series in each experiment, in time order."""
    found: dict[tuple[str, str], list[SeriesPoint]] = {}
    for point in points:
        key = canonical(point.experiment), canonical(point.series)
        found.setdefault(key, []).append(point)
    ordered = sorted(found.items(), key=lambda item: item[0][0] != "base")
    return {key: sorted(own, key=lambda p: p.time) for key, own in ordered}


def _check_named(points: Sequence[SeriesPoint], told: FitFile) -> None:
    """Refuse an experiment that is not stated, and statements about what no reading is of."""
    for point in points:
        if point.experiment not in told.experiments:
            close = nearest(point.experiment, told.experiments)
            raise point.error(
                f"experiment '{point.experiment}' is not in {told.path.name}{close}; add "
                f"[experiments.{point.experiment}] there, with the constants that it holds"
            )
    series = list(dict.fromkeys(point.series for point in points))
    stated = [("noise", name) for name in told.noise] + [("series", name) for name in told.series]
    for section, name in stated:
        if not any(same(name, one) for one in series):
            message = f"the data have no series '{name}'{nearest(name, series)}; rename it"
            raise told.error(message, section, name)


def _block(
    model: Model, catalogue: Catalogue, own: Sequence[SeriesPoint], told: FitFile
) -> tuple[SeriesBlock, dict[str, Distribution]]:
    """Return the readings of a series in an experiment, and the priors of their scales."""
    first = own[0]
    use = told.series.get(first.series)
    told_name = use.variable if use else first.series
    variable, element, unit = _variable(model, catalogue, first, told_name)
    noise = _noise(first, own, told)
    factor = np.array([_factor(p, (use.unit if use else "") or p.unit, unit) for p in own])
    read = np.array([point.value for point in own]) * factor
    scales, given, priors = {}, {}, {}
    stated = dict(noise.parameters) | ({} if noise.ar1 is None else {"ar1": noise.ar1})
    for key, value in stated.items():
        if isinstance(value, Distribution):
            name = f"{WORDS[key]} of {first.series}"
            scales[key], priors[name] = name, value
        else:
            given[key] = np.array([[value]])
    if "sd" not in stated and "sd" in _needs(noise):
        given["sd"] = np.array([[point.sd or np.nan] for point in own]) * factor[:, None]
    side = np.array([point.side for point in own])
    block = SeriesBlock(
        first.series,
        told.experiments[first.experiment][0],
        variable,
        element,
        np.array([point.time for point in own]),
        read,
        side,
        noise.family,
        scales,
        given,
    )
    _check_readings(own, block)
    return block, priors


def _variable(
    model: Model, catalogue: Catalogue, point: SeriesPoint, text: str
) -> tuple[str, tuple[str, ...], str]:
    """Return a series' variable, element and unit in the model."""
    name, labels = split_key(text)
    try:
        key = model.canonical(name)
    except ModelError as error:
        raise point.error(
            f"series '{point.series}' is no variable of the model: {error.message}; or say which "
            f'it is: [series."{point.series}"] variable = "..."'
        ) from None
    row = catalogue.rows[key]
    ranges = model.subscripts_of(key)
    if ranges and not labels:
        example = ", ".join(own[0] for own in ranges.values())
        raise point.error(
            f"'{name}' of series '{point.series}' has subscripts; name one element, as "
            f'[series."{point.series}"] variable = "{name}[{example}]"'
        )
    try:
        element = element_of(name, labels, ranges)
    except DataError as error:
        raise point.error(error.message) from None
    return key, element, str(row["unit"])


def _factor(point: SeriesPoint, stated: str, own: str) -> float:
    try:
        return factor_between(stated, own)
    except DataError as error:
        raise point.error(f"unit of series '{point.series}': {error.message}") from None


def _needs(noise: Noise) -> tuple[str, ...]:
    return PARAMETERS[noise.family]


def _noise(first: SeriesPoint, own: Sequence[SeriesPoint], told: FitFile) -> Noise:
    """Return the noise of a series, refused where it is not stated whole."""
    tabled = all(point.sd is not None for point in own)
    noise = told.noise.get(first.series)
    if noise is None:
        if not tabled:
            raise told.error(
                f"the noise of series '{first.series}' is not stated; write [noise."
                f'"{first.series}"] with family = "normal" and sd = {{ distribution = "halfnorm", '
                "scale = 10 }, or give column sd in the data"
            )
        return Noise("normal", {})
    for name in _needs(noise):
        if name not in noise.parameters and not (name == "sd" and tabled):
            raise told.error(
                f"noise of '{first.series}' needs {name}; write a number, or a prior such as "
                f'{name} = {{ distribution = "lognorm", s = 1.0, scale = 10.0 }}',
                "noise",
                first.series,
            )
    if noise.ar1 is not None and any(point.side for point in own):
        raise told.error(
            f"series '{first.series}' has censored readings, and its errors are correlated (ar1): "
            "the two cannot be had together; leave one of them out",
            "noise",
            first.series,
        )
    if noise.ar1 is not None and noise.family == "student":
        raise told.error(
            f"errors of '{first.series}' are correlated (ar1), which goes with family normal or "
            "lognormal; write one of these",
            "noise",
            first.series,
        )
    return noise


def _check_readings(own: Sequence[SeriesPoint], block: SeriesBlock) -> None:
    """Refuse readings that the noise of their series cannot give."""
    for point, value in zip(own, block.read, strict=True):
        if block.family in COUNTS and (value < 0.0 or abs(value - round(value)) > 1e-9):
            raise point.error(
                f"'{point.series}' is {value:g}, and noise '{block.family}' is of counts, which "
                "are whole and not below 0; write lognormal or normal noise, or check the value"
            )
        if block.family == "lognormal" and not value > 0.0:
            raise point.error(
                f"'{point.series}' is {value:g}, which lognormal noise cannot give; write normal "
                "noise, a limit such as '<0.5', or check the value"
            )


def _check_times(model: Model, points: Sequence[SeriesPoint]) -> None:
    start, end = (float(model.default(f"{name} TIME").values) for name in ("INITIAL", "FINAL"))
    for point in points:
        if not start <= point.time <= end:
            raise point.error(
                f"time {point.time:g} of '{point.series}' is outside of the run, which goes from "
                f"{start:g} to {end:g}; count time as the model does"
            )
