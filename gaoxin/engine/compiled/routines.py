"""NumPy's own inner loops, so that compiled code rounds as NumPy does: to the same bits.

A ufunc is a C structure that NumPy documents (``ufuncobject.h``); the loop for doubles is found
through it. Nothing is taken from it before its fields agree with what Python says of the ufunc.
"""

from __future__ import annotations

import ctypes
import sys
import sysconfig
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.compiled.operations import ROUNDED, SPECIAL
from gaoxin.engine.compiled.uncovered import NotCovered

_HEAD = 2 * ctypes.sizeof(ctypes.c_void_p)
"""Bytes before a structure's own fields: a count of references and the type."""


class _Ufunc(ctypes.Structure):
    """The first fields of ``PyUFuncObject``, NumPy 2."""

    _fields_ = [
        ("head", ctypes.c_byte * _HEAD),
        ("nin", ctypes.c_int),
        ("nout", ctypes.c_int),
        ("nargs", ctypes.c_int),
        ("identity", ctypes.c_int),
        ("functions", ctypes.POINTER(ctypes.c_void_p)),
        ("data", ctypes.POINTER(ctypes.c_void_p)),
        ("ntypes", ctypes.c_int),
        ("reserved", ctypes.c_int),
        ("name", ctypes.c_char_p),
    ]


@cache
def addresses(special: bool) -> npt.NDArray[np.int64]:
    """Return address and data of the loop of each rounded operation, a row each.

    Parameters
    ----------
    special : bool
        Whether SciPy's are among them; else they are 0.

    Raises
    ------
    NotCovered
        This interpreter or this NumPy is built otherwise.
    """
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise NotCovered("this Python is not CPython with its lock")
    found = [(0, 0) if name in SPECIAL and not special else _loop(_ufunc(name)) for name in ROUNDED]
    return np.array(found, dtype=np.int64)


def _ufunc(name: str) -> Any:
    if hasattr(np, name):
        return getattr(np, name)
    import scipy.special

    return getattr(scipy.special, name)


def _loop(ufunc: Any) -> tuple[int, int]:
    """Return the address of a ufunc's loop for doubles, and that of its data."""
    wanted = "d" * ufunc.nin + "->d"
    found = _Ufunc.from_address(id(ufunc))
    told = (ufunc.nin, ufunc.nout, ufunc.nargs, ufunc.ntypes)
    if (found.nin, found.nout, found.nargs, found.ntypes) != told or wanted not in ufunc.types:
        raise NotCovered("NumPy's ufuncs are of an unknown build")
    if found.name != ufunc.__name__.encode():
        raise NotCovered("NumPy's ufuncs are of an unknown build")
    place = ufunc.types.index(wanted)
    if not found.functions[place]:
        raise NotCovered(f"NumPy's '{ufunc.__name__}' has no loop of its own")
    return int(found.functions[place]), int(found.data[place] or 0) if found.data else 0
