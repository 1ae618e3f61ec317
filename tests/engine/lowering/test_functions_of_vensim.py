"""Functions of Vensim's that PySD has not, held against its documentation and closed forms."""

from __future__ import annotations

from math import gamma, log, pi, sqrt
from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.errors import ModelError
from tests.engine.lowering.test_semantics import loaded, values

LOOK = "look((0,0),(1,1),(3,2))~~|\n"
DOWN = "down((0,5),(2,1),(2,0),(4,0))~~|\n"


EXACT = {
    # the examples of Vensim's help pages
    "LOOKUP INVERT(look, 0.5)": 0.5,
    "LOOKUP INVERT(look, 1.5)": 2.0,
    "IF THEN ELSE(LOOKUP INVERT(look, -1)=:NA:, 1, 0)": 1.0,
    "LOOKUP SLOPE(look, 1, 0)": 0.75,
    "LOOKUP SLOPE(look, 0.5, 0)": 1.0,
    "LOOKUP SLOPE(look, 1.5, 0)": 0.5,
    "LOOKUP SLOPE(look, -1, 0)": 0.0,
    "LOOKUP SLOPE(look, -1, 1)": 1.0,
    "IF THEN ELSE(LOOKUP SLOPE(look, -1, -1)=:NA:, 1, 0)": 1.0,
    "IF THEN ELSE(LOOKUP SLOPE(down, 2, 0)=:NA:, 1, 0)": 1.0,  # two points at one x
    "LOOKUP AREA(look, 0, 1)": 0.5,
    "LOOKUP AREA(look, 1, 5)": 3.0 + 4.0,
    "LOOKUP AREA(look, 3, 1)": -3.0,
    "LOOKUP AREA(look, -2, 0)": 0.0,
    "LOOKUP INVERT(down, 3)": 1.0,
    "LOOKUP INVERT(down, 0.5)": 2.0,
    "LOOKUP FORWARD(look, 1.5)": 2.0,
    "LOOKUP BACKWARD(look, 1.5)": 1.0,
    "VECTOR LOOKUP(v[a], 0.5, 0, 2, 0)": 5.0,
    "VECTOR LOOKUP(v[a], 2, 0, 2, 1)": 5.0 + 25.0,
    "VECTOR LOOKUP(v[a], 1.5, 0, 2, 2)": 10.0,
    "VECTOR LOOKUP(v[a], 3, 0, 2, 3)": 70.0,
    "VECTOR LOOKUP(v[a], 1.5, 0, 2, 4)": 40.0,
    "VECTOR LOOKUP(v[a], 25, 0, 2, 5)": 1.5,
    "VECTOR LOOKUP(v[a], 0.5, 0, 2, 6)": 10.0,
    "VECTOR LOOKUP(v[a], 3, 0, 2, 7)": 30.0 + 55.0,
    "VECTOR LOOKUP(v[a], 70, 0, 2, 8)": 3.0,
    "VECTOR LOOKUP(v[a], 5, 0, 2, 9)": 30.0,
    "VECTOR ELM MAP(v[b], 1)": 40.0,
    "IF THEN ELSE(VECTOR ELM MAP(v[b], 2)=:NA:, 1, 0)": 1.0,
    "VECTOR ELM MAP(w[a, m], 3)": 4.0,  # the last subscript runs fastest
    "GAMMA LN(5)": log(24),
    "GAMMA LN(0.5)": log(sqrt(pi)),
}
"""Examples of Vensim's help pages, and what follows from their words."""


def test_functions_are_what_the_manual_says(tmp_path: Path) -> None:
    text = LOOK + DOWN + "R: a, b, c~~|\nQ: m, n~~|\nv[R]=0, 10, 40~~|\nw[R,Q]=1,2;3,4;5,6;~~|\n"
    lines = [f"y{i}={equation}+0*Time~~|\n" for i, equation in enumerate(EXACT)]
    model = loaded(tmp_path, text + "".join(lines), end=1)
    fast, slow = (model.run(backend=backend) for backend in ("compiled", "numpy"))
    for i, (equation, expected) in enumerate(EXACT.items()):
        found = fast[f"y{i}"].values
        np.testing.assert_allclose(found, expected, rtol=1e-12, err_msg=equation)
        np.testing.assert_array_equal(found, slow[f"y{i}"].values, err_msg=equation)


def test_an_aging_chain_maps_each_element_to_the_one_before(tmp_path: Path) -> None:
    text = (
        "S: (s1-s9)~~|\nflow[S]=IF THEN ELSE(S=s1, 3, VECTOR ELM MAP(out[S], -1))~~|\n"
        "out[S]=level[S]/2~~|\nlevel[S]=INTEG(flow[S]-out[S], S)~~|\ny=flow[s9]~~|"
    )
    level, expected = np.arange(1.0, 10), []
    for _ in range(5):
        out = level / 2
        flow = np.array([3, *out[:-1]])
        expected.append(flow[-1])
        level = level + flow - out
    np.testing.assert_allclose(values(tmp_path, text), expected, rtol=1e-12)


