"""What is kept of a run block by block is what its trajectories hold, bit for bit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import gaoxin
from gaoxin import reducers
from gaoxin.engine.keeping import columns
from gaoxin.engine.model import Model
from gaoxin.engine.running import blocks, workers
from gaoxin.errors import ModelError, NonFinite
from tests.engine.support import build, coarse, same_bits, write

LEVELS = (0.0, 0.05, 0.5, 0.95, 1.0)
ALL = {
    "band": reducers.quantiles(LEVELS),
    "mean": reducers.mean(),
    "sd": reducers.sd(),
    "all": reducers.keep(),
}
EQUATIONS = (
    "Sort: a, b, c~~|\nPart: a, c~~|\nstock[Sort]=INTEG(rate-stock[Sort]/life[Sort], 1)~box~held|\n"
    "life[Sort]=2,3,4~~|\nrate=1~~|\npath=2*Time~~|\nfixed=7~~|\nlog=LN(rate)+path~~|\n"
    "some[Part]=stock[Part]~~|\nself=3*rate~~|\ntab((0,0),(1,1))~~|"
)


@pytest.fixture(params=["memory", "file"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "file":
        monkeypatch.setattr(columns, "IN_MEMORY", 0)
    return str(request.param)


def rates(members: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.random.default_rng(3).lognormal(size=members)


def by_hand(runs: xr.Dataset, name: str, reduced: Callable[[Any], Any]) -> Any:
    """Reduce a trajectory over its members, one element and instant at a time."""
    values = runs[name].transpose("member", ...).values
    flat = values.reshape(values.shape[0], -1)
    found = np.array([reduced(np.ascontiguousarray(column)) for column in flat.T])
    return np.moveaxis(found, -1, 0).reshape((*found.shape[1:], *values.shape[1:]))


# -- against the trajectories ----------------------------------------------------------------------


def test_every_statistic_is_that_of_the_trajectories(tmp_path: Path, place: str) -> None:
    model = build(tmp_path, EQUATIONS)
    given = {"rate": rates(57)}
    runs, found = model.run(given, members=57), model.reduce(given, ALL, members=57, block=10)
    same_bits(found["all"], runs)
    for name in map(str, runs.data_vars):
        partial = name == "some"  # b of Sort has no value there
        band = by_hand(runs, name, lambda v: np.quantile(v, LEVELS))
        np.testing.assert_array_equal(found["band"][name].values, band)
        for what, function in (("mean", np.mean), ("sd", lambda v: v.std(ddof=1))):
            hand = by_hand(runs, name, function)
            np.testing.assert_array_equal(found[what][name].values, hand, strict=not partial)
    assert found["band"]["stock"].dims == ("quantile", "Sort", "time")
    assert found["band"]["self"].dims == ("quantile",)
    assert found["mean"]["stock"].dims == ("Sort", "time")
    assert found["mean"]["fixed"].dims == ()
    assert found["band"]["stock"].attrs == {"units": "box", "comment": "held"}
    assert found["band"].coords["quantile"].values.tolist() == list(LEVELS)
    assert found["band"].coords["Sort"].values.tolist() == ["a", "b", "c"]
    np.testing.assert_array_equal(found["band"]["time"], runs["time"])


@pytest.mark.parametrize(
    ("name", "method"), [("reference", "euler"), ("memory", "rk4"), ("subscripts", "euler")]
)
def test_no_model_is_reduced_otherwise(name: str, method: str, place: str, tmp_path: Path) -> None:
    model = gaoxin.load(coarse(name, tmp_path))
    constants = list(model.variables.query("kind == 'constant'")["name"])[:6]
    factor = xr.DataArray(np.linspace(0.9, 1.1, 23), dims="member")
    given = {n: model.default(n) * factor for n in constants}
    runs = model.run(given, method=method, members=23)
    found = model.reduce(given, ALL, method=method, members=23, block=9)
    same_bits(found["all"], runs)
    for each in map(str, runs.data_vars):
        hand = by_hand(runs, each, lambda v: np.quantile(v, LEVELS))
        np.testing.assert_array_equal(found["band"][each].values, hand)


@pytest.mark.parametrize("forks", [True, False])
def test_no_bit_depends_on_block_or_workers(
    forks: bool, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "MANY", 10)
    monkeypatch.setattr(workers, "CAN_FORK", forks and workers.CAN_FORK)
    monkeypatch.setattr(workers, "cores", lambda: 3)
    model = build(tmp_path, EQUATIONS)
    bad = rates(901)
    bad[[5, 900]] = -1.0  # LN of it
    first = model.reduce({"rate": bad}, ALL, workers=1)
    for block, count in ((1, 1), (64, 2), (450, 3), (5000, 2), (None, 2)):
        again = model.reduce({"rate": bad}, ALL, workers=count, block=block)
        for name in ALL:
            same_bits(first[name], again[name])
            assert first[name].attrs == again[name].attrs


@settings(max_examples=25, deadline=None)
@given(
    final=st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30),
    levels=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    block=st.integers(1, 31),
)
def test_bands_are_the_quantiles_of_what_is_put_in(
    model_of_one: Model, final: list[float], levels: list[float], block: int
) -> None:
    values = np.array(final)
    asked = {"band": reducers.quantiles(levels), "mean": reducers.mean()}
    found = model_of_one.reduce({"x": values}, asked, members=values.size, block=block)
    np.testing.assert_array_equal(found["band"]["x"], np.quantile(values, levels))
    assert float(found["mean"]["x"]) == values.mean()


@pytest.fixture(scope="module")
def model_of_one(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return build(tmp_path_factory.mktemp("one"), "x=1~~|")


def test_a_normal_has_its_bands_and_another_has_not(model_of_one: Model) -> None:
    values = np.random.default_rng(1).normal(10.0, 2.0, 20_000)
    levels = np.array([0.05, 0.5, 0.95])
    found = model_of_one.reduce({"x": values}, {"band": reducers.quantiles(levels.tolist())})
    exact = stats.norm.ppf(levels, 10.0, 2.0)
    error = np.sqrt(levels * (1 - levels) / values.size) / stats.norm.pdf(exact, 10.0, 2.0)
    assert (np.abs(found["band"]["x"] - exact) < 4 * error).all()
    assert (np.abs(found["band"]["x"] - exact - 0.4) > 4 * error).all()


# -- selections ------------------------------------------------------------------------------------


def test_each_reducer_has_its_own_outputs_and_times(tmp_path: Path, place: str) -> None:
    model = build(tmp_path, EQUATIONS)
    given = {"rate": rates(40)}
    runs = model.run(given)
    found = model.reduce(
        given,
        {
            "last": reducers.keep(outputs=["Stock", "fixed"], times=4),
            "two": reducers.mean(outputs=["path"], times=(3, 1)),
            "rest": reducers.mean(times=[2.0]),
        },
        outputs=["log"],
        members=40,
    )
    assert list(found["last"].data_vars) == ["stock", "fixed"]
    assert found["last"]["stock"].dims == ("member", "Sort", "time")
    np.testing.assert_array_equal(found["last"]["stock"], runs["stock"].sel(time=[4]))
    assert found["last"]["fixed"].values.tolist() == [7.0] * 40
    assert found["two"]["path"].values.tolist() == [6.0, 2.0]
    assert found["two"]["time"].values.tolist() == [3.0, 1.0]
    assert list(found["rest"].data_vars) == ["log"]
    assert found["rest"]["log"].item() == runs["log"].sel(time=2).values.mean()


def test_what_no_reducer_wants_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    init = columns.Columns.__init__

    def counted(self: columns.Columns, count: int, members: int) -> None:
        made.append(count)
        init(self, count, members)

    monkeypatch.setattr(columns.Columns, "__init__", counted)
    model = build(tmp_path, EQUATIONS)
    model.reduce(
        {"rate": rates(40)},
        {"a": reducers.mean(outputs=["stock"], times=[1, 2]), "b": reducers.keep(times=[2, 4])},
        outputs=["stock", "path"],
    )
    assert made == [9]  # three elements at three instants; the path is the same for all


def test_members_in_the_order_in_which_they_are_given(tmp_path: Path) -> None:
    model = build(tmp_path, EQUATIONS)
    order = np.random.default_rng(0).permutation(50)
    asked = {"all": reducers.keep(outputs=["stock"]), "band": reducers.quantiles(outputs=["stock"])}
    found = [model.reduce({"rate": r}, asked) for r in (rates(50), rates(50)[order])]
    np.testing.assert_array_equal(
        found[0]["all"]["stock"].values[order], found[1]["all"]["stock"].values
    )
    same_bits(found[0]["band"], found[1]["band"])


def test_a_function_of_ones_own(tmp_path: Path) -> None:
    model = build(tmp_path, EQUATIONS)
    spread = reducers.Reducer(lambda v, _: [v.min(), v.max()], "end", ("least", "most"))
    found = model.reduce({"rate": rates(50)}, {"spread": spread}, outputs=["self"])
    assert found["spread"]["self"].sel(end="most") == 3 * rates(50).max()
    with pytest.raises(ModelError, match="reducer 'odd' gave 3 numbers; its labels are 2"):
        model.reduce(
            {"rate": rates(50)},
            {"odd": reducers.Reducer(lambda _v, _: [1, 2, 3], "end", ("x", "y"))},
        )
    with pytest.raises(ZeroDivisionError):
        model.reduce({"rate": rates(50)}, {"bad": reducers.Reducer(lambda _v, _: 1 / 0)})


def test_a_single_run_is_reduced_too(tmp_path: Path) -> None:
    model = build(tmp_path, EQUATIONS)
    runs, found = model.run(), model.reduce(None, ALL)
    np.testing.assert_array_equal(found["mean"]["stock"], runs["stock"])
    np.testing.assert_array_equal(found["band"]["stock"].sel(quantile=0.5), runs["stock"])
    assert found["sd"]["stock"].isnull().all()
    assert found["all"]["stock"].dims == ("member", "Sort", "time")
    assert found["all"].sizes["member"] == 1


# -- failed members --------------------------------------------------------------------------------


def test_failed_members_are_left_out_and_counted(tmp_path: Path, place: str) -> None:
    model = build(tmp_path, EQUATIONS)
    draws = rates(300)
    draws[[7, 250]] = -1.0
    asked = {
        **ALL,
        "reached": reducers.exceedance("self", at_least=3.0),
        "below": reducers.exceedance("self", at_most=3.0),
    }
    runs = model.run({"rate": draws}, members=300)
    found = model.reduce({"rate": draws}, asked, block=100)
    sound = np.delete(draws, [7, 250])
    for each in found.values():
        assert each.attrs["failed"] == [7, 250]
        assert each.attrs["diagnosis"] == runs.attrs["diagnosis"]
        assert each.attrs["members"] == 300
    same_bits(found["all"], runs)
    np.testing.assert_array_equal(found["band"]["self"], np.quantile(3 * sound, LEVELS))
    k = int((3 * sound >= 3.0).sum())
    assert found["reached"]["self"].sel(bound="low") == k / 300
    assert found["reached"]["self"].sel(bound="high") == (k + 2) / 300
    below = int((3 * sound <= 3.0).sum())
    assert found["below"]["self"].values.tolist() == [below / 300, (below + 2) / 300]


def test_a_run_of_which_over_one_percent_failed_is_refused(tmp_path: Path) -> None:
    model = build(tmp_path, EQUATIONS)
    draws = rates(300)
    draws[[7, 9, 11, 250]] = -1.0
    texts = []
    for call in (model.run, lambda given: model.reduce(given, ALL)):
        with pytest.raises(NonFinite, match="4 of 300 members left the finite numbers") as caught:
            call({"rate": draws})
        texts.append(str(caught.value))
    assert texts[0] == texts[1]
    with pytest.raises(NonFinite, match="'log' is nan first at time 0"):
        model.reduce({"rate": -1.0}, ALL)
    with pytest.raises(NonFinite, match="300 of 300 members"):
        model.reduce({"rate": -1.0}, ALL, members=300)  # no value depends on the member


def test_members_that_failed_before_a_restart_stay_failed(tmp_path: Path) -> None:
    model = build(tmp_path, EQUATIONS)
    draws = rates(300)
    draws[7] = -1.0
    half = model.run({"rate": draws}, final_time=2)
    rest = {"rate": np.abs(draws)}
    runs = model.run(rest, initial_state=half, members=300)
    found = model.reduce(rest, ALL, initial_state=half, block=100)
    assert runs.attrs["failed"] == found["all"].attrs["failed"] == [7]
    same_bits(found["all"], runs)


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: {}, "reducers is empty"),
        (lambda: reducers.mean(), "reducers is empty; write {'band'"),
        (lambda: {"m": "mean"}, "reducer 'm' is a str; write one of gaoxin.reducers"),
        (lambda: {"m": reducers.mean(outputs=["stokc"])}, "'stokc'; did you mean 'stock'"),
        (lambda: {"m": reducers.mean(outputs="stock")}, r'write outputs=\["stock"\]'),
        (lambda: {"m": reducers.mean(outputs=["tab"])}, "'tab' is a lookup"),
        (lambda: {"m": reducers.mean(times=2.5)}, r"'m' asks for time 2.5.* it saves 0 to 4"),
        (lambda: {"m": reducers.mean(times=np.nan)}, "asks for time nan"),
        (lambda: {"b": reducers.quantiles((0.5, 1.5))}, r"levels \(0.5, 1.5\)"),
        (lambda: {"b": reducers.quantiles(())}, r"levels \(\): write quantile levels"),
        (lambda: {"e": reducers.exceedance("stock")}, "'stock' needs one threshold"),
        (lambda: {"e": reducers.exceedance("stock", at_least=np.inf)}, "a finite number"),
        (
            lambda: {"e": reducers.exceedance("stock", at_least=1.0, at_most=2.0)},
            "needs one threshold",
        ),
    ],
)
def test_what_cannot_be_reduced_is_refused(
    tmp_path: Path, make: Callable[[], Any], message: str
) -> None:
    model = build(tmp_path, EQUATIONS)
    with pytest.raises(ModelError, match=message):
        model.reduce(None, make())


def test_an_axis_with_the_name_of_a_variable_is_refused_or_named_otherwise(tmp_path: Path) -> None:
    model = build(tmp_path, "quantile=INTEG(rate, 1)~~|\nrate=1~~|\nmember=3*rate~~|")
    given = {"rate": rates(20)}
    with pytest.raises(ModelError, match=r"'quantile' cannot run .* quantiles\(dim='band'\)"):
        model.reduce(given, {"band": reducers.quantiles(outputs=["quantile"])})
    found = model.reduce(given, {"band": reducers.quantiles(outputs=["quantile"], dim="band")})
    assert found["band"]["quantile"].dims == ("band", "time")
    assert model.reduce(given, {"m": reducers.mean()})["m"]["quantile"].dims == ("time",)
    for call in (model.run, lambda given: model.reduce(given, {"all": reducers.keep()})):
        with pytest.raises(ModelError, match="'member' cannot run over an axis 'member'"):
            call(given)


def test_arguments_are_checked_as_those_of_run(tmp_path: Path) -> None:
    model = build(tmp_path, EQUATIONS)
    for wrong in ({"outputs": "stock"}, {"seed": -1}, {"workers": 0}, {"block": 0}, {"members": 0}):
        with pytest.raises(ModelError, match=next(iter(wrong))):
            model.reduce(None, ALL, **wrong)


MEMORY = """
import resource, sys
import numpy as np
import xarray, gaoxin
from gaoxin import reducers
from gaoxin.engine.keeping import columns
columns.IN_MEMORY = 0
model = gaoxin.load(sys.argv[1])
rate = np.linspace(0.5, 1.5, 60_000)
model.reduce({"rate": rate[:100]}, {"band": reducers.quantiles()})
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
how = sys.argv[2]
if how == "reduce":
    model.reduce({"rate": rate}, {"band": reducers.quantiles()}, outputs=["stock"], workers=1)
