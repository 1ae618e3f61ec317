"""``gaoxin calibrate``: fit, check, save, tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli.run import Folder

if TYPE_CHECKING:
    from gaoxin.verdicts.text import Lang


@click.command("calibrate")
@click.option(
    "--workspace",
    type=Folder(),
    metavar="DIR",
    help="Folder with model/, scenarios/, calibration/.  [default: here, else the one installed]",
)
@click.option(
    "--chains",
    type=click.IntRange(2, 64),
    default=4,
    show_default=True,
    help="Independent runs of the sampler.",
)
@click.option(
    "--particles",
    type=click.IntRange(100, 1_000_000),
    default=8000,
    show_default=True,
    help="Particles a run.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    metavar="N",
    help="Equal seeds give equal draws.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes or threads at most.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def command(
    workspace: Path | None,
    chains: int,
    particles: int,
    seed: int,
    workers: int | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Fit the model to calibration/observations.csv.

    Writes calibration/posterior.nc and structures.nc when independent runs agree; else nothing.
    """
    import gaoxin
    from gaoxin.cli.fitted import print_fit, print_fit_json
    from gaoxin.cli.progress import phases
    from gaoxin.cli.study import check_writable
    from gaoxin.inference.archive import write_posterior, write_structures
    from gaoxin.inference.calibration import fit_workspace, open_calibration
    from gaoxin.workspace import Workspace

    found = Workspace.find(workspace)
    opened = open_calibration(found, gaoxin.load(found.model_path))
    check_writable(found.calibration_dir)
    with phases() as progress:
        fit, posterior, structures = fit_workspace(
            opened,
            chains=chains,
            particles=particles,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    write_structures(found.structures, structures)
    write_posterior(found.posterior, posterior)
    show = print_fit_json if as_json else print_fit
    show(opened, fit, posterior, structures, lang)
