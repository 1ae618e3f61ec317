"""Other processes or machines that do pieces of a run: what the engine asks of them.

The engine knows no scheduler. Who has one makes a :class:`Pool` of it and lets runs use it with
:func:`used`; runs that are begun inside divide their members among its cores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class WorkLost(Exception):
    """Those who did a piece of work have died, over and over; it is to be done here."""


class Pool(Protocol):
    """Processes that do pieces of work, wherever they are."""

    @property
    def cores(self) -> int:
        """How many pieces are done at a time."""

    def share(self, data: bytes, key: str) -> Any:
        """Bring data to whoever will need it; return what stands for it in :meth:`call`."""

    def call(self, work: Callable[..., T], *given: Any) -> T:
        """Do a piece of work and wait for it.

        Parameters
        ----------
        work : callable
            A function of a module.
        *given : object
            Its arguments; what :meth:`share` returned stands for the data.

        Returns
        -------
        object
            What the work returned.

        Raises
        ------
        WorkLost
        Exception
            What the work raised.
        """

    def cancel(self) -> None:
        """Let go of all that is still being done."""


_CURRENT: ContextVar[Pool | None] = ContextVar("pool", default=None)


def current() -> Pool | None:
    """Return the pool that runs which are begun here use, if there is one."""
    return _CURRENT.get()


@contextmanager
def used(pool: Pool) -> Iterator[Pool]:
    """Let runs that are begun in the body use a pool.

    Yields
    ------
    Pool
    """
    token = _CURRENT.set(pool)
    try:
        yield pool
    except BaseException:
        pool.cancel()
        raise
    finally:
        _CURRENT.reset(token)
