"""The zone's page with few members, and the program's own runs of what the page is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.desks.levers import Lever
from gaoxin.desks.workspace import Workspace
from gaoxin.ensembles.layers import definition_layer, lever_layer
from gaoxin.ensembles.scenario import Scenario
from gaoxin.ensembles.together import run_together
from gaoxin.simulator.data import PageData
from gaoxin.simulator.zone_data import ZoneInputs, zone_data
from gaoxin.studies.inputs import RunInputs, open_run
from gaoxin.studies.run import Study, run_study
from gaoxin.verdicts.series import series
from gaoxin.verdicts.verdict import judge

Array = npt.NDArray[np.float64]


class _Change:
    """A lever's change as a scenario file states it: from 2021 on."""

    def __init__(self, value: float, unit: str) -> None:
        self.value, self.unit, self.from_ = value, unit, 2021
        self.values = self.years = None


@dataclass(frozen=True)
class ZonePage:
    """A page's data, and the inputs that it was made from."""

    inputs: RunInputs
    study: Study
    data: PageData

    @cached_property
    def base(self) -> Scenario:
        """The scenario that the page opens with."""
        return next(s for s in self.inputs.scenarios if s.id == self.data.table["base"])

    def moved(self, changes: Mapping[str, float], base: Scenario | None = None) -> Scenario:
        """Return a scenario with levers at other values."""
        desk, scenario = self.inputs.desk, base or self.base
        layers = []
        for key, value in changes.items():
            lever: Lever = desk.levers[key.split("[")[0]]
            change: Any = _Change(value, lever.unit)
            layers.append(lever_layer(desk, key, change, 0))
        return replace(scenario, layers=(*scenario.layers, *layers))

    def defined(self, name: str, option: str) -> Scenario:
        """Return the base under another reading of a definition."""
        layer = definition_layer(self.inputs.desk, name, option, 0)
        return replace(self.base, layers=(*self.base.layers, layer))

    def runs(self, scenarios: Sequence[Scenario]) -> list[tuple[Array, dict[str, list[int]]]]:
        """Return outcomes (output, year, member), and counts by target, of some scenarios."""
        inputs, table = self.inputs, self.data.table
        found = []
        variants = [(scenario, inputs.draws) for scenario in scenarios]
        outputs = [row["variable"] for row in table["outputs"]]
        for runs in run_together(inputs.desk, inputs.model, variants, outputs=outputs):
            values = np.stack([series(runs, name).values.T for name in outputs])
            verdicts = judge(runs, inputs.targets, inputs.indicators)
            counts = {v.target.id: [v.met, v.members] for v in verdicts if v.met is not None}
            found.append((values, counts))
        return found


def zone_page(members: int, scenarios: Sequence[str] = ("momentum", "plan")) -> ZonePage:
    """Return the page of some scenarios, with draws in single precision as it carries them."""
    inputs = open_run(Workspace.packaged(), scenarios, members=members, seed=0)
    single = {k: v.astype(np.float32).astype(float) for k, v in inputs.draws.constants.items()}
    inputs = replace(inputs, draws=replace(inputs.draws, constants=single))
    study = run_study(inputs)
    tables = (inputs.targets, inputs.indicators)
    made_of = ZoneInputs(
        inputs.model,
        inputs.desk,
        study.results,
        *tables,
        inputs.draws,
        inputs.provenance,
        inputs.ledger,
        members,
    )
    return ZonePage(inputs, study, zone_data(made_of))