else:
    runs = model.run({"rate": rate}, outputs=["stock"], workers=1, on_disk=how == "disk")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of ru_maxrss is Linux's")
def test_memory_does_not_grow_with_the_members(tmp_path: Path) -> None:
    """60,000 members, three elements at 100 times: the trajectories of a stock are 144 MB."""
    path = write(tmp_path, EQUATIONS, final=99)
    grown = {}
    for how in ("disk", "reduce"):
        line = [sys.executable, "-c", MEMORY, str(path), how]
        done = subprocess.run(line, capture_output=True, text=True, check=True)
        grown[how] = int(done.stdout) / 1024
    assert grown["disk"] < 60  # MiB, and the trajectories alone are 144
    assert grown["reduce"] < 60


# -- trajectories on disk --------------------------------------------------------------------------


@pytest.mark.parametrize("members", [None, 300])
def test_trajectories_on_disk_are_those_in_memory(
    members: int | None, tmp_path: Path, place: str
) -> None:
    model = build(tmp_path, EQUATIONS)
    given: dict[str, Any] = {"rate": 2.0}
    if members:
        given["rate"] = rates(members)
        given["rate"][7] = -1.0
    runs = model.run(given, members=members)
    stored = model.run(given, members=members, on_disk=True)
    xr.testing.assert_identical(runs, stored)
    same_bits(runs, stored)
    for chosen in (
        {"time": 2},
        {"time": slice(1, None)},
        {"Sort": [2, 0]},
        {"Sort": 1, "time": -1},
    ):
        xr.testing.assert_identical(
            runs["stock"].isel(chosen).transpose(), stored["stock"].isel(chosen).transpose()
        )


