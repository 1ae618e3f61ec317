"""``gaoxin check``: units of any model; files, extremes and reality checks of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.studies import defaults

if TYPE_CHECKING:
    from gaoxin.checks.outcome import Outcome
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model
    from gaoxin.language import Lang


@click.command("check")
@options.model
@click.option(
    "--units",
    "level",
    type=click.Choice(["off", "lenient", "strict"]),
    default=defaults.UNITS,
    show_default=True,
    help="Strict also tells missing units and bare numbers among units.",
)
@click.option(
    "--unit-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Unit definitions for MODEL, as the workspace's calibration/units.txt.",
)
@click.option(
    "--members",
    type=click.IntRange(1, defaults.MAX_CHECK_MEMBERS),
    default=defaults.CHECK_MEMBERS,
    show_default=True,
    metavar="N",
    help="Draws of the priors that the workspace's model is driven with.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, defaults.MAX_FIT_SEED),
    default=defaults.SEED,
    show_default=True,
    metavar="N",
)
@options.workspace
@options.lang
@options.as_json
def command(
    model: Path | None,
    level: str,
    unit_file: Path | None,
    members: int,
    seed: int,
    workspace: Path | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Check MODEL, or the workspace with its model.

    Of any model: whether the units of every equation balance. Of a workspace also: whether every
    file can be read and fits the others, whether the model stays finite and in its ranges with
    levers anywhere, and whether it obeys model/reality_checks.toml. Leaves with 3 if a check
    fails.
    """
    import gaoxin
    from gaoxin.cli.printing.check import print_checks
    from gaoxin.cli.verbs import CHECK_FAILED, stop
    from gaoxin.desks.workspace import Workspace

    found = Workspace.find(workspace) if model is None else None
    path = found.model_path if found is not None else model
    assert path is not None  # noqa: S101  (one of the two is given)
    loaded = gaoxin.load(path)
    units = unit_file or (found.units if found is not None else None)
    checked = (
        None
        if level == "off"
        else loaded.check_units("strict" if level == "strict" else "lenient", units)
    )
    outcomes = [] if found is None else _outcomes(found, loaded, members, seed)
    print_checks(path, checked, outcomes, lang, as_json=as_json)
    findings = len(checked.findings) if checked is not None else 0
    failed = [outcome for outcome in outcomes if not outcome.passed]
    if findings or failed:
        stop(_failed(findings, len(failed), path, lang), CHECK_FAILED)


def _outcomes(workspace: Workspace, model: Model, members: int, seed: int) -> list[Outcome]:
    from gaoxin.checks.workspace import check_workspace
    from gaoxin.cli.progress import bar

    found = []
    with bar() as show:
        for outcome in check_workspace(workspace, model, members=members, seed=seed):
            found.append(outcome)
            show(f"{outcome.part}: {outcome.id}", 0.0)
    return found


def _failed(findings: int, failed: int, model: Path, lang: Lang) -> str:
    if lang == "zh":
        parts = [f"单位检查发现 {findings} 处问题"] if findings else []
        parts += [f"{failed} 项检查未通过"] if failed else []
        return f"{model}：{'，'.join(parts)}"
    places = "place" if findings == 1 else "places"
    parts = [f"{findings} {places} where units do not balance"] if findings else []
    parts += [f"{failed} {'check' if failed == 1 else 'checks'} failed"] if failed else []
    return f"{model}: {', '.join(parts)}"
