"""Prior draws with every lever anywhere in its range: nothing negative, nothing infinite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.zone.conftest import Zone

MEMBERS, SEEDS = 5_000, (7, 8)
"""10,000 prior draws, in two batches for the sake of memory."""


@dataclass
class Extent:
    """How far a variable goes over all members and times, and whether it stays finite."""

    low: float = np.inf
    high: float = -np.inf
    finite: bool = True

    def take(self, values: NDArray[np.float64]) -> None:
        self.low = min(self.low, float(values.min()))
        self.high = max(self.high, float(values.max()))
        self.finite &= bool(np.isfinite(values).all())

    @property
    def size(self) -> float:
        return max(abs(self.low), abs(self.high))


@dataclass
class Storm:
    """What prior draws with every lever uniform over its whole range lead to."""

    extents: dict[str, Extent]
    failed: list[int]


@pytest.fixture(scope="module")
def stormy(zone: Zone) -> Storm:
    storm = Storm({}, [])
    for seed in SEEDS:
        overrides = {**zone.prior_draws(MEMBERS, seed), **zone.random_levers(MEMBERS, seed)}
        runs = zone.model.run(overrides, members=MEMBERS, save_every=0.5, outputs=_watched(zone))
        storm.failed += runs.attrs["failed"]
        for name, values in runs.data_vars.items():
            storm.extents.setdefault(str(name), Extent()).take(values.to_numpy())
    return storm


def _watched(zone: Zone) -> list[str]:
    table = zone.model.variables
    checks = ["land balance", "platform balance", "tightest limit"]
    return [*table[table["kind"] == "stock"]["name"], *zone.indicators(), *checks]


def _things(zone: Zone) -> list[str]:
    """Return the stocks that cannot be negative: all that state no lower bound below zero."""
    table = zone.model.variables
    stocks = table[table["kind"] == "stock"]
    return [n for n, low in zip(stocks["name"], stocks["low"], strict=True) if not (low or 0) < 0]


def test_no_member_fails(stormy: Storm) -> None:
    assert stormy.failed == []
    assert [name for name, extent in stormy.extents.items() if not extent.finite] == []


def test_no_stock_of_things_is_negative(zone: Zone, stormy: Storm) -> None:
    for name in _things(zone):
        extent = stormy.extents[name]
        slack = SLACK.get(name.lower(), 1e-9 * max(1.0, extent.size))
        assert extent.low >= -slack, (name, extent.low)


def test_land_is_neither_made_nor_lost(stormy: Storm) -> None:
    assert stormy.extents["land balance"].size <= 1e-9 * 63_000


def test_the_balance_sheet_closes(stormy: Storm) -> None:
    assert stormy.extents["platform balance"].size <= 1e-9 * 230


def test_a_limit_is_a_share(stormy: Storm) -> None:
    limit = stormy.extents["tightest limit"]
    assert 0 <= limit.low <= limit.high <= 1


SLACK = {"cash": 1e-6}
"""What XIDZ takes for zero: dues below 100 CNY a year are paid also where there is no money."""

EXTREMES: list[tuple[str, dict[str, Any], str, int]] = [
    ("no signing", {"practice signing": 0.0}, "annual fixed investment", -1),
    ("no land", {"industrial land supply": 0.0, "initial serviced land": 0.0,
                 "initial requisitioned land": 0.0, "land clearance": 0.0}, "annual revenue", -1),
    ("no credit", {"credit availability": 0.0}, "annual revenue", -1),
    ("no research", {"research scale": 0.0}, "Knowledge", -1),
    ("no firms", {"initial firms": 0.0, "births per worker": 0.0}, "Registered firms", -1),
    ("no people", {"residents reading 2020": 0.0, "base net migration": 0.0}, "Residents", -1),
    ("no works", {"works programme": 0.0, "dated programme": 0.0}, "Infrastructure", -1),
    ("tenfold demand", {"initial output scale": 10.0}, "annual revenue", 1),
    ("no booking", {"practice booking": 0.0, "initial booked revenue": 0.0}, "annual revenue", -1),
    ("no power", {"power supply ratio": 0.0, "project ambition": 1.0}, "annual revenue", -1),
    ("no lender", {"platform debt ceiling": 0.0}, "Infrastructure", -1),
    ("projects for all", {"project ambition": 2.0}, "annual revenue", 1),
    ("money for nothing", {"transfers 2020": 100.0}, "debt ratio", -1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "setting", "responds", "sign"), EXTREMES, ids=lambda x: str(x))
def test_extremes_stay_finite_and_respond_the_right_way(
    zone: Zone, name: str, setting: dict[str, Any], responds: str, sign: int
) -> None:
    outputs = _watched(zone)
    base = zone.model.run(outputs=outputs)
    run = zone.model.run(setting, outputs=outputs)
    for variable, values in run.data_vars.items():
        assert np.isfinite(values.to_numpy()).all(), variable
    for stock in _things(zone):
        assert float(run[stock].min()) >= -1e-9 * max(1.0, float(abs(run[stock]).max())), stock
    change = float(run[responds].isel(time=-1) - base[responds].isel(time=-1))
    assert np.sign(change) == sign, f"{name}: {responds} moved by {change}"


def test_the_model_runs_to_2035(zone: Zone) -> None:
    draws = zone.prior_draws(500, seed=3)
    runs = zone.model.run(draws, members=500, final_time=2035, outputs=zone.indicators())
    assert float(runs["time"][-1]) == 2035
    for name, values in runs.data_vars.items():
        assert np.isfinite(values.to_numpy()).all(), name