def test_a_variable_on_disk_is_read_each_time_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "IN_MEMORY", 0)
    stored = build(tmp_path, EQUATIONS).run({"rate": rates(50)}, on_disk=True)
    reads = []
    get = columns.Columns.get

    def counted(self: columns.Columns, first: int, count: int = 1) -> Any:
        reads.append((first, count))
        return get(self, first, count)

    monkeypatch.setattr(columns.Columns, "get", counted)
    assert not reads  # making the Dataset reads nothing
    for _ in range(2):
        assert np.isfinite(stored["stock"].values).all()
    assert len(reads) == 2
    assert reads[0] == reads[1]


def test_trajectories_on_disk_are_written_as_those_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gaoxin.telling.writing.netcdf import described, read_runs, write_netcdf

    monkeypatch.setattr(columns, "IN_MEMORY", 0)
    model = build(tmp_path, EQUATIONS)
    for name, on_disk in (("memory", False), ("disk", True)):
        runs = model.run({"rate": rates(50)}, on_disk=on_disk)
        write_netcdf(tmp_path / name, described(runs, {}))
    xr.testing.assert_identical(read_runs(tmp_path / "memory"), read_runs(tmp_path / "disk"))


def test_trajectories_on_disk_are_no_start_of_another_run(tmp_path: Path) -> None:
    model = gaoxin.load(write(tmp_path, EQUATIONS))
    half = model.run({"rate": rates(50)}, final_time=2, on_disk=True)
    with pytest.raises(ModelError, match="initial_state is a Dataset without a state"):
        model.run({"rate": rates(50)}, initial_state=half)


