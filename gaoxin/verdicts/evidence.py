"""What a verdict rests on: data, priors, model error, and choices of structure and definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gaoxin.ensembles.run import run_scenario
from gaoxin.verdicts.choices import Choice, definitions, structures
from gaoxin.verdicts.indicators import measures
from gaoxin.verdicts.shares import Share, shares

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin import Model
    from gaoxin.ensembles.desk import Desk
    from gaoxin.ensembles.draws import Draws
    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.verdicts.indicators import Indicator
    from gaoxin.verdicts.targets import Target

MEMBERS = 600
"""Members of each further run: as many draws as are kept of a structure."""


@dataclass(frozen=True)
class Evidence:
    """What the verdicts of one scenario rest on.

    Attributes
    ----------
    scenario : str
        Its id.
    shares : tuple of Share
        One a judged target.
    choices : tuple of Choice
        Structures first, then definitions; in each group the default first.
    """

    scenario: str
    shares: tuple[Share, ...]
    choices: tuple[Choice, ...]


def evidence(
    desk: Desk,
    model: Model,
    scenario: Scenario,
    draws: Draws,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    *,
    workers: int | None = None,
) -> Evidence:
    """Return what the verdicts of `scenario` rest on.

    Parameters
    ----------
    draws : Draws
        From a posterior.
    targets, indicators
        As judged.
    """
    outputs = [row.variable for row in measures(targets, indicators)]

    def run(one: Scenario, some: Draws) -> xr.Dataset:
        return run_scenario(desk, model, one, some, workers=workers, outputs=outputs).runs

    some = first(draws, min(MEMBERS, draws.members))
    plain = run(scenario, replace(some, error=None))
    choices = (
        *structures(desk, scenario, some, plain, targets, indicators, run),
        *definitions(desk, scenario, some, plain, targets, indicators, run),
    )
    return Evidence(scenario.id, shares(desk, scenario, some, targets, run), choices)


def first(draws: Draws, members: int) -> Draws:
    """Return the draws of the first members: the same as if so many had been asked for."""
    error = draws.error
    if error is not None:
        tau = {kind: values[:members] for kind, values in error.tau.items()}
        error = replace(error, simulated=error.simulated[:, :members], tau=tau)
    constants = {key: values[:members] for key, values in draws.constants.items()}
    return replace(draws, members=members, constants=constants, error=error)
