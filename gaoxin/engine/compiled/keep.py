"""Compiled code that an earlier start made, kept in the cache folder if that is the user's own."""

from __future__ import annotations

from pathlib import Path

from gaoxin.engine.cache import entries

KIND = "code"

ROWS = 8
"""Bytes that hold how many rows of scratch memory the code needs."""


def recall(key: str) -> tuple[int, bytes] | None:
    """Return the rows of scratch memory and the code of a key; None where none is to be trusted."""
    entry = _entry(key)
    if entry is None or not entries.is_private(entry.parent):
        return None
    found = entries.read(entry, KIND)
    name = key.encode()  # in the entry too: none of ours serves under another's name
    if found is None or not found.startswith(name):
        return None
    rows = len(name) + ROWS
    return int.from_bytes(found[len(name) : rows], "little"), found[rows:]


def keep(key: str, rows: int, code: bytes) -> None:
    """Keep code under its key, where there is a folder for it.

    Parameters
    ----------
    key : str
        A hash of all that it was made from.
    rows : int
        Of scratch memory that it needs.
    code : bytes
        The object file.
    """
    entry = _entry(key)
    if entry is not None:
        entries.write(entry, KIND, key.encode() + rows.to_bytes(ROWS, "little") + code)


def _entry(key: str) -> Path | None:
    folder = entries.folder(KIND)
    return None if folder is None else folder / f"{key}{entries.SUFFIXES[KIND]}"
