"""``model/loops.csv`` says of the loops what the equations say."""

from __future__ import annotations

import pytest

from gaoxin.desks.loops import TABLE
from gaoxin.ensembles.loop_cuts import SwitchedLoop, own_links, read_loops
from tests.zone.conftest import ROOT, Zone


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
    assert sum(polarity != "?" for polarity in decided.values()) >= len(loops) // 3


def test_what_the_form_leaves_open_the_scores_of_a_run_decide(
    zone: Zone, loops: tuple[SwitchedLoop, ...]
) -> None:
    open_ = [loop for loop in loops if zone.model.loop_polarity(loop.path) == "?"]
    # under a strict path and in a drought, so that entry review and shortage have something to do
    given = {"assigned energy cut": 30.0, "power supply ratio": 0.7}
    scores = zone.model.loop_scores(given, loops={loop.id: loop.path for loop in open_})
    for loop in open_:
        found = str(scores["polarity"].sel(loop=loop.id).values)
        assert found in {loop.polarity, "U"}, loop.id  # U: silent in this run, or it turns


def test_every_path_runs_through_a_link_of_its_switch(
    zone: Zone, loops: tuple[SwitchedLoop, ...]
) -> None:
    for loop in loops:
        pairs = set(zip(loop.path, (*loop.path[1:], loop.path[0]), strict=True))
        assert pairs & own_links(zone.model, loop), loop.id
