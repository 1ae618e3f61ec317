"""The operations of the scalar form as WebAssembly, on two members at once; ``plain``: on one.

Both kinds have the same methods, each of which takes expressions and returns one. A number is a
lane of 64 bits; a truth value is a lane of ones or zeros (SIMD), or a whole number (plain).
"""

from __future__ import annotations

from typing import ClassVar

from gaoxin.simulator.kernel.binary import V128, f64, i32, i64, simd, unsigned

MINIMUM, MAXIMUM = 0xF4, 0xF5
"""NaN where either is, as NumPy's."""


class Simd:
    """Two members a value: browsers of 2021 and later.

    Attributes
    ----------
    lanes, size : int
        Members of a value, and its bytes in memory.
    number, truth, bits : bytes
        Types of numbers, of truth values, and of numbers as whole numbers of 64 bits.
    """

    lanes, size = 2, 16
    number = truth = bits = V128
    operations: ClassVar[dict[str, int]] = {
        "add": 0xF0,
        "subtract": 0xF1,
        "multiply": 0xF2,
        "divide": 0xF3,
        "minimum": MINIMUM,
        "maximum": MAXIMUM,
        "negative": 0xED,
        "absolute": 0xEC,
        "sqrt": 0xEF,
        "floor": 0x75,
        "trunc": 0x7A,
        "nearest": 0x94,
        "equal": 0x47,
        "not_equal": 0x48,
        "less": 0x49,
        "greater": 0x4A,
        "less_equal": 0x4B,
        "greater_equal": 0x4C,
        "and": 0x4E,
        "or": 0x50,
        "not": 0x4D,
    }
    """Operations that are one instruction, operands before it."""

    def apply(self, operation: str, *values: bytes) -> bytes:
        """Return one of :attr:`operations` on values."""
        return b"".join(values) + simd(self.operations[operation])

    def literal(self, value: float) -> bytes:
        """Return a number, the same for all members."""
        return f64(value) + simd(0x14)

    def true(self, value: bool) -> bytes:
        """Return a truth value, the same for all members."""
        return simd(0x0C) + (b"\xff" if value else b"\0") * 16

    def where(self, condition: bytes, yes: bytes, no: bytes) -> bytes:
        """Return for each member one of two numbers.

        Parameters
        ----------
        condition, yes, no : bytes

        Returns
        -------
        bytes
        """
        return yes + no + condition + simd(0x52)

    def as_number(self, truth: bytes) -> bytes:
        """Return 1 or 0."""
        return truth + self.literal(1.0) + simd(0x4E)

    def all(self, truth: bytes) -> bytes:
        """Return, as a whole number, whether it holds for all members of the value."""
        return truth + simd(0xC3)

    # -- memory ----------------------------------------------------------------------------------

    def load(self, address: bytes, offset: int = 0) -> bytes:
        """Return what the members have in memory."""
        return address + simd(0x00) + b"\3" + unsigned(offset)

    def load_one(self, address: bytes, offset: int = 0) -> bytes:
        """Return a number in memory that is the same for all members."""
        return address + simd(0x0A) + b"\3" + unsigned(offset)

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
        return address + value + simd(0x0B) + b"\3" + unsigned(offset)

    load_truth, store_truth = load, store

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
        return b"".join(
            address + value + simd(0x5B) + b"\3" + unsigned(offset + lane * pitch) + bytes([lane])
            for lane in range(2)
        )

    def lane(self, value: bytes, lane: int) -> bytes:
        """Return the number of one member."""
        return value + simd(0x21) + bytes([lane])

    def joined(self, values: list[bytes]) -> bytes:
        """Return a value from a number a member."""
        return values[0] + simd(0x14) + values[1] + simd(0x22) + b"\1"

    def picked(self, addresses: list[bytes], offset: int) -> bytes:
        """Return the numbers at an address a member."""
        first = addresses[0] + simd(0x5D) + b"\3" + unsigned(offset)
        return addresses[1] + first + simd(0x57) + b"\3" + unsigned(offset) + b"\1"

    # -- bits ------------------------------------------------------------------------------------

    def as_bits(self, value: bytes) -> bytes:
        """Return a number's bits as a whole number of 64 bits."""
        return value

    def from_bits(self, value: bytes) -> bytes:
        """Return the number that has some bits."""
        return value

    def bit_literal(self, number: int) -> bytes:
        """Return a whole number of 64 bits."""
        return i64(number) + simd(0x12)

    def bit_add(self, a: bytes, b: bytes) -> bytes:
        """Return a sum of whole numbers."""
        return a + b + simd(0xCE)

    def bit_subtract(self, a: bytes, b: bytes) -> bytes:
        """Return a difference of whole numbers."""
        return a + b + simd(0xD1)

    def bit_or(self, a: bytes, b: bytes) -> bytes:
        """Return the bits of either."""
        return a + b + simd(0x50)

    def bit_and(self, a: bytes, b: bytes) -> bytes:
        """Return the bits of both."""
        return a + b + simd(0x4E)

    def shifted_left(self, a: bytes, by: int) -> bytes:
        """Return bits moved up."""
        return a + i32(by) + simd(0xCB)

    def shifted_right(self, a: bytes, by: int) -> bytes:
        """Return bits moved down."""
        return a + i32(by) + simd(0xCD)

    def counted(self, count: bytes, truth: bytes) -> bytes:
        """Return a count (bits) that is one higher where something holds."""
        return count + truth + simd(0xD1)

    def count_of(self, count: bytes, lane: int) -> bytes:
        """Return a count of one member as a whole number of 32 bits."""
        return count + simd(0x1D) + bytes([lane]) + b"\xa7"
