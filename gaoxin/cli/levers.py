"""``gaoxin levers``: what can be moved, and how far."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.language import Lang


@click.command("levers")
@click.argument("word", required=False)
@options.workspace
@options.lang
@options.as_json
def command(word: str | None, workspace: Path | None, lang: Lang, as_json: bool) -> None:
    """List the levers, or those that WORD is about, in either language.

    Range, practice of 2016-2020, value in the plan, unit, and the names in both languages.
    """
    from gaoxin.cli.printing.console import console, print_document
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.levers import list_levers
    from gaoxin.telling.terminal.lever_print import HOW, render_lever
    from gaoxin.telling.terminal.wrap import wrapped
    from gaoxin.telling.words.stated_words import stated_words

    rows = list_levers(Workspace.find(workspace), word)
    if not as_json:
        screen = console()
        for row in rows:
            screen.print(render_lever(row.lever, row.said(lang), row.plan, lang, screen.width))
        screen.print(wrapped(HOW.in_(lang), screen.width), markup=False)
        return
    said = [
        {
            **{key: getattr(row.lever, key) for key in ("name", "name_en", "name_zh", "unit")},
            **{key: getattr(row.lever, key) for key in ("low", "neutral", "high", "note")},
            "elements": list(row.elements),
            "plan": {key: stated_words(stated).in_(lang) for key, stated in row.plan},
        }
        for row in rows
    ]
    print_document({"levers": said})
