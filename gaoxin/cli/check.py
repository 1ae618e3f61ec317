"""``gaoxin check``: whether the units of a model's equations balance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.verdicts.text import Lang


@click.command("check")
@options.model
@click.option(
    "--units",
    "level",
    type=click.Choice(["off", "lenient", "strict"]),
    default="lenient",
    show_default=True,
    help="Strict also tells missing units and bare numbers among units.",
)
@click.option(
    "--unit-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Unit definitions for MODEL, as the workspace's calibration/units.txt.",
)
@options.workspace
@options.lang
@options.as_json
def command(
    model: Path | None,
    level: str,
    unit_file: Path | None,
    workspace: Path | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Balance the units of every equation of MODEL, or of the workspace's model.

    Leaves with 3 if any does not balance.
    """
    import gaoxin
    from gaoxin.cli.check_output import print_check, print_check_json, print_unchecked
    from gaoxin.cli.verbs import CHECK_FAILED, stop
    from gaoxin.workspace import Workspace

    if model is None:
        found = Workspace.find(workspace)
        model, unit_file = found.model_path, unit_file or found.units
    loaded = gaoxin.load(model)
    if level == "off":
        print_unchecked(model, lang, as_json=as_json)
        return
    checked = loaded.check_units("strict" if level == "strict" else "lenient", unit_file)
    (print_check_json if as_json else print_check)(checked, lang)
    if checked.findings:
        stop(_failed(len(checked.findings), model, lang), CHECK_FAILED)


def _failed(count: int, model: Path, lang: Lang) -> str:
    if lang == "zh":
        return f"{model}：单位检查发现 {count} 处问题"
    return f"{model}: {count} {'place' if count == 1 else 'places'} where units do not balance"
