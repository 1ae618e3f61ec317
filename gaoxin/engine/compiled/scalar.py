"""The scalar form: a model's step as straight code over single numbers, each value written once.

It knows members only as lanes that never mix, and no processor: an emitter turns it into machine
code. What a run can change is loaded (a row of parameters); only what the model's text fixes is a
literal, so that one code serves every run of the same shape.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gaoxin.engine.compiled.operations import COMMUTES, OPERATIONS


class Instruction(NamedTuple):
    """One value.

    Attributes
    ----------
    op : str
        ``load`` (data: space and row), ``number`` or ``truth`` (data: the literal), or one of
        :data:`gaoxin.engine.compiled.operations.OPERATIONS`.
    args : tuple of int
        Numbers of earlier instructions.
    data : hashable
        What the operation needs besides, as the points of a table.
    """

    op: str
    args: tuple[int, ...] = ()
    data: Any = None


class Put(NamedTuple):
    """A value put where others find it: row `row` of `space`."""

    space: str
    row: int
    value: int


SPACES = {
    "uniform": "the same for all members: constants and what varies in time alone",
    "input": "what is given to each member: parameters, paths at an instant, random numbers",
    "member": "computed once a member by `begin`",
    "state": "states before the step; `begin` stores the first",
    "next": "states after the step",
    "result": "slopes of stocks, what goes into queues, outputs",
}
"""Where loads read and stores write: rows of one number a member."""


@dataclass(frozen=True)
class Code:
    """A model as scalar code.

    Attributes
    ----------
    instructions : tuple of Instruction
        Operands before their users.
    sections : dict of str to tuple of Put
        What each function leaves behind; it computes what its stores need and nothing else.
    """

    instructions: tuple[Instruction, ...]
    sections: dict[str, tuple[Put, ...]]

    def needed(self, *sections: str) -> list[int]:
        """Return the numbers of the instructions that some sections need, in order."""
        wanted = bytearray(len(self.instructions))
        for name in sections:
            for store in self.sections[name]:
                wanted[store.value] = 1
        for number in range(len(wanted) - 1, -1, -1):
            if wanted[number]:
                for arg in self.instructions[number].args:
                    wanted[arg] = 1
        return [number for number, flag in enumerate(wanted) if flag]

    def identity(self) -> str:
        """Return text that two codes share only if they are the same, quicker than to read."""
        return repr((list(map(tuple, self.instructions)), self.sections))

    def __str__(self) -> str:
        """Return readable text, the same for the same code."""
        return "\n".join(line for name in self.sections for line in self._section(name))

    def _section(self, name: str) -> Iterable[str]:
        yield f"{name}:"
        stored: dict[int, list[Put]] = {}
        for store in self.sections[name]:
            stored.setdefault(store.value, []).append(store)
        for number in self.needed(name):
            yield f"  v{number} = {_right(self.instructions[number])}"
            for store in stored.get(number, ()):
                yield f"  {store.space} {store.row} <- v{number}"


def _right(instruction: Instruction) -> str:
    op, args, data = instruction
    if op == "load":
        return f"{data[0]} {data[1]}"
    if op == "number":
        return repr(float.fromhex(data))
    if op == "truth":
        return str(data)
    shown = [f"v{arg}" for arg in args] + ([] if data is None else [repr(data)])
    return f"{op} {', '.join(shown)}"


@dataclass
class Builder:
    """Writes instructions, equal ones once."""

    instructions: list[Instruction] = field(default_factory=list)
    known: dict[Hashable, int] = field(default_factory=dict)

    def emit(self, op: str, *args: int, data: Hashable = None) -> int:
        """Return the number of a value, written now or before.

        Parameters
        ----------
        op : str
        *args : int
            Numbers of its operands.
        data : hashable
            What the operation needs beside them.

        Returns
        -------
        int
        """
        key = (op, args if op not in COMMUTES or args[0] <= args[1] else args[::-1], data)
        number = self.known.get(key)
        if number is None:
            number = self.known[key] = len(self.instructions)
            self.instructions.append(Instruction(op, args, data))
        return number

    def number(self, value: float) -> int:
        """Return a literal number."""
        return self.emit("number", data=float(value).hex())

    def truth(self, value: bool) -> int:
        """Return a literal truth value."""
        return self.emit("truth", data=bool(value))

    def load(self, space: str, row: int) -> int:
        """Return what stands in a row."""
        return self.emit("load", data=(space, row))

    def literal(self, number: int) -> float | None:
        """Return the value of a literal number; None where it is none."""
        op, _, data = self.instructions[number]
        return float.fromhex(data) if op == "number" else None

    def finish(self, **sections: Sequence[Put]) -> Code:
        """Return the code."""
        return Code(tuple(self.instructions), {k: tuple(v) for k, v in sections.items()})


def kind(instruction: Instruction) -> str:
    """Return what a value is: ``number``, ``truth`` or ``place`` (a position in a table)."""
    op = instruction.op
    if op in {"load", "number"}:
        return "number"
    return "truth" if op == "truth" else OPERATIONS[op].gives
