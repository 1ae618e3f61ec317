"""The rows that ``sensitivity`` and ``discover`` run: of the zone, or of any model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.workspace import Workspace
from gaoxin.errors import DataError

if TYPE_CHECKING:
    from gaoxin.engine.model import Model
    from gaoxin.studies.design_question import DesignQuestion
    from gaoxin.studies.zone_rows import Group


def open_rows(
    target: str,
    groups: Sequence[Group],
    *,
    workspace: Path | None,
    model: Model | Path | None,
    goals: Path | None,
    members: int,
    seed: int,
    workers: int | None,
    **zone: Any,
) -> DesignQuestion:
    """Return the rows of a model with a decision file, else those of a workspace.

    Parameters
    ----------
    target : str
        A goal of the decision file, or a target of the workspace.
    groups : sequence of {"levers", "draws", "disturbances", "definitions", "parameters"}
        Of factors; a decision file says its own.
    workspace : Path or None
    model : Model, Path or None
    goals : Path or None
        The decision file.
    members, seed : int
    workers : int or None
    **zone : object
        ``base``, ``without``, ``from_year``, ``draws``, ``allow_stale``: see
        :func:`gaoxin.studies.zone_rows.open_zone_rows`.

    Returns
    -------
    DesignQuestion

    Raises
    ------
    GaoxinError
        The first thing that is wrong; a model without a decision file, or the other way round.
    """
    if model is None:
        if goals is not None:
            message = "a decision file is about a model file; name it with --model"
            raise DataError(message, path=goals)
        from gaoxin.studies.zone_rows import open_zone_rows

        asks = {"members": members, "seed": seed, "workers": workers, **zone}
        return open_zone_rows(Workspace.find(workspace), target, groups, **asks)
    from gaoxin.studies.model_rows import open_model_rows

    if goals is None:
        path = model if isinstance(model, Path) else model.path
        message = "a model has no targets of its own; name the decision file with --file"
        raise DataError(message, path=path)
    return open_model_rows(model, goals, target, members=members, seed=seed, workers=workers)
