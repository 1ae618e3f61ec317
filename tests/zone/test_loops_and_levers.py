"""Every loop and every lever can matter somewhere in its range, or the table says why not."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from tests.zone.conftest import Zone
from tests.zone.test_conventions import LOOPS

MEMBERS = 100


def _moves(
    zone: Zone, base: dict[str, Any], changes: dict[str, dict[str, float]]
) -> dict[str, float]:
    """Return by change the largest relative move of any indicator of 2025 in any member.

    All changes are members of one run, the base's own first.
    """
    model, count = zone.model, len(changes) + 1
    given = {model.canonical(name): _repeated(value, count) for name, value in base.items()}
    for place, change in enumerate(changes.values(), start=1):
        own = slice(place * MEMBERS, (place + 1) * MEMBERS)
        for name, value in change.items():
            key = model.canonical(name)
            if key not in given:
                given[key] = _repeated(model.default(name), count)
            given[key][own] = value
    names = zone.indicators()
    runs = model.run(given, members=count * MEMBERS, outputs=names).isel(time=-1)
    largest = np.zeros(count)
    for name in names:
        values = runs[name].to_numpy().reshape(count, MEMBERS)
        moves = np.abs(values[0] - values) / (np.abs(values[0]) + 1e-9)
        largest = np.maximum(largest, moves.max(axis=1))
    return dict(zip(changes, largest[1:].tolist(), strict=True))


def _repeated(value: Any, count: int) -> Any:
    """Return an override of one run, a number or one a member, for `count` runs in a row."""
    if isinstance(value, xr.DataArray):
        whole = value if "member" in value.dims else value.expand_dims(member=MEMBERS)
        return xr.concat([whole] * count, "member").transpose("member", ...).copy()
    return np.tile(np.broadcast_to(value, MEMBERS), count).astype(np.float64)


def test_cutting_a_loop_moves_an_indicator(zone: Zone) -> None:
    # energy-heavy growth over a strict path, so that B7 has something to review
    draws = zone.prior_draws(MEMBERS, seed=1)
    base = {**draws, "assigned energy cut": 30.0, "project ambition": 1.0}
    found = _moves(zone, base, {loop: {f"strength {loop}": 0.0} for loop in LOOPS})
    assert {loop: move for loop, move in found.items() if not move > 0.01} == {}


def test_every_lever_moves_an_indicator_somewhere_in_its_range(zone: Zone) -> None:
    """At one end or the other; against a base in which announcements and events exist."""
    draws = zone.prior_draws(MEMBERS, seed=2)
    base = {
        **draws,
        "assigned energy cut": 25.0,
        "project ambition": 1.0,
        "boundary revenue after 2020": 50.0,
        "debt ceiling": 50.0,
    }
    levers = zone.table("levers")
    changes = {
        f"{row['lever']} {end}": {row["lever"]: float(row[end])}
        for row in levers
        for end in ("low", "high")
    }
    found = _moves(zone, base, changes)
    ends = {
        row["lever"]: [found[f"{row['lever']} {end}"] for end in ("low", "high")] for row in levers
    }
    assert [lever for lever, moves in ends.items() if max(moves) < 1e-3] == []


CUT = {f"strength {loop}": 0.0 for loop in LOOPS}


DISTURBED: tuple[tuple[str, dict[str, float], list[str]], ...] = (
    # what a loop's own middle does no longer reaches its end
    ("R2", {"initial infrastructure": 90.0}, ["infrastructure effect"]),
    ("R3", {"research scale": 2.0}, ["knowledge effect"]),
    ("R4", {"initial built up area": 5.0}, ["agglomeration effect"]),
    ("B5", {"registered rate reading": 9.0}, ["target wage"]),
    ("R5", {"initial high tech firms": 30.0}, ["high tech research effect"]),
    ("B11", {"initial pipeline multiplier": 0.1}, ["delivery effect"]),
    ("B6", {"initial pipeline multiplier": 0.1}, ["profit effect"]),
)
"""A loop, a disturbance inside it, and where it must not come out when all loops are cut."""


def _each_alone(zone: Zone, cases: list[dict[str, float]]) -> xr.Dataset:
    """Return runs of which a member is a case: what it writes, and all else as it is."""
    names = dict.fromkeys(name for case in cases for name in case)
    given = {}
    for name in names:
        own = zone.model.default(name).expand_dims(member=len(cases)).copy()
        for member, case in enumerate(cases):
            own[member] = case.get(name, own[member])
        given[name] = own
    ends = list(dict.fromkeys(name for _, _, silent in DISTURBED for name in silent))
    return zone.model.run(given, members=len(cases), outputs=ends)


def test_all_loops_cut_is_open_loop_arithmetic(zone: Zone) -> None:
    """A change inside a cut loop does not come out at its end; with the loop it does."""
    changes = [change for _, change, _ in DISTURBED]
    own = {**CUT, "assigned energy cut": 30.0}
    alone = [own | {f"strength {loop}": 1.0} for loop, _, _ in DISTURBED]
    other = [one | change for one, change in zip(alone, changes, strict=True)]
    cut = _each_alone(zone, [CUT, *(CUT | change for change in changes)])
    closed = _each_alone(zone, [*alone, *other])
    for place, (loop, change, silent) in enumerate(DISTURBED):
        moved = False
        for name in silent:
            still, disturbed = (cut[name].isel(member=m) for m in (0, 1 + place))
            np.testing.assert_allclose(disturbed, still, rtol=1e-12, err_msg=f"{change}: {name}")
            with_loop, changed = (closed[name].isel(member=m + place) for m in (0, len(alone)))
            moved |= not np.allclose(with_loop, changed, rtol=1e-6)
        assert moved, (loop, change)


def test_all_loops_cut_leaves_every_effect_at_its_reference(zone: Zone) -> None:
    ones = ["Wage index", "profit effect", "delivery effect", "construction speed", "power factor",
            "credit effect", "land value", "high tech research effect",
            "use seen by investors"]  # fmt: skip
    logs = ["knowledge effect", "infrastructure effect", "agglomeration effect"]
    runs = zone.model.run(CUT, outputs=[*ones, *logs])
    for name, values in runs.data_vars.items():
        reference = 0.0 if name in logs else 1.0
        assert np.allclose(values, reference, rtol=0, atol=1e-12), name


def test_neutral_levers_change_nothing(zone: Zone) -> None:
    """Writing every lever's neutral value out is the same run, bit for bit."""
    neutral = {
        row["lever"]: xr.full_like(zone.model.default(row["lever"]), float(row["neutral"]))
        for row in zone.table("levers")
    }
    a = zone.model.run(outputs=zone.indicators())
    b = zone.model.run(neutral, outputs=zone.indicators())
    xr.testing.assert_identical(a.drop_attrs(), b.drop_attrs())


def test_nothing_announced_leaves_delivery_without_effect(zone: Zone) -> None:
    a = zone.model.run(outputs=zone.indicators())
    half = {"delivery degree": 0.4, "delivery delay": 1.3}
    b = zone.model.run(half, outputs=zone.indicators())
    for name in zone.indicators():
        np.testing.assert_allclose(a[name], b[name], rtol=1e-12)
