"""``gaoxin describe``: a variable, or a whole model, explained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.verdicts.text import Lang


@click.command("describe")
@click.argument("variable", required=False)
@options.model
@options.workspace
@options.lang
@options.as_json
def command(
    variable: str | None,
    model: Path | None,
    workspace: Path | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Explain VARIABLE: equation, unit, what it uses, what uses it, its feedback loops.

    Without VARIABLE, explain MODEL, or the workspace's model, as a whole.
    """
    import gaoxin
    from gaoxin.cli.describe_output import print_json, print_summary, print_variable
    from gaoxin.workspace import Workspace

    loaded = gaoxin.load(Workspace.find(workspace).model_path if model is None else model)
    if as_json:
        print_json(loaded.summary() if variable is None else loaded.describe(variable))
    elif variable is None:
        print_summary(loaded.summary(), lang)
    else:
        print_variable(loaded.describe(variable), lang)
