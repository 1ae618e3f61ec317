"""``gaoxin simulator``: one HTML file that runs the ensemble in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import click

from gaoxin.cli import options
from gaoxin.errors import GaoxinError
from gaoxin.studies import defaults

if TYPE_CHECKING:
    from gaoxin.language import Lang


@click.command("simulator")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@click.option(
    "--members",
    type=click.IntRange(1, 10_000),
    default=1000,
    show_default=True,
    help="Members that the page carries.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, defaults.MAX_SEED),
    default=defaults.SEED,
    show_default=True,
    metavar="N",
    help="Of the draws.",
)
@click.option(
    "--draws",
    default=defaults.DRAWS,
    show_default=True,
    metavar="[posterior|prior|FILE]",
    help="Where the constants come from; with --model FILE: a CSV, a column a constant and a row "
    "a member, or a fit's fit.nc.",
)
@options.stale
@options.model
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="NAME",
    help="With --model: chart NAME. Repeatable.",
)
@click.option(
    "--vary",
    type=click.FloatRange(0, 100, max_open=True),
    default=0.0,
    metavar="PERCENT",
    help="With --model: vary all constants but --levers by so much, each way.",
)
@click.option(
    "--levers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --model: CSV of the constants that get a slider (lever,low,high).  [default: all]",
)
@options.workspace
@options.out
@options.workers
@options.lang
def command(
    scenarios: tuple[str, ...],
    members: int,
    seed: int,
    draws: str,
    stale_posterior: bool,
    model: Path | None,
    outputs: tuple[str, ...],
    vary: float,
    levers: Path | None,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    lang: Lang,
) -> None:
    """Write OUT/simulator.html: the scenarios, with sliders and probabilities that move.

    The file needs no server and no network. With --model, the page of any Vensim or XMILE model:
    sliders for its constants, charts for its stocks.
    """
    from gaoxin.cli.printing.console import print_place
    from gaoxin.cli.progress import bar
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import load
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Text
    from gaoxin.studies.folders import check_results, write_text
    from gaoxin.studies.inputs import open_run
    from gaoxin.studies.run import run_study
    from gaoxin.studies.simulator import write_model_page
    from gaoxin.telling.writing.run_folder import SIMULATOR

    if model is None and (outputs or vary or levers):
        message = "--output, --vary and --levers go with --model; leave them out, or name a model"
        raise GaoxinError(message)
    sources = get_args(Source)
    if model is None and draws not in sources:
        raise GaoxinError(f"--draws is '{draws}'; write posterior or prior, or name a --model")
    if model is not None and scenarios:
        raise GaoxinError("a model has no scenarios; leave them out, or --model")
    check_results(out)
    out.mkdir(parents=True, exist_ok=True)
    path = out / SIMULATOR
    if model is not None:
        write_model_page(
            load(model),
            path,
            outputs=outputs,
            levers=levers,
            draws=None if draws in sources else Path(draws),
            vary=vary / 100,
            members=members,
            seed=seed,
            lang=lang,
        )
    else:
        inputs = open_run(
            Workspace.find(workspace),
            scenarios,
            members=members,
            seed=seed,
            draws=cast(Source, draws),
            allow_stale=stale_posterior,
            verb="simulator",
        )
        with bar() as progress:
            study = run_study(inputs, workers=workers, progress=progress)
            progress("simulator", 1.0)
            write_text(path, study.simulator(members, lang))
    print_place(Text("Simulator", "模拟器"), path, lang)
