"""WebAssembly's binary format, as far as a kernel needs it: code is bytes, a value an expression.

Source: WebAssembly Core Specification 2.0, section 5. Nothing but numbers reaches the bytes: no
name of a model stands in them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

I32, I64, F64, V128 = b"\x7f", b"\x7e", b"\x7c", b"\x7b"
"""Types of values."""

BLOCK, LOOP, IF, ELSE, END = b"\x02\x40", b"\x03\x40", b"\x04\x40", b"\x05", b"\x0b"
"""Beginnings and ends of control instructions that leave nothing on the stack."""

ADD, SUBTRACT, MULTIPLY = b"\x6a", b"\x6b", b"\x6c"
"""Of whole numbers of 32 bits, as are the next."""

REMAINDER, EQUAL, LESS, AT_LEAST, IS_ZERO = b"\x70", b"\x46", b"\x48", b"\x4e", b"\x45"


def unsigned(number: int) -> bytes:
    """Return a whole number from 0 on in the format's LEB128."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def signed(number: int) -> bytes:
    """Return a whole number with its sign in the format's LEB128."""
    out = bytearray()
    while not -64 <= number < 64:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number & 127)
    return bytes(out)


def i32(number: int) -> bytes:
    """Return a literal of 32 bits."""
    return b"\x41" + signed(number)


def i64(number: int) -> bytes:
    """Return a literal of 64 bits."""
    return b"\x42" + signed(number - (1 << 64) if number >= 1 << 63 else number)


def f64(number: float) -> bytes:
    """Return a literal number."""
    return b"\x44" + struct.pack("<d", number)


def simd(operation: int) -> bytes:
    """Return an instruction on vectors."""
    return b"\xfd" + unsigned(operation)


def get(local: int) -> bytes:
    """Return a local's value."""
    return b"\x20" + unsigned(local)


def put(local: int, value: bytes) -> bytes:
    """Return what writes a value to a local."""
    return value + b"\x21" + unsigned(local)


def call(function: int) -> bytes:
    """Return a call, its operands before it."""
    return b"\x10" + unsigned(function)


def branch(depth: int) -> bytes:
    """Return a jump out of, or to the head of, an enclosing block."""
    return b"\x0c" + unsigned(depth)


def branch_if(depth: int, condition: bytes) -> bytes:
    """Return the same where a condition holds."""
    return condition + b"\x0d" + unsigned(depth)


def whole(address: bytes, offset: int = 0) -> bytes:
    """Return the whole number of 32 bits in memory."""
    return address + b"\x28\x02" + unsigned(offset)


def vector(items: Iterable[bytes]) -> bytes:
    """Return items with their count before them."""
    listed = list(items)
    return unsigned(len(listed)) + b"".join(listed)


@dataclass
class Function:
    """A function in the making: parameters, results, locals and code.

    Attributes
    ----------
    parameters, results, locals : of bytes
        Types.
    """

    parameters: Sequence[bytes]
    results: Sequence[bytes] = ()
    locals: list[bytes] = field(default_factory=list)
    code: bytearray = field(default_factory=bytearray)

    def do(self, *code: bytes) -> None:
        """Write code."""
        for part in code:
            self.code += part

    def local(self, kind: bytes) -> int:
        """Return the number of a new local of a type."""
        self.locals.append(kind)
        return len(self.parameters) + len(self.locals) - 1

    def kept(self, kind: bytes, value: bytes) -> bytes:
        """Compute a value now; return what reads it from then on."""
        local = self.local(kind)
        self.do(put(local, value))
        return get(local)

    def body(self) -> bytes:
        """Return the function as the code section has it."""
        runs = [(kind, len(list(group))) for kind, group in groupby(self.locals)]
        text = vector(unsigned(count) + kind for kind, count in runs) + bytes(self.code) + END
        return unsigned(len(text)) + text

    def type(self) -> bytes:
        """Return its type as the type section has it."""
        return b"\x60" + vector(self.parameters) + vector(self.results)


@dataclass
class Module:
    """A module with a memory of its own, in which constants lie from :data:`FIRST` on."""

    functions: list[Function] = field(default_factory=list)
    exports: dict[str, int] = field(default_factory=dict)
    data: list[tuple[int, bytes]] = field(default_factory=list)
    tables: dict[bytes, int] = field(default_factory=dict)
    top: int = 64

    def add(self, function: Function, name: str = "") -> int:
        """Return the number of a function, which is exported where it has a name."""
        self.functions.append(function)
        number = len(self.functions) - 1
        if name:
            self.exports[name] = number
        return number

    def room(self, size: int, align: int = 16) -> int:
        """Return the address of memory that nothing else has."""
        address = -(-self.top // align) * align
        self.top = address + size
        return address

    def table(self, numbers: Sequence[float]) -> int:
        """Return where a table of numbers lies, equal ones once."""
        text = struct.pack(f"<{len(numbers)}d", *numbers)
        if text not in self.tables:
            self.tables[text] = self.room(len(text))
            self.data.append((self.tables[text], text))
        return self.tables[text]

    def bytes(self) -> bytes:
        """Return the module."""
        types = list(dict.fromkeys(f.type() for f in self.functions))
        exports = [
            vector(bytes([c]) for c in name.encode()) + b"\0" + unsigned(number)
            for name, number in self.exports.items()
        ]
        exports.append(b"\x06memory\x02\x00")
        sections = {
            1: vector(types),
            3: vector(unsigned(types.index(f.type())) for f in self.functions),
            5: vector([b"\0" + unsigned(self.top // PAGE + 1)]),
            7: vector(exports),
            10: vector(f.body() for f in self.functions),
            11: vector(b"\0" + i32(at) + END + unsigned(len(d)) + d for at, d in self.data),
        }
        whole = (bytes([number]) + unsigned(len(s)) + s for number, s in sections.items())
        return b"\0asm\1\0\0\0" + b"".join(whole)


PAGE = 65536
"""Bytes of a page of memory."""
