"""``gaoxin sweep``: a design over levers, or over constants of any model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gaoxin.cli import options
from gaoxin.cli.options import Folder
from gaoxin.studies import defaults

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang
    from gaoxin.studies.sweep_inputs import SweepInputs


@click.command("sweep")
@click.argument("file")
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="MODEL",
    help="A model file; FILE then names constants of it, and no workspace is read.",
)
@click.option(
    "--members",
    type=click.IntRange(1, defaults.MAX_MEMBERS),
    help="Draws a design point.  [default: as FILE says]",
)
@click.option(
    "--seed",
    type=click.IntRange(0, defaults.MAX_SEED),
    metavar="N",
    help="Of the draws and of a Latin hypercube.  [default: as FILE says]",
)
@click.option(
    "--draws",
    type=click.Choice(["posterior", "prior"]),
    default=defaults.DRAWS,
    show_default=True,
    help="Where the constants come from; a model file's sweep says it itself.",
)
@options.stale
@click.option("--dry-run", is_flag=True, help="Say what it would take, and stop.")
@options.workspace
@click.option(
    "--out",
    type=Folder(),
    default=Path("results"),
    show_default=True,
    metavar="DIR",
    help="Results go to DIR/sweeps/.",
)
@options.workers
@options.cluster
@options.lang
@options.as_json
def command(
    file: str,
    model: Path | None,
    members: int | None,
    seed: int | None,
    draws: Source,
    stale_posterior: bool,
    dry_run: bool,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Run the design of FILE, a sweep's path or its name in scenarios/sweeps/.

    Every design point has the same draws. Writes OUT/sweeps/<sweep>/. When it is stopped, the
    same command goes on from there.
    """
    from gaoxin.cli.printing.sweep import print_estimate, print_sweep
    from gaoxin.cli.progress import bar
    from gaoxin.cli.signals import exit_code
    from gaoxin.cli.streams import notice
    from gaoxin.cli.verbs import stop
    from gaoxin.studies.estimate import estimate
    from gaoxin.studies.sweep import check_swept, finish_sweep

    asks: dict[str, Any] = {"members": members, "seed": seed}
    if model is not None:
        inputs = _of_model(file, model, workspace, asks)
    else:
        inputs = _of_zone(file, workspace, {**asks, "draws": draws, "allow_stale": stale_posterior})
    check_swept(out, inputs)
    if dry_run:
        print_estimate(inputs, estimate(inputs, out, workers=workers), lang, as_json=as_json)
        return
    try:
        with bar() as progress:
            study, folder = finish_sweep(
                inputs, out, workers=workers, lang=lang, progress=progress, notice=notice
            )
    except KeyboardInterrupt as error:
        message = "interrupted; the same command goes on after the parts that are done"
        stop(message, exit_code(error))
    print_sweep(study, folder, lang, as_json=as_json)


def _of_zone(file: str, workspace: Path | None, asks: dict[str, Any]) -> SweepInputs:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.sweep_inputs import open_sweep

    return open_sweep(file, Workspace.find(workspace), **asks)


def _of_model(file: str, model: Path, workspace: Path | None, asks: dict[str, Any]) -> SweepInputs:
    from gaoxin.errors import DataError
    from gaoxin.studies.sweep_inputs import open_model_sweep

    if workspace is not None:
        message = "a sweep of any model reads no workspace; leave --workspace out"
        raise DataError(message, path=workspace)
    return open_model_sweep(Path(file), model, **asks)
