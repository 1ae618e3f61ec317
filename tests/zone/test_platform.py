"""The platform company's books against arithmetic done apart from the model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from tests.zone.conftest import Zone

STEP = 1 / 16
MEMBERS = 200


def _run(zone: Zone, setting: dict[str, Any], *names: str, **options: Any) -> xr.Dataset:
    return zone.model.run(setting, outputs=list(names), save_every=STEP, **options)


def test_the_injection_is_the_stated_sum_whatever_its_time(zone: Zone) -> None:
    for duration in (0.7, 3.0, 4.93):
        run = _run(zone, {"injection duration": duration}, "injection", "Injected assets")
        assert float(run["injection"].sum()) * STEP == pytest.approx(147, rel=1e-9)
        assert float(run["Injected assets"][-1]) == pytest.approx(2.5 + 147, rel=1e-9)


def test_without_works_no_interest_becomes_an_asset(zone: Zone) -> None:
    setting = {"works programme": 0.0, "dated programme": 0.0}
    setting |= {"initial requisitioned land": 0.0, "industrial land supply": 0.0}
    run = _run(zone, setting, "capitalised interest", "platform interest", "Platform works")
    assert float(run["platform interest"].min()) > 0
    assert float(run["capitalised interest"].max()) == 0
    assert float(run["Platform works"].max()) == 0


def test_profit_is_what_the_books_grew_by_beyond_what_was_paid_in(zone: Zone) -> None:
    names = ["platform assets", "Platform debt", "Paid in capital", "annual platform profit"]
    draws = zone.prior_draws(MEMBERS, seed=4)
    run = zone.model.run(draws, members=MEMBERS, outputs=names, save_every=1)
    equity = run["platform assets"] - run["Platform debt"] - run["Paid in capital"]
    np.testing.assert_allclose(
        equity.diff("time"), run["annual platform profit"].isel(time=slice(1, None)), atol=1e-9
    )


def test_works_are_cut_before_interest(zone: Zone) -> None:
    names = ["interest paid share", "own works share"]
    draws = {**zone.prior_draws(MEMBERS, seed=4), "platform debt ceiling": 20.0}
    run = zone.model.run(draws, members=MEMBERS, outputs=names, save_every=0.25)
    building = run["own works share"] > 0
    assert float(run["interest paid share"].where(building, 1.0).min()) == 1.0
    assert float(run["own works share"].min()) < 0.5  # the ceiling is felt


def test_land_value_lifts_what_lenders_lend_on(zone: Zone) -> None:
    names = ["collateral", "land value", "Injected assets", "Platform works", "Platform cash"]
    run = _run(zone, {}, *names).isel(time=-1)
    by_hand = 0.5 * run["Injected assets"] * run["land value"] + 0.3 * run["Platform works"]
    assert float(run["collateral"]) == pytest.approx(float(by_hand + run["Platform cash"]))
    cut = _run(zone, {"strength R6": 0.0}, *names).isel(time=-1)
    assert float(cut["land value"]) == 1 != float(run["land value"])


def test_leverage_beyond_the_reference_costs_credit_of_all(zone: Zone) -> None:
    setting = {"reference leverage": 0.1}
    run = _run(zone, setting, "credit effect", "platform leverage", "private credit").isel(time=-1)
    effect = 1 - 1.5 * (float(run["platform leverage"]) - 0.1)
    assert float(run["credit effect"]) == pytest.approx(max(0.3, effect))
    assert float(run["private credit"]) == pytest.approx(max(0.3, effect))


def test_what_is_due_is_paid_in_its_order(zone: Zone) -> None:
    """Nothing of a later priority is paid while an earlier one is short."""
    draws = {**zone.prior_draws(MEMBERS, seed=6), "debt ceiling": 20.0}
    run = zone.model.run(draws, members=MEMBERS, outputs=["paid share", "due"], final_time=2030)
    shares = run["paid share"].transpose("Priority", ...).to_numpy()
    dues = run["due"].transpose("Priority", ...).to_numpy()
    for earlier, later, due in zip(shares[:-1], shares[1:], dues[1:], strict=True):
        paid = later * due  # where nothing is due the share is 1
        assert (paid[earlier < 1 - 1e-9] <= 1e-9).all()
    assert shares.min() < 0.5
