"""Functions of whole ranges: sorting, ranking, matrices, allocation, selection."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from gaoxin.errors import ModelError, NonFinite
from tests.engine.support import build, same_bits

RANGES = "R: r1, r2, r3, r4~~|\nQ: q1, q2, q3, q4 -> R~~|\nT: t1, t2, t3~~|\nU: u1, u2, u3~~|\n"
VECTOR = "v[R]=3, 1, 4, 2~~|\n"


def test_order_rank_and_reorder(tmp_path: Path) -> None:
    runs = build(
        tmp_path,
        RANGES
        + VECTOR
        + "up[R]=VECTOR SORT ORDER(v[R], 1)~~|\ndown[Q]=VECTOR SORT ORDER(v[R], 0)~~|\n"
        "rank[R]=VECTOR RANK(v[R], 1)~~|\nsorted[R]=VECTOR REORDER(v[R], up[R])~~|\n"
        "each[T, R]=VECTOR RANK(v[R]*(2 - T), 1) + T*10~~|\n"
        "turned[R, T]=VECTOR RANK(v[R]*(2 - T), 1) + T*10~~|\n"
        "one[r3]=VECTOR SORT ORDER(v[R], 1)~~|\n"
        "but[R] :EXCEPT: [r2]=VECTOR SORT ORDER(v[R], 1)~~|\nbut[r2]=-1~~|\n"
        "away[R]=VECTOR REORDER(v[R], 0)~~|",
    ).run()
    assert runs["up"].values.tolist() == [1, 3, 0, 2]
    assert runs["down"].values.tolist() == [2, 0, 3, 1]
    assert runs["rank"].values.tolist() == [3, 1, 4, 2]
    assert runs["sorted"].values.tolist() == [1, 2, 3, 4]
    assert runs["each"].values[0].tolist() == [13, 11, 14, 12]
    assert runs["each"].values[2].tolist() == [32, 34, 31, 33]
    assert np.array_equal(runs["turned"].values, runs["each"].values.T)
    assert runs["one"].sel(R="r3") == 0
    assert runs["but"].values.tolist() == [1, -1, 0, 2]
    assert runs["away"].values.tolist() == [3, 3, 3, 3]


def test_a_position_that_is_not_there_is_named(tmp_path: Path) -> None:
    model = build(tmp_path, RANGES + VECTOR + "bad[R]=VECTOR REORDER(v[R], v[R])~~|")
    with pytest.raises(NonFinite, match="'bad' is nan first at time 0"):
        model.run()


def test_matrices_are_inverted_for_each_member(tmp_path: Path) -> None:
    model = build(
        tmp_path,
        RANGES + "m[R, T, U]=1~~|\ni[R, T, U]=INVERT MATRIX(m[R, T, U], 3)~~|\n"
        "turned[T, U, R]=INVERT MATRIX(m[R, T, U], 3)~~|",
    )
    values = np.random.default_rng(0).normal(size=(5, 4, 3, 3))
    values[:, 0] = [[0, 2, 0], [0, 0, 3], [1, 0, 0]]  # every pivot stands elsewhere
    given = {"m": xr.DataArray(values, dims=("member", "R", "T", "U"))}
    runs = model.run(given)
    np.testing.assert_allclose(runs["i"].values, np.linalg.inv(values), rtol=1e-9, atol=1e-12)
    assert np.array_equal(runs["turned"].values, np.moveaxis(runs["i"].values, 1, -1))
    alone = model.run({"m": given["m"].isel(member=3)})
    assert np.array_equal(alone["i"].values, runs["i"].values[3])


@pytest.mark.parametrize("action", range(11))
def test_vector_select(action: int, tmp_path: Path) -> None:
    runs = build(
        tmp_path,
        RANGES + "s[R]=1, 0, 3, 4~~|\nv[R]=3, 1, 4, 2~~|\nnone[R]=0~~|\n"
        f"x=VECTOR SELECT(s[R!], v[R!], -7, {action}, 0)~~|\n"
        f"y=VECTOR SELECT(none[R!], v[R!], -7, {action}, 0)~~|\n"
        f"z[T]=VECTOR SELECT(s[R!]*T, v[R!], -7, {6 + action % 5}, 0)~~|",
    ).run()
    s, v = np.array([1, 3, 4.0]), np.array([3, 4, 2.0])
    weighted = {0: s @ v, 1: np.prod(s * v), 2: min(s * v), 3: max(s * v), 4: np.mean(s * v)}
    weighted |= {5: np.prod(v**s), 6: v.sum(), 7: v.prod(), 8: v.min(), 9: v.max(), 10: v.mean()}
    np.testing.assert_allclose(float(runs["x"]), weighted[action])
    assert float(runs["y"]) == -7
    assert len(set(runs["z"].values.tolist())) == 1


@pytest.mark.parametrize(("error", "fails"), [(1, "none"), (2, "many"), (3, "none"), (3, "many")])
def test_an_error_that_vector_select_asks_for(error: int, fails: str, tmp_path: Path) -> None:
    model = build(
        tmp_path,
        RANGES + VECTOR + "none[R]=0~~|\nmany[R]=1~~|\n"
        f"x=VECTOR SELECT({fails}[R!], v[R!], 0, 0, {error})~~|",
    )
    with pytest.raises(NonFinite, match="'x' is nan"):
        model.run()


ALLOCATION = """P: ptype, ppriority, pwidth, pextra~~|
asked[R]=10, 20, 0, 30~~|
rank[R]=1, 2, 3, 2.5~~|
there=25~~|
profile[R, ptype]=kind~~|
profile[R, ppriority]=rank[R]~~|
profile[R, pwidth]=1~~|
profile[R, pextra]=0~~|
kind=3~~|
width=1~~|
got[R]=ALLOCATE AVAILABLE(asked[R], profile[R, ptype], there)~~|
next[R]=ALLOCATE BY PRIORITY(asked[R], rank[R], 4, width, there)~~|
"""


@pytest.mark.parametrize("name", ["got", "next"])
def test_what_there_is_is_shared_out(name: str, tmp_path: Path) -> None:
    model = build(tmp_path, RANGES + ALLOCATION)
    there = np.array([0.0, 1e-6, 5, 25, 59.999, 60, 100])
    kinds = xr.DataArray([1.0, 2.0, 3.0, 4.0], dims="kind")
    for kind in kinds.values:
        runs = model.run({"there": there, "kind": kind})
        shares = runs[name].values
        np.testing.assert_allclose(shares.sum(axis=1), np.minimum(there, 60), rtol=1e-8, atol=1e-12)
        assert (shares >= 0).all()
        assert (shares <= [10, 20, 0, 30]).all()
        assert (np.diff(shares, axis=0) >= -1e-12).all()
        for member in (1, 3):
            alone = model.run({"there": there[member], "kind": kind})
            assert np.array_equal(alone[name].values, shares[member])


def test_priority_far_ahead_takes_all(tmp_path: Path) -> None:
    model = build(tmp_path, RANGES + ALLOCATION)
    runs = model.run({"width": 0.1, "there": np.array([15.0, 35.0, 55.0])})
    np.testing.assert_allclose(runs["next"].values, [[0, 0, 0, 15], [0, 5, 0, 30], [5, 20, 0, 30]])


@pytest.mark.parametrize("bad", [{"there": -1.0}, {"asked": -1.0}, {"width": 0.0}, {"kind": 5.0}])
def test_what_cannot_be_shared_out_is_named(bad: dict[str, float], tmp_path: Path) -> None:
    model = build(tmp_path, RANGES + ALLOCATION)
    with pytest.raises(NonFinite, match=r"'(got|next)' is nan"):
        model.run(bad)


def test_no_bit_depends_on_the_block(tmp_path: Path) -> None:
    model = build(
        tmp_path,
        RANGES + ALLOCATION + "up[R]=VECTOR SORT ORDER(rank[R]*SIN(Time), 1)~~|\n"
        "best=VECTOR SELECT(up[R!], got[R!], 0, 3, 0)~~|",
    )
    given = {"there": np.linspace(1, 50, 11)}
    whole = model.run(given)
    for block in (1, 4, 11):
        same_bits(model.run(given, block=block), whole)


@pytest.mark.parametrize(
    ("equation", "message"),
    [
        ("x=VECTOR SORT ORDER(v[R], 1)", "'r' must run on the left side"),
        ("x[R]=VECTOR SORT ORDER(3, 1)", "needs an argument over 1 subscript range"),
        ("x[R, T]=INVERT MATRIX(v[R], 2)", "over 2 subscript range"),
        ("x[R, T]=INVERT MATRIX(w[R, T], 2)", "as many rows as columns"),
        ("x=VECTOR SELECT(v[r1], 1, 0, 0, 0)", "marked with '!'"),
        ("x=VECTOR SELECT(v[R!], 1, 0, 11, 0)", "actions 0 to 10"),
        ("x=VECTOR SELECT(v[R!], 1, 0, Time, 0)", "must follow from constants"),
        ("x[R]=ALLOCATE AVAILABLE(v[R], 1, 2)", "must be a variable with subscripts"),
        ("x[R]=VECTOR RANK(v[R])", "VECTOR RANK takes 2 arguments, not 1"),
    ],
)
def test_what_makes_no_sense_is_refused(equation: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        build(tmp_path, RANGES + VECTOR + f"w[R, T]=1~~|\n{equation}~~|")
    assert message in str(caught.value)
    assert caught.value.line is not None
