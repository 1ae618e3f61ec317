"""Blocks on threads: compiled code leaves the interpreter free, so that one process is enough."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from gaoxin.engine.running.blocks import BlockWork


def share_out(work: BlockWork, starts: Sequence[int], count: int) -> None:
    """Do `work` on the blocks that begin at `starts`, on `count` threads.

    Each takes the next block when it is done with one, so that a core which is kept busy by
    others holds nobody up.
    """
    if count == 1:
        work(starts)
        return
    waiting = iter(starts)  # one for all: the interpreter's lock hands each block out once
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda _: work(waiting), range(count)))
