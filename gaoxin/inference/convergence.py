"""Whether draws can be trusted: independent runs must agree, parameter by parameter.

R-hat and effective sample sizes are the rank-normalised ones of Vehtari, Gelman, Simpson, Carpenter
and Buerkner (2021), *Bayesian Analysis* 16, 667-718, as ArviZ computes them. A chain is an
independent run of the sampler; its draws have no order, so that the figures measure how far the
runs differ.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.errors import DataError, NotConverged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MOST_RHAT = 1.01
LEAST_ESS = 400.0


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


def check_enough(chains: int, particles: int) -> None:
    """Refuse a fit that cannot have as many effective draws as its check will ask for.

    The sampler repeats particles, so that twice as many are asked for as effective draws.

    Raises
    ------
    DataError
        With the number of particles to ask for.
    """
    least = int(2 * LEAST_ESS)
    if chains * particles < least:
        raise DataError(
            f"{chains} chains of {particles} particles are {chains * particles} draws, too few for "
            f"{LEAST_ESS:g} effective ones; ask for at least {-(-least // chains)} particles"
        )


def convergence(draws: Array, names: Sequence[str]) -> Convergence:
    """Return the diagnostics of draws of shape (chain, draw, parameter)."""
    with warnings.catch_warnings():
        # ArviZ announces its next major version at import; nothing to act on.
        warnings.simplefilter("ignore")
        arviz: Any = import_module("arviz")

    # As a plain array: a dataset of many parameters would be walked through in Python.
    columns = [np.ascontiguousarray(draws[:, :, i]) for i in range(draws.shape[2])]
    return Convergence(
        tuple(names),
        np.array([float(arviz.rhat(c)) for c in columns]),
        np.array([float(arviz.ess(c, method="bulk")) for c in columns]),
        np.array([float(arviz.ess(c, method="tail")) for c in columns]),
    )


def check_converged(found: Convergence) -> None:
    """Refuse draws whose runs do not agree.

    Raises
    ------
    NotConverged
        R-hat above 1.01, or a bulk or tail effective sample size below 400; names the worst
        parameter of each.
    """
    worst = {
        "R-hat": (int(np.argmax(found.rhat)), found.rhat, found.rhat.max() > MOST_RHAT),
        "bulk ESS": (
            int(np.argmin(found.ess_bulk)),
            found.ess_bulk,
            found.ess_bulk.min() < LEAST_ESS,
        ),
        "tail ESS": (
            int(np.argmin(found.ess_tail)),
            found.ess_tail,
            found.ess_tail.min() < LEAST_ESS,
        ),
    }
    if not all(np.isfinite(values).all() for _, values, _ in worst.values()):
        raise NotConverged("a parameter does not vary over the draws; look at its prior")
    if any(bad for _, _, bad in worst.values()):
        figures = "; ".join(
            f"{what} {values[i]:.4g} ({found.names[i]})" for what, (i, values, _) in worst.items()
        )
        raise NotConverged(
            f"the runs do not agree: {figures}; needed: R-hat at most {MOST_RHAT}, ESS at least "
            f"{LEAST_ESS:.0f}. Nothing was saved; take more particles (--particles)"
        )
