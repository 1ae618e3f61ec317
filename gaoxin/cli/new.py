"""``gaoxin new``: a scenario to edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.cli.streams import echo
from gaoxin.language import Text

if TYPE_CHECKING:
    from pathlib import Path

    from gaoxin.language import Lang

NEXT = Text(
    "{path}\nEdit it, then: gaoxin check {said}; gaoxin run {name} {base}",
    "{path}\n编辑后运行：gaoxin check {said} --lang zh；gaoxin run {name} {base} --lang zh",
)


@click.command("new")
@click.argument("name")
@click.option(
    "--from",
    "base",
    default="momentum",
    show_default=True,
    metavar="SCENARIO",
    help="The scenario that it extends.",
)
@options.workspace
@options.lang
def command(name: str, base: str, workspace: Path | None, lang: Lang) -> None:
    """Write scenarios/NAME.toml, which changes nothing yet and lists every lever as a remark."""
    from gaoxin.desks.workspace import Workspace, id_of
    from gaoxin.studies.beginning import new_scenario

    found = Workspace.find(workspace)
    path = new_scenario(found, name, base, lang)
    said = f"scenarios/{path.name}" if workspace is None else str(path)
    below = id_of(found.scenario(base))
    echo(NEXT.in_(lang).format(path=path.absolute(), said=said, name=id_of(path), base=below))
