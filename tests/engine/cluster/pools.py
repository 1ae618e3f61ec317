"""A pool in this process that sends nothing but pickles, and may lose what it was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import cloudpickle

from gaoxin.engine.running.pool import WorkLost

T = TypeVar("T")


@dataclass
class PicklePool:
    """Does every piece here, on its arguments' pickles.

    Attributes
    ----------
    cores : int
    losing : int
        Every so-manyeth piece is lost; 0: none.
    calls : list of tuple
        First member's number, and members, of each piece.
    """

    cores: int = 2
    losing: int = 0
    calls: list[tuple[int, int]] = field(default_factory=list)
    cancelled: int = 0
    shared: list[str] = field(default_factory=list)

    def share(self, data: bytes, key: str) -> Any:
        self.shared.append(key)
        return data

    def call(self, work: Callable[..., T], *given: Any) -> T:
        self.calls.append(given[3:5])
        if self.losing and len(self.calls) % self.losing == 0:
            raise WorkLost
        # as dask does it: functions of a module by name, others by what they are
        own, sent = cloudpickle.loads(cloudpickle.dumps((work, given)))
        found: T = cloudpickle.loads(cloudpickle.dumps(own(*sent)))
        return found

    def cancel(self) -> None:
        self.cancelled += 1
