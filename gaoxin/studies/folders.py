"""Where results go, asked for before anything runs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.workspace import MODEL
from gaoxin.diagrams.sketch import replace_file
from gaoxin.errors import DataError
from gaoxin.telling.writing.staging import check_ours

if TYPE_CHECKING:
    from gaoxin.ensembles.scenario import Scenario

ELSEWHERE = "choose another folder (--out)"
DESKS = ("model", "scenarios", "calibration")


def check_results(out: Path, scenarios: Iterable[Scenario] = ()) -> None:
    """Refuse a folder that results cannot go to, before anything runs.

    Parameters
    ----------
    out : Path
        Need not be there yet.
    scenarios : iterable of Scenario
        Whose folders will be written in it.

    Raises
    ------
    DataError
        It cannot be written (see :func:`check_writable`), it is a desk of a workspace or in one,
        or a folder of a scenario's name is in it that no run has written.
    """
    _nearest(out)
    check_no_desk(out)
    check_writable(out)
    for scenario in scenarios:
        check_ours(out / scenario.id)


def check_no_desk(out: Path) -> None:
    """Refuse a folder that is a desk of a workspace, or in one.

    Raises
    ------
    DataError
    """
    place = out.resolve()
    for desk in (place, *place.parents):
        if desk.name in DESKS and (desk.parent / MODEL).is_file():
            message = "this is a desk of the workspace, where what runs read stands"
            raise DataError(f"{message}; {ELSEWHERE}", path=out)


def check_writable(out: Path, *, remedy: str = ELSEWHERE) -> None:
    """Refuse a folder that cannot be written; `remedy` says what to do.

    Raises
    ------
    DataError
        It is a file, or nothing can be made in it, or in the folder it would stand in.
    """
    existing = _nearest(out)
    try:
        # tried, not asked for: whoever may do anything cannot write to every folder
        with tempfile.TemporaryDirectory(prefix=".gaoxin-", dir=existing):
            pass
    except PermissionError:
        raise DataError(f"no permission to write here; {remedy}", path=existing) from None
    except OSError as error:
        why = error.strerror or error
        raise DataError(f"nothing can be written here ({why}); {remedy}", path=existing) from None


def _nearest(out: Path) -> Path:
    """Return the folder, or the nearest above it that is there; refuse a file."""
    existing = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not existing.is_dir():
        raise DataError("results need a folder, and this is a file; choose another", path=existing)
    return existing


def write_text(path: Path, text: str) -> Path:
    """Write a file whole or not at all, and return it.

    Raises
    ------
    DataError
        It cannot be written.
    """
    try:
        replace_file(path, text.encode("utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(f"cannot be written ({reason}); choose another place", path=path) from None
    return path
