"""Run a scenario: draws and changes in, trajectories out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gaoxin.ensembles.members import overrides
from gaoxin.inference.draws import draw

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin import Model
    from gaoxin.ensembles.desk import Desk
    from gaoxin.ensembles.scenario import Scenario


@dataclass(frozen=True)
class ScenarioRun:
    """The trajectories of a scenario.

    Attributes
    ----------
    scenario : Scenario
    runs : xarray.Dataset
        One variable an output, dimensions ``(member, [subscripts,] time)``, at whole years.
        ``attrs["failed"]`` lists the members that left the finite numbers.
    members, seed : int
    draws : {"prior"}
        Where the constants of each member come from.
    """

    scenario: Scenario
    runs: xr.Dataset
    members: int
    seed: int
    draws: Literal["prior"] = "prior"


def run_scenario(
    desk: Desk,
    model: Model,
    scenario: Scenario,
    *,
    members: int,
    seed: int = 0,
    workers: int | None = None,
    outputs: Sequence[str] | None = None,
    draws: Mapping[str, NDArray[np.float64]] | None = None,
) -> ScenarioRun:
    """Run `scenario` over prior draws.

    Parameters
    ----------
    desk : Desk
        From :func:`gaoxin.ensembles.open_desk`.
    model : gaoxin.Model
    members, seed : int
        Member i of one seed has the same constants in every scenario, whatever `members` is.
    workers : int, optional
    outputs : sequence of str, optional
        Names of the variables to keep; all of them by default.
    draws : mapping, optional
        Prior draws made before, to share them among scenarios.

    Raises
    ------
    NonFinite
        Over 1 % of the members left the finite numbers.
    """
    constants = draw(desk.priors, members, seed) if draws is None else draws
    changed = overrides(desk, scenario, constants, members=members, seed=seed)
    runs = model.run(
        changed,
        outputs=None if outputs is None else list(outputs),
        members=members,
        save_every=1.0,
        workers=workers,
    )
    return ScenarioRun(scenario, runs, members, seed)


def scenario_files(desk: Desk, scenario: Scenario) -> dict[str, Path]:
    """Return the files of a scenario and of those it extends, by their place in the workspace."""
    root = desk.workspace.root
    return {one.path.relative_to(root).as_posix(): one.path for one in scenario.chain}
