"""``gaoxin loops``: what each feedback loop does to every target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang


@click.command("loops")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@options.sampling()
@options.workspace
@options.out
@options.workers
@click.option("--full", is_flag=True, help="Print the tables of every scenario.")
@options.lang
@options.as_json
def command(
    scenarios: tuple[str, ...],
    members: int,
    seed: int,
    draws: Source,
    stale_posterior: bool,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    full: bool,
    lang: Lang,
    as_json: bool,
) -> None:
    """Cut each feedback loop of model/loops.csv in turn, under each SCENARIO (all by default).

    Tells, on common draws, what the loop adds to every target over time, and how much of the
    model's feedback passes it (Loops that Matter). Writes OUT/loops/<scenario>/, prints tables.
    """
    from gaoxin.cli.printing.loops import print_first, print_json, print_tables
    from gaoxin.cli.progress import bar
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.loops import check_cut, open_loops, run_loops

    inputs = open_loops(
        Workspace.find(workspace),
        scenarios,
        members=members,
        seed=seed,
        draws=draws,
        allow_stale=stale_posterior,
    )
    check_cut(out, inputs)
    with bar() as progress:
        study = run_loops(inputs, workers=workers, progress=progress)
    folder = study.save(out, lang)
    (print_json if as_json else print_tables if full else print_first)(study, folder, lang)
