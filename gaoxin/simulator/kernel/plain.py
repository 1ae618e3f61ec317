"""The operations of the scalar form on one member at once, for browsers without SIMD."""

from __future__ import annotations

from typing import ClassVar

from gaoxin.simulator.kernel.binary import F64, I32, I64, f64, i32, i64, unsigned
from gaoxin.simulator.kernel.lanes import Simd


class Plain(Simd):
    """One member a value, for browsers without SIMD."""

    lanes, size = 1, 8
    number, truth, bits = F64, I32, I64
    operations: ClassVar[dict[str, int]] = {
        "add": 0xA0,
        "subtract": 0xA1,
        "multiply": 0xA2,
        "divide": 0xA3,
        "minimum": 0xA4,
        "maximum": 0xA5,
        "negative": 0x9A,
        "absolute": 0x99,
        "sqrt": 0x9F,
        "floor": 0x9C,
        "trunc": 0x9D,
        "nearest": 0x9E,
        "equal": 0x61,
        "not_equal": 0x62,
        "less": 0x63,
        "greater": 0x64,
        "less_equal": 0x65,
        "greater_equal": 0x66,
        "and": 0x71,
        "or": 0x72,
        "not": 0x45,
    }

    def apply(self, operation: str, *values: bytes) -> bytes:
        """Return one of :attr:`operations` on values."""
        return b"".join(values) + bytes([self.operations[operation]])

    def literal(self, value: float) -> bytes:
        """Return a number."""
        return f64(value)

    def true(self, value: bool) -> bytes:
        """Return a truth value."""
        return i32(int(value))

    def where(self, condition: bytes, yes: bytes, no: bytes) -> bytes:
        """Return for each member one of two numbers.

        Parameters
        ----------
        condition, yes, no : bytes

        Returns
        -------
        bytes
        """
        return yes + no + condition + b"\x1b"

    def as_number(self, truth: bytes) -> bytes:
        """Return 1 or 0."""
        return truth + b"\xb8"

    def all(self, truth: bytes) -> bytes:
        """Return the truth value, which is a whole number."""
        return truth

    def load(self, address: bytes, offset: int = 0) -> bytes:
        """Return a number in memory."""
        return address + b"\x2b\3" + unsigned(offset)

    def load_one(self, address: bytes, offset: int = 0) -> bytes:
        """Return a number in memory."""
        return self.load(address, offset)

    def store(self, address: bytes, value: bytes, offset: int = 0) -> bytes:
        """Write to memory.

        Parameters
        ----------
        address, value : bytes
        offset : int
            In bytes.

        Returns
        -------
        bytes
        """
        return address + value + b"\x39\3" + unsigned(offset)

    def load_truth(self, address: bytes, offset: int = 0) -> bytes:
        """Return a truth value in memory."""
        return address + b"\x28\2" + unsigned(offset)

    def store_truth(self, address: bytes, value: bytes, offset: int = 0) -> bytes:
        """Write a truth value to memory.

        Parameters
        ----------
        address, value : bytes
        offset : int
            In bytes.

        Returns
        -------
        bytes
        """
        return address + value + b"\x36\2" + unsigned(offset)

    def store_apart(self, address: bytes, value: bytes, offset: int, pitch: int) -> bytes:
        """Write each lane to memory, so many bytes apart; the value is read once a lane.

        Parameters
        ----------
        address, value : bytes
        offset, pitch : int
            In bytes.

        Returns
        -------
        bytes
        """
        return self.store(address, value, offset)

    def lane(self, value: bytes, lane: int) -> bytes:
        """Return the number."""
        return value

    def joined(self, values: list[bytes]) -> bytes:
        """Return the number."""
        return values[0]

    def picked(self, addresses: list[bytes], offset: int) -> bytes:
        """Return the number at an address."""
        return self.load(addresses[0], offset)

    def as_bits(self, value: bytes) -> bytes:
        """Return a number's bits."""
        return value + b"\xbd"

    def from_bits(self, value: bytes) -> bytes:
        """Return the number that has some bits."""
        return value + b"\xbf"

    def bit_literal(self, number: int) -> bytes:
        """Return a whole number of 64 bits."""
        return i64(number)

    def bit_add(self, a: bytes, b: bytes) -> bytes:
        """Return a sum of whole numbers."""
        return a + b + b"\x7c"

    def bit_subtract(self, a: bytes, b: bytes) -> bytes:
        """Return a difference of whole numbers."""
        return a + b + b"\x7d"

    def bit_or(self, a: bytes, b: bytes) -> bytes:
        """Return the bits of either."""
        return a + b + b"\x84"

    def bit_and(self, a: bytes, b: bytes) -> bytes:
        """Return the bits of both."""
        return a + b + b"\x83"

    def shifted_left(self, a: bytes, by: int) -> bytes:
        """Return bits moved up."""
        return a + i64(by) + b"\x86"

    def shifted_right(self, a: bytes, by: int) -> bytes:
        """Return bits moved down."""
        return a + i64(by) + b"\x88"

    def counted(self, count: bytes, truth: bytes) -> bytes:
        """Return a count that is one higher where something holds."""
        return count + truth + b"\xad\x7c"

    def count_of(self, count: bytes, lane: int) -> bytes:
        """Return a count as a whole number of 32 bits."""
        return count + b"\xa7"
