"""Two folders in each other's place, in one step where the system can."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

Swap = Callable[[bytes, bytes], int]

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_RENAME_SWAP = 2
_NOT_SUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}
_PAUSES = (0.05, 0.1, 0.2, 0.4)
"""Seconds between the tries to rename a folder."""


def exchange(one: Path, other: Path) -> bool:
    """Exchange two paths in one step; False where the system, or the disk, cannot."""
    swap = system_swap()
    if swap is None:
        return False
    if swap(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_SUPPORTED:
        return False
    raise OSError(number, os.strerror(number))


def move(path: Path, target: Path) -> None:
    """Rename a path; again for a moment where another program has a file in it open.

    Windows refuses it as long as a virus scanner, or a viewer, reads there.
    """
    for pause in _PAUSES:
        try:
            path.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    path.replace(target)


@functools.cache
def system_swap() -> Swap | None:
    """Return the system's function that exchanges two paths: Linux and macOS have one."""
    makers = {"linux": _linux, "darwin": _macos}
    if sys.platform not in makers:
        return None
    return makers[sys.platform](ctypes.CDLL(None, use_errno=True))


def _linux(library: ctypes.CDLL) -> Swap | None:
    rename = getattr(library, "renameat2", None)
    if rename is None:
        return None
    number, text = ctypes.c_int, ctypes.c_char_p
    rename.argtypes, rename.restype = (number, text, number, text, ctypes.c_uint), number
    return lambda one, other: int(rename(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE))


def _macos(library: ctypes.CDLL) -> Swap | None:
    rename = getattr(library, "renamex_np", None)
    if rename is None:
        return None
    text = ctypes.c_char_p
    rename.argtypes, rename.restype = (text, text, ctypes.c_uint), ctypes.c_int
    return lambda one, other: int(rename(one, other, _RENAME_SWAP))
