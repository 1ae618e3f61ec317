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
    from gaoxin.studies.inputs import RunInputs


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
@click.option("--no-simulator", is_flag=True, help="Write no simulator.html.")
@click.option(
    "--quick", is_flag=True, help=f"A first look: {defaults.QUICK_MEMBERS} members, said on all."
)
@click.option(
    "--precision",
    metavar="SHARE",
    help="Add members until every probability's Monte Carlo error is at most this, such as 0.5%.",
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
    no_simulator: bool,
    quick: bool,
    precision: str | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Judge every target under each SCENARIO (all of them by default).

    Writes OUT/<scenario>/, OUT/report.html and OUT/simulator.html, prints a table a scenario.
    """
    from gaoxin.cli.printing.run import print_json, print_tables
    from gaoxin.cli.progress import bar
    from gaoxin.cli.verbs import CHECK_FAILED, stop
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.floors import check_floors, read_floors
    from gaoxin.studies.folders import check_results
    from gaoxin.studies.inputs import open_run
    from gaoxin.studies.precision import read_precision, run_to_precision
    from gaoxin.studies.run import run_study

    if quick and ctx.get_parameter_source("members") is not ParameterSource.DEFAULT:
        message = f"--quick takes {defaults.QUICK_MEMBERS} members; leave --members out, or --quick"
        raise GaoxinError(message)
    chosen = ctx.get_parameter_source("members") is not ParameterSource.DEFAULT
    if precision is not None and (quick or chosen):
        message = "--precision chooses the members; leave --members and --quick out"
        raise GaoxinError(message)
    wanted = None if precision is None else read_precision(precision)
    place = Workspace.find(workspace)

    def open_at(members: int) -> RunInputs:
        return open_run(
            place,
            scenarios,
            members=members,
            quick=quick,
            seed=seed,
            draws=draws,
            allow_stale=stale_posterior,
        )

    inputs = open_at(defaults.QUICK_MEMBERS if quick else members)
    floors = read_floors(fail_under, inputs.targets)
    check_results(out, inputs.scenarios)
    with bar() as progress:
        if wanted is None:
            study = run_study(inputs, workers=workers, progress=progress)
        else:
            study = run_to_precision(open_at, wanted, workers=workers, progress=progress)
        progress("results" if no_report else "report", 1.0)
        report = study.save(
            out,
            lang,
            save_runs=save_runs,
            with_report=not no_report,
            with_simulator=not no_simulator,
        )
    (print_json if as_json else print_tables)(study, report, lang)
    missed = check_floors(floors, study.results)
    if missed:
        stop("; ".join(missed), CHECK_FAILED)
