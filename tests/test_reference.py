"""Frozen baseline, last line of defence: the committed verdicts come out again."""

from __future__ import annotations

import pytest

from gaoxin.verdicts.results import ScenarioResult
from tests.reference import SCENARIOS, read_reference, results


@pytest.fixture(scope="module")
def now() -> dict[str, ScenarioResult]:
    return {result.run.scenario.id: result for result in results()}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_reference_comes_out_again(now: dict[str, ScenarioResult], scenario: str) -> None:
    """Other machines round differently in the last digits; nothing else may differ."""
    before = read_reference(scenario)
    verdicts = now[scenario].verdicts
    assert [verdict.target.id for verdict in verdicts] == list(before)
    for verdict in verdicts:
        row = before[verdict.target.id]
        if verdict.p50 is None:
            assert row["p50"] == ""
            continue
        for name in ("p05", "p50", "p95"):
            assert getattr(verdict, name) == pytest.approx(float(row[name]), rel=1e-6, abs=1e-9)
        if verdict.probability is None:  # the plan gives no number
            assert row["probability"] == ""
            continue
        assert verdict.probability == pytest.approx(float(row["probability"]), abs=0.002)
