"""Runs kept in a folder, block by block: larger than memory, and gone on with when stopped.

``values.bin`` holds the columns of :mod:`gaoxin.engine.keeping.columns`, ``failed.bin`` a number a
member, ``done.bin`` a byte a block of members, written after the block's values are on the disk.
``run.json`` says what the run was asked for. A process may die at any moment: the next one does
the blocks that are not done, and the files are the same, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.cluster.divided import engine_for
from gaoxin.engine.contents import Contents
from gaoxin.engine.keeping.columns import FileColumns
from gaoxin.engine.keeping.diagnose import account
from gaoxin.engine.keeping.results import dataset
from gaoxin.engine.keeping.streams import Shelf, promised
from gaoxin.engine.running.blocks import Engine
from gaoxin.engine.running.request import Request
from gaoxin.engine.running.run import Run
from gaoxin.engine.values.graph import Array
from gaoxin.errors import DataError, ModelError
from gaoxin.version import __version__

if TYPE_CHECKING:
    import xarray

BLOCK = 4096
"""Members of a block: what a stopped run loses at most on each core."""
VALUES, FAILED, DONE, ABOUT = "values.bin", "failed.bin", "done.bin", "run.json"


def stored(
    contents: Contents,
    request: Request,
    outputs: Sequence[str] | None,
    folder: Path,
    *,
    backend: str | None = None,
    workers: int | None = None,
) -> xarray.Dataset:
    """Run a model into a folder, or what of the run is not there yet.

    Parameters
    ----------
    contents : Contents
    request : Request
    outputs : sequence of str or None
    folder : Path
        Need not be there.
    backend : {None, "numpy", "compiled"}
    workers : int, optional

    Returns
    -------
    xarray.Dataset
        A variable is read from the folder each time its values are asked for.

    Raises
    ------
    ModelError
        Something does not fit, or the run goes on from another.
    DataError
        The folder holds another run, or cannot be written.
    NonFinite
    """
    if request.initial_state is not None:
        message = "a run that is kept in a folder starts at its beginning; leave initial_state out"
        raise ModelError(message, path=contents.path)
    run, engine = engine_for(contents, request, outputs, backend, workers=workers, block=BLOCK)
    store = RunStore(folder, asked_for(contents, run, request))
    every = {key: range(len(engine.timing.saved)) for key in run.plan.outputs}
    shelf = store.shelf(engine, every)
    failed = shelf.add(engine, skip=store.done, told=store.mark)
    texts = account(contents, run, failed, alone=request.alone)
    return dataset(
        contents,
        engine.timing.saved_times,
        promised(shelf.streamed()),
        request.members,
        run.told(failed, texts),
        first=engine.parameters.first,
    )


def asked_for(contents: Contents, run: Run, request: Request) -> dict[str, Any]:
    """Return all that a run's bits depend on, as plain data.

    Parameters
    ----------
    contents : Contents
    run : Run
    request : Request

    Returns
    -------
    dict
    """
    parameters, timing = run.setup.parameters, run.setup.timing
    given = hashlib.sha256()
    for name in sorted(parameters.given):
        values = np.ascontiguousarray(parameters.values[name])
        given.update(f"{name}{values.shape}".encode())
        given.update(values.data.cast("B") if values.size else b"")
    return {
        "model": contents.content_hash,
        "gaoxin": __version__,
        "outputs": list(run.plan.outputs),
        "members": parameters.members,
        "first member": parameters.first,
        "seed": int(request.seed),
        "method": timing.method.name,
        "times": [timing.start, timing.step, timing.steps, timing.every],
        "overrides": given.hexdigest(),
    }


@dataclass
class RunStore:
    """The folder of a run.

    Attributes
    ----------
    folder : Path
    asked : dict
        What the run was asked for; a folder of another is refused.
    """

    folder: Path
    asked: dict[str, Any]

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._starts: list[int] = []
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._check()
        except OSError as error:
            raise self._unwritable(error) from error

    def shelf(self, engine: Engine, wanted: dict[str, range]) -> Shelf:
        """Return the columns of the run, as far as they are there.

        Parameters
        ----------
        engine : Engine
        wanted : dict of str to range
            The saved instants of each output.

        Returns
        -------
        Shelf
        """
        members = engine.parameters.members
        self._starts = list(engine.division.starts)
        shelf = Shelf(engine, wanted, members, lambda n, m: FileColumns(self.folder / VALUES, n, m))
        shelf.bad = self._flags(members)
        self._whole = len(shelf.first) == len(shelf.shapes)
        path = self.folder / DONE
        if not path.exists() or path.stat().st_size != len(self._starts):
            path.write_bytes(bytes(len(self._starts)))
        return shelf

    def done(self, start: int) -> bool:
        """Return whether the block that begins at a member is there.

        The first one is done again where some outputs are the same for all members: these are not
        kept.
        """
        if start == self._starts[0] and not self._whole:
            return False
        with (self.folder / DONE).open("rb") as file:
            file.seek(self._starts.index(start))
            return file.read(1) == b"\1"

    def mark(self, shelf: Shelf, start: int) -> None:
        """Say that a block is there, after its values are on the disk."""
        with self._lock:
            if isinstance(shelf.columns, FileColumns):
                shelf.columns.flush()
            if isinstance(shelf.bad, np.memmap):
                shelf.bad.flush()
            with (self.folder / DONE).open("r+b") as file:
                file.seek(self._starts.index(start))
                file.write(b"\1")
                file.flush()
                os.fsync(file.fileno())

    def _flags(self, members: int) -> Array:
        """Return a number a member, 1 where it failed, that lies in the folder."""
        path, size = self.folder / FAILED, 8 * members
        if not path.exists() or path.stat().st_size != size:
            path.write_bytes(b"")
            os.truncate(path, size)
        return np.memmap(path, dtype=np.float64, mode="r+", shape=(members,))

    def _check(self) -> None:
        path = self.folder / ABOUT
        if not path.exists():
            left = [one.name for one in self.folder.iterdir()]
            if left:
                message = f"the folder holds {left[0]}, and no run; name an empty one"
                raise DataError(message, path=self.folder)
            draft = path.with_suffix(".new")
            draft.write_text(json.dumps(self.asked, indent=2) + "\n", encoding="utf-8")
            draft.replace(path)
            return
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            known = {}
        differ = [name for name, value in self.asked.items() if known.get(name) != value]
        if differ:
            message = f"the folder holds a run with another {', '.join(differ)}; name an empty one"
            raise DataError(message, path=self.folder)

    def _unwritable(self, error: OSError) -> DataError:
        why = error.strerror or str(error)
        return DataError(
            f"a run cannot be kept here ({why}); name another folder", path=self.folder
        )
