"""Compiled code that an earlier start made, kept in the cache folder if that is the user's own."""

from __future__ import annotations

from pathlib import Path

from gaoxin.engine.cache import entries

KIND = "code"


def recall(key: str) -> bytes | None:
    """Return the code of a key; None where there is none, or none to be trusted."""
    entry = _entry(key)
    if entry is None or not entries.is_private(entry.parent):
        return None
    found = entries.read(entry, KIND)
    name = key.encode()  # in the entry too: none of ours serves under another's name
    return found[len(name) :] if found is not None and found.startswith(name) else None


def keep(key: str, code: bytes) -> None:
    """Keep code under its key, where there is a folder for it."""
    entry = _entry(key)
    if entry is not None:
        entries.write(entry, KIND, key.encode() + code)


def _entry(key: str) -> Path | None:
    folder = entries.folder(KIND)
    return None if folder is None else folder / f"{key}{entries.SUFFIXES[KIND]}"
