"""``gaoxin check SCENARIO``: one scenario read, and tried on a few draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.ensembles.scenario import load_scenario
from gaoxin.studies.changes import changes
from gaoxin.studies.idle import idle_layers
from gaoxin.studies.inputs import open_tables, warn_of_late

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.ensembles.layers import Layer
    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.verdicts.results import ScenarioChange


@dataclass(frozen=True)
class ScenarioCheck:
    """A scenario that was read and tried.

    Attributes
    ----------
    scenario : Scenario
    changes : tuple of ScenarioChange
        What its own file changes, beside what holds without it.
    idle : tuple of Layer
        Those of its changes that move no judged target.
    """

    scenario: Scenario
    changes: tuple[ScenarioChange, ...]
    idle: tuple[Layer, ...]

    def idle_lines(self) -> list[str]:
        """Return a line for each change that moves nothing, with its file and line."""
        return idle_lines(self.scenario, self.idle)


def check_scenario(workspace: Workspace, name: str) -> ScenarioCheck:
    """Read a scenario and the ones it extends, and say what it changes.

    Parameters
    ----------
    workspace : Workspace
    name : str
        Its name, its title, or the path of its file.

    Returns
    -------
    ScenarioCheck

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    tables = open_tables(workspace)
    scenario = load_scenario(tables.desk, name)
    warn_of_late({scenario.path: scenario.layers}, tables.targets)
    idle = idle_layers(tables.desk, tables.model, scenario, tables.targets)
    return ScenarioCheck(scenario, changes(tables.desk, scenario), idle)


def idle_lines(scenario: Scenario, idle: tuple[Layer, ...]) -> list[str]:
    """Return a line for each change that moves nothing, with its file and line.

    Parameters
    ----------
    scenario : Scenario
    idle : tuple of Layer
        From :func:`gaoxin.studies.idle.idle_layers`.
    """
    return [
        f"{scenario.path}:{layer.line}: '{layer.key}' moves no judged target here: what it acts "
        "on is not judged, or something else it needs is missing ('gaoxin levers' has remarks)"
        for layer in idle
    ]
