"""Forked processes that work for this one, tell it what they found, and die when it dies.

A child inherits everything, so that work need not be pickled; what it returns is. It leaves at
once when it is done: what the parent opened is the parent's to close.
"""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
Tell = Callable[[float], None]
"""Called with the share of the work that is done."""

_PR_SET_PDEATHSIG = 1
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass(frozen=True)
class Child:
    """A process at work, and where it is heard."""

    process: int
    source: Connection[Any, Any]

    def hear(self) -> tuple[str, Any]:
        """Wait for what it says next.

        Returns
        -------
        kind : str
            ``share`` (of the work that is done), ``done`` with what the work returned, ``raised``
            with the error, or ``killed``: it died, or what it found cannot be sent.
        value : object
        """
        try:
            kind, value = self.source.recv()
        except Exception:  # noqa: BLE001 - an object that does not unpickle raises what it likes
            kind, value = "killed", None
        if kind != "share":
            self.end()
        return str(kind), value

    def end(self) -> None:
        """Kill it, if it is still there, and forget it."""
        if self.source.closed:
            return  # ended before: its number may be another process's by now
        self.source.close()
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)


def start(work: Callable[[Tell], Any]) -> Child | None:
    """Start a process that does some work; None where the system has none to give."""
    from multiprocessing.connection import Pipe

    parent, leave_with = os.getpid(), _death_signal()
    source, sink = Pipe(duplex=False)
    child = None
    try:
        with _undisturbed(), warnings.catch_warnings():
            # Python warns of forking beside threads; the child only computes, and takes no lock.
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
            if process == 0:
                _work(work, sink, parent, leave_with)
            child = Child(process, source)
    except OSError:
        source.close()
    except BaseException:  # a signal came meanwhile
        if child is not None:
            child.end()
        raise
    finally:
        sink.close()
    return child


def while_alive(parent: int, items: Iterable[T]) -> Iterator[T]:
    """Yield `items` as long as the parent lives; without it there is nobody to work for."""
    for item in items:
        if os.getppid() != parent:
            os._exit(1)
        yield item


def _work(
    work: Callable[[Tell], Any],
    sink: Connection[Any, Any],
    parent: int,
    leave_with: Callable[..., Any],
) -> None:
    """Do the work, send what it returns or raises, and leave; the child's whole life."""

    def tell(share: float) -> None:
        if os.getppid() != parent:
            os._exit(1)
        sink.send(("share", share))

    try:
        leave_with(_PR_SET_PDEATHSIG, signal.SIGKILL)
        for number in map(_number, _SIGNALS):  # what the parent does then is not ours to do
            signal.signal(number, signal.SIG_DFL)
        if os.getppid() == parent:  # else it died before we asked to die with it
            try:
                found = ("done", work(tell))
            except Exception as error:  # noqa: BLE001 - sent to the parent, which raises it
                found = ("raised", error)
            sink.send(found)
    finally:
        os._exit(0)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back signals that have a handler: what one raises while Python forks is lost."""
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers run in the main thread, which does not fork now
        return
    came: list[int] = []
    found = {number: signal.getsignal(number) for number in map(_number, _SIGNALS)}
    handlers = {number: own for number, own in found.items() if callable(own)}
    for number in handlers:
        signal.signal(number, lambda sent, _frame: came.append(sent))
    try:
        yield
    finally:
        for number, own in handlers.items():
            signal.signal(number, own)
        for again in came:
            signal.raise_signal(again)


def _number(name: str) -> signal.Signals:
    return signal.Signals[name]


@cache
def _death_signal() -> Callable[..., Any]:
    """Return Linux's prctl, or what does nothing where it is missing."""
    found: Callable[..., Any] | None = getattr(ctypes.CDLL(None), "prctl", None)
    return found if found is not None else lambda *_: 0
