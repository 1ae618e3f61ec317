"""``gaoxin calibrate --model``: any model fitted to time series, and what the fit says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.model import load as load_model
from gaoxin.errors import DataError, NotConverged
from gaoxin.inference.sampling.diagnostics import check
from gaoxin.inference.scores import coverage, uniformity
from gaoxin.inference.series import fit as fitting
from gaoxin.inference.series.ahead import Foretold, look_ahead
from gaoxin.inference.series.build import read_posterior_of
from gaoxin.inference.series.fit import SeriesFit, fit_series
from gaoxin.inference.series.idata import inference_data
from gaoxin.inference.series.loo import GOOD_K, LeaveOneOut, leave_one_out, weighted_pit
from gaoxin.inference.series.optimum import Optimum, Profile, column_of, log_prior, mode, profile
from gaoxin.inference.series.posterior import SeriesPosterior
from gaoxin.inference.series.predictive import by_variable
from gaoxin.inference.series.sensitivity import diagnosis, sensitivity
from gaoxin.studies.defaults import (
    CHAINS,
    MAX_CHAINS,
    MAX_FIT_SEED,
    MAX_MOVES,
    MIN_CHAINS,
    MOVES,
    SEED,
    check_between,
)
from gaoxin.studies.folders import check_results
from gaoxin.studies.progress import Progress, silent
from gaoxin.telling.writing.staging import check_ours
from gaoxin.version import __version__

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from gaoxin.engine.model import Model

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class SeriesInputs:
    """What a fit of any model needs, read and checked.

    Attributes
    ----------
    model : gaoxin.Model
    data, priors : Path
    posterior : SeriesPosterior
        Of the readings that are fitted.
    whole : SeriesPosterior
        Of all readings.
    until : float or None
        The last instant of the readings that are fitted; None for all.
    """

    model: Model
    data: Path
    priors: Path
    posterior: SeriesPosterior
    whole: SeriesPosterior
    until: float | None = None


@dataclass(frozen=True, repr=False)
class SeriesStudy:
    """A fit of any model to series, kept nowhere until :meth:`save` is called.

    Attributes
    ----------
    inputs : SeriesInputs
    fit : SeriesFit
    mode : Optimum or None
        The mode of the posterior, where asked for.
    profiles : tuple of Profile
    """

    inputs: SeriesInputs
    fit: SeriesFit
    mode: Optimum | None = None
    profiles: tuple[Profile, ...] = ()

    @property
    def diagnostics(self) -> dict[str, Any]:
        """The figures that tell whether the fit can be used, and how well it predicts."""
        found: dict[str, Any] = dict(self.fit.figures)
        loo = self.loo
        found |= {"elpd_loo": loo.total, "elpd_loo_error": loo.error}
        found["pareto_k_above_0.7"] = int((loo.k > GOOD_K).sum())
        told = coverage(list(self.observations["pit_loo"]))
        found |= {f"coverage_{100 * one.level:.0f}": one.share for one in told}
        found["pit_uniform_p"] = uniformity(list(self.observations["pit_loo"]))
        return found

    @cached_property
    def data(self) -> Any:
        """Everything as ArviZ InferenceData."""
        inputs = self.inputs
        told = {
            "gaoxin_version": __version__,
            "model": inputs.model.path.name,
            "model_sha256": inputs.model.content_hash,
            "data": inputs.data.name,
            "priors": inputs.priors.name,
            "seed": self.fit.seed,
            **({} if inputs.until is None else {"until": inputs.until}),
        }
        return inference_data(self.fit, told)

    @cached_property
    def pointwise(self) -> Array:
        """Log density of each reading, shape (observation, draw)."""
        posterior = self.fit.posterior
        flat = self.fit.at.reshape(-1, self.fit.at.shape[-1])
        return posterior.pointwise(flat, posterior.located(self.fit.readings[0]))

    @cached_property
    def loo(self) -> LeaveOneOut:
        """Each reading left out, by weights of the draws."""
        return leave_one_out(self.pointwise)

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """A row a parameter: prior and posterior points, convergence, sensitivity."""
        import pandas as pd

        posterior = self.fit.posterior
        flat = self.fit.at.reshape(-1, self.fit.at.shape[-1])
        prior, likelihood = log_prior(posterior, flat), self.pointwise.sum(axis=0)
        points = (0.05, 0.5, 0.95)
        rows = []
        for name, values in posterior.values(flat).items():
            column = posterior.names.index(name)
            before = posterior.distributions[column].ppf(np.array(points))
            after = np.quantile(values, points)
            moved = sensitivity(values, prior), sensitivity(values, likelihood)
            rows.append(
                {
                    "parameter": name,
                    **dict(zip(("prior_p05", "prior_p50", "prior_p95"), before, strict=True)),
                    **dict(zip(("p05", "p50", "p95"), after, strict=True)),
                    "mean": values.mean(),
                    "sd": values.std(),
                    "contraction": 1.0 - flat[:, column].var(),
                    "prior_sensitivity": moved[0],
                    "likelihood_sensitivity": moved[1],
                    "diagnosis": diagnosis(*moved),
                }
            )
        return pd.DataFrame(rows)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """A row a reading: what was read, the interval of readings drawn anew, left-out figures."""
        import pandas as pd

        posterior, loo = self.fit.posterior, self.loo
        drawn = np.concatenate(self.fit.readings[1])
        read = np.concatenate([block.read for block in posterior.blocks])
        side = np.concatenate([block.side for block in posterior.blocks])
        u = np.random.default_rng([self.fit.seed, 11]).random(len(read))
        transforms = weighted_pit(drawn, read, loo.weights, u)
        names = by_variable(posterior.blocks)
        points = np.nanquantile(drawn, (0.05, 0.5, 0.95), axis=1)
        return pd.DataFrame(
            {
                "series": [n for n, b in zip(names, posterior.blocks, strict=True) for _ in b.read],
                "time": np.concatenate([block.times for block in posterior.blocks]),
                "value": read,
                "censored": np.array(["", "left", "right"])[side],
                "predictive_p05": points[0],
                "predictive_p50": points[1],
                "predictive_p95": points[2],
                "elpd_loo": loo.elpd,
                "pareto_k": loo.k,
                "pit_loo": np.where(side == 0, transforms, np.nan),
            }
        )

    @cached_property
    def ahead(self) -> tuple[Foretold, ...]:
        """What the fit says of readings after those that it saw; none where it saw all."""
        if self.inputs.until is None:
            return ()
        return tuple(look_ahead(self.fit, self.inputs.whole, self.inputs.until))

    @cached_property
    def foretold(self) -> pd.DataFrame:
        """A row a later reading: its interval, PIT, width, and CRPS beside the baselines."""
        import pandas as pd

        points = [np.nanquantile(one.drawn, (0.05, 0.5, 0.95)) for one in self.ahead]
        return pd.DataFrame(
            [
                {
                    **{"series": one.series, "time": one.time, "value": one.value},
                    **dict(zip(("p05", "p50", "p95"), own, strict=True)),
                    **{"pit": one.pit, "width": one.width},
                    **{f"crps_{key}": score for key, score in one.crps.items()},
                }
                for one, own in zip(self.ahead, points, strict=True)
            ]
        )

    @property
    def scores(self) -> dict[str, Any]:
        """How the predictions of later readings did; empty where there are none."""
        if not self.ahead:
            return {}
        table = self.foretold
        told: dict[str, Any] = {"readings": len(table)}
        told |= {f"coverage_{100 * c.level:.0f}": c.share for c in coverage(list(table["pit"]))}
        told["width_90"] = float(table["width"].mean())
        for key in ("fit", "persistence", "trend", "prior"):
            told[f"crps_{key}"] = float(table[f"crps_{key}"].mean())
        return told

    def save(self, folder: Path | str) -> Path:
        """Write the fit into a folder: ``fit.nc`` (InferenceData), tables and figures.

        Parameters
        ----------
        folder : Path or str
            Made where it is not there; files of these names in it are replaced.

        Returns
        -------
        Path
            ``fit.nc``.

        Raises
        ------
        DataError
            It cannot be written.
        """
        from gaoxin.telling.writing.series_fit_folder import write_series_fit

        tables = {"parameters.csv": self.parameters, "observations.csv": self.observations}
        if self.ahead:
            tables["foretold.csv"] = self.foretold
        facts = {"kind": "fit of series", **self.data.posterior.attrs, **self.diagnostics}
        told = {key: value for key, value in facts.items() if value == value}
        return write_series_fit(Path(folder), self.data, tables, self.charts, told)

    @cached_property
    def charts(self) -> dict[str, str]:
        """Charts as SVG in both languages, by file name."""
        from gaoxin.telling.drawing.series_charts import (
            pairs_chart,
            pit_chart,
            predictive_chart,
            prior_posterior_chart,
            profile_chart,
        )

        posterior = self.fit.posterior
        draws = {name: values.ravel() for name, values in self.fit.draws().items()}
        later: dict[str, list[tuple[float, float, Array]]] = {}
        for one in self.ahead:
            later.setdefault(one.series, []).append((one.time, one.value, one.drawn))
        names = by_variable(posterior.blocks)
        found = {
            "parameters.svg": prior_posterior_chart(posterior.values(self.fit.prior_at), draws),
            "predictive.svg": predictive_chart(
                names, posterior.blocks, self.fit.readings[1], later
            ),
            "prior-predictive.svg": predictive_chart(
                names, posterior.blocks, self.fit.prior_readings[1], {}
            ),
            "pit.svg": pit_chart(list(self.observations["pit_loo"])),
        }
        if len(draws) > 1:
            found["pairs.svg"] = pairs_chart(draws)
        if self.profiles:
            found["profiles.svg"] = profile_chart(self.profiles)
        return found

    def __repr__(self) -> str:
        told = self.fit.figures
        return (
            f"<gaoxin.SeriesStudy: {len(self.fit.posterior.names)} parameters, "
            f"{len(self.observations)} readings; R-hat at most {told['rhat_max']:.4f}>"
        )


def open_series_fit(
    model: Path | str,
    data: Path | str,
    priors: Path | str,
    until: float | None = None,
    workers: int | None = None,
) -> SeriesInputs:
    """Read and check what a fit needs; nothing has run when this returns.

    Parameters
    ----------
    model : Path or str
        Of Vensim or XMILE.
    data, priors : Path or str
        See :mod:`gaoxin.desks.series_data` and :mod:`gaoxin.desks.fit_file`.
    until : float, optional
        Fit the readings up to this instant, and predict the others.
    workers : int, optional

    Returns
    -------
    SeriesInputs

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    read, table, file = load_model(model), Path(data), Path(priors)
    whole = read_posterior_of(read, table, file, None, workers)
    if until is None:
        return SeriesInputs(read, table, file, whole, whole)
    seen = read_posterior_of(read, table, file, until, workers)
    last = max(float(block.times.max()) for block in whole.blocks)
    if last <= until:
        raise DataError(f"no reading is after {until:g}; write an earlier --until", path=table)
    if seen.names != whole.names:
        lost = ", ".join(name for name in whole.names if name not in seen.names)
        raise DataError(
            f"before {until:g} there is no reading of what has {lost}; write a later --until, or "
            "leave that series out",
            path=table,
        )
    return SeriesInputs(read, table, file, seen, whole, until)