def test_present_value_of_a_constant_stream_is_a_geometric_sum(tmp_path: Path) -> None:
    found = values(tmp_path, "y=NPV(100, 0.1, 7, 2)~~|")
    sums = [7 + sum(100 / 1.1**i for i in range(n + 1)) for n in range(5)]
    np.testing.assert_allclose(found, 2 * np.array(sums), rtol=1e-12)
    late = values(tmp_path, "y=NPVE(100, 0.1, 0, 1)~~|")
    np.testing.assert_allclose(late[1], 100 / 1.1 + 100 / 1.1**2, rtol=1e-12)  # Excel's NPV


def test_at_the_rate_of_return_the_present_value_is_nothing(tmp_path: Path) -> None:
    text = "cash=IF THEN ELSE(Time<1, -100, 60)~~|\n"
    found = values(tmp_path, text + "y=INTERNAL RATE OF RETURN(cash, 1, 0, 0)~~|", end=4)
    assert np.isnan(found[:2]).all()  # nothing came back yet
    for count, rate in enumerate(found[2:], start=1):
        worth = -100 + sum(60 / (1 + rate) ** i for i in range(1, count + 1))
        assert worth == pytest.approx(0, abs=1e-9)
    own = values(tmp_path, "y=INTERNAL RATE OF RETURN(30, 2, -50, 0)~~|", step=0.5, end=4)
    assert own[-1] == pytest.approx(-1 + (60 + sqrt(60**2 + 4 * 50 * 60)) / (2 * 50))
    base = values(tmp_path, "y=TIME BASE(1970, 1/12)~~|", end=12)
    assert base[-1] == pytest.approx(1971)


def test_depreciation_gives_back_all_that_was_spent_and_its_steady_state(tmp_path: Path) -> None:
    spent = "in=IF THEN ELSE(Time<2, 8, 0)~~|\ny=DEPRECIATE STRAIGHTLINE(in, 4, 1, 0)~~|"
    found = values(tmp_path, spent, step=0.25, end=8)
    assert sum(found) * 0.25 == pytest.approx(16)
    assert found[-1] == 0
    steady = values(tmp_path, "y=DEPRECIATE STRAIGHTLINE(8, 4, 1, 8)~~|", step=0.25)
    assert steady == [8] * 17


SEEN = {
    "GET DATA AT TIME(d, 2)": 40.0,
    "IF THEN ELSE(GET DATA AT TIME(d, 1.5)=:NA:, 1, 0)": 1.0,
    "GET DATA FIRST TIME(d)": 0.0,
    "GET DATA LAST TIME(d)": 4.0,
    "GET DATA TOTAL POINTS(d)": 4.0,
    "GET DATA MAX(d, 0, 2)": 40.0,
    "GET DATA MIN(d, 1, 9)": -5.0,
    "GET DATA MEAN(d, 0, 2)": (10 + 25 + 40) / 3,
    "GET DATA STDV(d, 0, 2)": 15.0,
    "IF THEN ELSE(GET DATA MAX(d, 5, 9)=:NA:, 1, 0)": 1.0,
    "GET DATA BETWEEN TIMES(d, 3, 0)": 17.5,
    "GET DATA BETWEEN TIMES(d, 3, 1)": -5.0,
    "GET DATA BETWEEN TIMES(d, 3, -1)": 40.0,
    "IF THEN ELSE(GET DATA BETWEEN TIMES(d, 5, 0)=:NA:, 1, 0)": 1.0,
    "IF THEN ELSE(GET DATA AT TIME(k, 1)=:NA:, 1, 0)": 1.0,  # no data
}


def test_a_series_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("time,d\n0,10\n1,25\n2,40\n3,\n4,-5\n", encoding="utf-8")
    path = tmp_path / "m.mdl"
    lines = "".join(f"y{i}={equation}~~|\n" for i, equation in enumerate(SEEN))
    path.write_text(
        f"{{UTF-8}}\nd:INTERPOLATE:~~|\nk=1~~|\n{lines}"
        "INITIAL TIME=0~~|FINAL TIME=1~~|TIME STEP=1~~|SAVEPER=1~~|",
        encoding="utf-8",
    )
    runs = gaoxin.load(path, data=[tmp_path / "d.csv"]).run()
    for i, (equation, expected) in enumerate(SEEN.items()):
        np.testing.assert_allclose(runs[f"y{i}"].values, expected, rtol=1e-12, err_msg=equation)


