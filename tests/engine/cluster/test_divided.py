"""Members that others compute have the bits of one process, whoever dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

import numpy as np
import pytest

import gaoxin
from gaoxin.cluster import open_cluster
from gaoxin.engine.running.pool import used
from gaoxin.errors import GaoxinError, NonFinite
from tests.engine.cluster.pools import PicklePool

MODEL = """{UTF-8}
Place: north, south
	~	~	|
rate[Place]= 0.1, 0.2
	~	1/Month	~	|
noise= RANDOM NORMAL(-3, 3, 0, 1, 5)
	~	CNY/Month	~	|
price= 2 + 0.1*Time
	~	CNY	~	|
Money[Place]= INTEG(rate[Place]*Money[Place] + noise, start)
	~	CNY	~	|
start= 10
	~	CNY	~	|
late= DELAY FIXED(SUM(Money[Place!]), 3, 1)
	~	CNY	~	|
root= SQRT(start + 100)
	~	CNY	~	|
FINAL TIME= 6 ~ Month ~ |
INITIAL TIME= 0 ~ Month ~ |
TIME STEP= 0.5 ~ Month ~ |
SAVEPER= 1 ~ Month ~ |
"""
MEMBERS = 5000


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> gaoxin.Model:
    path = tmp_path_factory.mktemp("cluster") / "m.mdl"
    path.write_text(MODEL, encoding="utf-8")
    return gaoxin.load(path)


@pytest.fixture(scope="module")
def start() -> np.ndarray[Any, Any]:
    values = np.random.default_rng(1).normal(10.0, 30.0, MEMBERS)
    values[[7, 2500]] = -200.0  # a root that is no number
    return values


@pytest.mark.parametrize("backend", ["numpy", "compiled"])
@pytest.mark.parametrize("cores", [1, 3])
def test_every_bit_is_that_of_one_process(
    model: gaoxin.Model, start: np.ndarray[Any, Any], cores: int, backend: Any
) -> None:
    asks: dict[str, Any] = {"first_member": 40, "seed": 3, "backend": backend}
    alone = model.run({"start": start}, **asks)
    pool = PicklePool(cores)
    with used(pool):
        told = model.run({"start": start}, **asks)
        bands = model.reduce({"start": start}, {"q": gaoxin.reducers.quantiles()}, **asks)
    assert told.identical(alone)
    assert told.attrs["failed"] == [47, 2540]
    assert len(pool.calls) > cores
    assert bands["q"].identical(
        model.reduce({"start": start}, {"q": gaoxin.reducers.quantiles()}, **asks)["q"]
    )


def test_a_piece_that_is_lost_is_computed_here(
    model: gaoxin.Model, start: np.ndarray[Any, Any]
) -> None:
    pool = PicklePool(losing=3)
    with used(pool):
        told = model.run({"start": start}, block=512)
    assert len(pool.calls) == -(-MEMBERS // 512)
    assert told.identical(model.run({"start": start}))


def test_an_error_lets_go_of_what_is_under_way(model: gaoxin.Model) -> None:
    pool = PicklePool()
    with pytest.raises(NonFinite), used(pool):
        model.run({"start": np.full(MEMBERS, -200.0)})
    assert pool.cancelled


def test_few_members_and_runs_that_go_on_stay_here(model: gaoxin.Model) -> None:
    pool = PicklePool()
    with used(pool):
        first = model.run({"start": np.arange(3000.0)}, final_time=3.0, outputs=["Money"])
        pool.calls.clear()
        model.run({"start": np.arange(3000.0)}, initial_state=first, outputs=["Money"])
        model.run({"start": np.arange(100.0)})
    assert pool.calls == []


def test_processes_of_which_one_is_killed(model: gaoxin.Model, start: np.ndarray[Any, Any]) -> None:
    """Real ones: what a killed process had is done again by another, and no bit differs."""
    alone = model.run({"start": start})
    with open_cluster("local:2") as pool:
        assert _sent(model, start).identical(alone)
        client = vars(pool)["client"]
        number = next(iter(client.run(os.getpid).values()))
        killer = threading.Timer(0.05, os.kill, (number, signal.SIGKILL))
        killer.start()
        began = time.monotonic()
        while killer.is_alive() or time.monotonic() < began + 0.2:
            assert _sent(model, start).identical(alone)
        killer.join()
        assert number not in set(client.run(os.getpid).values())


def _sent(model: gaoxin.Model, start: np.ndarray[Any, Any]) -> Any:
    return model.run({"start": start}, block=250)


@pytest.mark.parametrize("where", ["local:none", "local:0"])
def test_what_is_no_cluster_is_told(where: str) -> None:
    with pytest.raises(GaoxinError, match="a number of processes"), open_cluster(where):
        pass
