"""A small zone: three indicators, five targets, two scenarios with known distributions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

import gaoxin
from gaoxin.desks.desk import Desk, open_desk
from gaoxin.desks.indicators import Indicator
from gaoxin.desks.limits import Limit
from gaoxin.desks.targets import Target
from gaoxin.desks.workspace import Workspace
from gaoxin.ensembles.layers import StatedValue
from gaoxin.ensembles.member_draws import PRIOR_STAMP
from gaoxin.language import Text
from gaoxin.verdicts.bands import bands
from gaoxin.verdicts.binding import bindings
from gaoxin.verdicts.results import Provenance, ScenarioChange, ScenarioResult
from gaoxin.verdicts.verdict import judge
from tests.desks.region import REGION

TABLE = Path("table.csv")


@dataclass(frozen=True)
class Scenario:
    id: str
    title: dict[str, str]
    description: dict[str, str]
    extends: str | None = None


@dataclass(frozen=True)
class Run:
    scenario: Scenario
    runs: xr.Dataset


@dataclass(frozen=True)
class Case:
    targets: tuple[Target, ...]
    indicators: tuple[Indicator, ...]
    results: tuple[ScenarioResult, ...]
    provenance: Provenance = field(
        default_factory=lambda: Provenance(
            command="gaoxin run --members 400",
            created="2021-01-01T00:00:00+00:00",
            draws="prior",
            stamp=PRIOR_STAMP,
            seed=0,
            members=400,
            hashes={"model": "0" * 64},
            versions={"gaoxin": "0.1.0"},
        )
    )


def make_target(id_: str, **changes: object) -> Target:
    row: dict[str, object] = {
        "id": id_,
        "indicator": "revenue",
        "name_en": f"Target {id_}",
        "name_zh": "园区营业收入",
        "rule": "at_least",
        "value": 1000.0,
        "unit": "CNY_1e8/year",
        "year": 2025,
        "status": "plan",
        "kind": "expected",
        "source": "box 2",
        "note": "",
        "variable": "Revenue",
        "reason": "",
        "reason_zh": "",
        "path": TABLE,
        "line": 2,
    }
    return Target(**{**row, **changes})  # type: ignore[arg-type]


def make_indicator(id_: str, **changes: object) -> Indicator:
    row: dict[str, object] = {
        "id": id_,
        "name_en": f"Indicator {id_}",
        "name_zh": "指标龘",
        "unit": "CNY_1e8/year",
        "kind": "flow_per_year",
        "value_2015": 86.15,
        "value_2020": 301.0,
        "note": "",
        "variable": "Revenue",
        "reason": "",
        "reason_zh": "",
        "path": TABLE,
        "line": 2,
    }
    return Indicator(**{**row, **changes})  # type: ignore[arg-type]


def make_runs(
    final: Sequence[float] | NDArray[np.float64], failed: Sequence[int] = (), name: str = "Revenue"
) -> xr.Dataset:
    """Return runs that grow straight from 86.15 in 2015 to `final` in 2025, one member each.

    The variables `name`, Debt and Area are the same.
    """
    times = np.arange(2014.0, 2026.0)
    share = np.clip((times - 2015.0) / 10.0, 0.0, 1.0)
    last = np.asarray(final, dtype=np.float64)
    values = 86.15 + (last[:, None] - 86.15) * share
    values[list(failed)] = np.nan
    return xr.Dataset(
        {each: (("member", "time"), values.copy()) for each in (name, "Debt", "Area")},
        coords={"member": np.arange(last.size), "time": times},
        attrs={"failed": list(failed), "model_hash": "0" * 64},
    )


TARGETS = (
    make_target("revenue_1000"),
    make_target("revenue_1200", value=1200.0),
    make_target(
        "debt", rule="at_most", value=2000.0, kind="constraint", indicator="", variable="Debt"
    ),
    make_target("cut", value=900.0, status="assumed", kind="binding", source="a province"),
    make_target("idle", variable="", reason="no mechanism", reason_zh="没有机制"),
    make_target("silent", rule=None, value=None, status="no number", variable="", reason="a dash"),
)
LIMIT = Limit(
    id="room",
    variable="Area",
    unit="km2",
    name_en="Room left",
    name_zh="余地",
    rule="below",
    threshold=800.0,
    binds="below 800",
)
INDICATORS = (
    make_indicator("revenue"),
    make_indicator("untargeted", unit="km2", variable="Area"),
    make_indicator("unmodelled", variable="", reason="not in the model", reason_zh="模型未含"),
)


def make_result(id_: str, mean: float, extends: str | None) -> ScenarioResult:
    normal = np.random.default_rng(0).normal(mean, 150.0, 400)
    runs = make_runs(normal, failed=(3,))
    scenario = Scenario(
        id_,
        {"en": f"Title of {id_}", "zh": f"情景“{id_}”"},
        {"en": f"What {id_} means.", "zh": "含义说明。"},
        extends,
    )
    label = Text("R&D subsidy", "研发补贴")
    values = (StatedValue((value,)) for value in (0.1, 0.2))
    change = ScenarioChange("lever", "rd_subsidy", label, "dimensionless", *values)
    return ScenarioResult(
        Run(scenario, runs),
        judge(runs, TARGETS, INDICATORS),
        bands(runs, TARGETS, INDICATORS),
        (change,) if extends else (),
        bindings(runs, [LIMIT]),
    )


@pytest.fixture(scope="session")
def case() -> Case:
    results = (make_result("momentum", 700.0, None), make_result("plan", 1050.0, "momentum"))
    return Case(TARGETS, INDICATORS, results)


@pytest.fixture(scope="session")
def region() -> Desk:
    """Return the small workspace, whose model is known in closed form."""
    return open_desk(Workspace(REGION), gaoxin.load(REGION / "model" / "zone.mdl"))
