"""Writes LLVM IR as text: values are numbered, so that no name of a model can reach it."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

LANES = 8
"""Members of a tile: one register of the widest processors, two or four of others."""

ROW = 8 * LANES
"""Bytes of a row of numbers, one a member of a tile."""

VECTOR = f"<{LANES} x double>"
WHOLE = f"<{LANES} x i64>"
MASK = f"<{LANES} x i1>"


def bits(value: float) -> str:
    """Return a number as LLVM reads it to the last bit."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


def splat(value: float) -> str:
    """Return a vector of one number."""
    return f"splat (double {bits(value)})"


@dataclass
class Body:
    """The instructions of a function."""

    lines: list[str] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)
    count: int = 0

    def do(self, text: str) -> None:
        """Write an instruction without a result."""
        self.lines.append(f"  {text}")

    def let(self, text: str) -> str:
        """Write an instruction and return the name of its result."""
        self.count += 1
        self.lines.append(f"  %t{self.count} = {text}")
        return f"%t{self.count}"

    def at(self, base: str, offset: str | int) -> str:
        """Return a pointer some bytes beyond another."""
        return self.let(f"getelementptr inbounds i8, ptr {base}, i64 {offset}")

    def load(self, kind: str, pointer: str, align: int = 8) -> str:
        """Return what stands at a pointer.

        Parameters
        ----------
        kind : str
            A type of the IR.
        pointer : str
        align : int
            In bytes.

        Returns
        -------
        str
            The name of the value.
        """
        return self.let(f"load {kind}, ptr {pointer}, align {align}")

    def store(self, kind: str, value: str, pointer: str, align: int = 8) -> None:
        """Write to a pointer.

        Parameters
        ----------
        kind : str
            A type of the IR.
        value, pointer : str
        align : int
            In bytes.
        """
        self.do(f"store {kind} {value}, ptr {pointer}, align {align}")

    def whole(self, op: str, a: str | int, b: str | int) -> str:
        """Return the result of an operation on whole numbers.

        Parameters
        ----------
        op : str
            An instruction of the IR.
        a, b : str or int

        Returns
        -------
        str
            The name of the value.
        """
        return self.let(f"{op} i64 {a}, {b}")

    def variable(self, kind: str, value: str | int) -> str:
        """Return the place of a value that changes; made once, at the start of the function."""
        name = f"%x{len(self.variables)}"
        self.variables.append(f"  {name} = alloca {kind}, align 64")
        self.store(kind, str(value), name)
        return name

    def label(self) -> str:
        """Return a new label."""
        self.count += 1
        return f"b{self.count}"

    def begin(self, label: str) -> None:
        """Go on at a label."""
        self.do(f"br label %{label}")
        self.lines.append(f"{label}:")

    @contextmanager
    def each(self, first: str | int, end: str | int, by: int = 1) -> Iterator[str]:
        """Repeat for whole numbers from `first` to below `end`.

        Parameters
        ----------
        first, end : str or int
        by : int
            The step.

        Yields
        ------
        str
            The name of the number at hand; what is written meanwhile is the loop's body.
        """
        place = self.variable("i64", first)
        head, inside, after = self.label(), self.label(), self.label()
        self.begin(head)
        now = self.load("i64", place)
        more = self.let(f"icmp slt i64 {now}, {end}")
        self.do(f"br i1 {more}, label %{inside}, label %{after}")
        self.lines.append(f"{inside}:")
        yield now
        self.store("i64", self.whole("add", now, by), place)
        self.do(f"br label %{head}")
        self.lines.append(f"{after}:")

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Do only where a condition holds."""
        inside, after = self.label(), self.label()
        self.do(f"br i1 {condition}, label %{inside}, label %{after}")
        self.lines.append(f"{inside}:")
        yield
        self.begin(after)

    def function(self, name: str, parameters: Sequence[str], attributes: str = "") -> str:
        """Return the text of the function, which gives nothing back.

        Parameters
        ----------
        name : str
        parameters : sequence of str
            Each with its type.
        attributes : str
            Of the function.

        Returns
        -------
        str
        """
        inner = "\n".join(["entry:", *self.variables, *self.lines, "  ret void", "}"])
        return f"define void @{name}({', '.join(parameters)}) nounwind {attributes} {{\n{inner}\n"
