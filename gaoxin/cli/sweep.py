"""``gaoxin sweep``: a design over levers, or over constants of any model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.cli.options import Folder
from gaoxin.studies import defaults

if TYPE_CHECKING:
    from gaoxin.ensembles.draws import Source
    from gaoxin.language import Lang


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
    from gaoxin.cli.streams import notice
    from gaoxin.cli.verbs import INTERRUPTED, stop
    from gaoxin.studies.run import check_writable
    from gaoxin.studies.sweep import open_sweep
    from gaoxin.studies.sweep_run import finish_sweep
    from gaoxin.telling.writing.staging import check_ours

    folder = out / "sweeps"
    study = open_sweep(
        file,
        workspace,
        model,
        members=members,
        seed=seed,
        draws=draws,
        allow_stale=stale_posterior,
    )
    check_writable(folder)
    check_ours(folder / study.sweep.id)
    if dry_run:
        print_estimate(study, folder, workers=workers, lang=lang, as_json=as_json)
        return
    try:
        with bar() as progress:
            result, written = finish_sweep(
                study, folder, workers=workers, lang=lang, progress=progress, notice=notice
            )
    except KeyboardInterrupt:
        stop("interrupted; the same command goes on after the parts that are done", INTERRUPTED)
    print_sweep(result, written, lang, as_json=as_json)
