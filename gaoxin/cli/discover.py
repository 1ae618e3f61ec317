"""``gaoxin discover``: where a target is met, or missed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang


@click.command("discover")
@click.argument("target")
@click.option("--missed", is_flag=True, help="Look for where it is missed.")
@click.option("--fixed-levers", is_flag=True, help="Levers as the base has them.")
@options.base
@options.without
@options.from_year
@options.sampling()
@options.model
@options.goals
@options.workspace
@options.out
@options.workers
@options.cluster
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
    goals: Path | None,
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
    from gaoxin.studies.discover import discover_regions
    from gaoxin.studies.open_rows import open_rows

    asked = open_rows(
        target,
        ("draws", "disturbances") if fixed_levers else ("levers", "draws", "disturbances"),
        workspace=workspace,
        model=model,
        goals=goals,
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
