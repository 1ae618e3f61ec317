"""``gaoxin describe``: a model's equations explained, its diagrams and documentation written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.errors import DataError

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model
    from gaoxin.engine.structure.describe import Description, ModelSummary
    from gaoxin.language import Lang


def explain(model: Model, variable: str | None = None) -> Description | ModelSummary:
    """Return what is known of a variable, or of the whole model.

    Raises
    ------
    ModelError
        No such variable; names the nearest.
    """
    return model.summary() if variable is None else model.describe(variable)


def save_sketch(model: Model, out: Path) -> list[Path]:
    """Write the model with diagrams for Vensim, its equations byte for byte; return the file.

    Raises
    ------
    ModelError, DataError
        The model is no Vensim file, or `out` cannot be written.
    """
    from gaoxin.diagrams import sketch
    from gaoxin.diagrams.network import network
    from gaoxin.diagrams.view import sector_views

    _check_folder(out)
    net = network(model)
    sketch.write_sketch(model.path, out, sketch.sketch(sector_views(net), net))
    return [out]


def save_figures(model: Model, out: Path) -> list[Path]:
    """Write the diagrams as SVG into a folder; return the files.

    Raises
    ------
    DataError
        The folder cannot be written, or is a desk of a workspace.
    """
    from gaoxin.diagrams import figures
    from gaoxin.studies.folders import check_no_desk

    _check_folder(out)
    check_no_desk(out)
    return figures.write_figures(model, out)


def save_page(
    model: Model, workspace: Workspace | None, out: Path, lang: Lang = "en"
) -> list[Path]:
    """Write the model's documentation, one HTML page; return the file.

    Parameters
    ----------
    model : Model
    workspace : Workspace or None
        Where the model is from, if it is from one: its tables say more of it.
    out : Path
    lang : {"en", "zh"}
        Shown first.

    Returns
    -------
    list of Path

    Raises
    ------
    DataError
        A table of the workspace is wrong, or `out` cannot be written.
    """
    from gaoxin.documentation import page

    _check_folder(out)
    return page.write_page(model, workspace, out, lang)


def _check_folder(out: Path) -> None:
    if not out.parent.is_dir():
        raise DataError(
            "there is no such folder; make it, or choose another --out", path=out.parent
        )
