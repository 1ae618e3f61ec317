"""``gaoxin loops``: what each feedback loop does to every target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.ensembles.draws import Source
    from gaoxin.language import Lang


@click.command("loops")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@options.sampling()
@options.workspace
@options.out
@options.workers
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
    lang: Lang,
    as_json: bool,
) -> None:
    """Cut each feedback loop of model/loops.csv in turn, under each SCENARIO (all by default).

    Tells, on common draws, what the loop adds to every target over time, and how much of the
    model's feedback passes it (Loops that Matter). Writes OUT/loops/<scenario>/, prints tables.
    """
    from gaoxin.cli.printing.loops import print_loops, print_loops_json
    from gaoxin.cli.progress import bar
    from gaoxin.desks.loops import TABLE
    from gaoxin.ensembles.loops import read_loops
    from gaoxin.studies.loops import run_loops
    from gaoxin.studies.run import check_writable, open_study
    from gaoxin.telling.writing.folder import check_free
    from gaoxin.telling.writing.loop_folder import LOOPS, write_loops

    study = open_study(
        workspace,
        scenarios,
        members=members,
        seed=seed,
        draws=draws,
        allow_stale=stale_posterior,
        verb="loops",
    )
    loops = read_loops(study.desk.workspace.root / TABLE, study.model)
    check_writable(out)
    check_free(out / LOOPS, [scenario.id for scenario in study.scenarios])
    with bar() as progress:
        results = run_loops(study, loops, workers=workers, progress=progress)
    folder = write_loops(out, results, study.provenance, lang)
    show = print_loops_json if as_json else print_loops
    show(results, study.provenance, folder, lang)
