"""Long code in parts: which instructions a function does, and what it leaves for later ones."""

from __future__ import annotations

from collections.abc import Sequence

from gaoxin.engine.compiled.scalar import Code, Instruction

WHOLE, SPLIT = 2000, 1000
"""Operations up to which a section is one function, and of a function where it is not."""


def parts_of(code: Code, needed: Sequence[int]) -> list[list[int]]:
    """Divide instructions into parts of about one length; what is cheap goes where it is used."""
    real = [n for n in needed if not _is_cheap(code.instructions[n])]
    if len(real) <= WHOLE:
        return [real]
    count = -(-len(real) // SPLIT)
    size = -(-len(real) // count)
    return [real[i : i + size] for i in range(0, len(real), size)]


def _is_cheap(instruction: Instruction) -> bool:
    return instruction.op in {"number", "truth", "load", "reached", "passed"}


def operands(code: Code, number: int) -> list[int]:
    """Return what an instruction reads; through a place in a table, what is looked up there."""
    found: list[int] = []
    for arg in code.instructions[number].args:
        operation = code.instructions[arg].op
        found += code.instructions[arg].args if operation in {"reached", "passed"} else (arg,)
    return found


def crossing(code: Code, parts: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return a row of scratch memory for each value that a later part uses."""
    home = {number: place for place, part in enumerate(parts) for number in part}
    rows: dict[int, int] = {}
    for place, part in enumerate(parts):
        for number in part:
            for arg in operands(code, number):
                if home.get(arg, place) != place:
                    rows.setdefault(arg, len(rows))
    return rows


def scratch_rows(code: Code, sections: Sequence[str]) -> int:
    """Return how many rows of scratch memory the functions of some sections need."""
    parts = (parts_of(code, code.needed(name)) for name in sections)
    return max((len(crossing(code, part)) for part in parts), default=0)
