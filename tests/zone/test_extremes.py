"""Prior draws with every lever anywhere in its range: nothing negative, nothing infinite."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from tests.zone.conftest import Zone

MEMBERS = 5_000


@pytest.fixture(scope="module")
def stormy(zone: Zone) -> xr.Dataset:
    """Run 5,000 prior draws, every lever uniform over its whole range from the start."""
    overrides = {**zone.prior_draws(MEMBERS, seed=7), **zone.random_levers(MEMBERS, seed=7)}
    return zone.model.run(overrides, members=MEMBERS, save_every=0.5, outputs=_watched(zone))


def _watched(zone: Zone) -> list[str]:
    table = zone.model.variables
    checks = ["land balance", "platform balance", "tightest limit"]
    return [*table[table["kind"] == "stock"]["name"], *zone.indicators(), *checks]


def _things(zone: Zone) -> list[str]:
    """Return the stocks that cannot be negative: all that state no lower bound below zero."""
    table = zone.model.variables
    stocks = table[table["kind"] == "stock"]
    return [n for n, low in zip(stocks["name"], stocks["low"], strict=True) if not (low or 0) < 0]


def test_no_member_fails(stormy: xr.Dataset) -> None:
    assert list(stormy.attrs["failed"]) == []
    for name, values in stormy.data_vars.items():
        assert np.isfinite(values.to_numpy()).all(), name


def test_no_stock_of_things_is_negative(zone: Zone, stormy: xr.Dataset) -> None:
    for name in _things(zone):
        lowest = float(stormy[name].min())
        assert lowest >= -1e-9 * max(1.0, float(abs(stormy[name]).max())), (name, lowest)


def test_land_is_neither_made_nor_lost(stormy: xr.Dataset) -> None:
    assert float(abs(stormy["land balance"]).max()) <= 1e-9 * 63_000


def test_the_balance_sheet_closes(stormy: xr.Dataset) -> None:
    assert float(abs(stormy["platform balance"]).max()) <= 1e-9 * 230


def test_a_limit_is_a_share(stormy: xr.Dataset) -> None:
    assert 0 <= float(stormy["tightest limit"].min()) <= float(stormy["tightest limit"].max()) <= 1


EXTREMES: list[tuple[str, dict[str, Any], str, int]] = [
    ("no signing", {"practice signing": 0.0}, "annual fixed investment", -1),
    ("no land", {"industrial land supply": 0.0, "initial serviced land": 0.0,
                 "initial requisitioned land": 0.0, "land clearance": 0.0}, "annual revenue", -1),
    ("no credit", {"credit availability": 0.0}, "annual revenue", -1),
    ("worthless batteries", {"battery price 2025": 0.0}, "annual revenue", -1),
    ("no research", {"research scale": 0.0}, "Knowledge", -1),
    ("no firms", {"initial firms": 0.0, "birth rate": 0.0}, "Registered firms", -1),
    ("no people", {"residents reading 2020": 0.0, "base net migration": 0.0}, "Residents", -1),
    ("no works", {"works programme": 0.0, "practice works programme": 0.0}, "Infrastructure", -1),
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