MOMENTS = {
    "RANDOM BINOMIAL(0, 100, 0.3, 10, 0, 1, 1)": (3.0, 2.1),
    "RANDOM NEGATIVE BINOMIAL(0, 1e9, 0.25, 3, 0, 1, 1)": (12.0, 3 * 0.75 / 0.25**2),
    "RANDOM POISSON(0, 1e9, 3.5, 1, 2, 1)": (1 + 2 * 3.5, 4 * 3.5),
    "RANDOM TRIANGULAR(0, 10, 1, 2, 6, 1)": (3.0, (1 + 4 + 36 - 2 - 6 - 12) / 18),
    "RANDOM WEIBULL(0, 1e9, 2, 0, 1, 1)": (1.0, gamma(2) / gamma(1.5) ** 2 - 1),
    "RANDOM BETA(0, 1, 2, 3, 0, 1, 1)": (0.4, 0.04),
    "RANDOM GAMMA(0, 1e9, 4, 0, 1, 1)": (1.0, 0.25),
    "RANDOM LOOKUP(look, 0, 9, 0, 1, 1)": (40 / 21, 25 / 6 - (40 / 21) ** 2),
    "RANDOM BINOMIAL(2, 3, 0.5, 4, 0, 1, 1)": (2.4, 0.24),  # cut off at 2 and 3: 6 to 4
}


@pytest.mark.parametrize("equation", MOMENTS)
def test_what_is_drawn_has_the_moments_of_its_distribution(tmp_path: Path, equation: str) -> None:
    mean, variance = MOMENTS[equation]
    model = loaded(tmp_path, f"{LOOK}y={equation}~~|", end=40)
    drawn = model.run(members=500)["y"].values.ravel()
    error = 5 * sqrt(variance / drawn.size)
    assert drawn.mean() == pytest.approx(mean, abs=error)
    assert drawn.var() == pytest.approx(variance, rel=0.08)
    assert abs(drawn.mean() - 1.1 * mean) > error, "a tenth more would be seen"


def test_pink_noise_remembers_as_long_as_it_should(tmp_path: Path) -> None:
    model = loaded(tmp_path, "y=RANDOM PINK NOISE(3, 2, 4, 1)~~|", step=0.5, end=200)
    found = model.run(members=200)["y"].values
    assert found.mean() == pytest.approx(3, abs=0.15)
    assert found.std() == pytest.approx(2, rel=0.03)
    assert found[:, 0].std() == pytest.approx(2, rel=0.2), "from the start on"
    after = np.corrcoef(found[:, :-1].ravel(), found[:, 1:].ravel())[0, 1]
    assert after == pytest.approx(1 - 0.5 / 4, abs=0.01)


def test_a_market_clears(tmp_path: Path) -> None:
    text = (
        "D: d1, d2~~|\nS: s1, s2, s3~~|\nP: ptype, ppriority, pwidth, pextra~~|\n"
        "dp[D,ptype]=3~~|\ndp[D,ppriority]=5, 7~~|\ndp[D,pwidth]=2, 4~~|\ndp[D,pextra]=0~~|\n"
        "sp[S,ptype]=1, 2, 4~~|\nsp[S,ppriority]=1, 3, 5~~|\nsp[S,pwidth]=2, 4, 4~~|\n"
        "sp[S,pextra]=0~~|\nwant[D]=500, 300~~|\nhave[S]=200, 300, 450~~|\n"
        "price=FIND MARKET PRICE(want[d1], dp[d1,ptype], have[s1], sp[s1,ptype])~~|\n"
        "sold[S]=SUPPLY AT PRICE(have[S], sp[S,ptype], price)~~|\n"
        "got[D]=DEMAND AT PRICE(want[D], dp[D,ptype], price)~~|\n"
        "y=SUM(sold[S!])-SUM(got[D!])~~|\nz=SUM(got[D!])~~|"
    )
    assert values(tmp_path, text)[0] == pytest.approx(0, abs=1e-9)
    assert 100 < values(tmp_path, text, "z")[0] < 800


ALLOCATION = (
    "D: d1, d2~~|\nP: ptype, ppriority, pwidth, pextra~~|\npp[D,ptype]={kind}~~|\n"
    "pp[D,ppriority]=0.1, 0.9~~|\npp[D,pwidth]=0.5~~|\npp[D,pextra]=0~~|\nask[D]=200, {more}~~|\n"
    "give[D]=ALLOCATE AVAILABLE(ask[D], pp[D,ptype], {supply})~~|\ny=give[d1]~~|\nz=give[d2]~~|"
)


def test_allocations_follow_vensims_own_runs(tmp_path: Path) -> None:
    def shared(kind: int, more: float = 300, supply: float = 100) -> tuple[float, float]:
        text = ALLOCATION.format(kind=kind, more=more, supply=supply)
        return values(tmp_path, text)[0], values(tmp_path, text, "z")[0]

    assert shared(3) == pytest.approx((3.87908, 96.1207), rel=5e-5), "a saved run of Vensim"
    assert shared(0) == pytest.approx((40, 60)), "fixed requests in one proportion"
    assert shared(4) == pytest.approx((11.863, 88.1368), rel=5e-5)
    assert shared(13) == (4, 96), "whole numbers"


def test_what_vensim_has_and_is_not_supported_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="'SHIFT IF TRUE' is not supported: whether it shifts"):
        loaded(tmp_path, "y=SHIFT IF TRUE(Time, 1, 2, 0, 0)~~|")
