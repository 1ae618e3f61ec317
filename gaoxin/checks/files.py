"""Whether every file of a workspace can be read, and fits the others and the model.

A run stops at the first fault; here each file is read for itself, so that all faults are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from gaoxin.checks.outcome import CheckOutcome, Part
from gaoxin.desks.base_rates import read_base_rates
from gaoxin.desks.boundary import read_boundary
from gaoxin.desks.consistency import check_tables
from gaoxin.desks.coverage import read_coverage
from gaoxin.desks.definitions import check_definitions, read_definitions
from gaoxin.desks.desk import Desk, open_desk
from gaoxin.desks.disturbances import read_disturbances
from gaoxin.desks.elements import read_elements
from gaoxin.desks.facts import read_facts
from gaoxin.desks.indicators import read_indicators
from gaoxin.desks.ledger import read_ledger
from gaoxin.desks.levers import check_levers, read_levers
from gaoxin.desks.limits import read_limits
from gaoxin.desks.loops import TABLE as LOOPS
from gaoxin.desks.observations import read_readings
from gaoxin.desks.places import Catalogue
from gaoxin.desks.policy_targets import read_policy_targets
from gaoxin.desks.priors import bind_priors, read_rows
from gaoxin.desks.structures import read_structures
from gaoxin.desks.table import check_known
from gaoxin.desks.targets import read_targets
from gaoxin.ensembles.loop_cuts import read_loops
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.ensembles.sweeps.lever_sweep import load_lever_sweep
from gaoxin.errors import DataError, GaoxinError
from gaoxin.inference.archive import read_posterior
from gaoxin.inference.calibration import check_fresh, read_content
from gaoxin.units import registry

if TYPE_CHECKING:
    import pint

    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model

READ = ("can be read and fits the model", "可以读取且与模型相符")


@dataclass(frozen=True)
class WorkspaceReading:
    """A workspace with its model, and what every file is read against."""

    workspace: Workspace
    model: Model

    @cached_property
    def registry(self) -> pint.UnitRegistry[Any]:
        """The units."""
        return registry(self.workspace.units)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The model's variables."""
        return Catalogue.of(self.model)

    @cached_property
    def desk(self) -> Desk:
        """Priors, levers, definitions and limits together."""
        return open_desk(self.workspace, self.model)

    def targets(self) -> None:
        """Read targets and indicators."""
        aims, measures = (
            read_targets(self.workspace.table("targets")),
            read_indicators(self.workspace.table("indicators")),
        )
        check_tables(aims, measures, self.model, self.registry)

    def observations(self) -> None:
        """Read the observations."""
        read_readings(self.workspace.table("observations"), self.catalogue, self.registry)

    def structures(self) -> None:
        """Read the competing structures."""
        read_structures(self.workspace.table("structures"), self.catalogue, self.registry)

    def limits(self) -> None:
        """Read limits and the names of elements."""
        elements = read_elements(self.workspace.table("elements"), self.catalogue)
        read_limits(self.workspace.table("limits"), self.catalogue, self.registry, elements)

    def loops(self) -> None:
        """Read the table of loops, where there is one."""
        path = self.workspace.root / LOOPS
        if path.is_file():
            read_loops(path, self.model)

    def posterior(self) -> None:
        """Read the draws of the fit, where there are any."""
        if self.workspace.posterior.is_file():
            now = read_content(self.workspace, self.catalogue, self.registry)
            check_fresh(self.workspace, read_posterior(self.workspace.posterior), now)

    def priors(self) -> None:
        """Read the priors; the model's own value must be possible under each."""
        rows = read_rows(self.workspace.table("priors"))
        bound = bind_priors(rows, self.catalogue, self.registry)
        read_disturbances(self.workspace.disturbances, self.catalogue, bound)
        for prior in bound:
            low, high = prior.distribution.low, prior.distribution.high
            for value in prior.place.own_values():
                if not low <= value <= high:
                    raise DataError(
                        f"the model's own {prior.place.key} = {value:g} lies outside {low:g} to "
                        f"{high:g}, all that its prior allows; widen the prior or move the value",
                        path=self.workspace.table("priors"),
                    )

    def boundary(self) -> None:
        """Read the boundary table, where there is one."""
        path = self.workspace.calibration_dir / "boundary.csv"
        if path.is_file():
            read_boundary(path, self.model)

    def coverage(self) -> None:
        """Read what became of each commitment of the plan, where the workspace tells it."""
        path = self.workspace.calibration_dir / "coverage.csv"
        if path.is_file():
            known = [fact.id for fact in read_facts(self.workspace.table("facts"))]
            for row in read_coverage(path):
                check_known(row, "fact", known, "facts.csv")

    def levers(self) -> None:
        """Read the levers."""
        check_levers(read_levers(self.workspace.levers).values(), self.catalogue, self.registry)

    def definitions(self) -> None:
        """Read the definition switches."""
        check_definitions(read_definitions(self.workspace.definitions), self.catalogue)

    def scenario(self, name: str) -> None:
        """Read a scenario and those it extends."""
        load_scenario(self.desk, name)

    def sweep(self, name: str) -> None:
        """Read a sweep and the scenario it starts from."""
        load_lever_sweep(self.desk, self.workspace.sweep(name))


def check_files(reading: WorkspaceReading) -> Iterator[CheckOutcome]:
    """Yield an outcome for each file or group of files that belong together."""
    table = reading.workspace.table
    steps: list[tuple[Part, str, Callable[[], object]]] = [
        ("data", "units.txt", lambda: reading.registry),
        ("data", "targets.csv, indicators.csv", reading.targets),
        ("data", "facts.csv", lambda: read_facts(table("facts"))),
        ("data", "policy_targets.csv", lambda: read_policy_targets(table("policy_targets"))),
        ("data", "observations.csv", reading.observations),
        ("data", "structures.csv", reading.structures),
        ("data", "limits.csv, elements.csv", reading.limits),
        (
            "data",
            "conflicts.csv, treatments.csv, misfits.csv, translations.csv",
            lambda: read_ledger(reading.desk),
        ),
        ("data", "base_rates.csv", lambda: read_base_rates(reading.workspace)),
        ("data", "boundary.csv", reading.boundary),
        ("data", "coverage.csv", reading.coverage),
        ("data", "loops.csv", reading.loops),
        ("data", "posterior.nc", reading.posterior),
        ("priors", "priors.csv, disturbances.csv", reading.priors),
        ("scenarios", "levers.csv", reading.levers),
        ("scenarios", "definitions.csv", reading.definitions),
    ]
    steps.extend(
        ("scenarios", f"{name}.toml", partial(reading.scenario, name))
        for name in reading.workspace.scenario_ids()
    )
    steps.extend(
        ("scenarios", f"sweeps/{name}.toml", partial(reading.sweep, name))
        for name in reading.workspace.sweep_ids()
    )
    for part, name, work in steps:
        yield _tried(part, name, work)


def _tried(part: Part, name: str, work: Callable[[], object]) -> CheckOutcome:
    try:
        work()
    except GaoxinError as error:
        return CheckOutcome(part, name, *READ, passed=False, said_en=str(error), said_zh=str(error))
    return CheckOutcome(part, name, *READ, passed=True)
