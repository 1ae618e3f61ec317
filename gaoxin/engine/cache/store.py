"""Models that were read before, kept in the user's cache folder: a second start reads nothing.

An entry is plain data (:mod:`gaoxin.engine.cache.codec`) under a name that is the hash of all it
rests on: what the model file says, and the code of this engine. A file that is damaged,
of another version, too large or not the user's own is no entry; then the model is read anew and
the entry written again. Nothing that goes wrong here ever shows: a run without a cache is the
same, only later. Of a model that takes numbers from files of its folder the entry holds their
hashes; they are read and compared, and where one differs the model is read anew. A model that is
given files is never kept.

``GAOXIN_CACHE`` names another folder, or turns the cache off (``GAOXIN_CACHE=off``).
"""

from __future__ import annotations

import gc
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from gaoxin.engine.cache import entries
from gaoxin.engine.cache.codec import decode, encode
from gaoxin.engine.contents import Contents, content_of
from gaoxin.engine.contents import read as read_anew
from gaoxin.engine.reading.data.grid import UnreadableSheet
from gaoxin.engine.reading.data.sheets import Sheets
from gaoxin.engine.reading.substance import substance

FORMAT = 1
KIND = "model"

_DAMAGED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


def read(
    path: Path,
    data: Sequence[str | Path] = (),
    files: Mapping[str, str | Path] | None = None,
    encoding: str | None = None,
) -> Contents:
    """Read and lower a model file, or take what an earlier start has made of the same content.

    Parameters
    ----------
    path : Path
    data : sequence of path
        Tables for data variables; a model that is given any is never kept.
    files : mapping of str to path, optional
        Files by what the model writes for them; the same.
    encoding : str, optional
        Of the file; the same.

    Returns
    -------
    Contents

    Raises
    ------
    ModelError
        With file and line.
    """
    with _without_collection():
        return _read(path, data, files, encoding)


def _read(
    path: Path,
    data: Sequence[str | Path],
    files: Mapping[str, str | Path] | None,
    encoding: str | None,
) -> Contents:
    content = content_of(path)
    entry = None if data or files or encoding else entry_of(path, content)
    found = None if entry is None else recall(entry, path)
    if found is None:
        found = read_anew(path, content, data, files, encoding)
        if entry is not None:
            keep(entry, found)
    return found


def entry_of(path: Path, content: bytes) -> Path | None:
    """Return where a model of this content is kept; None where nothing is.

    The name is the hash of all that an entry rests on. Whatever else a model is read from must
    become part of it, or the model must not be kept.
    """
    folder, versions = entries.folder(KIND), _versions()
    if folder is None or versions is None:
        return None
    said = path.suffix.lower().encode() + b"\0" + substance(path, content)
    name = hashlib.sha256(versions + said).hexdigest()
    return folder / f"{name}.json"


def recall(entry: Path, path: Path) -> Contents | None:
    """Return the model of an entry; None where it is missing, damaged, or of other files."""
    body = entries.read(entry, KIND)
    if body is None:
        return None
    with suppress(*_DAMAGED, UnreadableSheet):
        found = decode(json.loads(body), path)
        if not found.asked or Sheets(path.parent).again(found.asked) == found.files:
            return found
    return None


@contextmanager
def _without_collection() -> Iterator[None]:
    """Let Python look for no circles meanwhile: half a million objects are made, and all stay."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def keep(entry: Path, contents: Contents) -> None:
    """Write an entry, where the model has a plain form."""
    with suppress(*_DAMAGED):
        body = json.dumps(encode(contents), separators=(",", ":")).encode("ascii")
        entries.write(entry, KIND, body)


@cache
def _versions() -> bytes | None:
    """Return a hash of all that makes an entry what it is besides the model; None if unknown.

    The engine's code itself counts, with the rule for names, and not its version alone: whoever
    edits it is never given what it was before.
    """
    try:
        engine = Path(__file__).parents[1]
        parts = [engine.with_name("names.py"), *sorted(engine.rglob("*.py"))]
        total = hashlib.sha256(f"{FORMAT}\0{sys.version_info[:2]}\0".encode())
        for part in parts:
            total.update(hashlib.sha256(part.read_bytes()).digest())
    except OSError:
        return None
    return total.digest()
