"""Functions of a module that others call: elementary ones, powers the short way, searches."""

from __future__ import annotations

from dataclasses import dataclass, field

from gaoxin.engine.compiled.operations import OPERATIONS
from gaoxin.simulator.kernel.binary import (
    ADD,
    BLOCK,
    ELSE,
    END,
    F64,
    I32,
    IF,
    IS_ZERO,
    LOOP,
    MULTIPLY,
    Function,
    Module,
    branch,
    branch_if,
    call,
    get,
    i32,
    put,
)
from gaoxin.simulator.kernel.elementary import formula
from gaoxin.simulator.kernel.formulas import Formula, Number
from gaoxin.simulator.kernel.lanes import Simd
from gaoxin.simulator.kernel.powers import power_inside


@dataclass
class Library:
    """Functions that others call, made when they are first asked for."""

    module: Module
    lanes: Simd
    numbers: dict[str, int] = field(default_factory=dict)

    def elementary(self, name: str) -> int:
        """Return the number of a function of :data:`FUNCTIONS`."""
        if name not in self.numbers:
            count = len(OPERATIONS[name].takes)
            f = Function([self.lanes.number] * count, [self.lanes.number])
            f.do(formula(name, Formula(self.lanes, f), [get(i) for i in range(count)]))
            self.numbers[name] = self.module.add(f)
        return self.numbers[name]

    def quick_power(self) -> int:
        """Return the number of a function that takes powers of ordinary numbers the short way."""
        if "quick power" not in self.numbers:
            slow = self.elementary("power")
            f = Function([self.lanes.number] * 2, [self.lanes.number])
            at = Formula(self.lanes, f)
            result, inside = power_inside(Number(at, get(0)), Number(at, get(1)))
            guarded(f, self.lanes, result.code, inside.code, get(0) + get(1) + call(slow))
            f.do(get(len(f.parameters) + len(f.locals) - 1))
            self.numbers["quick power"] = self.module.add(f)
        return self.numbers["quick power"]

    def search(self, operation: str) -> int:
        """Return the number of a function that counts points reached or passed, by halving.

        It takes a number, the address of the points and how many there are.
        """
        if operation not in self.numbers:
            test = b"\x66" if operation == "reached" else b"\x64"
            f = Function([F64, I32, I32], [I32])
            low, middle = f.local(I32), f.local(I32)
            # the points below `low` are met, those from the third parameter on are not
            f.do(BLOCK, LOOP, branch_if(1, get(low) + get(2) + b"\x4e"))
            f.do(put(middle, get(low) + get(2) + ADD + i32(1) + b"\x76"))
            point = get(1) + get(middle) + i32(8) + MULTIPLY + ADD + b"\x2b\3\0"
            f.do(get(0), point, test, IF, put(low, get(middle) + i32(1) + ADD))
            f.do(ELSE, put(2, get(middle)), END, branch(0), END, END, get(low))
            self.numbers[operation] = self.module.add(f)
        return self.numbers[operation]


def guarded(f: Function, lanes: Simd, quick: bytes, inside: bytes, slow: bytes) -> bytes:
    """Write a value that is computed the short way, and the long way where that does not hold.

    Parameters
    ----------
    f : Function
    lanes : Simd
    quick, inside, slow : bytes

    Returns
    -------
    bytes
        What reads the value: the last local that was made.
    """
    local = f.local(lanes.number)
    f.do(put(local, quick), lanes.all(inside), IS_ZERO, IF, put(local, slow), END)
    return get(local)
