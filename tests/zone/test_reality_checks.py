"""The zone obeys its reality checks, and a model that is broken is told by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

import gaoxin
from gaoxin.checks.obey import check_reality
from gaoxin.checks.reality import RealityCheck, read_reality_checks
from gaoxin.desks.desk import Desk, open_desk
from tests.zone.conftest import ROOT, Zone

MEMBERS = 30
PATH = ROOT / "model" / "reality_checks.toml"


@pytest.fixture(scope="module")
def desk(zone: Zone) -> Desk:
    return open_desk(zone.workspace, zone.model)


@pytest.fixture(scope="module")
def checks(zone: Zone, desk: Desk) -> tuple[RealityCheck, ...]:
    return read_reality_checks(PATH, desk.catalogue, zone.model)


def test_the_zone_obeys_every_statement(
    zone: Zone, desk: Desk, checks: Sequence[RealityCheck]
) -> None:
    outcomes = list(check_reality(desk, zone.model, checks, MEMBERS, 0))
    assert len(outcomes) == len(checks) >= 130
    assert {o.id: o.said_en for o in outcomes if not o.acceptable} == {}
    held = {o.id for o in outcomes if o.passed}
    assert [check.id for check in checks if check.said.missed and check.id in held] == []


def test_every_sector_is_spoken_of(zone: Zone, checks: Sequence[RealityCheck]) -> None:
    """Each group of equations has a variable that some statement is about."""
    table = zone.model.variables.set_index("name")
    said = {
        term.name
        for check in checks
        for aim in check.aims
        for terms in (aim.terms, aim.than)
        if terms is not None
        for term in terms.terms
    }
    computed = table[table["kind"].isin(["stock", "auxiliary"])]
    silent = [
        group for group, rows in computed.groupby("group") if not said.intersection(rows.index)
    ]
    assert set(silent) <= {"Time and delivery", "Control"}


BROKEN = {
    # what is broken: the equation, what stands there instead, statements that must tell
    "no limit of land": (
        "MIN(1, XIDZ(Serviced land/land allotment time, land demand, 1))",
        "1",
        ["no_land_no_occupation"],
    ),
    "a leak of land": (
        "servicing - to public land + land reuse - occupation + land returned",
        "0.99*servicing - to public land + land reuse - occupation + land returned",
        ["land_is_neither_made_nor_lost", "land_stocks_hold_what_flows_move"],
    ),
    "assets without an owner": (
        "injection*(1 - debt share of injected assets) + works grants,",
        "works grants,",
        ["platform_accounts_balance", "treasury_money_is_conserved"],
    ),
    "money that is made": (
        "fiscal revenue + net borrowing + rescue - payments - early repayment,",
        "fiscal revenue + net borrowing + rescue - payments,",
        ["treasury_money_is_conserved"],
    ),
    "certificates without firms": (
        "MAX(0, MIN(Eligible firms, largest eligible share*Registered firms) - High tech firms)",
        "Registered firms",
        ["certified_firms_are_eligible"],
    ),
    "progress beyond the end": (
        "MAX(0, 1 - Progress[Phase])/TIME STEP",
        "MAX(0, 2 - Progress[Phase])/TIME STEP",
        ["projects_end_at_exactly_their_size"],
    ),
    "a reader who moves the economy": (
        "(electricity + outside electricity)*regulator coal equivalent",
        "(electricity + outside electricity)*tce per kWh",
        ["readers_switches_move_no_economy"],
    ),
    "more townspeople than people": (
        "urban shift rate*(Residents - Urban residents) - urban leaving",
        "urban shift rate*(Residents - Urban residents)",
        ["townspeople_are_residents"],
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_model_is_told_by_name(
    tmp_path: Path, desk: Desk, checks: Sequence[RealityCheck], fault: str
) -> None:
    """A copy of the model with one equation changed; its constants, and so the desk, are kept."""
    old, new, expected = BROKEN[fault]
    text = (ROOT / "model" / "zone.mdl").read_text(encoding="utf-8")
    text = re.sub(r"\\\n\t+", "", text)  # an equation on one line
    assert text.count(old) == 1, f"'{old}' is no longer an equation of the model"
    path = tmp_path / "zone.mdl"
    path.write_text(text.replace(old, new), encoding="utf-8")
    asked = [check for check in checks if check.id in expected]
    outcomes = check_reality(desk, gaoxin.load(path), asked, 10, 0)
    assert sorted(o.id for o in outcomes if not o.passed) == sorted(expected)
