"""Where results go, asked for before anything runs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.diagrams.sketch import replace_file
from gaoxin.errors import DataError
from gaoxin.telling.writing.staging import check_ours

if TYPE_CHECKING:
    from gaoxin.ensembles.scenario import Scenario

ELSEWHERE = "choose another with --out"


def check_writable(
    out: Path, scenarios: Iterable[Scenario] = (), *, remedy: str = ELSEWHERE
) -> None:
    """Refuse a folder that cannot be written, before anything runs.

    Parameters
    ----------
    out : Path
        Need not be there yet.
    scenarios : iterable of Scenario
        Of which a folder would be written there.
    remedy : str
        What to do instead.

    Parameters
    ----------
    out : Path
        Need not be there yet.
    scenarios : iterable of Scenario
        Whose folders will be written in it.
    remedy : str
        For the message.

    Raises
    ------
    DataError
        It is a file, it or the folder it would stand in cannot be written, or a folder of a
        scenario's name is in it that no run has written.
    """
    existing = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not existing.is_dir():
        raise DataError("results need a folder, and this is a file; choose another", path=existing)
    if not os.access(existing, os.W_OK | os.X_OK):
        raise DataError(f"no permission to write here; {remedy}", path=existing)
    for scenario in scenarios:
        check_ours(out / scenario.id)


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
