"""Blocks of members, and independent jobs, on several cores.

The calls of a tape are too short for threads to share one interpreter well (measured: two threads
gain nothing, two processes nearly double the speed), so work is done in forked processes where the
system can: they write into shared memory, or send back what they found. Elsewhere blocks are done
on threads, and jobs one after another. No bit depends on which.
"""

from __future__ import annotations

import mmap
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.children import Child, Tell, start, while_alive
from gaoxin.engine.running.pool import Pool, WorkLost, current

T = TypeVar("T")

BlockWork = Callable[[Iterable[int]], None]
"""Does the blocks that begin at some members."""

Job = Callable[[int, int, Tell], T]
"""Does a job, by number, with so many cores of its own; what it returns can be pickled."""

Told = Callable[[int, float], None]
"""Called with a job's number and the share of it that is done."""


CAN_FORK = sys.platform.startswith("linux") and hasattr(os, "fork")


def cores() -> int:
    """Return the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def usable(workers: int | None, pieces: int | None = None) -> int:
    """Return how many cores to use: at most `workers`, those there are, and one a piece of work."""
    there = cores()
    return max(1, min(workers or there, there, there if pieces is None else pieces))


def shared_room(shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Return an array of zeros that forked processes see too."""
    count = int(np.prod(shape))
    memory = mmap.mmap(-1, max(8, 8 * count))
    return np.frombuffer(memory, dtype=np.float64, count=count).reshape(shape)


def share_out(work: BlockWork, starts: Sequence[int], count: int) -> None:
    """Do `work` on the blocks that begin at `starts`, on `count` cores, this process's among them.

    What a process that died or failed should have done is done again here, so that an error shows
    as itself.

    Parameters
    ----------
    work : callable
        Takes the first members of some blocks; it writes into memory that all processes see.
    starts : sequence of int
    count : int
        At most as many as `starts`.
    """
    if count == 1 or not CAN_FORK:
        on_threads(work, starts, count)
    else:
        _on_processes(work, [starts[i::count] for i in range(count)])


def on_threads(work: BlockWork, starts: Sequence[int], count: int) -> None:
    """Do `work` on the blocks that begin at `starts`, on `count` threads.

    Each takes the next block when it is done with one, so that a core which is kept busy by
    others holds nobody up.

    Parameters
    ----------
    work : callable
        Takes the first members of some blocks.
    starts : sequence of int
    count : int
    """
    if count == 1:
        work(starts)
        return
    from concurrent.futures import ThreadPoolExecutor, as_completed

    waiting = deque(starts)

    def until_none_waits() -> Iterator[int]:
        with suppress(IndexError):
            while True:
                yield waiting.popleft()

    with ThreadPoolExecutor(count) as pool:
        try:
            running = [pool.submit(work, until_none_waits()) for _ in range(count)]
            for one in as_completed(running):
                one.result()
        finally:
            waiting.clear()  # after an error, or Ctrl-C, no block is begun


def spread(
    job: Job[T], jobs: int, workers: int | None = None, progress: Told | None = None
) -> list[T]:
    """Do jobs 0 to `jobs` - 1, as many at a time as there are cores, and return what they return.

    Where a pool is in use they are done there.

    One job a core is quicker than one job on all of them where a part of it is not the model, as
    in a fit (measured: 12 minutes became 8).

    Parameters
    ----------
    job : callable
        See :data:`Job`. It must not depend on what other jobs leave behind.
    jobs : int
        Their number.
    workers : int, optional
        Cores to use at most; all that are there by default.
    progress : callable, optional
        Called with a job's number and the share of it that is done.

    Returns
    -------
    list
        What each job returned, in order.

    Raises
    ------
    Exception
        Whatever the first job to fail raised; the others are stopped.
    """
    tell = progress or (lambda _number, _share: None)
    pool = current()
    if pool is not None:
        return _in_pool(pool, job, jobs, tell)
    whole, processes = usable(workers), usable(workers, jobs)
    if processes == 1 or not CAN_FORK:
        return [_here(job, number, whole, tell) for number in range(jobs)]
    return _next_to_whoever_is_free(job, jobs, processes, whole // processes, tell)


def _in_pool(pool: Pool, job: Job[T], jobs: int, tell: Told) -> list[T]:
    from concurrent.futures import ThreadPoolExecutor

    def one(number: int) -> T:
        try:
            value: T = pool.call(_alone, job, number)
        except WorkLost:
            value = _alone(job, number)
        tell(number, 1.0)
        return value

    with ThreadPoolExecutor(min(jobs, pool.cores)) as threads:
        return list(threads.map(one, range(jobs)))


def _alone(job: Job[T], number: int) -> T:
    """Do a job on one core, with nobody to tell how far it is."""
    return job(number, 1, lambda _share: None)


def _on_processes(work: BlockWork, shares: Sequence[Sequence[int]]) -> None:
    parent = os.getpid()
    children: list[tuple[Sequence[int], Child | None]] = []
    try:
        children.extend(
            (share, start(partial(_child_share, work, share, parent))) for share in shares[1:]
        )
        work(shares[0])
        for share, child in children:
            if child is None or child.hear()[0] != "done":
                work(share)
    finally:
        for _, child in children:
            if child is not None:
                child.end()


def _child_share(work: BlockWork, share: Sequence[int], parent: int, _tell: Tell) -> None:
    work(while_alive(parent, share))


def _next_to_whoever_is_free(
    job: Job[T], jobs: int, processes: int, own: int, tell: Told
) -> list[T]:
    from multiprocessing.connection import wait

    found: dict[int, T] = {}
    waiting = iter(range(jobs))
    running: dict[object, tuple[int, Child]] = {}
    try:
        while len(found) < jobs:
            while len(running) < processes and (number := next(waiting, None)) is not None:
                child = start(partial(job, number, own))
                if child is None:
                    found[number] = _here(job, number, own, tell)
                else:
                    running[child.source] = number, child
            for source in wait([child.source for _, child in running.values()]):
                number, child = running[source]
                kind, value = child.hear()
                if kind == "share":
                    tell(number, value)
                    continue
                del running[source]
                if kind == "raised":
                    raise value
                if kind == "done":
                    found[number] = value
                    tell(number, 1.0)
                else:  # done here, so that a fault, if it is the job's, shows as itself
                    found[number] = _here(job, number, own, tell)
    finally:
        for _, child in running.values():
            child.end()
    return [found[i] for i in range(jobs)]


def _here(job: Job[T], number: int, own: int, tell: Told) -> T:
    """Do a job in this process."""
    value = job(number, own, lambda share: tell(number, share))
    tell(number, 1.0)
    return value
