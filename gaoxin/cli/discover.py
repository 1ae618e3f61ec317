"""``gaoxin discover``: where a target is met, or missed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.studies import defaults

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang


@click.command("discover")
@click.argument("target")
@click.option("--missed", is_flag=True, help="Look for where it is missed.")
@click.option("--fixed-levers", is_flag=True, help="Levers as the base has them.")
@click.option("--base", default="momentum", show_default=True, help="Scenario.")
@click.option("--without", multiple=True, metavar="LEVER", help="Keep a lever where it is.")
@click.option(
    "--from",
    "from_year",
    type=int,
    default=defaults.FROM_YEAR,
    show_default=True,
    metavar="YEAR",
    help="First year in which levers may stand elsewhere.",
)
@options.sampling()
@options.model
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --model: the decision file of which TARGET is a goal.",
)
@options.workspace
@options.out
@options.workers
@options.lang
@options.as_json
def command(
    target: str,
    missed: bool,
    fixed_levers: bool,
    base: str,
    without: tuple[str, ...],
    from_year: int,
    members: int,
    seed: int,
    draws: Source,
    stale_posterior: bool,
    model: Path | None,
    file: Path | None,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Say in which region of levers and parameters a TARGET is met.

    Levers lie anywhere in their ranges, parameters as they are drawn. Boxes (PRIM) and a rule
    tree; a picture goes to OUT/discover/.
    """
    from gaoxin.cli.printing.discover import print_discover
    from gaoxin.cli.progress import bar
    from gaoxin.desks.workspace import Workspace
    from gaoxin.errors import DataError
    from gaoxin.studies.discover import discover_regions
    from gaoxin.studies.model_rows import open_model_rows
    from gaoxin.studies.zone_rows import Group, open_zone_rows

    groups: tuple[Group, ...] = (
        ("draws", "disturbances") if fixed_levers else ("levers", "draws", "disturbances")
    )
    if model is not None:
        if file is None:
            message = "a model has no targets of its own; name the decision file with --file"
            raise DataError(message, path=model)
        asked = open_model_rows(model, file, target, members=members, seed=seed, workers=workers)
    else:
        asked = open_zone_rows(
            Workspace.find(workspace),
            target,
            groups,
            base=base,
            without=without,
            from_year=from_year,
            members=members,
            seed=seed,
            draws=draws,
            allow_stale=stale_posterior,
            workers=workers,
        )
    with bar() as progress:
        study = discover_regions(
            asked, missed=missed, members=members, seed=seed, progress=progress
        )
    print_discover(study, study.save(out, lang), lang, as_json=as_json)
