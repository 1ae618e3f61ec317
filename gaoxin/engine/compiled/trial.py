"""Whether compiled code can be had here, tried out before it is first used.

Every operation is compiled and computes numbers of all sizes; each result must be NumPy's to the
last bit, or the compiled step is not used on this machine.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.compiled.build import Linked, link, linked_code, loop, processor
from gaoxin.engine.compiled.curves import interpolated
from gaoxin.engine.compiled.driver import driver
from gaoxin.engine.compiled.ir import LANES
from gaoxin.engine.compiled.llvm import POINTERS
from gaoxin.engine.compiled.operations import OPERATIONS, SPECIAL
from gaoxin.engine.compiled.routines import addresses
from gaoxin.engine.compiled.scalar import Builder, Code, Put
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.running.buffers import aligned
from gaoxin.engine.values.philox import key_words, uniforms

Array = npt.NDArray[Any]

TABLES = (
    ((-1.0, 0.5, 0.5, 2.0), (0.3, -0.0, 1.7, 0.1)),
    (tuple(np.linspace(-3, 3, 12).tolist()), tuple(np.sin(np.arange(12.0)).tolist())),
    (tuple(np.linspace(-9, 9, 50).tolist()), tuple(np.cos(np.arange(50.0)).tolist())),
)
"""Tables that are picked from in each of the ways there are."""


def check_machine(special: bool = False) -> None:
    """Refuse where compiled code cannot be had, or rounds otherwise than NumPy.

    Parameters
    ----------
    special : bool, optional
        Whether functions of SciPy are needed.

    Raises
    ------
    NotCovered
        With the reason.
    """
    why = unusable(special)
    if why:
        raise NotCovered(why)


@cache
def unusable(special: bool = False) -> str:
    """Return why compiled code cannot be used on this machine; nothing where it can."""
    try:
        processor()
        wrong = [*_wrong_operations(special), *_wrong_numbers()]
    except NotCovered as reason:
        return str(reason)
    except Exception as error:  # noqa: BLE001 - whatever it is, NumPy computes without it
        return f"LLVM does not work here: {type(error).__name__}: {error}"
    if wrong:
        return f"compiled code gives other bits than NumPy here: {', '.join(wrong)}"
    return ""


def _written(special: bool) -> tuple[Code, list[tuple[str, int]]]:
    """Return code with a result for each operation and table, and what each is."""
    b = Builder()
    loaded = b.load("input", 0), b.load("input", 1)
    truths = b.emit("less", *loaded), b.emit("greater", loaded[1], b.number(0.25))
    stores: list[Put] = []
    names: list[tuple[str, int]] = []

    def note(name: str, value: int, number: int) -> None:
        names.append((name, number))
        stores.append(Put("result", len(stores), value))

    for name, operation in OPERATIONS.items():
        if "place" in (operation.gives, *operation.takes) or (name in SPECIAL and not special):
            continue
        given = {"number": iter((*loaded, loaded[0])), "truth": iter(truths)}
        value = b.emit(name, *(next(given[what]) for what in operation.takes))
        note(name, b.emit("as_number", value) if operation.gives == "truth" else value, -1)
    zero = b.number(0.0)
    note("minimum with a number", b.emit("minimum", loaded[0], zero), -2)
    note("maximum with a number", b.emit("maximum", loaded[0], zero), -3)
    for number, table in enumerate(TABLES):
        note("lookup", interpolated(b, loaded[0], *table), number)
    return b.finish(begin=stores), names


def _expected(name: str, number: int, a: Array, b: Array) -> Array:
    if number == -2:
        return np.asarray(np.minimum(a, 0.0))
    if number == -3:
        return np.asarray(np.maximum(a, 0.0))
    if number >= 0:
        return np.asarray(np.interp(a, *TABLES[number]))
    given = {"number": iter((a, b, a)), "truth": iter((a < b, b > 0.25))}
    operation = OPERATIONS[name]
    return np.asarray(operation.call(*(next(given[what]) for what in operation.takes)), np.float64)


def _samples() -> Iterator[tuple[Array, Array]]:
    """Yield tiles of operands: special numbers with each other, and random ones of all sizes."""
    special = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 0.5])
    for turn in range(LANES):
        yield special, np.roll(special, turn)
    rng = np.random.default_rng(0)
    for spread in (0.1, 1.0, 1.0, 10.0, 300.0):
        a, b = rng.normal(0, spread, (2, LANES))
        yield a, b
        yield np.abs(a), b
        yield np.array([-3.0, -1.0, 0.5, 2.0, 3.0, 9.0, -9.0, 1e300]), b


def _wrong_operations(special: bool) -> list[str]:
    """Return the operations of which a bit differs."""
    code, names = _written(special)
    linked, _ = linked_code(code, {"begin": ["begin"]}, 1)
    wrong: dict[str, None] = {}
    for a, b in _samples():
        found = _called(linked, addresses(special), a, b, len(names))
        with np.errstate(all="ignore"):
            for (name, number), own in zip(names, found, strict=True):
                if not _same(own, _expected(name, number, a, b)):
                    wrong[name] = None
    return list(wrong)


def _called(linked: Linked, calls: Array, a: Array, b: Array, results: int) -> Array:
    rows = aligned(LANES * (2 + results)).reshape(-1, LANES)
    rows[0], rows[1] = a, b
    places = dict.fromkeys(POINTERS, rows.ctypes.data)
    places["result"] += rows[0].nbytes * 2
    places["calls"] = calls.ctypes.data
    function = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * len(POINTERS))
    function(linked.addresses["begin"])(*places.values())
    return rows[2:]


def _same(a: Array, b: Array) -> bool:
    nan = np.isnan(a)
    return bool(
        np.array_equal(nan, np.isnan(b))
        and np.array_equal(a[~nan].view(np.int64), b[~nan].view(np.int64))
    )


def _wrong_numbers() -> list[str]:
    """Return "random numbers" if the loop draws others than ``values.philox``."""
    text = driver()
    linked, _ = link(lambda: (text, 0), text, ("run", "uniforms"), 2)
    elements, member, step = 3, 5, 7
    room = aligned(LANES * elements).reshape(elements, LANES)
    first, second = (int(w) for w in key_words(1, "trial").view(np.int64))
    function = ctypes.CFUNCTYPE(None, ctypes.c_void_p, *[ctypes.c_int64] * 5)
    draw = function(linked.addresses["uniforms"])
    draw(room.ctypes.data, first, second, elements, member, step)
    expected = uniforms(1, "trial", step, elements, slice(member, member + LANES))
    loop()
    return [] if _same(room, expected) else ["random numbers"]
