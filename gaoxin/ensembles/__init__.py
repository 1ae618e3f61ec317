"""Ensembles: scenarios and draws turned into members, and members into a run.

``open_desk`` reads and checks a workspace's tables, ``load_scenarios`` its scenario files,
``run_scenario`` runs one. They are imported when asked for: reading a scenario loads much.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gaoxin.ensembles.desk import Desk, open_desk
    from gaoxin.ensembles.draws import Draws, take_draws
    from gaoxin.ensembles.run import ScenarioRun, run_scenario, scenario_files
    from gaoxin.ensembles.scenario import Scenario, load_scenario, load_scenarios

__all__ = [
    "Desk",
    "Draws",
    "Scenario",
    "ScenarioRun",
    "load_scenario",
    "load_scenarios",
    "open_desk",
    "run_scenario",
    "scenario_files",
    "take_draws",
]

_HOMES = {
    "Desk": "desk",
    "open_desk": "desk",
    "Draws": "draws",
    "take_draws": "draws",
    "Scenario": "scenario",
    "load_scenario": "scenario",
    "load_scenarios": "scenario",
    "ScenarioRun": "run",
    "run_scenario": "run",
    "scenario_files": "run",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"gaoxin.ensembles.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'gaoxin.ensembles' has no attribute {name!r}")
