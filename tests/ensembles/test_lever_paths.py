"""Scenarios that move different levers run by one compiled step, and none of its bits shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import gaoxin
from gaoxin.desks.desk import Desk
from gaoxin.ensembles import scenario_run
from gaoxin.ensembles.member_draws import Draws
from gaoxin.ensembles.scenario import load_scenario
from tests.desks.region import REGION
from tests.engine.support import same_bits

STEADY = '[levers]\nsubsidy = { value = 3, unit = "CNY_1e8/year/year" }'
LATER = STEADY.replace(" }", ", from = 2018 }")


def test_one_code_serves_every_scenario(
    desk_with: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with(steady=STEADY, later=LATER)
    draws = Draws("prior", 3, 0, {})

    def runs(model: gaoxin.Model) -> list[Any]:
        scenarios = [load_scenario(desk, name) for name in ("base", "steady", "later")]
        outputs = ["Revenue", "total revenue"]
        run = scenario_run.run_scenario
        return [run(desk, model, s, draws, outputs=outputs).runs for s in scenarios]

    own = gaoxin.load(REGION / "model" / "zone.mdl")
    found = runs(own)
    assert len(own._contents.kept["shapes"]) == 1
    monkeypatch.setattr(scenario_run, "with_lever_paths", _unchanged)
    plain = gaoxin.load(REGION / "model" / "zone.mdl")
    for one, other in zip(found, runs(plain), strict=True):
        same_bits(one, other)
    assert len(plain._contents.kept["shapes"]) > 1, "the control: without paths, more codes"


def _unchanged(_desk: Any, _model: Any, given: Any) -> Any:
    return given
