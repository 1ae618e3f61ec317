"""One writer at a time in a folder.

The system holds the lock, and drops it with the process that has it, however that ends. Where it
has no locks, as on some network folders, a file is the lock: it names its owner, and one whose
owner has died is taken away.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from gaoxin.errors import DataError

NAME = ".lock"
OWNED = ".lock-owner"
"""The lock where the system has none."""

NOTICE_AFTER = 1.0
PATIENCE = 600.0
"""Seconds after which who waits says so, and after which it gives up."""

_PAUSE = 0.02
_WRITING = 10.0
"""Seconds after which a file that names no owner is that of a process that died writing it."""

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP}
_FAR = 2**20
"""Where Windows locks a byte: past what the file says, which others may read."""

_marks: set[str] = set()
"""What the files say that have been this process's locks, where the system has none."""

Release = Callable[[], None]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; wait for another writer, and say so on stderr after a second.

    Raises
    ------
    DataError
        Another writer had it all the time; the message names it.
    """
    path = folder / NAME
    began, told = time.monotonic(), False
    while (release := _try(path)) is None:
        waited = time.monotonic() - began
        if waited > PATIENCE:
            raise DataError(
                f"{_owner(path)} has been writing here for over {PATIENCE / 60:g} minutes; wait "
                "for it, end it, or give another folder (--out)",
                path=folder,
            )
        if waited > NOTICE_AFTER and not told:
            notice = f"gaoxin: waiting for another run that is writing to {folder}"
            print(f"{notice} ({_owner(path)})", file=sys.stderr, flush=True)
            told = True
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        release()


def _try(path: Path) -> Release | None:
    """Return what gives the lock back, or None while another has it.

    Its folder is made, which who had the lock may have removed.
    """
    try:
        return _take(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return None


def _take(path: Path) -> Release | None:
    lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
    try:
        has = _system_lock(lock)
        if has and _is(path, lock):
            os.truncate(lock, 0)
            os.lseek(lock, 0, os.SEEK_SET)
            os.write(lock, json.dumps(_me()).encode())
            kept, lock = lock, -1
            return lambda: _give_back(path, kept)
    finally:
        if lock >= 0:
            os.close(lock)
    return _take_file(path.with_name(OWNED), path) if has is None else None


if sys.platform == "win32":

    def _system_lock(lock: int) -> bool | None:
        """Take the system's lock of a file; False while another has it, None if there are none."""
        import msvcrt

        os.lseek(lock, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _is(_path: Path, _lock: int) -> bool:
        """Whether the file is still the one at the path; nobody can remove an open one."""
        return True

    def _give_back(path: Path, lock: int) -> None:
        os.close(lock)
        with suppress(OSError):  # another has opened it
            path.unlink()

else:

    def _system_lock(lock: int) -> bool | None:
        """Take the system's lock of a file; False while another has it, None if there are none."""
        try:
            import fcntl
        except ImportError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return None
            raise
        return True

    def _is(path: Path, lock: int) -> bool:
        """Whether the file is still the one at the path; who had the lock has removed his."""
        try:
            return os.path.samestat(path.stat(), os.fstat(lock))
        except FileNotFoundError:
            return False

    def _give_back(path: Path, lock: int) -> None:
        path.unlink(missing_ok=True)
        os.close(lock)


def _take_file(path: Path, beside: Path) -> Release | None:
    """Take the lock that is a file; what was opened `beside` it goes with it."""
    mark = uuid.uuid4().hex
    _marks.add(mark)  # before the file says that it is ours
    try:
        lock = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
    except FileExistsError:
        _take_away_if_dead(path)
        return None
    with os.fdopen(lock, "w", encoding="utf-8") as file:
        json.dump(_me() | {"mark": mark}, file)

    def release() -> None:
        beside.unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    return release


def _take_away_if_dead(path: Path) -> None:
    """Remove the lock of a process that has died; one process at a time does so."""
    guard = path.with_name(f"{OWNED}-guard")
    with suppress(FileNotFoundError):
        if not _abandoned(path):
            return
        try:
            os.close(os.open(guard, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            if time.time() - guard.stat().st_mtime > _WRITING:
                guard.unlink()
            return
        try:
            if _abandoned(path):
                path.unlink()
        finally:
            guard.unlink(missing_ok=True)


def _abandoned(path: Path) -> bool:
    """Whether the owner of a lock has died; a lock that changes meanwhile is another's."""
    owner, age = _read(path), time.time() - path.stat().st_mtime
    dead = not _lives(owner) if owner else age > _WRITING
    return dead and _read(path) == owner


def _lives(owner: Mapping[str, Any]) -> bool:
    """Whether the owner of a lock is there; on another machine nobody can tell."""
    process, here = owner.get("process"), owner.get("host") == socket.gethostname()
    if not here or not isinstance(process, int) or sys.platform == "win32":
        return True
    if process == os.getpid():
        return owner.get("mark") in _marks  # else an earlier process had the same number
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _me() -> dict[str, Any]:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    return {"process": os.getpid(), "host": socket.gethostname(), "since": since}


def _read(path: Path) -> dict[str, Any]:
    """Return who a lock says it is held by; empty where it does not say."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _owner(path: Path) -> str:
    """Return who has the lock, in words."""
    for place in (path, path.with_name(OWNED)):
        with suppress(OSError):
            if owner := _read(place):
                told = {name: owner.get(name, "?") for name in ("process", "host", "since")}
                return "process {process} on {host}, since {since}".format(**told)
    return "another process"
