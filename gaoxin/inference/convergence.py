"""Whether draws can be trusted: all figures of a fit.

R-hat and effective sample sizes are the rank-normalised ones of Vehtari, Gelman, Simpson, Carpenter
and Buerkner (2021), *Bayesian Analysis* 16, 667-718, as ArviZ computes them, over chains in the
order in which they were drawn. What all chains get wrong they cannot see:
``sampling/diagnostics.py`` asks for more.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.errors import DataError
from gaoxin.inference.sampling.density import Density
from gaoxin.inference.sampling.diagnostics import (
    LIMITS,
    Figures,
    continue_z,
    forgetting,
    scale_redraw_z,
    start_agreement,
)
from gaoxin.inference.sampling.one_core import on_one_core
from gaoxin.inference.sampling.sampler import Sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

REDRAWN = 10
"""Draws of a chain whose scales are redrawn."""

LEARNED = 4000
"""Draws that the other kernel learns from."""


@dataclass(frozen=True)
class Convergence:
    """Diagnostics of every parameter.

    Attributes
    ----------
    names : tuple of str
    rhat, ess_bulk, ess_tail : array, shape (parameter,)
    """

    names: tuple[str, ...]
    rhat: Array
    ess_bulk: Array
    ess_tail: Array


def check_enough(chains: int, moves: int) -> None:
    """Refuse a fit that cannot have as many effective draws as its check will ask for.

    Parameters
    ----------
    chains : int
        Of each start.
    moves : int
        Of each chain, at most.

    Raises
    ------
    DataError
        With what to ask for.
    """
    least = int(LIMITS["ess_min"].bound)
    if chains * moves < least:
        raise DataError(
            f"{chains} chains of {moves} moves are {chains * moves} draws of each start, too few "
            f"for {least:,} effective ones; ask for at least {-(-least // chains)} moves"
        )


def convergence(draws: Array, names: Sequence[str]) -> Convergence:
    """Return the diagnostics of draws of shape (chain, draw, parameter)."""
    arviz = _arviz()
    columns = _columns(draws)
    return Convergence(
        tuple(names),
        np.array([float(arviz.rhat(c)) for c in columns]),
        np.array([float(arviz.ess(c, method="bulk")) for c in columns]),
        np.array([float(arviz.ess(c, method="tail")) for c in columns]),
    )


@on_one_core
def examine(
    density: Density, drawn: Sample, found: Convergence, rng: np.random.Generator
) -> Figures:
    """Return every figure that tells whether draws are the posterior's.

    Parameters
    ----------
    density : Density
    drawn : Sample
        Chains of both starts.
    found : Convergence
        Of them.
    rng : numpy.random.Generator

    Returns
    -------
    dict of str to float or None
        Those of :data:`~.sampling.diagnostics.LIMITS`, and ``effective_draws_per_1000_runs``.
    """
    at, starts = drawn.at, drawn.starts
    arviz = _arviz()
    least = min(
        float(arviz.ess(column, method="bulk"))
        for start in np.unique(starts)
        for column in _columns(at[starts == start])
    )
    few = np.linspace(0, at.shape[1] - 1, min(REDRAWN, at.shape[1])).astype(int)
    flat = at.reshape(-1, at.shape[-1])
    learned = flat[rng.permutation(len(flat))[:LEARNED]]
    by_gauss = density.gradient_runs is None
    return {
        "scale_redraw_z": scale_redraw_z(density, at[:, few], rng),
        "continue_z": continue_z(density, drawn.last, learned, rng, by_gauss=by_gauss),
        "forgetting": forgetting(at, starts),
        **start_agreement(at, starts),
        "rhat_max": float(found.rhat.max()),
        "ess_min": least,
        "effective_draws_per_1000_runs": float(
            1e3 * found.ess_bulk.min() / drawn.counts.cost(density.gradient_runs)
        ),
    }


def _columns(draws: Array) -> list[Array]:
    # As plain arrays: a dataset of many parameters would be walked through in Python.
    return [np.ascontiguousarray(draws[:, :, i]) for i in range(draws.shape[2])]


def _arviz() -> Any:
    with warnings.catch_warnings():
        # ArviZ announces its next major version at import; nothing to act on.
        warnings.simplefilter("ignore")
        return import_module("arviz")
