"""``gaoxin describe``: a model's equations explained, its diagrams and documentation written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.indicators import read_indicators
from gaoxin.desks.levers import read_levers
from gaoxin.desks.places import Catalogue
from gaoxin.desks.spoken import chinese_name, is_chinese, said_for, variable_said
from gaoxin.desks.targets import read_targets
from gaoxin.errors import DataError, nearest

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model
    from gaoxin.engine.structure.describe import Description, ModelSummary
    from gaoxin.language import Lang


def explain(model: Model, variable: str | None = None) -> Description | ModelSummary:
    """Return what is known of a variable, or of the whole model.

    Raises
    ------
    ModelError, DataError
        No such variable (names the nearest), or several of this Chinese name.
    """
    return model.summary() if variable is None else model.describe(variable)


def spoken_variable(model: Model, variable: str, workspace: Workspace | None = None) -> str:
    """Return the variable that a name stands for: its own, its Chinese one, or a table's.

    Parameters
    ----------
    model : Model
    variable : str
        As the model spells it, as its comment names it in Chinese, or, with a workspace, as
        indicators, targets and levers name it in either language.
    workspace : Workspace, optional

    Returns
    -------
    str

    Raises
    ------
    DataError
        It stands for several variables, or is Chinese and stands for none (with the nearest).
    """
    catalogue = Catalogue.of(model)
    if variable in catalogue.rows:
        return variable
    pairs = [] if workspace is None else _table_names(workspace)
    meant = said_for(variable, pairs)
    if meant not in catalogue.rows:
        meant = variable_said(variable, catalogue)
    if meant not in catalogue.rows and is_chinese(variable):
        own = (chinese_name(str(row["comment"])) for row in catalogue.rows.values())
        close = nearest(variable, [said for said in (*own, *(s for s, _ in pairs)) if said])
        raise DataError(f"no variable '{variable}'{close}", path=model.path)
    return meant


def _table_names(workspace: Workspace) -> list[tuple[str, str]]:
    levers = read_levers(workspace.levers).values()
    rows = [
        *read_indicators(workspace.table("indicators")),
        *read_targets(workspace.table("targets")),
    ]
    named = [(word, row.variable) for row in rows for word in (row.id, row.name_en, row.name_zh)]
    return [
        *((said, variable) for said, variable in named if variable),
        *((word, lever.name) for lever in levers for word in (lever.name_en, lever.name_zh)),
    ]


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
