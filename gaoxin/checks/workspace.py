"""Everything that ``gaoxin check`` asks of a workspace, beside the units of its model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.checks.extremes import check_extremes
from gaoxin.checks.files import WorkspaceReading, check_files
from gaoxin.checks.obey import check_reality
from gaoxin.checks.outcome import CheckOutcome
from gaoxin.checks.reality import read_reality_checks
from gaoxin.errors import GaoxinError

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model

REALITY = Path("model") / "reality_checks.toml"


def check_workspace(
    workspace: Workspace, model: Model, *, members: int, seed: int
) -> Iterator[CheckOutcome]:
    """Yield the outcomes as they come: files, extremes, reality checks.

    Parameters
    ----------
    workspace : Workspace
    model : Model
    members : int
        Draws of the priors that the model is driven with.
    seed : int

    Yields
    ------
    CheckOutcome

    Notes
    -----
    What the model is driven with rests on priors, levers and definitions; where they cannot be
    read, which is an outcome of its own, it is not driven.
    """
    reading = WorkspaceReading(workspace, model)
    yield from check_files(reading)
    try:
        desk = reading.desk
    except GaoxinError:
        return
    yield from check_extremes(desk, model, members, seed)
    path = workspace.root / REALITY
    if not path.is_file():
        return
    try:
        checks = read_reality_checks(path, reading.catalogue, model)
    except GaoxinError as error:
        names, fault = ("the file can be read", "文件可以读取"), str(error)
        yield CheckOutcome("reality", path.name, *names, passed=False, said_en=fault, said_zh=fault)
        return
    yield from check_reality(desk, model, checks, members, seed)
