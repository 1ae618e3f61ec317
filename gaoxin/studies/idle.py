"""Levers that move nothing: a scenario with and without each of its changes, on a few draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.scenario_run import run_scenario
from gaoxin.names import canonical

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.targets import Target
    from gaoxin.engine.model import Model
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
    draws = take_draws(desk, "prior", members=FEW, seed=0)

    def outcomes(tried: Scenario) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
        runs = run_scenario(desk, model, tried, draws, outputs=variables, workers=1).runs
        return [runs[name].values for name in runs.data_vars]

    whole = outcomes(scenario)
    found = []
    for layer in scenario.layers:
        if layer.kind not in {"lever", "uncertainty"}:
            continue
        others = tuple(one for one in scenario.layers if one is not layer)
        without = outcomes(replace(scenario, layers=others))
        if all(np.array_equal(a, b, equal_nan=True) for a, b in zip(whole, without, strict=True)):
            found.append(layer)
    return tuple(found)
