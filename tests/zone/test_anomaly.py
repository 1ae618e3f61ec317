"""Behaviour anomaly: each loop deleted in turn, the behaviour becomes one that no zone shows."""

from __future__ import annotations

import pytest

from tests.zone.evidence.anomaly import ANOMALIES, Anomaly, moves
from tests.zone.evidence.bench import Bench

MOST = 0.6
"""Share of the posterior draws in which the anomaly must show."""


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(members=100)


@pytest.mark.parametrize("anomaly", ANOMALIES, ids=lambda anomaly: anomaly.loop)
def test_deleting_a_loop_gives_an_anomaly(bench: Bench, anomaly: Anomaly) -> None:
    change, share = moves(bench, anomaly)
    assert share >= MOST, (change, share)
    assert (change < 0) == anomaly.falls
