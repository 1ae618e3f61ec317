"""``gaoxin init``: a workspace to edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.cli.streams import echo
from gaoxin.language import Text

if TYPE_CHECKING:
    from pathlib import Path

    from gaoxin.language import Lang

DONE = Text(
    "{place}: a workspace of yours: model/, scenarios/, calibration/.\n"
    "cd {folder}, then: gaoxin new mine --from plan; gaoxin check scenarios/mine.toml; gaoxin run",
    "{place}：你的工作区，含 model/、scenarios/、calibration/。\n"
    "进入该文件夹（cd {folder}），然后：gaoxin new mine --from plan --lang zh；"
    "gaoxin check scenarios/mine.toml；gaoxin run --lang zh",
)


@click.command("init")
@click.argument("folder", type=options.Folder(), metavar="DIR")
@options.lang
def command(folder: Path, lang: Lang) -> None:
    """Make a workspace in DIR: a copy of the zone's model, scenarios and data, to edit."""
    from gaoxin.studies.beginning import init_workspace

    made = init_workspace(folder)
    echo(DONE.in_(lang).format(place=made.absolute(), folder=folder))