def run_series_fit(
    inputs: SeriesInputs,
    *,
    seed: int = SEED,
    with_mode: bool = False,
    profiles: Sequence[str] = (),
    chains: int = CHAINS,
    moves: int = MOVES,
    workers: int | None = None,
    progress: Progress = silent,
) -> SeriesStudy:
    """Fit a model to series.

    Parameters
    ----------
    inputs : SeriesInputs
        From :func:`open_series_fit`.
    seed : int
        Equal seeds give equal draws.
    with_mode : bool
        Find the mode of the posterior too.
    profiles : sequence of str
        Parameters whose profile likelihoods are made.
    chains, moves : int
        Chains of each of the two starts, and moves of a chain, at most, after its burn-in.
    workers : int, optional
    progress : callable
        See :data:`gaoxin.studies.progress.Progress`.

    Returns
    -------
    SeriesStudy

    Raises
    ------
    NotConverged
        The chains do not agree, with the figures; ``error.fit`` holds the draws.
    DataError
        No parameter has the name of a profile.
    """
    check_between("seed", seed, 0, MAX_FIT_SEED)
    check_between("chains", chains, MIN_CHAINS, MAX_CHAINS)
    check_between("moves", moves, 1, MAX_MOVES)
    posterior = inputs.posterior
    for name in profiles:
        column_of(posterior, name)
    told = tuple(profile(posterior, name, seed) for name in profiles)
    best = mode(posterior, seed) if with_mode else None
    fit = fit_series(
        posterior,
        seed=seed,
        settings=replace(fitting.SETTINGS, **_asked(chains=chains, moves=moves)),
        workers=workers,
        progress=lambda share: progress("chains from two starts", share),
    )
    try:
        check(fit.figures, len(posterior.names))
    except NotConverged as error:
        error.fit = fit
        raise
    return SeriesStudy(inputs, fit, best, told)


