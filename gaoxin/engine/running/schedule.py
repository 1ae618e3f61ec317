"""When a step may save a value or change a state: as soon as nothing stands against it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from gaoxin.engine.values.graph import Node
from gaoxin.engine.values.interpret import is_alias

ArrayCall = Callable[[], Any]
Token = tuple[str, int]


@dataclass(frozen=True, eq=False)
class Task:
    """Something a step does besides computing values: save one, or change a state.

    Attributes
    ----------
    reads : tuple of Node
        Values it needs.
    writes : Node or None
        The state it changes; nobody may read it afterwards.
    make : callable
        From the arrays of `reads`, the calls to be made.
    """

    reads: tuple[Node, ...]
    writes: Node | None
    make: Callable[[Sequence[npt.NDArray[Any]]], Sequence[ArrayCall]]


@dataclass
class Schedule:
    """What each task still waits for."""

    waiting: dict[int, Task]
    blocks: dict[int, set[Token]]
    blocked_by: dict[Token, list[Task]]

    @classmethod
    def of(cls, order: Sequence[Node], tasks: Sequence[Task]) -> Schedule:
        """Lay out the waiting of `tasks` for the values in `order` and for each other."""
        readers = _readers(order, tasks)
        to_come = {n.number for n in order}
        schedule = cls({id(task): task for task in tasks}, {}, {})
        for task in tasks:
            tokens = {("node", r.number) for r in task.reads if r.number in to_come}
            if task.writes is not None:
                tokens |= readers.get(task.writes.number, set()) - {("task", id(task))}
            schedule.blocks[id(task)] = tokens
            for token in tokens:
                schedule.blocked_by.setdefault(token, []).append(task)
        return schedule

    def ready(self) -> list[Task]:
        """Return the tasks that wait for nothing, and those that waited only for these."""
        return self._release([t for number, t in self.waiting.items() if not self.blocks[number]])

    def computed(self, node: Node) -> list[Task]:
        """Note that a value is there; return the tasks that can now be done, in order."""
        return self._release(self._strike(("node", node.number)))

    def has_read(self, task: Task) -> list[Task]:
        """Note that a task has read its values; return the tasks that can now be done."""
        return self._release(self._strike(("task", id(task))))

    def _strike(self, token: Token) -> list[Task]:
        freed = []
        for task in self.blocked_by.pop(token, []):
            self.blocks[id(task)].discard(token)
            if not self.blocks[id(task)]:
                freed.append(task)
        return freed

    def _release(self, free: list[Task]) -> list[Task]:
        done: list[Task] = []
        front = deque(t for t in free if id(t) in self.waiting)
        while front:
            task = front.popleft()
            del self.waiting[id(task)]
            done.append(task)
            front += self._strike(("task", id(task)))
        return done


def _readers(order: Sequence[Node], tasks: Sequence[Task]) -> dict[int, set[Token]]:
    """For each state, the values and tasks that read its memory."""
    readers: dict[int, set[Token]] = {}
    for node in order:
        for arg in node.args:
            _note(readers, arg, ("node", node.number))
    for task in tasks:
        for read in task.reads:
            _note(readers, read, ("task", id(task)))
    return readers


def _note(readers: dict[int, set[Token]], node: Node, token: Token) -> None:
    while is_alias(node):
        node = node.args[0]
    if node.op == "state":
        readers.setdefault(node.number, set()).add(token)
