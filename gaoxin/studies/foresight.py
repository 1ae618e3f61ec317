"""``gaoxin calibrate --until``: what a fit of the past up to a year says of what came after."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.errors import DataError
from gaoxin.inference.fitting import calibrate
from gaoxin.inference.holdout import BASELINES, HeldOut, look_ahead
from gaoxin.inference.observations import observations
from gaoxin.inference.predictive import intervals
from gaoxin.inference.problem import pose
from gaoxin.inference.scores import coverage, uniformity
from gaoxin.studies.defaults import MAX_FIT_SEED, SEED, check_between
from gaoxin.studies.observed_since import observed_since
from gaoxin.studies.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd

    from gaoxin.inference.calibration import Calibration


@dataclass(frozen=True, repr=False)
class ForesightStudy:
    """Predictions of what was observed after a year by a fit of what was before.

    Attributes
    ----------
    calibration : Calibration
    until : float
        The last year that was fitted.
    fitted : int
        Observations up to it.
    held : tuple of HeldOut
        One a later observation.
    """

    calibration: Calibration
    until: float
    fitted: int
    held: tuple[HeldOut, ...]

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a later observation: interval in its unit, PIT, widths, CRPS of all that predict.

        Widths and CRPS are on the observation's scale: of logarithms, 0.1 is ten percent.
        """
        import pandas as pd

        rows = []
        for one in self.held:
            points = intervals([one.observation], one.drawn[None])[:, 0]
            scores = {f"crps_{key}": one.scores[key] for key in ("fit", *BASELINES)}
            rows.append(
                {
                    "observation": one.observation.id,
                    "value": one.observation.value,
                    **dict(zip(("p05", "p50", "p95"), points, strict=True)),
                    "pit": one.pit,
                    "width": one.width,
                    "prior_width": one.prior_width,
                    **scores,
                }
            )
        return pd.DataFrame(rows)

    @property
    def scores(self) -> dict[str, Any]:
        """How the predictions did; see :func:`prediction_scores`."""
        columns = {str(name): values.to_numpy() for name, values in self.table.items()}
        return {
            **{"until": self.until, "fitted": self.fitted},
            **prediction_scores(
                columns["pit"],
                columns["width"],
                columns["prior_width"],
                {key: columns[f"crps_{key}"] for key in ("fit", *BASELINES)},
            ),
        }

    def __repr__(self) -> str:
        return f"<gaoxin.ForesightStudy: {len(self.held)} observations after {self.until:g}>"


def prediction_scores(
    pit: Any, width: Any, prior_width: Any, crps: dict[str, Any]
) -> dict[str, Any]:
    """Return how predictions did, all together.

    Parameters
    ----------
    pit, width, prior_width : array, shape (observation,)
        Of each prediction: PIT, width of its 90 % interval, and that of the prior.
    crps : dict of str to array, shape (observation,)
        Of the ``fit`` and of what it is held against.

    Returns
    -------
    dict
        ``coverage_50`` and the like: share of the observations in their central intervals, with
        the probability ``coverage_50_p`` of one at least as far off were they right;
        ``pit_uniform_p``; medians of the widths; means of CRPS: ``crps_fit_against_trend`` beside
        ``crps_trend``, and so on, each over the ``compared_trend`` observations that both predict.
    """
    told: dict[str, Any] = {"predicted": len(pit)}
    for one in coverage(list(pit)):
        told[f"coverage_{100 * one.level:.0f}"] = one.share
        told[f"coverage_{100 * one.level:.0f}_p"] = one.tail
    told["pit_uniform_p"] = uniformity(list(pit))
    told["width_90"] = float(np.median(width))
    told["width_90_prior"] = float(np.median(prior_width))
    for key in BASELINES:
        both = np.isfinite(crps[key]) & np.isfinite(crps["fit"])
        told[f"compared_{key}"] = int(both.sum())
        for name, values in ((f"crps_fit_against_{key}", "fit"), (f"crps_{key}", key)):
            told[name] = float(crps[values][both].mean()) if both.any() else None
    return told


def run_foresight(
    calibration: Calibration,
    until: float,
    *,
    seed: int = SEED,
    workers: int | None = None,
    progress: Progress = silent,
) -> ForesightStudy:
    """Fit what was observed up to a year, and predict the rest.

    What ``calibration/observed.csv`` holds is among both; the model runs as its file says, so that
    years after 2020 are those of practice going on.

    Parameters
    ----------
    calibration : Calibration
        From :func:`gaoxin.studies.calibrate.open_fit`.
    until : float
        The last year that is fitted. Nothing later goes in, but for priors, which say what was
        known by the end of 2020.
    seed : int
    workers : int, optional
    progress : callable
        See :data:`gaoxin.studies.progress.Progress`.

    Returns
    -------
    ForesightStudy

    Raises
    ------
    DataError
        Nothing was observed up to the year, or nothing after it.
    NotConverged
        The chains do not agree; with the figures.
    """
    check_between("seed", seed, 0, MAX_FIT_SEED)
    since = observed_since(calibration)
    rows = (*calibration.observations, *since)
    early = tuple(o for o in rows if o.time <= until)
    if not early or len(early) == len(rows):
        years = sorted({o.time for o in rows})
        raise DataError(
            f"--until {until:g} leaves nothing to {'fit' if not early else 'predict'}; what is "
            f"fitted was observed in {', '.join(f'{year:g}' for year in years)}",
            path=calibration.workspace.table("observations"),
        )
    model, priors = calibration.model, calibration.drawn
    sizes = calibration.disturbances.sizes
    shares: dict[int, float] = {}

    def told(number: int, share: float) -> None:
        shares[number] = share
        progress(f"fit until {until:g}", sum(shares.values()) / max(2, len(shares)))

    fit = calibrate(model, priors, early, sizes=sizes, seed=seed, workers=workers, progress=told)
    whole = pose(model, priors, rows, sizes=sizes, seed=seed, workers=workers)
    readings = observations(r for r in calibration.readings if r.use in {"fit", "prior"})
    known = (*readings, *since)
    held = look_ahead(fit, whole, until, known, seed)
    return ForesightStudy(calibration, until, len(early), tuple(held))
