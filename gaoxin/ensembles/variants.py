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


def first(draws: Draws, members: int) -> Draws:
    """Return the draws of the first members: the same as if so many had been asked for."""
    constants = {key: values[:members] for key, values in draws.constants.items()}
    return replace(draws, members=members, constants=constants)


def variants(desk: Desk, draws: Draws) -> dict[str, Draws]:
    """Return the draws to compare: prior ones, the whole, and one for each group that is shared.

    ``fitted``: what comes from the fit, the disturbances of the past among it; ``unfitted``:
    constants that come from priors alone; ``chance``: disturbances that no observation tells of.
    Members are turned by one for another draw of the fit, and the seed moves on for other draws of
    the rest.
    """
    seed = draws.seed + 1
    fresh = draw(desk.drawn, draws.members, seed)
    moved = {prior.place.key for prior in desk.disturbances}
    chance = {key: own for key, own in fresh.items() if key in moved - draws.fitted}
    rest = {key: own for key, own in fresh.items() if key not in moved | draws.fitted}
    turned = {
        key: np.roll(values, 1) if key in draws.fitted else values
        for key, values in draws.constants.items()
    }
    return {
        "prior": take_draws(desk, "prior", members=draws.members, seed=draws.seed),
        "whole": draws,
        "fitted": replace(draws, constants={**draws.constants, **rest, **chance}, seed=seed),
        "unfitted": replace(draws, constants={**turned, **chance}),
        "chance": replace(draws, constants={**turned, **rest}, seed=seed),
    }
