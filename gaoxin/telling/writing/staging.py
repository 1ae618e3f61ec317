"""Replace what a folder holds as a whole, or not at all."""

from __future__ import annotations

import errno
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from gaoxin.errors import DataError
from gaoxin.telling.writing.exchange import exchange, move
from gaoxin.telling.writing.lock import locked

STAGING = ".staging-"
MANIFEST = "manifest.json"
_NEW, _OLD, _JOURNAL = "new", "old", "journal.json"
_TRIES = 20
"""How often a folder is read that is replaced all the while."""

T = TypeVar("T")


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Give an empty folder; on leaving without an error its contents replace those in `out`.

    Writers of one folder take turns. Folders and files of the same name in `out` are replaced,
    folders first, and all others stay; so do files in a replaced folder that its manifest does
    not list. On an error or a full disk what was in `out` stays as it was. A killed process
    leaves each folder whole, old or new; where it died between two of them the next call, or the
    next reader, puts all the old ones back. On Linux and macOS no folder is missing at any moment;
    elsewhere one is while it is replaced, and readers wait for it.

    Raises
    ------
    DataError
        The folder cannot be written, or one in the way is not of our making; the message says
        why.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with locked(out):
            _tidy(out)
            staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=out))
            try:
                new = staging / _NEW
                new.mkdir()
                yield new
                _replace(staging, out)
            except DataError as error:
                raise _in_place(error, new, out) from error
            finally:
                _drop(staging, out)
    except OSError as error:
        message = f"results cannot be written: {error.strerror or error}; {_UNTOUCHED}"
        raise DataError(message, path=out) from error


_UNTOUCHED = "what was there before is untouched. Free some space or give another folder (--out)"


def read_whole(folder: Path, read: Callable[[], T]) -> T:
    """Read a folder of the results so that all that is read is of one run.

    What a killed process has left half done is undone first, and a folder that was replaced
    meanwhile is read again.

    Parameters
    ----------
    folder : Path
    read : callable
        Reads it; what it raises is raised, if the folder stayed the same.

    Raises
    ------
    DataError
        The folder is replaced over and over.
    """
    out = folder.absolute().parent
    for _ in range(_TRIES):
        _put_back(out)
        before = _identity(folder)
        try:
            found = read()
        except (DataError, OSError):
            if _identity(folder) == before and not _replacing(out):
                raise
        else:
            if _identity(folder) == before:
                return found
    raise DataError("other runs replace this folder all the time; read it later", path=folder)


def _put_back(out: Path) -> None:
    """Undo what a killed process has left half done, if this one may."""
    if _replacing(out):
        with suppress(OSError), locked(out):
            _tidy(out)


def _replacing(out: Path) -> bool:
    """Whether a replacement has begun and not come to its end."""
    return any(out.glob(f"{STAGING}*/{_JOURNAL}"))


def check_ours(folder: Path) -> None:
    """Refuse a folder that holds something and was not written by a run.

    Raises
    ------
    DataError
        It has files, but no manifest.
    """
    if folder.is_dir() and _listed(folder) is None and any(folder.iterdir()):
        raise DataError(
            f"this folder is not a run's: it has no {MANIFEST}, so it is not replaced. Move it "
            "away or give another folder (--out)",
            path=folder,
        )


def _in_place(error: DataError, new: Path, out: Path) -> DataError:
    """Return the error with the path that the user knows."""
    if error.path is None or new not in error.path.parents:
        return error
    return DataError(f"{error.message}; {_UNTOUCHED}", path=out / error.path.relative_to(new))


def _replace(staging: Path, out: Path) -> None:
    """Move what is new into `out`: folders, then files. The journal tells how to undo it."""
    new = sorted((staging / _NEW).iterdir(), key=lambda path: (path.is_file(), path.name))
    for path in new:
        check_ours(out / path.name)
        _carry_over(out / path.name, path)
    (staging / _OLD).mkdir()
    draft = staging / f"{_JOURNAL}.tmp"
    draft.write_text(json.dumps({path.name: _inode(path) for path in new}), encoding="utf-8")
    draft.replace(staging / _JOURNAL)
    for path in new:
        _swap(path, out / path.name, staging / _OLD / path.name)
    (staging / _JOURNAL).unlink()


def _carry_over(old: Path, new: Path) -> None:
    """Copy the files that a user has put into the old folder."""
    ours = _listed(old)
    if ours is None:
        return
    for path in old.rglob("*"):
        name = path.relative_to(old)
        if path.is_file() and name.as_posix() not in ours and not (new / name).exists():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, new / name)


def _listed(folder: Path) -> set[str] | None:
    """Return the names of a run's files; None for a folder that is not a run's."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {MANIFEST, *manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _swap(new: Path, final: Path, aside: Path) -> None:
    """Put `new` in the place of `final`, whose content then is at `new` or at `aside`."""
    if not final.exists():
        move(new, final)
    elif final.is_dir() != new.is_dir():
        raise OSError(errno.EEXIST, f"'{final.name}' is in the way; move it away")
    elif not exchange(new, final):
        if final.is_dir():
            move(final, aside)
        else:
            shutil.copy2(final, aside)
        move(new, final)


def _drop(staging: Path, out: Path) -> None:
    """Undo a replacement that did not come to its end, and remove what was staged."""
    try:
        journal = json.loads((staging / _JOURNAL).read_text(encoding="utf-8"))
    except FileNotFoundError:
        journal = {}
    for name, inode in journal.items():
        new, final, aside = staging / _NEW / name, out / name, staging / _OLD / name
        if new.exists():  # in its place still, or what was exchanged for it
            if _inode(final) == inode:
                exchange(new, final)
        elif final.exists():
            move(final, new)
        if aside.exists() and not final.exists():
            move(aside, final)
    shutil.rmtree(staging, ignore_errors=True)


def _tidy(out: Path) -> None:
    """Clear up after a killed process. We hold the lock: nobody else is at work here."""
    for staging in out.glob(f"{STAGING}*"):
        _drop(staging, out)


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
