"""A step of the model as a list of NumPy calls on fixed memory.

The order is that of need: a value is computed shortly before its first use, and its memory is
given to others after its last. A state is changed as soon as its change is known and nothing else
reads it any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.buffers import Pool
from gaoxin.engine.running.plan import MEMBER, Plan
from gaoxin.engine.running.schedule import ArrayCall, Schedule, Task
from gaoxin.engine.values.arrays import ARRAYS, prepared
from gaoxin.engine.values.data import Part
from gaoxin.engine.values.graph import Node, reachable
from gaoxin.engine.values.interpret import LONG, accumulated, is_alias, target, view
from gaoxin.engine.values.kernels import KERNELS

Arrays = dict[int, npt.NDArray[Any]]


@dataclass
class Emitter:
    """Turns values and tasks into calls.

    Attributes
    ----------
    arrays : dict
        Node number to memory: at first what is given (constants, parameters, times, states).
    width : int
        Members of the block.
    """

    plan: Plan
    arrays: Arrays
    width: int
    pool: Pool
    calls: list[ArrayCall] = field(default_factory=list)
    uses: dict[int, int] = field(default_factory=dict)
    owner: dict[int, int] = field(default_factory=dict)
    homes: dict[int, tuple[Node, Part]] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)
    copies: dict[int, list[npt.NDArray[Any]]] = field(default_factory=dict)

    def emit(self, tasks: Sequence[Task]) -> list[ArrayCall]:
        """Return the calls that compute what the tasks need and do them."""
        order = reachable([r for t in tasks for r in t.reads], self.arrays)
        self._count(order, tasks)
        schedule = Schedule.of(order, tasks)
        self._do(schedule.ready())
        for node in order:
            self._compute(node)
            self._do(schedule.computed(node))
        while schedule.waiting:
            self._untangle(schedule)
        return self.calls

    # -- liveness ------------------------------------------------------------------------------

    def _count(self, order: Sequence[Node], tasks: Sequence[Task]) -> None:
        """Count the uses of every memory; a view uses the memory of what it looks at."""
        for node in order:
            if is_alias(node):
                base = node.args[0].number
                self.owner[node.number] = base
            elif node.op == "assemble" and _is_complete(node):
                self._house(node)
        for node in order:
            for arg in node.args:
                self._use(arg)
        for task in tasks:
            for read in task.reads:
                self._use(read)

    def _house(self, node: Node) -> None:
        """Let the parts of a variable be computed where they belong."""
        for part, destination in zip(node.args, node.data, strict=True):
            free = part.number not in self.arrays and part.number not in self.homes
            plain = free and not is_alias(part) and part.op != "assemble"
            # others that read a part which is the same for all members expect it so
            plain = plain and not (self.plan.rate(part) ^ self.plan.rate(node)) & MEMBER
            if plain and node.args.count(part) == 1 and _is_slice(destination):
                self.homes[part.number] = (node, destination)
                self.owner[part.number] = node.number

    def _root(self, node: Node) -> int:
        number = node.number
        while number in self.owner:
            number = self.owner[number]
        return number

    def _use(self, node: Node) -> None:
        root = self._root(node)
        self.uses[root] = self.uses.get(root, 0) + 1

    def _release(self, *nodes: Node) -> None:
        for node in nodes:
            root = self._root(node)
            self.uses[root] -= 1
            if self.uses[root] == 0 and root in self.own:
                self.pool.give(self.arrays[root])

    # -- computing -----------------------------------------------------------------------------

    def _compute(self, node: Node) -> None:
        args = [self.arrays[a.number] for a in node.args]
        if node.op == "expand":
            self.arrays[node.number] = np.broadcast_to(args[0], node.shape + args[0].shape[-1:])
            self._release(*node.args)
        elif is_alias(node):
            self.arrays[node.number] = view(args[0], node)
            self._release(*node.args)
        elif node.op == "where" and self._dies(node.args[2], node):
            self._choose_in_place(node, args)
        else:
            out = self._out(node)
            self.calls.extend(_calls(node, args, out, self.homes))
            self.arrays[node.number] = out

    def _choose_in_place(self, node: Node, args: list[npt.NDArray[Any]]) -> None:
        """Choose into the memory of the alternative, which nobody needs any more."""
        self.calls.append(partial(KERNELS["where"].call, *args, args[2]))
        self.arrays[node.number] = args[2]
        self.own.discard(node.args[2].number)
        self.own.add(node.number)
        self._release(*node.args)

    def _dies(self, arg: Node, node: Node) -> bool:
        """Whether this is the last use of an operand's memory, and it fits the result."""
        root = arg.number
        return (
            self._root(arg) == root
            and root in self.own
            and self.uses[root] == 1
            and node.number not in self.homes
            and self.arrays[root].shape == self._shape(node)
        )

    def _shape(self, node: Node) -> tuple[int, ...]:
        return (*node.shape, self.width if self.plan.rate(node) & MEMBER else 1)

    def _out(self, node: Node) -> npt.NDArray[Any]:
        """Return memory for a result: its home, that of an operand not needed again, or new."""
        if node.number in self.homes:
            whole, destination = self.homes[node.number]
            if whole.number not in self.arrays:
                self.arrays[whole.number] = self._new(whole)
            out = np.asarray(target(self.arrays[whole.number], destination))
        elif node.number in self.arrays:  # a variable whose parts were computed where they belong
            out = self.arrays[node.number]
        elif self._may_overwrite(node):
            self._release(*node.args)
            return self._new(node)
        else:
            out = self._new(node)
        self._release(*node.args)
        return out

    def _may_overwrite(self, node: Node) -> bool:
        shape = self._shape(node)
        return (
            node.op in KERNELS
            and KERNELS[node.op].aligned
            and all(self.arrays[a.number].shape in {shape, (1,)} for a in node.args)
        )

    def _new(self, node: Node) -> npt.NDArray[Any]:
        self.own.add(node.number)
        return self.pool.take(self._shape(node), node.logical)

    # -- tasks ---------------------------------------------------------------------------------

    def _do(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            reads = [self.arrays[r.number] for r in task.reads]
            self.calls.extend(task.make(self.copies.get(id(task), reads)))
            self._release(*task.reads)

    def _untangle(self, schedule: Schedule) -> None:
        """Copy what a task reads, so that others can go on: states change into each other."""
        task = next(t for number, t in schedule.waiting.items() if number not in self.copies)
        copies = []
        for read in task.reads:
            copies.append(np.empty_like(self.arrays[read.number]))
            self.calls.append(partial(np.copyto, copies[-1], self.arrays[read.number]))
        self.copies[id(task)] = copies
        self._do(schedule.has_read(task))


def _is_complete(node: Node) -> bool:
    """Whether the parts of a variable leave no element without a value."""
    covered = sum(int(np.prod([len(p) for p in part.positions])) for part in node.data)
    return bool(covered == int(np.prod(node.shape)))


def _is_slice(destination: Part) -> bool:
    return all(
        positions == tuple(range(positions[0], positions[0] + len(positions)))
        for d, positions in enumerate(destination.positions)
        if d in destination.looped
    )


def _calls(
    node: Node,
    args: list[npt.NDArray[Any]],
    out: npt.NDArray[Any],
    homes: Mapping[int, tuple[Node, Part]],
) -> list[ArrayCall]:
    if node.op == "view":
        return [partial(_gather, args[0], node, out)]
    if node.op == "assemble":
        return _assemble_calls(node, args, out, homes)
    if node.op == "fold":
        return _fold_calls(node, args[0], out)
    if node.op in ARRAYS:
        return [partial(ARRAYS[node.op], args, prepared(node), out)]
    return [partial(KERNELS[node.op].call, *args, out=out)]


def _gather(base: npt.NDArray[Any], node: Node, out: npt.NDArray[Any]) -> None:
    np.copyto(out, view(base, node))


def _assemble_calls(
    node: Node,
    args: list[npt.NDArray[Any]],
    out: npt.NDArray[Any],
    homes: Mapping[int, tuple[Node, Part]],
) -> list[ArrayCall]:
    calls: list[ArrayCall] = [] if _is_complete(node) else [partial(out.fill, np.nan)]
    for part, array, place in zip(node.args, args, node.data, strict=True):
        if homes.get(part.number, (None,))[0] is node:
            continue
        destination = target(out, place)
        if isinstance(destination, np.ndarray):
            calls.append(partial(np.copyto, destination, array))
        else:
            calls.append(partial(destination.__setitem__, ..., array))
    return calls


def _fold_calls(node: Node, whole: npt.NDArray[Any], out: npt.NDArray[Any]) -> list[ArrayCall]:
    """One call an element, in order."""
    op, axes = node.data
    call = KERNELS[op].call
    if prod(whole.shape[whole.ndim - 1 - axes : -1]) > LONG:
        return [partial(accumulated, op, axes, whole, out)]
    rows = [
        whole[(..., *at, slice(None))].reshape(out.shape)
        for at in np.ndindex(*whole.shape[whole.ndim - 1 - axes : -1])
    ]
    if len(rows) == 1:
        return [partial(np.copyto, out, rows[0])]
    first: ArrayCall = partial(call, rows[0], rows[1], out=out)
    return [first, *(partial(call, out, row, out=out) for row in rows[2:])]
