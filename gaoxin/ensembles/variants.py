"""Draws that have a part in common and the rest anew: what a variance is parted with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.ensembles.member_draws import take_draws
from gaoxin.inference.draws import draw

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.ensembles.member_draws import Draws
    from gaoxin.inference.error_draws import ErrorDraws


def first(draws: Draws, members: int) -> Draws:
    """Return the draws of the first members: the same as if so many had been asked for."""
    error = draws.error
    if error is not None:
        scales = {name: values[:members] for name, values in error.scales.items()}
        error = replace(error, simulated=error.simulated[:, :members], scales=scales)
    constants = {key: values[:members] for key, values in draws.constants.items()}
    return replace(draws, members=members, constants=constants, error=error)


def variants(desk: Desk, draws: Draws) -> dict[str, Draws]:
    """Return the draws to compare: prior ones, the whole, and one for each group that is shared.

    Members are turned by one for another draw of the fit, and the seed moves on for another draw
    of the priors and of the model error.
    """
    seed = draws.seed + 1
    fresh = draw(desk.priors, draws.members, seed)
    turned = _turned(draws)
    rest = {key: values for key, values in fresh.items() if key not in draws.fitted}
    return {
        "prior": take_draws(desk, "prior", members=draws.members, seed=draws.seed),
        "whole": draws,
        "fitted": replace(
            draws, constants={**draws.constants, **rest}, seed=seed, error=_moved(draws.error, seed)
        ),
        "unfitted": replace(turned, error=_moved(turned.error, seed)),
        "error": replace(turned, constants={**turned.constants, **rest}, seed=seed),
    }


def _turned(draws: Draws) -> Draws:
    """Return the draws with each member's part of the fit handed to the next member."""
    constants = {
        key: np.roll(values, 1) if key in draws.fitted else values
        for key, values in draws.constants.items()
    }
    error = draws.error
    if error is not None:
        scales = {name: np.roll(values, 1) for name, values in error.scales.items()}
        error = replace(error, simulated=np.roll(error.simulated, 1, axis=1), scales=scales)
    return replace(draws, constants=constants, error=error)


def _moved(error: ErrorDraws | None, seed: int) -> ErrorDraws | None:
    return None if error is None else replace(error, seed=seed)
