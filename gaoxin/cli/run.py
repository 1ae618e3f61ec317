"""``gaoxin run``: draw, run, judge, write, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from gaoxin.cli import options
from gaoxin.errors import GaoxinError
from gaoxin.studies import defaults

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
@click.option(
    "--save-runs", is_flag=True, help="Keep every member's trajectories as runs.nc, 45 MB each."
)
@click.option("--no-report", is_flag=True, help="Write tables and charts, no report.")
@click.option(
    "--quick", is_flag=True, help=f"A first look: {defaults.QUICK_MEMBERS} members, said on all."
)
@options.lang
@options.as_json
@click.pass_context
def command(
    ctx: click.Context,
    scenarios: tuple[str, ...],
    members: int,
    seed: int,
    draws: Source,
    stale_posterior: bool,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    fail_under: tuple[str, ...],
    save_runs: bool,
    no_report: bool,
    quick: bool,
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

    if quick and ctx.get_parameter_source("members") is not ParameterSource.DEFAULT:
        message = f"--quick takes {defaults.QUICK_MEMBERS} members; leave --members out, or --quick"
        raise GaoxinError(message)
    inputs = open_run(
        Workspace.find(workspace),
        scenarios,
        members=defaults.QUICK_MEMBERS if quick else members,
        quick=quick,
        seed=seed,
        draws=draws,
        allow_stale=stale_posterior,
    )
    floors = read_floors(fail_under, inputs.targets)
    check_results(out, inputs.scenarios)
    with bar() as progress:
        study = run_study(inputs, workers=workers, progress=progress)
        progress("results" if no_report else "report", 1.0)
        report = study.save(out, lang, save_runs=save_runs, with_report=not no_report)
    (print_json if as_json else print_tables)(study, report, lang)
    missed = check_floors(floors, study.results)
    if missed:
        stop("; ".join(missed), CHECK_FAILED)
