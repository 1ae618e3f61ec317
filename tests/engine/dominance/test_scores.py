"""Loop scores against closed forms and against link scores worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import xarray as xr

import gaoxin
from gaoxin.errors import ModelError
from tests.engine.support import MODELS, build

LOGISTIC = """
P = INTEG(births - deaths, 1) ~~|
births = P*r ~~|
deaths = P*r*P/K ~~|
r = 0.5 ~~|
K = 100 ~~|
"""
BASS = """
Potential = INTEG(-adoption, 990) ~~|
Adopters = INTEG(adoption, 10) ~~|
adoption = c*Adopters*Potential/N ~~|
c = 0.8 ~~|
N = 1000 ~~|
"""
ARMS = """
X = INTEG(build x - decay x, 10) ~~|
Y = INTEG(build y - decay y, 30) ~~|
build x = a*Y ~~|
build y = a*X ~~|
decay x = b*X ~~|
decay y = d*Y ~~|
a = 0.3 ~~|
b = 0.5 ~~|
d = 0.2 ~~|
"""


def share(scores: xr.Dataset, path: str) -> npt.NDArray[np.float64]:
    found = scores["relative"].values[scores["path"].values == path]
    assert len(found) == 1, list(scores["path"].values)
    return np.asarray(found[0])


@pytest.mark.parametrize(("rate", "sign"), [(0.1, 1), (-0.1, -1)])
def test_one_loop_makes_all_of_the_behaviour(tmp_path: Path, rate: float, sign: int) -> None:
    model = build(tmp_path, f"S = INTEG(flow, 5) ~~|\nflow = S*{rate} ~~|")
    scores = model.loop_scores()
    np.testing.assert_allclose(scores["score"], sign, rtol=1e-9)
    np.testing.assert_allclose(scores["relative"], 100 * sign)
    assert list(scores["polarity"].values) == ["R" if sign > 0 else "B"]


def test_logistic_growth_turns_at_half_its_capacity(tmp_path: Path) -> None:
    """Two flows of P: births take r dP, deaths 2 r P/K dP, so that the shares are 1 : 2 P/K."""
    model = build(tmp_path, LOGISTIC, final=20, step=1 / 16, save=1 / 16)
    stock = model.run()["P"].values
    middle = (stock[1:] + stock[:-1]) / 200
    scores = model.loop_scores()
    growth, limit = share(scores, "P -> births"), share(scores, "P -> deaths")
    np.testing.assert_allclose(growth, 100 / (1 + 2 * middle), rtol=1e-9)
    np.testing.assert_allclose(limit, -200 * middle / (1 + 2 * middle), rtol=1e-9)
    dominant = growth > -limit
    assert (dominant == (middle < 0.5)).all()
    assert dominant.any()
    assert not dominant.all()


def test_the_way_a_net_flow_is_written_changes_nothing(tmp_path: Path) -> None:
    """Schoenberg, Hayward and Eberlein (2023): scores do not rest on how flows are put together."""
    parted = build(tmp_path, LOGISTIC, final=20, step=1 / 16).loop_scores()
    text = LOGISTIC.replace("births - deaths", "births - deaths + trade - trade out")
    text += "trade = 1e3 ~~|\ntrade out = 1e3 ~~|"
    together = build(tmp_path, text, final=20, step=1 / 16).loop_scores()
    np.testing.assert_allclose(together["relative"], parted["relative"], rtol=1e-6)


def test_diffusion_turns_at_half_adoption(tmp_path: Path) -> None:
    """DA P and -A dP with dA = -dP: word of mouth has the share P/N, saturation -A/N."""
    model = build(tmp_path, BASS, final=20, step=1 / 16, save=1 / 16)
    runs = model.run()
    scores = model.loop_scores()
    spread = share(scores, "Adopters -> adoption")
    np.testing.assert_allclose(spread, runs["Potential"].values[:-1] / 10, rtol=1e-6)
    saturation = share(scores, "Potential -> adoption")
    np.testing.assert_allclose(saturation, -runs["Adopters"].values[:-1] / 10, rtol=1e-6)


def test_an_arms_race_agrees_with_link_scores_worked_out_by_hand(tmp_path: Path) -> None:
    model = build(tmp_path, ARMS, final=20, step=0.25, save=0.25)
    runs = model.run()
    x, y = np.diff(runs["X"].values), np.diff(runs["Y"].values)
    net_x, net_y = 0.3 * y - 0.5 * x, 0.3 * x - 0.2 * y
    expected = {
        "X -> build y -> Y -> build x": np.abs(0.3 * y / net_x) * np.abs(0.3 * x / net_y),
        "X -> decay x": -np.abs(0.5 * x / net_x),
        "Y -> decay y": -np.abs(0.2 * y / net_y),
    }
    total = sum(np.abs(v) for v in expected.values())
    scores = model.loop_scores()
    found = {
        p.replace("build x -> X -> build y -> Y", "X -> build y -> Y -> build x")
        for p in scores["path"].values
    }
    assert found == set(expected)
    for path, score in expected.items():
        own = path if path in scores["path"].values else "build x -> X -> build y -> Y"
        at = list(scores["path"].values).index(own)
        np.testing.assert_allclose(scores["score"].values[at], score, rtol=1e-6)
        np.testing.assert_allclose(share(scores, own), 100 * score / total, rtol=1e-6)


def test_a_smooth_is_the_stock_that_it_stands_for(tmp_path: Path) -> None:
    tail = "order = (10 - perceived)/2 ~~|\nS = INTEG(order - S/5, 1) ~~|\n"
    smooth = build(tmp_path, tail + "perceived = SMOOTH(S, 3) ~~|").loop_scores()
    text = "perceived = INTEG((S - perceived)/3, S) ~~|"
    written = build(tmp_path, tail + text).loop_scores()
    assert set(smooth["path"].values) == set(written["path"].values)
    for path in smooth["path"].values:
        np.testing.assert_allclose(share(smooth, path), share(written, path), rtol=1e-9)


def test_a_pure_delay_hands_its_score_on_later(tmp_path: Path) -> None:
    """One loop alone: it counts for nothing before the delay is over, and for all after."""
    model = build(
        tmp_path,
        "S = INTEG(1 + late, 1) ~~|\nlate = DELAY FIXED(S*0.1, 2, 0) ~~|",
        final=6,
        step=0.5,
    )
    scores = model.loop_scores(instants=12)
    relative = scores["relative"].values
    assert set(scores["polarity"].values) == {"R"}
    late = scores["time"].values > 2
    np.testing.assert_allclose(np.abs(relative[:, late]).sum(axis=0), 100)
    assert not relative[:, ~late].any()


def test_each_element_of_an_array_is_a_model_of_its_own(tmp_path: Path) -> None:
    text = """
    place: north, south ~~|
    P[place] = INTEG(births[place] - deaths[place], start[place]) ~~|
    births[place] = P[place]*r ~~|
    deaths[place] = P[place]*r*P[place]/K ~~|
    start[place] = 1, 40 ~~|
    r = 0.5 ~~|
    K = 100 ~~|
    """
    both = build(tmp_path, text, final=10, step=1 / 8).loop_scores()
    for element, start in (("north", 1), ("south", 40)):
        alone = build(tmp_path, LOGISTIC.replace(", 1)", f", {start})"), final=10, step=1 / 8)
        own = alone.loop_scores()
        for flow in ("births", "deaths"):
            found = both["score"].values[
                both["path"].values == f"P[{element}] -> {flow}[{element}]"
            ]
            score = own["score"].values[own["path"].values == f"P -> {flow}"]
            np.testing.assert_allclose(found, score, rtol=1e-9)


def test_a_given_loop_sums_its_elements(tmp_path: Path) -> None:
    text = """
    place: a, b, c ~~|
    P[place] = INTEG(gain[place] - loss[place], start[place]) ~~|
    gain[place] = 0.1*(total - P[place]) ~~|
    total = SUM(P[place!]) ~~|
    loss[place] = 0.05*P[place] ~~|
    start[place] = 1, 5, 20 ~~|
    """
    model = build(tmp_path, text, final=6, step=0.25)
    found = model.loop_scores(instants=24)
    given = model.loop_scores(loops={"whole": ["P", "total", "gain"], "out": ["P", "loss"]})
    for name, piece in (("whole", "total"), ("out", "loss")):
        own = [i for i, p in enumerate(found["path"].values) if piece in p]
        total = found["score"].values[own].sum(axis=0)
        np.testing.assert_allclose(given["score"].sel(loop=name), total, rtol=1e-9)


def test_members_have_the_scores_that_each_has_alone(tmp_path: Path) -> None:
    model = build(tmp_path, LOGISTIC, final=10, step=1 / 8)
    rates = np.array([0.3, 0.9])
    loops = {"R": ["P", "births"], "B": ["P", "deaths"]}
    both = model.loop_scores({"r": rates}, loops=loops)
    assert both["score"].dims == ("loop", "member", "time")
    for member, rate in enumerate(rates):
        alone = model.loop_scores({"r": rate}, loops=loops)
        np.testing.assert_array_equal(both["score"].isel(member=member), alone["score"])


def test_an_overridden_table_and_random_numbers_take_part(tmp_path: Path) -> None:
    text = """
    S = INTEG(in - out, 10) ~~|
    in = 1 + RANDOM UNIFORM(0, 1, 3) + S*curve(S) ~~|
    out = S*0.2 ~~|
    curve((0,0.1),(100,0.1)) ~~|
    """
    model = build(tmp_path, text)
    for table, size in (([(0, 0.1), (100, 0.1)], 0.1), ([(0, 0.4), (100, 0.4)], 0.4)):
        scores = model.loop_scores({"curve": table}, loops={"R": ["S", "in"], "B": ["S", "out"]})
        score = scores["score"].values
        np.testing.assert_allclose(np.abs(score[0] / score[1]), size / 0.2, rtol=1e-9)


def test_equilibrium_is_no_behaviour(tmp_path: Path) -> None:
    scores = build(tmp_path, LOGISTIC.replace(", 1)", ", 100)")).loop_scores()
    assert scores.sizes["loop"] == 0


def test_a_given_loop_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    model = build(tmp_path, LOGISTIC)
    with pytest.raises(ModelError, match="'P' does not use 'K'"):
        model.loop_scores(loops={"x": ["K", "P"]})
    with pytest.raises(ModelError, match="no variable 'birth'"):
        model.loop_scores(loops={"x": ["P", "birth"]})
    with pytest.raises(ModelError, match="instants"):
        model.loop_scores(instants=0)


@pytest.mark.parametrize("name", ["memory", "subscripts", "functions"])
def test_the_shares_of_each_partition_add_up(name: str) -> None:
    """Macros, chains, samples, queues, arrays: where anything moves, shares sum to 100 %."""
    scores = gaoxin.load(MODELS / f"{name}.mdl").loop_scores(instants=100)
    total = abs(scores["relative"]).groupby("partition").sum().values
    assert scores.sizes["loop"]
    assert (np.isclose(total, 100) | np.isclose(total, 0)).all()
    assert (np.isclose(total, 100).sum(axis=-1) > 0).all()
