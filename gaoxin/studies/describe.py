"""What ``gaoxin describe`` writes: diagrams into a model or a folder, documentation as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.errors import DataError

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model
    from gaoxin.language import Lang


def write(
    what: str, model: Model, workspace: Workspace | None, out: Path, lang: Lang
) -> list[Path]:
    """Write the diagrams or the documentation of a model; return the files.

    `workspace` is where the model is from, if it is from one: its tables say more of it.
    """
    if not out.parent.is_dir():
        raise DataError(
            "there is no such folder; make it, or choose another --out", path=out.parent
        )
    if what == "sketch":
        from gaoxin.diagrams.network import network
        from gaoxin.diagrams.sketch import sketch, write_sketch
        from gaoxin.diagrams.view import views

        net = network(model)
        write_sketch(model.path, out, sketch(views(net), net))
        return [out]
    if what == "figures":
        from gaoxin.diagrams.figures import write_figures

        return write_figures(model, out)
    from gaoxin.documentation.page import write_page

    return write_page(model, workspace, out, lang)
