"""``model/loops.csv`` says of the loops what the equations say."""

from __future__ import annotations

import pytest

from gaoxin.desks.loops import TABLE
from gaoxin.ensembles.loop_cuts import SwitchedLoop, own_links, read_loops
from tests.zone.conftest import ROOT, Zone

INSTANTS = 6
"""At which scores are taken."""

BEFORE = {"B7": "granting"}
"""Loops whose switch does not stand on the path, and what of the path is zero without it: where the
review asks for nothing, no project asks for quota."""


@pytest.fixture(scope="module")
def loops(zone: Zone) -> tuple[SwitchedLoop, ...]:
    return read_loops(ROOT / TABLE, zone.model)


def test_every_loop_switch_of_the_model_has_a_row(
    zone: Zone, loops: tuple[SwitchedLoop, ...]
) -> None:
    switches = {
        name for name in zone.model.variables["name"] if str(name).lower().startswith("strength ")
    }
    assert {loop.strength for loop in loops} == switches
    assert len({loop.id for loop in loops}) == len(loops)
    assert all(loop.name_en and loop.name_zh for loop in loops)


def test_no_polarity_contradicts_the_equations(zone: Zone, loops: tuple[SwitchedLoop, ...]) -> None:
    """Where the form of the equations decides; elsewhere the scores of a run do."""
    decided = {loop.id: zone.model.loop_polarity(loop.path) for loop in loops}
    assert all(decided[loop.id] in {loop.polarity, "?"} for loop in loops), decided


def test_what_the_form_leaves_open_the_scores_of_a_run_decide(
    zone: Zone, loops: tuple[SwitchedLoop, ...]
) -> None:
    open_ = [loop for loop in loops if zone.model.loop_polarity(loop.path) == "?"]
    # under a strict path and in a drought, so that entry review and shortage have something to do
    given = {"assigned energy cut": 30.0, "power supply ratio": 0.7}
    paths = {loop.id: loop.path for loop in open_}
    scores = zone.model.loop_scores(given, loops=paths, instants=INSTANTS)
    found = {loop.id: str(scores["polarity"].sel(loop=loop.id).values) for loop in open_}
    assert all(found[loop.id] in {loop.polarity, "U"} for loop in open_), found
    # U: silent in this run, or it turns
    assert sum(polarity == "U" for polarity in found.values()) < len(loops) // 2, found


def test_every_path_runs_through_a_link_of_its_switch(
    zone: Zone, loops: tuple[SwitchedLoop, ...]
) -> None:
    for loop in loops:
        pairs = set(zip(loop.path, (*loop.path[1:], loop.path[0]), strict=True))
        if loop.id not in BEFORE:
            assert pairs & own_links(zone.model, loop), loop.id


@pytest.mark.parametrize("loop", BEFORE)
def test_a_switch_that_acts_before_the_path_stills_what_it_starts(zone: Zone, loop: str) -> None:
    still = BEFORE[loop]
    given = {"project ambition": 1.0, "go latent": 5.0, "assigned energy cut": 10.0}
    cut = {**given, f"strength {loop}": 0.0}
    with_, without = (zone.model.run(one, outputs=[still])[still] for one in (given, cut))
    assert float(with_.max()) > 0
    assert float(abs(without).max()) == 0
