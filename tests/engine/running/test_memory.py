"""What fits no memory is refused with its size, before any memory is asked for."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.engine.running import memory
from gaoxin.errors import ModelError
from tests.engine.support import build

EQUATIONS = """
R: a, b, c~~|
rate=0.5~~|
noise[R]=RANDOM UNIFORM(0, 1, 3)~~|
level[R]=INTEG(rate+noise[R], 4)~~|
"""
HUGE = 10**13


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return build(tmp_path, EQUATIONS)


def _refused(call: Callable[[], Any]) -> str:
    """Return what is said, having seen that nothing large was asked for."""
    tracemalloc.start()
    with pytest.raises(ModelError) as caught:
        call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50e6
    return str(caught.value)


def test_more_members_than_memory_are_refused_with_what_they_need(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "available", lambda: 10**9)
    said = _refused(lambda: model.run(members=10**7, outputs=["level"]))
    # 3 elements at 5 instants, two numbers a member beside them, and states of a block
    assert "10000000 members with 3 output numbers at 5 instants need 1.36 GB" in said
    assert "1 GB are free" in said
    for remedy in ("fewer members", "outputs=[...]", "save_every=", "Model.reduce", "on_disk=True"):
        assert remedy in said


@pytest.mark.parametrize(
    "call",
    [
        lambda model: model.run(members=HUGE),
        lambda model: model.run(members=HUGE, on_disk=True),
        lambda model: model.run(members=10**18),
        lambda model: model.reduce({}, {"m": gaoxin.reducers.mean()}, members=HUGE),
        lambda model: model.reduce({}, {"k": gaoxin.reducers.keep()}, members=10**12),
        lambda model: model.loop_scores(members=HUGE),
        lambda model: model.run({"rate": np.broadcast_to(0.5, (HUGE,))[:1]}, members=HUGE),
    ],
)
def test_every_way_to_run_refuses(model: Model, call: Callable[[Model], Any]) -> None:
    assert "GB of memory" in _refused(lambda: call(model))


def test_what_is_asked_for_is_what_is_weighed(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two megabytes: 10,000 members fit with fewer outputs or instants."""
    monkeypatch.setattr(memory, "SMALL", 0)
    monkeypatch.setattr(memory, "available", lambda: 2 * 10**6)
    options: dict[str, Any] = {"members": 10_000, "save_every": 0.5}
    with pytest.raises(ModelError, match=r"need 0\.00\d+ GB of memory, and 0\.002 GB are free"):
        model.run(**options)
    fewer = model.run(members=10_000, outputs=["level"], save_every=4, block=500)
    assert fewer.sizes["member"] == 10_000
    found = model.reduce({}, {"m": gaoxin.reducers.mean()}, block=500, workers=1, **options)
    assert found["m"]["level"].shape == (3, 9)
    assert model.run(on_disk=True, block=500, workers=1, **options).sizes["member"] == 10_000


def test_a_path_of_every_member_at_every_instant_is_weighed(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "SMALL", 0)
    monkeypatch.setattr(memory, "available", lambda: 10**6)
    path = xr.DataArray(np.ones((2, 500)), dims=("time", "member"), coords={"time": [0, 1]})
    with pytest.raises(ModelError, match=r"500 members of 'rate' at 4001 instants need 0\.016 GB"):
        model.run({"rate": path}, time_step=0.001, save_every=1)


def test_where_the_system_tells_nothing_a_stated_limit_holds(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "available", lambda: None)
    with pytest.raises(ModelError, match="no more than 16 GB are taken where the system does not"):
        model.run(members=10**9)
    assert model.run(members=3).sizes["member"] == 3


def test_the_limit_of_a_group_of_processes_counts(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("1000\n")
    (tmp_path / "memory.current").write_text("900\n")
    (tmp_path / "memory.stat").write_text("anon 700\ninactive_file 150\n")
    old = tmp_path / "memory"
    old.mkdir()
    (old / "memory.limit_in_bytes").write_text("500\n")
    (old / "memory.usage_in_bytes").write_text("800\n")
    (old / "memory.stat").write_text("inactive_file 1\ntotal_inactive_file 100\n")
    assert list(memory._groups(tmp_path)) == [250, 0]
    (tmp_path / "memory.max").write_text("max\n")
    assert list(memory._groups(tmp_path)) == [0]
    assert list(memory._groups(tmp_path / "none")) == []


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process are Linux's")
def test_the_limit_of_the_process_counts(model: Model) -> None:
    code = (
        "import gaoxin, resource, sys\n"
        "model = gaoxin.load(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_AS, (3 * 10**9, 3 * 10**9))\n"
        "try:\n    model.run(members=20_000_000)\n"
        "except gaoxin.ModelError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(model.path)], capture_output=True, text=True, check=True
    )
    assert "20000000 members with 11 output numbers" in done.stdout
    assert "GB are free" in done.stdout
