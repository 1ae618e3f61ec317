"""Columns of numbers, one number a member: in memory while they are few, else in a file.

What needs all members at once, as a quantile does, is exact only if all of them are kept. Kept in
a file they take no memory: blocks write their part of each column, and a column is read alone.
The file has no name and goes with the columns, however the process ends.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path
from threading import Lock

import numpy as np

from gaoxin.engine.running.workers import shared_room
from gaoxin.engine.values.graph import Array
from gaoxin.errors import DataError

IN_MEMORY = 128 * 2**20
"""Bytes up to which columns are kept in memory."""

_PIECE = 16 * 2**20


class Columns:
    """Room for `count` columns of `members` numbers, which forked processes share.

    Raises
    ------
    DataError
        There is no room for so many on the disk.
    """

    def __init__(self, count: int, members: int) -> None:
        self.members = members
        self._memory: Array | None = None
        self._number: int | None = None
        size = 8 * count * members
        if size <= IN_MEMORY:
            self._memory = shared_room((count, members))
            return
        self._folder, self._lock = _folder(), Lock()
        if shutil.disk_usage(self._folder).free < size:
            raise _no_room(self._folder, size, "the disk is full")
        with tempfile.TemporaryFile(dir=self._folder) as file:
            self._number = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._number)

    @property
    def in_memory(self) -> bool:
        """Whether they are kept in memory."""
        return self._memory is not None

    def put(self, column: int, start: int, values: Array) -> None:
        """Write the numbers of members from `start` on.

        Parameters
        ----------
        column : int
        start : int
        values : array, shape (member,)

        Raises
        ------
        DataError
            The disk has no room for them.
        """
        if self._memory is not None:
            self._memory[column, start : start + values.size] = values
            return
        try:
            self._write(np.ascontiguousarray(values).data.cast("B"), self._at(column, start))
        except OSError as error:
            raise _no_room(self._folder, values.nbytes, error.strerror) from None

    def get(self, first: int, count: int = 1) -> Array:
        """Return columns, shape (count, members); not to be written to."""
        if self._memory is not None:
            return self._memory[first : first + count]
        values = np.empty((count, self.members))
        room, offset = values.data.cast("B"), self._at(first, 0)
        while len(room):
            piece = self._read(min(len(room), _PIECE), offset)
            room[: len(piece)] = piece
            room, offset = room[len(piece) :], offset + len(piece)
        return values

    def _at(self, column: int, start: int) -> int:
        return 8 * (column * self.members + start)

    def _write(self, data: memoryview, offset: int) -> None:
        assert self._number is not None  # noqa: S101  (nothing is kept in memory)
        while len(data):
            if hasattr(os, "pwrite"):
                done = os.pwrite(self._number, data, offset)
            else:
                with self._lock:
                    os.lseek(self._number, offset, os.SEEK_SET)
                    done = os.write(self._number, data)
            data, offset = data[done:], offset + done

    def _read(self, count: int, offset: int) -> bytes:
        assert self._number is not None  # noqa: S101  (nothing is kept in memory)
        if hasattr(os, "pread"):
            return os.pread(self._number, count, offset)
        with self._lock:
            os.lseek(self._number, offset, os.SEEK_SET)
            return os.read(self._number, count)


class FileColumns(Columns):
    """Columns in a file that stays.

    Parameters
    ----------
    path : Path
        A file of another size is emptied.
    count, members : int

    Raises
    ------
    DataError
        There is no room for so many on the disk.
    """

    def __init__(self, path: Path, count: int, members: int) -> None:
        self.members = members
        self._memory, self._folder, self._lock = None, path.parent, Lock()
        size = 8 * count * members
        there = path.stat().st_size if path.exists() else 0
        if shutil.disk_usage(path.parent).free + there < size:
            raise _no_room(path.parent, size, "the disk is full")
        self._number = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        weakref.finalize(self, os.close, self._number)
        if there != size:
            os.ftruncate(self._number, 0)
            os.ftruncate(self._number, size)

    def flush(self) -> None:
        """Wait until what was written is on the disk."""
        assert self._number is not None  # noqa: S101  (it is a file)
        os.fsync(self._number)


def _folder() -> Path:
    """Return the folder for a large temporary file: TMPDIR, or one that is no memory itself."""
    named = any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    large = Path("/var/tmp")  # noqa: S108  (the file has no name there)
    return Path(tempfile.gettempdir()) if named or not os.access(large, os.W_OK) else large


def _no_room(folder: Path, size: int, why: str | None) -> DataError:
    return DataError(
        f"no room for {size / 1e9:.3g} GB of values of all members ({why}); free some space, name "
        "another folder in TMPDIR, or ask for fewer outputs, times or members",
        path=folder,
    )
