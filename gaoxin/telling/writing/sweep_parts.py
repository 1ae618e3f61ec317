"""Finished parts of a sweep, kept on disk so that a second start goes on from them.

They lie in a hidden folder beside the results, ``.partial-<id>``, so that what readers open is
never half. Each part is one file, written under another name and renamed; ``key.json`` says what
they were made from, and parts made from anything else are thrown away.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.errors import DataError
from gaoxin.telling.writing.lock import locked
from gaoxin.verdicts.sweeps.summary import Summary

PREFIX = ".partial-"
_KEY, _PARTS = "key.json", "part-*.npz"


@dataclass(frozen=True)
class PartStore:
    """The folder of a sweep's finished parts, held by this process.

    Attributes
    ----------
    folder : Path
    stale : tuple of str
        What has changed since parts were left here, and thrown away; empty where there were none.
    """

    folder: Path
    stale: tuple[str, ...] = ()

    def load(self, number: int) -> Summary | None:
        """Return a part, or None where it is not there or cannot be read."""
        try:
            data = io.BytesIO(self._path(number).read_bytes())
            with np.load(data, allow_pickle=False) as stored:
                return _summary(dict(stored))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def save(self, number: int, part: Summary) -> None:
        """Keep a part: all of it under its name, or nothing."""
        buffer = io.BytesIO()
        np.savez(buffer, **_arrays(part))
        _write(self._path(number), buffer.getvalue())

    def _path(self, number: int) -> Path:
        return self.folder / f"part-{number:06d}.npz"


@contextmanager
def opened(out: Path, name: str, key: Mapping[str, str]) -> Iterator[PartStore]:
    """Hold the store of a sweep; it is removed when the body ends without an error.

    Another process at work on the same sweep is waited for.

    Parameters
    ----------
    out : Path
        Folder of the results of all sweeps.
    name : str
        The sweep's id.
    key : mapping of role to hash
        Everything the results depend on.

    Yields
    ------
    PartStore

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    folder = out / f"{PREFIX}{name}"
    try:
        with locked(folder):
            yield from _held(folder, key)
    except OSError as error:
        message = f"the parts of the sweep cannot be kept: {error.strerror or error}"
        raise DataError(f"{message}; give another folder (--out)", path=out) from error
    finally:
        _remove(folder)


def waiting(out: Path, name: str, key: Mapping[str, str]) -> int:
    """Return how many parts a start with this key would go on from.

    Parameters
    ----------
    out : Path
        Folder of the results of all sweeps.
    name : str
        The sweep's id.
    key : mapping of role to hash
        Everything the results depend on.

    Returns
    -------
    int
    """
    folder = out / f"{PREFIX}{name}"
    same = _read_key(folder) == dict(key)
    return len(list(folder.glob(_PARTS))) if same else 0


def digest(key: Mapping[str, str]) -> str:
    """Return one hash for all that a sweep depends on."""
    return hashlib.sha256(json.dumps(dict(key), sort_keys=True).encode()).hexdigest()


def _held(folder: Path, key: Mapping[str, str]) -> Iterator[PartStore]:
    done = False
    try:
        yield PartStore(folder, _match(folder, key))
        done = True
    finally:
        if done or not any(folder.glob(_PARTS)):
            _clear(folder)


def _match(folder: Path, key: Mapping[str, str]) -> tuple[str, ...]:
    """Throw away parts of another key; return in what it differs."""
    before = _read_key(folder)
    if before == dict(key):
        return ()
    had_parts = any(folder.glob(_PARTS))
    _clear(folder)
    _write(folder / _KEY, json.dumps(dict(key), sort_keys=True).encode())
    roles = sorted(before.keys() | key.keys())
    return tuple(role for role in roles if before.get(role) != key.get(role)) if had_parts else ()


def _read_key(folder: Path) -> dict[str, str]:
    try:
        key = json.loads((folder / _KEY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return key if isinstance(key, dict) else {}


def _clear(folder: Path) -> None:
    for path in [*folder.glob("part-*"), folder / _KEY, folder / f"{_KEY}.new"]:
        path.unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    """Remove the folder, unless parts are left in it or another process has come to hold it."""
    try:
        folder.rmdir()
    except OSError:
        return


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f"{path.name}.new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _arrays(part: Summary) -> dict[str, Any]:
    bands = {f"band_{i}": band for i, band in enumerate(part.bands)}
    return {
        "quantiles": part.quantiles,
        "met": part.met,
        "failed": part.failed,
        "refused": part.refused,
        "values": part.values,
        **bands,
    }


def _summary(stored: Mapping[str, Any]) -> Summary:
    bands = tuple(stored[f"band_{i}"] for i in range(sum(n.startswith("band_") for n in stored)))
    return Summary(
        quantiles=stored["quantiles"],
        met=stored["met"],
        failed=stored["failed"],
        refused=stored["refused"],
        bands=bands,
        values=stored["values"],
    )
