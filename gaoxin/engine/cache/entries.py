"""Files in the user's cache folder: what an earlier start has made, trusted only if it is whole.

The first line of an entry says what it is and the hash of the rest. A file that is damaged, too
large or not the user's own is no entry. Nothing that goes wrong here ever shows: a program
without a cache does the same, only later.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from gaoxin.files import check_file

MAX_ENTRY = 64 * 2**20
"""Bytes an entry may have."""
MAX_TOTAL, MAX_ENTRIES = 256 * 2**20, 100
"""Bytes that all entries together may have, and their number; the longest unused go first."""
MAX_HEAD = 100
ABANDONED = 3600.0
"""Seconds after which a half-written entry belongs to a process that has died."""

FOLDERS = {"model": "models", "code": "code"}
SUFFIXES = {"model": ".json", "code": ".o"}
"""Folders of entries and ends of their names, by what they are."""


def read(entry: Path, kind: str) -> bytes | None:
    """Return what an entry holds; None where it is missing or not to be trusted."""
    with suppress(OSError):
        check_file(entry)
        with entry.open("rb") as file:
            if not _is_ours(os.fstat(file.fileno())):
                return None
            head, body = file.readline(MAX_HEAD), file.read(MAX_ENTRY)
        if head == head_of(kind, body):
            with suppress(OSError):  # a folder that may only be read serves as well
                os.utime(entry)
            return body
    return None


def write(entry: Path, kind: str, body: bytes) -> None:
    """Write an entry under a temporary name, then rename it; make room for it first.

    Parameters
    ----------
    entry : Path
    kind : str
        What the entry is.
    body : bytes
        Longer than :data:`MAX_ENTRY`, it is not kept.
    """
    if len(body) >= MAX_ENTRY:
        return
    with suppress(OSError):
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_room(entry.parent, len(body))
        number, draft = tempfile.mkstemp(suffix=".tmp", dir=entry.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(head_of(kind, body) + body)
            Path(draft).replace(entry)
        finally:
            Path(draft).unlink(missing_ok=True)


def folder(kind: str) -> Path | None:
    """Return the folder of entries; None where the cache is off or there is no place for it."""
    name = FOLDERS[kind]
    asked = os.environ.get("GAOXIN_CACHE", "")
    if asked.lower() in {"off", "0", "no"}:
        return None
    try:
        return Path(asked).absolute() / name if asked else _default() / "gaoxin" / name
    except (OSError, RuntimeError):  # no home, or no current folder
        return None


def head_of(kind: str, body: bytes) -> bytes:
    """Return the first line of an entry: what it is, and the hash of the rest."""
    return f"gaoxin {kind} {hashlib.sha256(body).hexdigest()}\n".encode()


def is_private(place: Path) -> bool:
    """Whether a folder is the user's own, and nobody else may write to it."""
    try:
        status = place.stat()
    except OSError:
        return False
    return not hasattr(os, "geteuid") or (
        status.st_uid == os.geteuid() and not status.st_mode & 0o022
    )


def _is_ours(status: os.stat_result) -> bool:
    """Whether a file is of a size we write, and the user's own: nobody else can have planted it."""
    owned = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return owned and status.st_size <= MAX_ENTRY


def _make_room(place: Path, size: int) -> None:
    """Drop abandoned drafts, and the entries not used for longest until one of `size` fits."""
    room, files = MAX_TOTAL - size, []
    for path in place.iterdir():
        with suppress(OSError):  # another process may drop it first
            files.append((path.stat().st_mtime, path.stat().st_size, path))
    for number, (used, own, path) in enumerate(sorted(files, reverse=True), start=1):
        room -= own
        draft = path.suffix == ".tmp" and time.time() - used > ABANDONED
        entry = path.suffix in SUFFIXES.values()
        if draft or (entry and (room < 0 or number >= MAX_ENTRIES)):
            path.unlink(missing_ok=True)


def _default() -> Path:
    """Return the system's folder for what a user's programs can make again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return given if given.is_absolute() else Path.home() / ".cache"
