"""Blocks on several cores: forked, threaded, or done again after a process died."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.engine.running import workers
from gaoxin.engine.running.blocks import divide
from tests.engine.support import MODELS, same_bits

forking = pytest.mark.skipif(not workers.CAN_FORK, reason="this system does not fork")


@pytest.fixture(autouse=True)
def four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 4)


@pytest.mark.parametrize("members", [1, 7, 1000, 10_000, 12_289])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_blocks_cover_every_member_and_are_of_one_width(members: int, count: int) -> None:
    width, starts = divide(members, 600, count)
    covered = np.zeros(members, dtype=int)
    for start in starts:
        assert 0 <= start <= start + width <= members
        covered[start : start + width] += 1
    assert width <= 600
    assert (covered >= 1).all()


@pytest.mark.parametrize(
    ("asked", "pieces", "used"),
    [
        (None, None, 4),
        (None, 3, 3),
        (2, None, 2),
        (2, 1, 1),
        (100, None, 4),
        (100, 2, 2),
        (3, 0, 1),
    ],
)
def test_no_more_cores_are_used_than_there_are_or_have_work(
    asked: int | None, pieces: int | None, used: int
) -> None:
    assert workers.usable(asked, pieces) == used


@pytest.mark.parametrize("how", ["threads", "no process to be had"])
def test_the_bits_are_those_of_processes(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = gaoxin.load(MODELS / "reference.mdl")
    draws = {"growth rate 0": np.linspace(0.01, 0.03, 1500)}
    first = model.run(draws, outputs=["total"], workers=2)

    def none_left() -> int:
        raise BlockingIOError

    if how == "threads":
        monkeypatch.setattr(workers, "CAN_FORK", False)
    else:
        monkeypatch.setattr(os, "fork", none_left)
    same_bits(first, model.run(draws, outputs=["total"], workers=2))


@forking
@pytest.mark.parametrize("death", ["exit", "kill", "error"])
def test_what_a_dead_process_left_undone_is_done_again(death: str) -> None:
    room = workers.shared_room((4,))
    parent = os.getpid()

    def work(starts: Iterable[int]) -> None:
        if os.getpid() != parent:
            if death == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if death == "error":
                raise ValueError
            os._exit(3)
        room[list(starts)] = 1

    workers.share_out(work, [0, 1, 2, 3], 2)
    assert room.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("forks", [True, False])
def test_an_error_in_the_work_shows_as_itself(forks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CAN_FORK", forks and workers.CAN_FORK)

    def work(starts: Iterable[int]) -> None:
        if 1 in starts:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        workers.share_out(work, [0, 1], 2)


def test_threads_stop_when_one_of_them_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CAN_FORK", False)
    done: list[int] = []
    failed = threading.Event()

    def work(starts: Iterable[int]) -> None:
        for start in starts:
            if start == 0:
                failed.set()
                raise ZeroDivisionError
            failed.wait(5.0)
            time.sleep(0.01)
            done.append(start)

    with pytest.raises(ZeroDivisionError):
        workers.share_out(work, range(200), 2)
    assert len(done) < 50


@forking
def test_processes_are_started_from_any_thread(tmp_path: Path) -> None:
    """In a child the thread that forked is the main one: it may set signals."""
    found: list[list[int]] = []

    def pid(_number: int, _own: int, _tell: object) -> int:
        return os.getpid()

    thread = threading.Thread(target=lambda: found.append(workers.spread(pid, 3, 2)))
    thread.start()
    thread.join()
    assert os.getpid() not in found[0]
