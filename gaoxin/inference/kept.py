"""What is kept of a fit: a share of its draws, and the tables that a report needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.desks.structures import FULL, Structure
from gaoxin.errors import DataError
from gaoxin.inference.archive import DRAWS, Posterior, rounded
from gaoxin.inference.holdout import BASELINES
from gaoxin.inference.predictive import intervals, replicates
from gaoxin.inference.scores import pit
from gaoxin.inference.sources import Content, hashes
from gaoxin.inference.space import Space, from_normal
from gaoxin.inference.summary import parameter_table, ridges

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.inference.fitting import Fit
    from gaoxin.inference.holdout import HeldOut
    from gaoxin.inference.observations import Observation

    Array = NDArray[np.float64]

STRUCTURE_DRAWS = 600
"""Draws kept of a structure: enough for its bands."""

LEVELS = (0.05, 0.5, 0.95)


def archive(fit: Fit, left_out: list[HeldOut], made_from: Content, seed: int) -> Posterior:
    """Return what is kept of a fit, with what it was made from.

    Parameters
    ----------
    fit : Fit
        Of the model as it is.
    left_out : list of HeldOut
        One an observation of the fit, in its order.
    made_from : Content
        What the fit rests on.
    seed : int
        Of the replicates of the observations.

    Returns
    -------
    Posterior
        Draws of each chain evenly over its length, what each says of the observations, and the
        tables; ``chain`` has a coordinate ``start``.
    """
    import xarray as xr

    from gaoxin.version import __version__

    kept = fit.at[:, :: -(-fit.at.shape[0] * fit.at.shape[1] // DRAWS)]
    chains, draws, _ = kept.shape
    flat = fit.problem.space.values(kept.reshape(chains * draws, -1))
    values = {name: rounded(column) for name, column in flat.items()}
    simulated = fit.problem.simulate(values)
    density = fit.problem.densities(simulated).sum(axis=0)
    coords: dict[str, Any] = {
        "chain": np.arange(chains),
        "draw": np.arange(draws),
        "start": ("chain", fit.sample.starts.astype(str)),
    }
    observations = fit.problem.observations
    ids = [o.id for o in observations]
    posterior = xr.Dataset(
        {
            name: (("chain", "draw"), column.reshape(chains, draws))
            for name, column in values.items()
        },
        coords=coords,
    )
    stats = xr.Dataset(
        {
            "simulated": (
                ("observation", "chain", "draw"),
                simulated.reshape(len(ids), chains, draws),
            ),
            "lp": (("chain", "draw"), density.reshape(chains, draws)),
        },
        coords={**coords, "observation": ids},
    )
    observed = xr.Dataset(
        {
            "value": ("observation", [o.value for o in observations]),
            "sd": ("observation", [o.sd for o in observations]),
        },
        coords={"observation": ids},
    )
    rng = np.random.default_rng(np.random.SeedSequence([seed, 2]))
    drawn = replicates(fit.problem.blocks, simulated, rng)
    tables = xr.merge(
        [parameter_table(fit), _observation_table(observations, drawn, left_out), _ridges(fit)]
    )
    attributes = {
        **{f"{role}_sha256": value for role, value in hashes(made_from).items()},
        "seed": seed,
        "chains": chains,
        "moves": fit.sample.moves,
        "runs": fit.sample.counts.runs,
        "gradients": fit.sample.counts.gradients,
        "diagnostics": json.dumps(fit.diagnostics),
        "log_evidence": [one.log_evidence for one in fit.evidence],
        "gaoxin_version": __version__,
        "inference_library": "gaoxin",
    }
    return Posterior(posterior, stats, observed, tables, attributes, made_from)


def _observation_table(
    observations: tuple[Observation, ...], drawn: Array, left_out: list[HeldOut]
) -> xr.Dataset:
    """Return predictive points of each observation, fitted and held out, and scores."""
    import xarray as xr

    points = intervals(observations, drawn)
    held = np.stack([intervals([h.observation], h.drawn[None])[:, 0] for h in left_out], axis=1)
    columns = {
        **{f"predictive_{n}": points[i] for i, n in enumerate(("p05", "p50", "p95"))},
        **{f"held_out_{n}": held[i] for i, n in enumerate(("p05", "p50", "p95"))},
        "predictive_pit": transforms(observations, drawn),
        "held_out_pit": np.array([h.pit for h in left_out]),
        "held_out_width": np.array([h.width for h in left_out]),
        "prior_width": np.array([h.prior_width for h in left_out]),
        "crps": np.array([h.scores["fit"] for h in left_out]),
        **{f"crps_{n}": np.array([h.scores[n] for h in left_out]) for n in BASELINES},
    }
    rows = {name: ("observation", column) for name, column in columns.items()}
    return xr.Dataset(rows, coords={"observation": [o.id for o in observations]})


def transforms(observations: tuple[Observation, ...], drawn: Array) -> Array:
    """Return the PIT of observations among replicates; shape (observation,).

    Parameters
    ----------
    observations : tuple of Observation
    drawn : array, shape (observation, member)
        On their scales.

    Returns
    -------
    array, shape (observation,)
    """
    return np.array([pit(row, o.observed) for row, o in zip(drawn, observations, strict=True)])


def _ridges(fit: Fit) -> xr.Dataset:
    import xarray as xr

    found = ridges(fit)
    return xr.Dataset(
        {
            "ridge_first": ("ridge", [a for a, _, _ in found]),
            "ridge_second": ("ridge", [b for _, b, _ in found]),
            "ridge_correlation": ("ridge", [r for _, _, r in found]),
        }
    )


def structure_table(
    fit: Fit, others: list[tuple[Structure, Fit]], made_from: Content, seed: int
) -> xr.Dataset:
    """Return every structure's draws, log evidence and predictive intervals side by side.

    A constant that a structure holds has its value in every draw. Where a structure does not
    sample a parameter of the model as it is, because nothing acts through it any more, its draws
    are those of the prior.

    Parameters
    ----------
    fit : Fit
        Of the model as it is.
    others : list of (Structure, Fit)
    made_from : Content
        What the fits rest on.
    seed : int
        Of the choice of draws.

    Returns
    -------
    Dataset
        ``draws`` over (structure, parameter, draw), ``log_evidence`` over (structure, run), a run
        a start, NaN where it is refused, and
        ``predictive`` over (structure, level, observation), the model as it is first; the
        attributes
        hold the hashes and what each structure holds.
    """
    import xarray as xr

    space = fit.problem.space
    rng = np.random.default_rng(np.random.SeedSequence([seed, 3]))
    every = [(Structure(FULL, "", ""), fit), *others]
    told = [_structure_draws(structure, one, space, rng) for structure, one in every]
    draws, points = (np.stack(rows) for rows in zip(*told, strict=True))
    evidence = [[of_start.log_evidence for of_start in one.evidence] for _, one in every]
    return xr.Dataset(
        {
            "draws": (("structure", "parameter", "draw"), draws),
            "log_evidence": (("structure", "run"), np.array(evidence)),
            "evidence_spread": (
                ("structure", "run"),
                np.array([[of_start.spread for of_start in one.evidence] for _, one in every]),
            ),
            "predictive": (
                ("structure", "level", "observation"),
                points,
            ),
        },
        coords={
            "structure": [s.id for s, _ in every],
            "parameter": list(space.names),
            "observation": [o.id for o in fit.problem.observations],
            "level": list(LEVELS),
        },
        attrs={f"{role}_sha256": value for role, value in hashes(made_from).items()}
        | {"held": json.dumps({s.id: s.fixed for s, _ in every})},
    )


def check_held(table: xr.Dataset, structures: Iterable[Structure], path: Path) -> None:
    """Refuse a fit of structures that hold something else by now.

    Parameters
    ----------
    table : Dataset
        From :func:`structure_table`, or a file of it.
    structures : iterable of Structure
        As the table of structures states them.
    path : Path
        The file that `table` was read from.

    Raises
    ------
    DataError
        Names the structure, and what makes its fit anew.
    """
    held = json.loads(str(table.attrs.get("held", "{}")))
    for one in structures:
        if one.id in held and held[one.id] != one.fixed:
            raise DataError(
                f"structure '{one.id}' was fitted holding {_said(held[one.id])}, the table "
                f"holds {_said(one.fixed)}; run 'gaoxin calibrate', or restore the row",
                path=path,
            )


def _said(fixed: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in fixed.items()) or "nothing"


def _structure_draws(
    structure: Structure, fit: Fit, space: Space, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return draws of every parameter of `space`, and predictive points of the observations."""
    at = fit.at.reshape(-1, fit.at.shape[-1])
    chosen = at[rng.choice(len(at), STRUCTURE_DRAWS, replace=False)]
    own = fit.problem.space.values(chosen)
    values = {name: rounded(column) for name, column in own.items()}
    columns = []
    for name, distribution in zip(space.names, space.distributions, strict=True):
        if name in structure.fixed:
            columns.append(np.full(STRUCTURE_DRAWS, structure.fixed[name]))
        elif name in values:
            columns.append(values[name])
        else:
            columns.append(from_normal(distribution, rng.standard_normal(STRUCTURE_DRAWS)))
    problem = fit.problem
    simulated = problem.simulate(values)
    drawn = replicates(problem.blocks, simulated, rng)
    return np.stack(columns), intervals(problem.observations, drawn)
