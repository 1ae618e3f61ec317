"""``gaoxin calibrate``: fit, check, save, tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.studies import defaults

if TYPE_CHECKING:
    from typing import Any

    from gaoxin.desks.workspace import Workspace
    from gaoxin.language import Lang

_REMEDY = "copy the workspace to a folder of yours, and name it with --workspace"


@click.command("calibrate")
@options.workspace
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="MODEL",
    help="Fit this model file to --data under --priors; no workspace is read.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Time series: a tidy or wide CSV, or Vensim's .dat.",
)
@click.option(
    "--priors",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="TOML: priors, noise, series, experiments.",
)
@click.option("--map", "with_mode", is_flag=True, help="Find the mode too (with --model).")
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    metavar="NAME",
    help="Profile likelihood of a parameter (with --model); may be given again.",
)
@click.option(
    "--out",
    type=options.Folder(),
    default=Path("results/fit"),
    show_default=True,
    metavar="DIR",
    help="Where the fit of --model goes.",
)
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
@click.option(
    "--until",
    type=float,
    metavar="TIME",
    help="Fit what was known by then (observations.csv and observed.csv) and predict the rest; "
    "the fit on the desk stays.",
)
@options.workers
@options.cluster
@options.lang
@click.option("--show", is_flag=True, help="Print what the last fit says; fit nothing.")
@options.as_json
def command(
    workspace: Path | None,
    model: Path | None,
    data: Path | None,
    priors: Path | None,
    with_mode: bool,
    profiles: tuple[str, ...],
    out: Path,
    chains: int,
    moves: int,
    seed: int,
    until: float | None,
    workers: int | None,
    lang: Lang,
    show: bool,
    as_json: bool,
) -> None:
    """Fit the model to calibration/observations.csv.

    Writes calibration/posterior.nc and structures.nc when all diagnostics keep their limits; else
    nothing.
    With --model, --data and --priors any model is fitted to time series: docs/calibration.md.
    """
    if model is not None or data is not None or priors is not None:
        files = _asked(model, data, priors, workspace)
        asks = {"seed": seed, "with_mode": with_mode, "profiles": profiles, "workers": workers}
        asks |= {"chains": chains, "moves": moves}
        _fit_series(files, until, out, lang, asks, as_json=as_json)
        return
    from gaoxin.cli.printing.calibrate import print_json, print_tables
    from gaoxin.cli.progress import bar
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.calibrate import last_fit, open_fit, run_fit
    from gaoxin.studies.folders import check_writable

    found = Workspace.find(workspace)
    if until is not None:
        _foresee(found, until, seed, workers, lang, show=show, as_json=as_json)
        return
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


def _foresee(
    workspace: Workspace,
    until: float,
    seed: int,
    workers: int | None,
    lang: Lang,
    *,
    show: bool,
    as_json: bool,
) -> None:
    from gaoxin.cli.printing.calibrate import print_foresight, print_foresight_json
    from gaoxin.cli.progress import bar
    from gaoxin.errors import DataError
    from gaoxin.studies.calibrate import open_fit
    from gaoxin.studies.foresight import run_foresight

    if show:
        raise DataError("--until makes a fit of its own, and --show none; leave one of them out")
    calibration = open_fit(workspace)
    with bar() as progress:
        study = run_foresight(calibration, until, seed=seed, workers=workers, progress=progress)
    if as_json:
        print_foresight_json(study)
    else:
        print_foresight(study, lang)


def _asked(
    model: Path | None, data: Path | None, priors: Path | None, workspace: Path | None
) -> tuple[Path, Path, Path]:
    from gaoxin.errors import DataError

    if model is None or data is None or priors is None:
        given = {"--model": model, "--data": data, "--priors": priors}
        missing = ", ".join(name for name, value in given.items() if value is None)
        raise DataError(f"a fit of any model needs --model, --data and --priors; add {missing}")
    if workspace is not None:
        message = "a fit of any model reads no workspace; leave --workspace out"
        raise DataError(message, path=workspace)
    return model, data, priors


def _fit_series(
    files: tuple[Path, Path, Path],
    until: float | None,
    out: Path,
    lang: Lang,
    asks: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    from gaoxin.cli.printing.series_fit import print_json, print_tables
    from gaoxin.cli.progress import bar
    from gaoxin.studies.series_fit import check_place, open_series_fit, run_series_fit

    inputs = open_series_fit(*files, until)
    check_place(out)
    with bar() as progress:
        study = run_series_fit(inputs, progress=progress, **asks)
    path = study.save(out)
    if as_json:
        print_json(study, path)
    else:
        print_tables(study, path, lang)
