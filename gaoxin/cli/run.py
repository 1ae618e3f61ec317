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


TRIED = 8
"""Changes up to which a run tries each of a scenario's by itself; `check` tries any number."""


@click.command("run")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="MODEL",
    help="Run this Vensim or XMILE file once instead, as it says; no workspace is read.",
)
@options.sampling()
@options.workspace
@options.out
@options.workers
@options.cluster
@click.option(
    "--fail-under",
    multiple=True,
    metavar="TARGET=P",
    help="Leave with 3 if a scenario meets TARGET with less than probability P. Repeatable.",
)
@click.option(
    "--with-observed",
    is_flag=True,
    help="Take calibration/observed.csv into account: what was observed since 2020.",
)
@click.option(
    "--save-runs", is_flag=True, help="Keep every member's trajectories as runs.nc, 45 MB each."
)
@click.option("--no-report", is_flag=True, help="Write tables and charts, no report, no simulator.")
@click.option("--no-simulator", is_flag=True, help="Write no simulator.html.")
@click.option(
    "--brief", is_flag=True, help="Write brief.html too: two A4 pages to print, in --lang."
)
@click.option(
    "--slides",
    is_flag=True,
    help="Write the main charts at the size of a slide too, as SVG and PNG: OUT/slides/.",
)
@click.option(
    "--quick", is_flag=True, help=f"A first look: {defaults.QUICK_MEMBERS} members, said on all."
)
@click.option(
    "--precision",
    metavar="SHARE",
    help="Add members until every probability's Monte Carlo error is at most this, such as 0.5%.",
)
@click.option("--full", is_flag=True, help="Print a table a scenario, with every number.")
@options.lang
@options.as_json
@click.pass_context
def command(
    ctx: click.Context,
    scenarios: tuple[str, ...],
    model: Path | None,
    members: int,
    seed: int,
    draws: Source,
    stale_posterior: bool,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    fail_under: tuple[str, ...],
    with_observed: bool,
    save_runs: bool,
    no_report: bool,
    no_simulator: bool,
    brief: bool,
    slides: bool,
    quick: bool,
    precision: str | None,
    full: bool,
    lang: Lang,
    as_json: bool,
) -> None:
    """Judge every target under each SCENARIO (all of them by default).

    Writes OUT/<scenario>/, OUT/report.html and OUT/simulator.html, prints one table of all
    probabilities.
    """
    if model is not None:
        _run_model(ctx, model, out, lang, as_json=as_json)
        return
    from gaoxin.cli.printing.run import print_json, print_matrix, print_tables
    from gaoxin.cli.progress import bar
    from gaoxin.cli.streams import notice
    from gaoxin.cli.verbs import CHECK_FAILED, stop
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.floors import check_floors, read_floors
    from gaoxin.studies.folders import check_results
    from gaoxin.studies.idle import idle_layers
    from gaoxin.studies.inputs import open_run
    from gaoxin.studies.precision import read_precision, run_to_precision
    from gaoxin.studies.run import run_study
    from gaoxin.studies.scenario_check import idle_lines

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
            with_observed=with_observed,
        )

    inputs = open_at(defaults.QUICK_MEMBERS if quick else members)
    floors = read_floors(fail_under, inputs.targets)
    check_results(out, inputs.scenarios)
    for scenario in inputs.scenarios if scenarios else ():
        if scenario.extends is not None and len(scenario.layers) <= TRIED:
            idle = idle_layers(inputs.desk, inputs.model, scenario, inputs.targets)
            for line in idle_lines(scenario, idle):
                notice(line)
    with bar() as progress:
        if wanted is None:
            study = run_study(inputs, workers=workers, progress=progress)
        else:
            study = run_to_precision(open_at, wanted, workers=workers, progress=progress)
        progress("results" if no_report else "report", 1.0)
        keep = {"save_runs": save_runs, "with_report": not no_report, "with_brief": brief}
        keep["with_slides"] = slides
        keep["with_simulator"] = not (no_report or no_simulator)
        report = study.save(out, lang, **keep)
    (print_json if as_json else print_tables if full else print_matrix)(study, report, lang)
    missed = check_floors(floors, study.results)
    if missed:
        stop("; ".join(missed), CHECK_FAILED)


WITH_MODEL = {"model", "out", "lang", "as_json", "workers"}
"""What --model goes together with."""


def _run_model(ctx: click.Context, model: Path, out: Path, lang: Lang, *, as_json: bool) -> None:
    from gaoxin.cli.printing.model_run import print_run, print_run_json
    from gaoxin.studies.model_run import run_model

    for name in ctx.params:
        given = ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and name not in WITH_MODEL and ctx.params[name] not in ((), None):
            said = "SCENARIO" if name == "scenarios" else f"--{name.replace('_', '-')}"
            raise GaoxinError(
                f"--model runs a file once, without scenarios and draws; leave {said} out "
                "('gaoxin sweep FILE --model MODEL' runs a design of many)"
            )
    study = run_model(model, out)
    folder = study.save(out, lang)
    if as_json:
        print_run_json(study, folder)
    else:
        print_run(study, folder, lang)
