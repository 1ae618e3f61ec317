"""A workspace opened for experiments: scenarios with constants held, on common draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

import gaoxin
from gaoxin.desks.desk import Desk, open_desk
from gaoxin.desks.indicators import Indicator, read_indicators
from gaoxin.desks.loops import TABLE
from gaoxin.desks.targets import Target, read_targets
from gaoxin.desks.workspace import Workspace
from gaoxin.ensembles.loop_cuts import SwitchedLoop, read_loops
from gaoxin.ensembles.member_draws import Draws, take_draws
from gaoxin.ensembles.scenario import Scenario, load_scenario, with_held
from gaoxin.ensembles.together import run_together
from gaoxin.verdicts.series import series

ROOT = Path(__file__).parents[3]
MEMBERS, SEED = 300, 0

Array = npt.NDArray[np.float64]
Pair = tuple[str, str]
"""A text in English and in Chinese."""


@dataclass(frozen=True)
class Bench:
    """The workspace of this checkout.

    Attributes
    ----------
    members : int
        Draws of the posterior that every experiment takes.
    """

    members: int = MEMBERS

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace."""
        return Workspace(ROOT)

    @cached_property
    def model(self) -> gaoxin.Model:
        """The zone model."""
        return gaoxin.load(self.workspace.model_path)

    @cached_property
    def desk(self) -> Desk:
        """Its tables."""
        return open_desk(self.workspace, self.model)

    @cached_property
    def draws(self) -> Draws:
        """Posterior draws."""
        return take_draws(self.desk, "posterior", members=self.members, seed=SEED, allow_stale=True)

    @cached_property
    def loops(self) -> tuple[SwitchedLoop, ...]:
        """The loops that can be cut."""
        return read_loops(ROOT / TABLE, self.model)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """The plan's targets."""
        return read_targets(self.workspace.table("targets"))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The plan's indicators."""
        return read_indicators(self.workspace.table("indicators"))

    @property
    def judged(self) -> list[Target]:
        """Targets with a number that are modelled."""
        return [t for t in self.targets if t.variable and t.value is not None]

    def variables(self) -> list[str]:
        """Return the model variables of indicators and targets, each once."""
        rows: list[Target | Indicator] = [*self.targets, *self.indicators]
        return list(dict.fromkeys(row.variable for row in rows if row.variable))

    def target(self, id_: str) -> Target:
        """Return a target by its id."""
        return next(target for target in self.targets if target.id == id_)

    def scenario(self, name: str) -> Scenario:
        """Return a scenario."""
        return load_scenario(self.desk, name)

    def runs(
        self, name: str, held: Sequence[Mapping[str, float]], outputs: Sequence[str]
    ) -> list[xr.Dataset]:
        """Return runs of a scenario, one for each set of constants that are held."""
        scenario = self.scenario(name)
        variants = [(with_held(self.desk, scenario, one), self.draws) for one in held]
        return run_together(self.desk, self.model, variants, outputs=outputs)


def at(runs: xr.Dataset, variable: str, year: float = 2025) -> Array:
    """Return a variable's values at the end of a year, shape (member,)."""
    return np.asarray(series(runs, variable).sel(time=year).values, dtype=np.float64)


def median(values: Any) -> float:
    """Return the median as a number."""
    return float(np.median(values))


def both(en: str, zh: str, **numbers: Any) -> Pair:
    """Return a text in both languages with the same numbers put in."""
    return en.format(**numbers), zh.format(**numbers)
