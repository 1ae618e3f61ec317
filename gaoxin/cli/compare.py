"""``gaoxin compare``: two scenarios on common draws."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.ensembles.draws import Source
    from gaoxin.language import Lang


@click.command("compare")
@click.argument("a")
@click.argument("b")
@options.sampling(or_folder=True)
@options.workspace
@options.out
@options.workers
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
    from gaoxin.cli.printing.compare import print_comparison, print_comparison_json
    from gaoxin.cli.progress import bar
    from gaoxin.studies.compare import Asked, open_sides, run_sides
    from gaoxin.studies.run import check_writable
    from gaoxin.telling.writing.comparison_folder import (
        COMPARISONS,
        comparison_name,
        write_comparison,
    )
    from gaoxin.telling.writing.folder import check_free

    asked = Asked(members, seed, draws)
    sides = open_sides((a, b), workspace, asked, allow_stale=stale_posterior)
    check_writable(out)
    check_free(out / COMPARISONS, [comparison_name(sides.a.id, sides.b.id)])
    with bar() as progress:
        found = run_sides(sides, workers=workers, progress=progress)
    facts = {"a": sides.a.facts(), "b": sides.b.facts()}
    tables = (sides.targets, sides.indicators)
    folder = write_comparison(out, found, *tables, sides.provenance, facts, lang)
    show = print_comparison_json if as_json else print_comparison
    show(found, sides.provenance, folder, lang)
