"""Models that were read before, kept in the user's cache folder: a second start skips PySD.

An entry is plain data (:mod:`gaoxin.engine.cache.codec`) under a name that is the hash of all it
rests on: the model file's bytes, the code of this engine, PySD's version. A file that is damaged,
of another version, too large or not the user's own is no entry; then the model is read anew and
the entry written again. Nothing that goes wrong here ever shows: a run without a cache is the
same, only later. A model that takes numbers or names from other files is read anew each time:
those files may change while the model's own does not.

``GAOXIN_CACHE`` names another folder, or turns the cache off (``GAOXIN_CACHE=off``).
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from gaoxin.engine.cache.codec import decode, encode
from gaoxin.engine.contents import Contents, content_of
from gaoxin.engine.contents import read as read_anew

FORMAT = 1
MAX_ENTRY = 64 * 2**20
"""Bytes an entry may have."""
MAX_TOTAL, MAX_ENTRIES = 256 * 2**20, 100
"""Bytes that all entries together may have, and their number; the longest unused go first."""
ABANDONED = 3600.0
"""Seconds after which a half-written entry belongs to a process that has died."""

_DAMAGED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
_HEAD = b"gaoxin model "


def read(path: Path, data: Sequence[str | Path] = ()) -> Contents:
    """Read and lower a model file, or take what an earlier start has made of the same bytes.

    Parameters
    ----------
    data : sequence of path
        Tables for data variables; a model that is given any is never kept.

    Raises
    ------
    ModelError
        With file and line.
    """
    content = content_of(path)
    entry = None if data else entry_of(path, content)
    found = None if entry is None else recall(entry, path)
    if found is None:
        found = read_anew(path, content, data)
        if entry is not None and not found.files:
            keep(entry, found)
    return found


def entry_of(path: Path, content: bytes) -> Path | None:
    """Return where a model of this content is kept; None where nothing is.

    The name is the hash of all that an entry rests on. Whatever else a model is read from must
    become part of it, or the model must not be kept.
    """
    folder, versions = _folder(), _versions()
    if folder is None or versions is None:
        return None
    name = hashlib.sha256(versions + path.suffix.lower().encode() + b"\0" + content).hexdigest()
    return folder / f"{name}.json"


def recall(entry: Path, path: Path) -> Contents | None:
    """Return the model of an entry; None where it is missing or not to be trusted."""
    with suppress(OSError, *_DAMAGED):
        with entry.open("rb") as file:
            if not _is_ours(os.fstat(file.fileno())):
                return None
            head, body = file.readline(len(_HEAD) + 65), file.read(MAX_ENTRY)
        if head == _head(body):
            found = decode(json.loads(body), path)
            with suppress(OSError):  # a folder that may only be read serves as well
                os.utime(entry)
            return found
    return None


def keep(entry: Path, contents: Contents) -> None:
    """Write an entry under a temporary name, then rename it; make room for it first."""
    import tempfile

    with suppress(OSError, *_DAMAGED):
        body = json.dumps(encode(contents), separators=(",", ":")).encode("ascii")
        if len(body) >= MAX_ENTRY:
            return
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_room(entry.parent, len(body))
        number, draft = tempfile.mkstemp(suffix=".tmp", dir=entry.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(_head(body) + body)
            Path(draft).replace(entry)
        finally:
            Path(draft).unlink(missing_ok=True)


def _head(body: bytes) -> bytes:
    """Return the first line of an entry: what it is, and the hash of the rest."""
    return _HEAD + hashlib.sha256(body).hexdigest().encode() + b"\n"


def _is_ours(status: os.stat_result) -> bool:
    """Whether a file is of a size we write, and the user's own: nobody else can have planted it."""
    owned = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return owned and status.st_size <= MAX_ENTRY


def _make_room(folder: Path, size: int) -> None:
    """Drop abandoned drafts, and the entries not used for longest until one of `size` fits."""
    room, files = MAX_TOTAL - size, []
    for path in folder.iterdir():
        with suppress(OSError):  # another process may drop it first
            files.append((path.stat().st_mtime, path.stat().st_size, path))
    for place, (used, own, path) in enumerate(sorted(files, reverse=True), start=1):
        room -= own
        draft = path.suffix == ".tmp" and time.time() - used > ABANDONED
        if draft or (path.suffix == ".json" and (room < 0 or place >= MAX_ENTRIES)):
            path.unlink(missing_ok=True)


def _folder() -> Path | None:
    """Return the folder of entries; None where the cache is off or there is no place for it."""
    asked = os.environ.get("GAOXIN_CACHE", "")
    if asked.lower() in {"off", "0", "no"}:
        return None
    try:
        return Path(asked).absolute() / "models" if asked else _default() / "gaoxin" / "models"
    except (OSError, RuntimeError):  # no home, or no current folder
        return None


def _default() -> Path:
    """Return the system's folder for what a user's programs can make again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return given if given.is_absolute() else Path.home() / ".cache"


@cache
def _versions() -> bytes | None:
    """Return a hash of all that makes an entry what it is besides the model; None if unknown.

    The engine's code itself counts, with the rule for names, and not its version alone: whoever
    edits it is never given what it was before. PySD's version is read from its file, because
    asking the installer's records for it takes longer than all the rest.
    """
    spec = find_spec("pysd")
    if spec is None or spec.origin is None:
        return None
    version = Path(spec.origin).with_name("_version.py")
    try:
        engine = Path(__file__).parents[1]
        parts = [version, engine.with_name("names.py"), *sorted(engine.rglob("*.py"))]
        total = hashlib.sha256(f"{FORMAT}\0{sys.version_info[:2]}\0".encode())
        for part in parts:
            total.update(hashlib.sha256(part.read_bytes()).digest())
    except OSError:
        return None
    return total.digest()
