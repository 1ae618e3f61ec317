"""``gaoxin run``: draw, run, judge, write, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang


@click.command("run")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@options.sampling()
@options.workspace
@options.out
@options.workers
@click.option(
    "--fail-under",
    multiple=True,
    metavar="TARGET=P",
    help="Leave with 3 if a scenario meets TARGET with less than probability P. Repeatable.",
)
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
    fail_under: tuple[str, ...],
    lang: Lang,
    as_json: bool,
) -> None:
    """Judge every target under each SCENARIO (all of them by default).

    Writes OUT/<scenario>/ and OUT/report.html, prints a table a scenario.
    """
    from gaoxin.cli.printing.run import print_json, print_tables
    from gaoxin.cli.progress import bar
    from gaoxin.cli.verbs import CHECK_FAILED, stop
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.floors import check_floors, read_floors
    from gaoxin.studies.folders import check_results
    from gaoxin.studies.inputs import open_run
    from gaoxin.studies.run import run_study

    inputs = open_run(
        Workspace.find(workspace),
        scenarios,
        members=members,
        seed=seed,
        draws=draws,
        allow_stale=stale_posterior,
    )
    floors = read_floors(fail_under, inputs.targets)
    check_results(out, inputs.scenarios)
    with bar() as progress:
        study = run_study(inputs, workers=workers, progress=progress)
        progress("report", 1.0)
        report = study.save(out, lang)
    (print_json if as_json else print_tables)(study, report, lang)
    missed = check_floors(floors, study.results)
    if missed:
        stop("; ".join(missed), CHECK_FAILED)
