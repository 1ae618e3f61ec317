"""Family member: the same equations make a zone of another size, and another zone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaoxin.verdicts.series import whole_series
from tests.zone.conftest import ROOT, Zone
from tests.zone.evidence.family import degree, member, scaled

FAMILY = sorted((ROOT / "model" / "family").glob("*.csv"))


@pytest.mark.parametrize("factor", [0.5, 3.0])
def test_a_zone_of_another_size_is_the_zone_at_that_size(zone: Zone, factor: float) -> None:
    """No number in an equation hides a size: amounts scale with amounts, ratios stay."""
    units = dict(zip(zone.model.variables["name"], zone.model.variables["unit"], strict=True))
    lower = {str(name).lower(): str(unit) for name, unit in units.items()}
    names = [*zone.indicators(), "Residents", "Knowledge", "Debt"]
    base = zone.model.run(outputs=names)
    other = zone.model.run(scaled(zone.model, factor), outputs=names)
    for name in names:
        expected = whole_series(base, name).values * factor ** degree(lower[name.lower()])
        found = whole_series(other, name).values
        np.testing.assert_allclose(found, expected, rtol=1e-9, err_msg=name)


@pytest.mark.parametrize("path", FAMILY, ids=lambda path: path.stem)
def test_another_zone_runs_on_the_same_structure(zone: Zone, path: Path) -> None:
    """Over prior draws of all that is not its own: finite, nothing negative, no jump."""
    own = member(zone.model, path)
    own = {zone.model.canonical(name): value for name, value in own.items()}
    drawn = zone.prior_draws(200, seed=4)
    draws = {k: v for k, v in drawn.items() if zone.model.canonical(k) not in own}
    names = [*zone.indicators(), "Residents", "Serviced land", "Knowledge", "Debt", "Capital"]
    runs = zone.model.run({**draws, **own}, members=200, outputs=names, final_time=2035)
    assert not runs.attrs["failed"]
    for name in ("Residents", "Serviced land", "Knowledge", "Debt", "Capital", "annual revenue"):
        assert (runs[name].values >= 0).all(), name
    for name in ("annual revenue", "annual GDP", "Residents"):
        yearly = runs[name].sel(time=slice(2016, 2035)).values
        steps = yearly[:, 1:] / yearly[:, :-1]
        assert (steps > 0.5).all(), name
        assert (steps < 2.0).all(), name
    land = runs["Serviced land"].sel(time=2035.0)
    assert np.isfinite(land).all()


def test_a_young_zone_without_its_booked_trade_reports_less(zone: Zone) -> None:
    own = member(zone.model, FAMILY[0])
    names = ["annual revenue", "annual GDP"]
    base, other = zone.model.run(outputs=names), zone.model.run(own, outputs=names)
    ratio = [float((run["annual GDP"] / run["annual revenue"])[-1]) for run in (base, other)]
    assert ratio[1] > ratio[0]
