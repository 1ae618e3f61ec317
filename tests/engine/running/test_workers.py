"""Blocks on several cores: forked, threaded, or done again after a process died."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

import numpy as np
import pytest

import gaoxin
from gaoxin.engine.running import workers
from gaoxin.engine.running.blocks import divide
from tests.engine.support import MODELS, same_bits

forking = pytest.mark.skipif(not workers.CAN_FORK, reason="this system does not fork")


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


def test_threads_give_the_bits_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    model = gaoxin.load(MODELS / "reference.mdl")
    draws = {"growth rate 0": np.linspace(0.01, 0.03, 1500)}
    first = model.run(draws, outputs=["total"], workers=2)
    monkeypatch.setattr(workers, "CAN_FORK", False)
    same_bits(first, model.run(draws, outputs=["total"], workers=2))


@forking
@pytest.mark.parametrize("death", ["exit", "kill", "error"])
def test_what_a_dead_process_left_undone_is_done_again(death: str) -> None:
    room = workers.shared_room((4,))
    parent = os.getpid()

    def work(starts: Sequence[int]) -> None:
        if os.getpid() != parent:
            if death == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if death == "error":
                raise ValueError
            os._exit(3)
        room[list(starts)] = 1

    workers.share_out(work, [0, 1, 2, 3], 2)
    assert room.tolist() == [1, 1, 1, 1]


@forking
def test_an_error_in_the_work_shows_as_itself() -> None:
    def work(starts: Sequence[int]) -> None:
        if 1 in starts:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        workers.share_out(work, [0, 1], 2)
