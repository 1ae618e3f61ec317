"""``gaoxin compare``: two scenarios on common draws."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang


@click.command("compare")
@click.argument("a")
@click.argument("b")
@options.sampling(or_folder=True)
@options.workspace
@options.out
@options.workers
@options.cluster
@options.lang
@options.as_json
def command(
    a: str,
    b: str,
    members: int | None,
    seed: int | None,
    draws: Source | None,
    stale_posterior: bool,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Hold scenario A against B, member by member on the same draws.

    A and B are scenarios, or folders that `gaoxin run` has written. A plain word is a scenario
    where there is one of that name; write ./NAME for a folder. Differences are A - B; better is
    larger or smaller as the target asks, and a tie counts half.

    Writes OUT/compare/<A>--<B>/ and prints a table.
    """
    from gaoxin.cli.printing.compare import print_json, print_tables
    from gaoxin.cli.progress import bar
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.compare import check_compared, run_sides
    from gaoxin.studies.sides import Asked, open_sides

    sides = open_sides(
        (a, b),
        Workspace.find(workspace),
        Asked(members, seed, draws),
        allow_stale=stale_posterior,
        named=workspace,
    )
    check_compared(out, sides)
    with bar() as progress:
        study = run_sides(sides, workers=workers, progress=progress)
    folder = study.save(out, lang)
    (print_json if as_json else print_tables)(study, folder, lang)