def _asked(*, chains: int, moves: int) -> dict[str, int]:
    """Return what is asked of the sampler otherwise than where nothing is said."""
    told = {"chains": (chains, CHAINS), "most": (moves, MOVES)}
    return {name: value for name, (value, usual) in told.items() if value != usual}


def calibrate(
    model: Path | str,
    data: Path | str,
    priors: Path | str,
    *,
    until: float | None = None,
    seed: int = SEED,
    with_mode: bool = False,
    profiles: Sequence[str] = (),
    chains: int = CHAINS,
    moves: int = MOVES,
    workers: int | None = None,
    progress: Progress = silent,
) -> SeriesStudy:
    """Fit any model to time series.

    Parameters
    ----------
    model : Path or str
        A file of Vensim or XMILE.
    data : Path or str
        Time series: a tidy or wide CSV, or Vensim's ``.dat``.
    priors : Path or str
        TOML: priors of constants, noise of series, experiments.
    until : float, optional
        Fit the readings up to this instant, and predict the others.
    seed : int
        Equal seeds give equal draws.
    with_mode : bool
        Find the mode of the posterior too (MAP).
    profiles : sequence of str
        Parameters whose profile likelihoods are made.
    chains, moves : int
        Chains of each of the two starts, and moves of a chain, at most, after its burn-in.
    workers : int, optional
    progress : callable
        Called with what is at work and the share that is done.

    Returns
    -------
    SeriesStudy
        ``data`` is ArviZ InferenceData, ``parameters`` and ``observations`` are tables.

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    NotConverged
        The draws are not the posterior's: names the figure; ``error.fit`` holds them.

    Examples
    --------
    >>> study = gaoxin.calibrate("sir.mdl", "cases.csv", "sir.toml")
    >>> study.parameters, study.diagnostics, study.data
    >>> study.save("sir")
    """
    return run_series_fit(
        open_series_fit(model, data, priors, until, workers),
        seed=seed,
        with_mode=with_mode,
        profiles=profiles,
        chains=chains,
        moves=moves,
        workers=workers,
        progress=progress,
    )


def check_place(folder: Path) -> None:
    """Refuse a folder that a fit cannot be written to, before anything runs.

    Raises
    ------
    DataError
        See :func:`gaoxin.studies.folders.check_results`; or it is not of our making.
    """
    check_results(folder.parent)
    check_ours(folder)
