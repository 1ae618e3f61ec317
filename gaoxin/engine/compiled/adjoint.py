"""Scalar code read backwards: from derivatives by what a section leaves to those by what it loads.

Reverse mode (Griewank and Walther 2008, *Evaluating Derivatives*, chapter 3): the values of a
section are computed again, then its instructions are gone through from the last to the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from gaoxin.engine.compiled.derivatives import RULES
from gaoxin.engine.compiled.scalar import Builder, Code, Put

Rows = Set[tuple[str, int]]
"""Rows by space."""


@dataclass(frozen=True)
class Wanted:
    """What is differentiated by: rows of inputs of `begin`, and of the steps."""

    begin: frozenset[int]
    step: frozenset[int]


SPACES = {
    "after": "derivatives by the states after a step, or by the first states",
    "weight": "derivatives by results: weights of outputs, and by what goes into queues",
    "state_sum": "derivatives by the states before",
    "member_sum": "derivatives by what is computed once a member, added up over the steps",
    "input_sum": "derivatives by inputs",
}
"""Spaces of code that is read backwards, besides those that it computes values from."""


def adjoint(code: Code, queues: Mapping[int, int], asked: Wanted) -> Code:
    """Return code with the sections ``back_begin``, ``back_step`` and ``back_save``.

    Parameters
    ----------
    code : Code
    queues : mapping of int to int
        Result row of what goes into a fixed delay, to the row of its state.
    asked : Wanted
        Rows of inputs by which is differentiated.

    Returns
    -------
    Code
        `back_step` writes ``state_sum``, `back_save` adds to it; both add to ``member_sum`` and
        ``input_sum``; `back_begin` writes ``input_sum``.
    """
    live = _live(code, queues, asked)
    b = Builder(list(code.instructions))
    b.known = {(op, args, data): n for n, (op, args, data) in enumerate(code.instructions)}
    sections = {
        "back_begin": _back(b, code, "begin", live["begin"], adds=frozenset()),
        "back_step": _back(b, code, "step", live["step"], adds=_SUMS),
        "back_save": _back(b, code, "save", live["step"], adds=_SUMS | {"state_sum"}),
    }
    return b.finish(**{**code.sections, **sections})


_SUMS = frozenset({"member_sum", "input_sum"})

_SEEDS = {"next": "after", "state": "after", "member": "member_sum", "result": "weight"}
"""Where the derivative by what a section stores is found."""

_SOURCES = {"state": "state_sum", "member": "member_sum", "input": "input_sum"}
"""Where the derivative by what a section loads goes."""


def _live(code: Code, queues: Mapping[int, int], asked: Wanted) -> dict[str, Rows]:
    """Return the rows that what is asked reaches, of what `begin` and the steps load."""
    begin = {("input", row) for row in asked.begin}
    step = {("input", row) for row in asked.step}
    step |= {(s.space, s.row) for s in _reached(code, "begin", begin)}
    while True:
        grown = set(step)
        for store in _reached(code, "step", step):
            # a slope changes the state of its own row
            row = store.row if store.space == "next" else queues.get(store.row, store.row)
            grown.add(("state", row))
        if grown == step:
            return {"begin": frozenset(begin), "step": frozenset(step)}
        step = grown


def _reached(code: Code, section: str, live: Rows) -> list[Put]:
    """Return the stores of a section that depend on some rows."""
    moving = _moving(code, section, live)
    return [s for s in code.sections[section] if s.value in moving]


def _moving(code: Code, section: str, live: Rows) -> set[int]:
    """Return the instructions of a section that depend smoothly on some rows."""
    moving: set[int] = set()
    for number in code.needed(section):
        op, args, data = code.instructions[number]
        if op == "load":
            if data in live:
                moving.add(number)
        elif op in RULES and any(arg in moving for arg in args):
            moving.add(number)
    return moving


def _back(b: Builder, code: Code, section: str, live: Rows, adds: Set[str]) -> list[Put]:
    moving = _moving(code, section, live)
    own: dict[int, int] = {}

    def add(number: int, more: int) -> None:
        own[number] = b.emit("add", own[number], more) if number in own else more

    for store in code.sections[section]:
        if store.value in moving:
            add(store.value, b.load(_SEEDS[store.space], store.row))
    found: dict[tuple[str, int], int] = {}
    for number in reversed(code.needed(section)):
        if number not in own:
            continue
        op, args, data = code.instructions[number]
        if op == "load":
            space, row = data
            found[_SOURCES[space], row] = own[number]
            continue
        for arg, more in zip(args, RULES[op](b, args, number, own[number]), strict=True):
            if arg in moving and more is not None:
                add(arg, more)
    stores = []
    for (space, row), value in sorted(found.items()):
        total = b.emit("add", b.load(space, row), value) if space in adds else value
        stores.append(Put(space, row, total))
    return stores
