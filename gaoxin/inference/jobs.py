"""Independent jobs of a fit on several cores: runs of the sampler, series left out.

One job a core is quicker than one job on all of them: what is not the model, such as proposals,
priors and likelihoods, then runs beside it too (measured: 12 minutes of a fit became 8).
"""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from gaoxin.engine.running.workers import CAN_FORK, cores

T = TypeVar("T")
Tell = Callable[[float], None]
"""Called with the share of a job that is done."""

Told = Callable[[int, float], None]
"""Called with a job's number and that share."""

Work = Callable[[int, int, Tell], T]
"""Does a job, by number, with so many cores of its own; what it returns can be pickled."""


def spread(
    work: Work[T],
    jobs: int,
    workers: int | None = None,
    progress: Told | None = None,
) -> list[T]:
    """Do jobs 0 to `jobs` - 1, as many at a time as there are cores, and return what they return.

    Parameters
    ----------
    work : callable
        See :data:`Work`. It must not depend on what other jobs leave behind.
    jobs : int
        Their number.
    workers : int, optional
        Cores to use; all that are there by default.
    progress : callable, optional
        Called with a job's number and the share of it that is done.

    Returns
    -------
    list
        What each job returned, in the order of their numbers.

    Raises
    ------
    Exception
        Whatever the first job to fail raised; the others are stopped.
    """
    tell = progress or (lambda _number, _share: None)
    count = workers or cores()
    processes = min(jobs, count)
    if processes <= 1 or not CAN_FORK:
        return [_here(work, i, count, tell) for i in range(jobs)]
    return _on_cores(work, jobs, processes, count, tell)


def _on_cores(work: Work[T], jobs: int, processes: int, count: int, tell: Told) -> list[T]:
    """Do the jobs in so many processes at a time, next job to whoever is free."""
    found: dict[int, T] = {}
    waiting = iter(range(jobs))
    running: dict[Connection, tuple[int, Any]] = {}
    try:
        while len(found) < jobs:
            while len(running) < processes and (number := next(waiting, None)) is not None:
                source, process = _begin(work, number, count // processes)
                running[source] = number, process
            for source in [c for c in wait(list(running)) if isinstance(c, Connection)]:
                number, process = running[source]
                kind, value = _receive(source)
                if kind == "share":
                    tell(number, value)
                    continue
                del running[source]
                process.join()
                if kind == "raised":
                    raise value
                if kind == "done":
                    found[number] = value
                    tell(number, 1.0)
                else:  # killed: done here, so that a fault, if it is the job's, shows as itself
                    found[number] = _here(work, number, count, tell)
    finally:
        for _, process in running.values():
            process.terminate()
            process.join()
    return [found[i] for i in range(jobs)]


def _here(work: Work[T], number: int, own: int, tell: Told) -> T:
    """Do a job in this process."""
    value = work(number, own, lambda share: tell(number, share))
    tell(number, 1.0)
    return value


def _begin(work: Work[T], number: int, own: int) -> tuple[Connection, Any]:
    """Start a process that does a job; return where it is heard, and the process."""
    source, sink = multiprocessing.Pipe(duplex=False)

    def run() -> None:
        try:
            value = work(number, own, lambda share: sink.send(("share", share)))
        except Exception as error:  # noqa: BLE001  (sent to the parent, which raises it)
            sink.send(("raised", error))
        else:
            sink.send(("done", value))

    process = multiprocessing.get_context("fork").Process(target=run)
    with warnings.catch_warnings():
        # Python warns of forking beside threads; the child only computes, and takes no lock.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    sink.close()
    return source, process


def _receive(source: Connection) -> tuple[str, Any]:
    try:
        kind, value = source.recv()
    except EOFError:
        return "killed", None
    return str(kind), value