def test_a_function_gives_overrides_part_by_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gaoxin.engine.keeping.reduce.PART", 40)
    model = build(tmp_path, "rate=0.3~~|\nx=INTEG(rate*x*RANDOM UNIFORM(0,1,1)+LN(rate), 1)~~|")
    rates = np.linspace(0.1, 0.9, 157)
    rates[130] = -1.0
    asked: list[tuple[int, int]] = []

    def of_part(first: int, count: int) -> dict[str, Any]:
        asked.append((first, count))
        return {"rate": rates[first : first + count]}

    own = {"band": reducers.quantiles((0.1, 0.5)), "all": reducers.keep()}
    options: dict[str, Any] = {"outputs": ["x"], "seed": 3, "workers": 2}
    # one of 40 has failed, which is more than one in a hundred of its part
    with pytest.raises(NonFinite, match="1 of 40 members"):
        model.reduce(of_part, own, members=157, **options)
    rates[130] = 0.5
    whole = model.reduce({"rate": rates}, own, **options)
    parts = model.reduce(of_part, own, members=157, **options)
    for name in own:
        same_bits(whole[name], parts[name])
    assert asked[-4:] == [(0, 39), (39, 39), (78, 39), (117, 40)]
    with pytest.raises(ModelError, match="overrides is a function"):
        model.reduce(of_part, own, **options)
