"""``gaoxin calibrate``: fit, check, save, tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.studies import defaults

if TYPE_CHECKING:
    from gaoxin.inference.calibration import Calibration
    from gaoxin.language import Lang


@click.command("calibrate")
@options.workspace
@click.option(
    "--chains",
    type=click.IntRange(2, defaults.MAX_CHAINS),
    default=defaults.CHAINS,
    show_default=True,
    help="Independent runs of the sampler.",
)
@click.option(
    "--particles",
    type=click.IntRange(100, defaults.MAX_PARTICLES),
    default=defaults.PARTICLES,
    show_default=True,
    help="Particles a run.",
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
    particles: int,
    seed: int,
    workers: int | None,
    lang: Lang,
    show: bool,
    as_json: bool,
) -> None:
    """Fit the model to calibration/observations.csv.

    Writes calibration/posterior.nc and structures.nc when independent runs agree; else nothing.
    """
    import gaoxin
    from gaoxin.cli.printing.calibrate import print_fit, print_fit_json
    from gaoxin.desks.workspace import Workspace
    from gaoxin.inference.archive import read_posterior, read_structures
    from gaoxin.inference.calibration import check_fresh, open_calibration

    found = Workspace.find(workspace)
    opened = open_calibration(found, gaoxin.load(found.model_path))
    if not show:
        _fit(opened, chains, particles, seed, workers)
    posterior = read_posterior(found.posterior)
    check_fresh(found, posterior)
    (print_fit_json if as_json else print_fit)(
        opened, posterior, read_structures(found.structures), lang
    )


def _fit(
    calibration: Calibration, chains: int, particles: int, seed: int, workers: int | None
) -> None:
    """Fit, and save when the runs agree."""
    from gaoxin.cli.progress import bar
    from gaoxin.desks.places import Catalogue
    from gaoxin.errors import DataError
    from gaoxin.inference.archive import write_posterior, write_structures
    from gaoxin.inference.calibration import fit_workspace
    from gaoxin.inference.outcomes import read_outcomes
    from gaoxin.studies.run import check_writable

    workspace = calibration.workspace
    if not calibration.priors:
        raise DataError(
            "no prior feeds a constant of the model; name one in column 'constant'",
            path=workspace.table("priors"),
        )
    if not calibration.observations:
        raise DataError(
            "there is no observation to fit; mark a row 'fit' in column 'use'",
            path=workspace.table("observations"),
        )
    read_outcomes(workspace.table("model_error"), Catalogue.of(calibration.model))
    remedy = "copy the workspace to a folder of yours, and name it with --workspace"
    check_writable(workspace.calibration_dir, remedy=remedy)
    with bar() as progress:
        posterior, structures = fit_workspace(
            calibration,
            chains=chains,
            particles=particles,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    write_structures(workspace.structures, structures)
    write_posterior(workspace.posterior, posterior)
