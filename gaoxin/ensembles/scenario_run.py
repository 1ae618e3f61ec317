"""Run a scenario: draws and changes in, trajectories out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.ensembles.lever_paths import with_lever_paths
from gaoxin.ensembles.members import overrides

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.desks.desk import Desk
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.member_draws import Draws
    from gaoxin.ensembles.scenario import Scenario


@dataclass(frozen=True)
class ScenarioRun:
    """The trajectories of a scenario.

    Attributes
    ----------
    scenario : Scenario
    runs : xarray.Dataset
        One variable an output, dimensions ``(member, [subscripts,] time)``, at whole years.
        ``attrs["failed"]`` lists the members that left the finite numbers; ``attrs["disturbed"]``
        is 1 where chance moves them from year to year.
    draws : Draws
        The constants of each member, and where they come from.
    """

    scenario: Scenario
    runs: xr.Dataset
    draws: Draws


def run_scenario(
    desk: Desk,
    model: Model,
    scenario: Scenario,
    draws: Draws,
    *,
    workers: int | None = None,
    outputs: Sequence[str] | None = None,
    on_disk: bool = False,
) -> ScenarioRun:
    """Run `scenario` over draws.

    Parameters
    ----------
    desk : Desk
        From :func:`gaoxin.ensembles.open_desk`.
    model : gaoxin.Model
    scenario : Scenario
    draws : Draws
        From :func:`gaoxin.ensembles.take_draws`; the same ones for every scenario to compare.
    workers : int, optional
    outputs : sequence of str, optional
        Names of the variables to keep; all of them by default.
    on_disk : bool
        Whether large trajectories go to a temporary file; see :meth:`gaoxin.Model.run`.

    Returns
    -------
    ScenarioRun

    Raises
    ------
    NonFinite
        Over 1 % of the members left the finite numbers.
    """
    members = draws.members
    changed = overrides(
        desk, scenario, draws.constants, members=members, seed=draws.seed, first=draws.first
    )
    runs = model.run(
        with_lever_paths(desk, model, changed),
        outputs=None if outputs is None else list(outputs),
        members=members,
        save_every=1.0,
        first_member=draws.first,
        workers=workers,
        on_disk=on_disk,
    )
    runs = runs.assign_attrs(disturbed=int(bool(desk.disturbances)))
    return ScenarioRun(scenario, runs, draws)


def scenario_files(scenario: Scenario) -> dict[str, Path]:
    """Return the files of a scenario and of those it extends, by their place in the workspace."""
    return {f"scenarios/{one.id}.toml": one.path for one in scenario.chain}
