"""Levers that move nothing: a scenario with and without each of its changes, on a few draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.ensembles.constants import Constant
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.members import drawn_ground, pack
from gaoxin.names import canonical

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.targets import Target
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.constants import Ground
    from gaoxin.ensembles.layers import Layer
    from gaoxin.ensembles.scenario import Scenario

FEW = 6
"""Draws of the priors that are tried: what moves one of them moves something."""


def idle_layers(
    desk: Desk, model: Model, scenario: Scenario, targets: Iterable[Target]
) -> tuple[Layer, ...]:
    """Return the scenario's own changes without which no judged target would be any different.

    Parameters
    ----------
    desk : Desk
    model : Model
    scenario : Scenario
    targets : iterable of Target

    Returns
    -------
    tuple of Layer
        Levers and draws of constants; definitions are left out.
    """
    judged = [target for target in targets if target.variable and target.value is not None]
    variables = tuple({canonical(t.variable): t.variable for t in judged}.values())
    if not variables:
        return ()
    tried = [layer for layer in scenario.layers if layer.kind in {"lever", "uncertainty"}]
    draws = take_draws(desk, "prior", members=FEW, seed=0)
    bare = drawn_ground(desk, draws.constants, members=FEW, seed=draws.seed, first=draws.first)
    whole = list(scenario.all_layers)
    points = [bare.laid([layer for layer in whole if layer is not out]) for out in (None, *tried)]
    runs = model.run(
        pack(_alike(points)),
        outputs=list(variables),
        members=FEW * len(points),
        save_every=1.0,
        backend="numpy",  # a step that runs once is not worth compiling
        workers=1,
    )
    outcomes = [runs[name].values.reshape(len(points), -1) for name in runs.data_vars]
    return tuple(
        layer
        for n, layer in enumerate(tried, 1)
        if all(np.array_equal(one[0], one[n], equal_nan=True) for one in outcomes)
    )


def _alike(points: Sequence[Ground]) -> list[Ground]:
    """Return grounds that have all touched the same constants, some of them to no effect."""
    touched: dict[str, Constant] = {}
    for point in points:
        touched |= {
            k: Constant(one.default) for k, one in point.constants.items() if k not in touched
        }
    return [replace(point, constants=touched | dict(point.constants)) for point in points]
