"""``gaoxin open``: the report in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.cli.streams import echo

if TYPE_CHECKING:
    from gaoxin.language import Lang

PAGES = {"report": "report.html", "brief": "brief.html", "simulator": "simulator.html"}
MADE_BY = {
    "report": "gaoxin run",
    "brief": "gaoxin run --brief",
    "simulator": "gaoxin simulator",
}


@click.command("open")
@click.argument("page", type=click.Choice(list(PAGES)), default="report")
@options.out
@options.lang
def command(page: str, out: Path, lang: Lang) -> None:  # noqa: ARG001 - of the messages
    """Show the report of OUT in the browser, or its brief, or the simulator; print where it is."""
    from gaoxin.errors import DataError

    path = out / PAGES[page]
    if not path.is_file():
        raise DataError(f"there is no {page} here; '{MADE_BY[page]}' makes it", path=path)
    echo(str(path.absolute()))
    click.launch(path.absolute().as_uri())
