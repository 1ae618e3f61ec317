"""One writer at a time in a folder."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = ".lock"
NOTICE_AFTER = 1.0  # seconds
_PAUSE = 0.02
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; wait for another writer, and say so on stderr after a second.

    The lock goes with the process that holds it, however that ends; where the system has no
    such locks a killed process leaves the file, and the notice says to remove it.
    """
    path = folder / NAME
    began, told = time.monotonic(), False
    while (lock := _try(path)) is None:
        if not told and time.monotonic() - began > NOTICE_AFTER:
            print(_notice(folder), file=sys.stderr, flush=True)
            told = True
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        _release(path, lock)


def _try(path: Path) -> int | None:
    """Return the lock, or None; make its folder, which who held the lock may have removed."""
    try:
        return _take(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return None


def _notice(folder: Path) -> str:
    text = f"gaoxin: waiting for another run that is writing to {folder}"
    if sys.platform == "win32":
        text += f" (if there is none, delete {folder / NAME})"
    return text


if sys.platform == "win32":

    def _take(path: Path) -> int | None:
        """Return the lock, or None while another holds it."""
        try:
            return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR)
        except FileExistsError:
            return None

    def _release(path: Path, lock: int) -> None:
        os.close(lock)
        path.unlink(missing_ok=True)

else:

    def _take(path: Path) -> int | None:
        """Return the lock, or None while another holds it."""
        import fcntl

        lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                os.close(lock)
                raise
            return lock  # a network folder without locks: better than no results
        if _is(path, lock):
            return lock
        os.close(lock)  # its holder removed the file between our opening and locking it
        return None

    def _release(path: Path, lock: int) -> None:
        path.unlink(missing_ok=True)
        os.close(lock)

    def _is(path: Path, lock: int) -> bool:
        try:
            return os.path.samestat(path.stat(), os.fstat(lock))
        except FileNotFoundError:
            return False
