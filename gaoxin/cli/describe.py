"""``gaoxin describe``: a variable, or a whole model, explained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.cli.streams import echo

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model
    from gaoxin.language import Lang


@click.command("describe")
@click.argument("variable", required=False)
@options.model
@options.workspace
@options.lang
@options.as_json
@click.option(
    "--sketch", "what", flag_value="sketch", help="Write the model with diagrams for Vensim."
)
@click.option(
    "--figures", "what", flag_value="figures", help="Write the diagrams as SVG, a folder of them."
)
@click.option(
    "--html", "what", flag_value="html", help="Write the model's documentation, one page."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Where --sketch, --figures or --html goes.",
)
def command(
    variable: str | None,
    model: Path | None,
    workspace: Path | None,
    lang: Lang,
    as_json: bool,
    what: str | None,
    out: Path | None,
) -> None:
    """Explain VARIABLE: equation, unit, what it uses, what uses it, its feedback loops.

    Without VARIABLE, explain MODEL, or the workspace's model, as a whole. With --sketch, --figures
    or --html, write its diagrams or its documentation to --out instead; the tables of a workspace
    are told of where it is named or its own model is meant.
    """
    import gaoxin
    from gaoxin.cli.printing.describe import print_json, print_summary, print_variable
    from gaoxin.studies.describe import explain, spoken_variable

    _fitting(variable, as_json, what, out)
    path, desk = _meant(model, workspace)
    loaded = gaoxin.load(path)
    if variable is not None:
        variable = spoken_variable(loaded, variable, desk)
    if what is not None and out is not None:
        for path in _written(what, loaded, desk, out, lang):
            echo(str(path))
    elif as_json:
        print_json(explain(loaded, variable))
    elif variable is None:
        print_summary(loaded.summary(), lang)
    else:
        print_variable(loaded.describe(variable), lang)


def _written(what: str, model: Model, desk: Workspace | None, out: Path, lang: Lang) -> list[Path]:
    """Write what is asked for; return the files."""
    from gaoxin.studies.describe import save_figures, save_page, save_sketch

    if what == "html":
        return save_page(model, desk, out, lang)
    return (save_sketch if what == "sketch" else save_figures)(model, out)


def _meant(model: Path | None, workspace: Path | None) -> tuple[Path, Workspace | None]:
    """Return the model's file, and the workspace whose tables tell of it, if one does."""
    from gaoxin.desks.workspace import Workspace

    if model is not None and workspace is None:
        return model, None
    home = Workspace.find(workspace)
    return home.model_path if model is None else model, home


def _fitting(variable: str | None, as_json: bool, what: str | None, out: Path | None) -> None:
    """Refuse options that do not go together."""
    if what is None:
        if out is not None:
            raise click.UsageError("--out needs --sketch, --figures or --html")
        return
    if variable is not None or as_json:
        other = "--json" if as_json else f"a variable ('{variable}')"
        raise click.UsageError(f"--{what} is about the whole model: leave out {other}")
    if out is None or str(out) in {"", "."}:
        raise click.UsageError(f"--{what} needs --out, the path to write to")
