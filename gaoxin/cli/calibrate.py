"""``gaoxin calibrate``: fit, check, save, tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.studies import defaults

if TYPE_CHECKING:
    from gaoxin.language import Lang

_REMEDY = "copy the workspace to a folder of yours, and name it with --workspace"


@click.command("calibrate")
@options.workspace
@click.option(
    "--chains",
    type=click.IntRange(defaults.MIN_CHAINS, defaults.MAX_CHAINS),
    default=defaults.CHAINS,
    show_default=True,
    help="Chains of each of the two starts.",
)
@click.option(
    "--moves",
    type=click.IntRange(1, defaults.MAX_MOVES),
    default=defaults.MOVES,
    show_default=True,
    help="Moves of a chain, at most.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, defaults.MAX_FIT_SEED),
    default=defaults.SEED,
    show_default=True,
    metavar="N",
    help="Equal seeds give equal draws.",
)
@options.workers
@options.lang
@click.option("--show", is_flag=True, help="Print what the last fit says; fit nothing.")
@options.as_json
def command(
    workspace: Path | None,
    chains: int,
    moves: int,
    seed: int,
    workers: int | None,
    lang: Lang,
    show: bool,
    as_json: bool,
) -> None:
    """Fit the model to calibration/observations.csv.

    Writes calibration/posterior.nc and structures.nc when all diagnostics keep their limits; else
    nothing.
    """
    from gaoxin.cli.printing.calibrate import print_json, print_tables
    from gaoxin.cli.progress import bar
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.calibrate import last_fit, open_fit, run_fit
    from gaoxin.studies.folders import check_writable

    found = Workspace.find(workspace)
    if not show:
        calibration = open_fit(found)
        check_writable(found.calibration_dir, remedy=_REMEDY)
        with bar() as progress:
            study = run_fit(
                calibration,
                chains=chains,
                moves=moves,
                seed=seed,
                workers=workers,
                progress=progress,
            )
        study.save()
    (print_json if as_json else print_tables)(last_fit(found), lang)
