"""Blocks on several cores.

The calls of a tape are too short for threads to share one interpreter well (measured: two threads
gain nothing, two processes nearly double the speed), so a run forks where the system can: children
inherit everything, write their outputs into shared memory and leave. Elsewhere threads are used.
"""

from __future__ import annotations

import mmap
import os
import signal
import sys
import warnings
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Work = Callable[[Sequence[int]], None]

CAN_FORK = sys.platform.startswith("linux") and hasattr(os, "fork")


def cores() -> int:
    """Return the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_room(shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Return an array of zeros that forked processes see too."""
    count = int(np.prod(shape))
    memory = mmap.mmap(-1, max(8, 8 * count))
    return np.frombuffer(memory, dtype=np.float64, count=count).reshape(shape)


def share_out(work: Work, starts: Sequence[int], count: int) -> None:
    """Do `work` on the blocks that begin at `starts`, on `count` cores.

    A block whose process died is done again here, so that an error shows as itself.

    Parameters
    ----------
    work : callable
        Takes the first members of some blocks; it writes into memory that all processes see.
    starts : sequence of int
    count : int
        At most as many as `starts`.
    """
    shares = [starts[i::count] for i in range(count)]
    if count == 1:
        work(shares[0])
    elif CAN_FORK:
        _fork(work, shares)
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(count) as pool:
            list(pool.map(work, shares))


def _fork(work: Work, shares: Sequence[Sequence[int]]) -> None:
    children: dict[int, Sequence[int]] = {}
    try:
        for share in shares[1:]:
            children[_child(work, share)] = share
        work(shares[0])
        for process in list(children):
            _, status = os.waitpid(process, 0)
            share = children.pop(process)
            if status != 0:
                work(share)
    finally:
        for process in children:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _child(work: Work, share: Sequence[int]) -> int:
    with warnings.catch_warnings():
        # Python warns of forking beside threads; the child only computes, and takes no lock.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process:
        return process
    status = 1
    try:
        work(share)
        status = 0
    finally:
        os._exit(status)  # leaves at once: what the parent opened is the parent's to close
