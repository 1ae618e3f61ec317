"""Out of time: what a fit that saw readings up to an instant says of those after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.noise import ON_LOGARITHM
from gaoxin.inference.baselines import line, persistence
from gaoxin.inference.scores import crps, pit, width
from gaoxin.inference.series.blocks import SeriesBlock
from gaoxin.inference.series.fit import SeriesFit
from gaoxin.inference.series.posterior import SeriesPosterior
from gaoxin.inference.series.predictive import by_variable, predicted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Foretold:
    """The prediction of one later reading.

    Attributes
    ----------
    series : str
        With its experiment.
    time, value : float
    drawn : array, shape (draw,)
        Readings drawn anew, in the model's unit.
    pit, width : float
        Of the prediction; the width of its 90 % interval on the scale of the scores.
    crps : dict of str to float
        By what predicts: ``fit``, ``persistence``, ``trend``, ``prior``; NaN where it cannot. On
        the logarithm where the noise is on it (a count as count + 1).
    """

    series: str
    time: float
    value: float
    drawn: Array
    pit: float
    width: float
    crps: Mapping[str, float]


def look_ahead(fit: SeriesFit, whole: SeriesPosterior, until: float) -> list[Foretold]:
    """Return the predictions of readings after an instant.

    Parameters
    ----------
    fit : SeriesFit
        Of the readings up to `until`.
    whole : SeriesPosterior
        Of all readings, with the same parameters.
    until : float

    Returns
    -------
    list of Foretold
        Censored readings are left out: there is no value to score.
    """
    rng = np.random.default_rng(np.random.SeedSequence([fit.seed, 9]))
    flat = fit.at.reshape(-1, fit.at.shape[-1])
    _, drawn = predicted(whole, flat, rng)
    _, prior = predicted(whole, fit.prior_at, rng)
    found: list[Foretold] = []
    for name, block, own, before in zip(
        by_variable(whole.blocks), whole.blocks, drawn, prior, strict=True
    ):
        past = (block.times <= until) & (block.side == 0)
        found += [
            _foretold(name, block, int(row), past, own[row], before[row], rng)
            for row in np.flatnonzero((block.times > until) & (block.side == 0))
        ]
    return found


def _foretold(
    name: str,
    block: SeriesBlock,
    row: int,
    past: NDArray[np.bool_],
    drawn: Array,
    prior: Array,
    rng: np.random.Generator,
) -> Foretold:
    times, values = block.times[past], _scored(block, block.read[past])
    at, read = float(block.times[row]), block.read[row]
    told = {
        "fit": _scored(block, drawn),
        "persistence": persistence(times, values, at, rng),
        "trend": line(times, values, at, rng),
        "prior": _scored(block, prior),
    }
    where = float(_scored(block, np.array([read]))[0])
    scores = {k: float("nan") if v is None else crps(v, where) for k, v in told.items()}
    transform = pit(drawn, float(read), float(rng.random()))
    return Foretold(name, at, float(read), drawn, transform, width(_scored(block, drawn)), scores)


def _scored(block: SeriesBlock, values: Array) -> Array:
    """Return values on the scale of the scores."""
    if block.family not in ON_LOGARITHM:
        return values
    with np.errstate(invalid="ignore"):
        return np.log1p(values) if block.family != "lognormal" else np.log(values)
