"""Jobs on several cores: same results in order, errors as themselves, nothing left running."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from gaoxin.engine.running import workers as cores
from gaoxin.engine.running.children import Tell
from gaoxin.engine.running.workers import spread
from gaoxin.errors import NotConverged


@pytest.fixture(autouse=True)
def nine_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "cores", lambda: 9)


def draws(number: int, _own: int, tell: Tell) -> np.ndarray:
    tell(0.5)
    return np.random.default_rng(number).standard_normal(4)


@pytest.mark.parametrize("workers", [1, 2, 3, 16])
def test_results_are_in_order_whatever_the_cores(workers: int) -> None:
    alone = [draws(i, 1, lambda _share: None) for i in range(5)]
    assert np.array_equal(spread(draws, 5, workers), alone)


@pytest.mark.parametrize(("workers", "own"), [(1, 1), (2, 1), (4, 1), (9, 3), (100, 3)])
def test_cores_are_shared_out(workers: int, own: int) -> None:
    """Three jobs on nine cores have three each; on fewer than three, one each."""
    found = spread(lambda _number, own, _tell: own, 3, workers)
    assert found == [own] * 3


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_comes_to_its_end_for_every_job(workers: int) -> None:
    told: list[tuple[int, float]] = []
    spread(draws, 3, workers, lambda number, share: told.append((number, share)))
    assert sorted(told) == [(i, share) for i in range(3) for share in (0.5, 1.0)]
    assert all(told.index((i, 0.5)) < told.index((i, 1.0)) for i in range(3))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_is_raised_as_itself_and_stops_the_rest(workers: int, tmp_path: Path) -> None:
    def job(number: int, _own: int, _tell: Tell) -> int:
        if number == 0:
            raise NotConverged("figures", path="x.csv", line=3)
        time.sleep(0.2 if number == 1 else 0.0)
        (tmp_path / str(number)).touch()
        return number

    with pytest.raises(NotConverged, match=r"x\.csv:3: figures"):
        spread(job, 8, workers)
    time.sleep(0.3)
    assert not list(tmp_path.iterdir())


def test_the_job_of_a_killed_process_is_done_again() -> None:
    parent = os.getpid()

    def job(number: int, _own: int, _tell: Tell) -> int:
        if number == 1 and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert spread(job, 3, 2) == [0, 1, 2]


@pytest.mark.parametrize("fork", ["works", "fails"])
@pytest.mark.skipif(not cores.CAN_FORK, reason="this system does not fork")
def test_a_signal_that_comes_while_a_process_is_started_is_not_lost(
    fork: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python drops what a handler raises in the callbacks of a fork."""
    parent, real = os.getpid(), os.fork
    started: list[int] = []

    def interrupted() -> int:
        process = real()
        if process == 0:
            return 0
        started.append(process)
        os.kill(parent, signal.SIGINT)
        time.sleep(0.01)  # the handler runs here
        if fork == "fails":
            raise BlockingIOError
        return process

    monkeypatch.setattr(os, "fork", interrupted)
    with pytest.raises(KeyboardInterrupt):
        spread(lambda _number, _own, _tell: time.sleep(60), 2, 2)
    if fork == "works":
        with pytest.raises(ProcessLookupError):
            os.kill(started[0], 0)
    else:
        os.kill(started[0], signal.SIGKILL)
        os.waitpid(started[0], 0)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
