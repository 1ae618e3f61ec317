"""``gaoxin check``: units of any model; files, extremes and reality checks of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.studies import defaults

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.check import CheckStudy


@click.command("check")
@click.argument("scenario", required=False)
@options.model
@click.option(
    "--units",
    "level",
    type=click.Choice(defaults.LEVELS),
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
@click.option(
    "--against",
    type=click.Choice(["pysd"]),
    help="Run the model by this program too, and tell every variable that differs.",
)
@options.workspace
@options.lang
@options.as_json
def command(
    scenario: str | None,
    model: Path | None,
    level: defaults.Level,
    unit_file: Path | None,
    members: int,
    seed: int,
    against: str | None,
    workspace: Path | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Check MODEL, or the workspace with its model, or one SCENARIO of it in a moment.

    Of any model: whether the units of every equation balance. Of a workspace also: whether every
    file can be read and fits the others, whether the model stays finite and in its ranges with
    levers anywhere, and whether it obeys model/reality_checks.toml. Leaves with 3 if a check
    fails.

    SCENARIO is a name or scenarios/NAME.toml: its file is read, what it changes is printed, and
    what moves no target is told.

    With --against pysd the model is run by PySD too and nothing else is checked. PySD evaluates
    what a model's text says: give it only a model that you trust.
    """
    if scenario is not None:
        _check_scenario(scenario, workspace, lang, model or against or unit_file, as_json=as_json)
        return
    from gaoxin.cli.printing.check import print_checks
    from gaoxin.cli.progress import bar
    from gaoxin.cli.verbs import CHECK_FAILED, stop
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.check import check_against, check_desks, check_model

    if against is not None:
        study = check_against(model or Workspace.find(workspace).model_path)
    elif model is not None:
        study = check_model(model, units=level, unit_file=unit_file)
    else:
        with bar() as progress:
            study = check_desks(
                Workspace.find(workspace),
                units=level,
                unit_file=unit_file,
                members=members,
                seed=seed,
                progress=progress,
            )
    print_checks(study, lang, as_json=as_json)
    if not study.passed:
        stop(_failed(study, lang), CHECK_FAILED)


def _check_scenario(
    scenario: str, workspace: Path | None, lang: Lang, other: object, *, as_json: bool
) -> None:
    from gaoxin.cli.printing.scenario_check import print_scenario
    from gaoxin.desks.workspace import Workspace
    from gaoxin.errors import DataError
    from gaoxin.studies.scenario_check import check_scenario

    if other is not None:
        message = f"'{scenario}' is checked in its workspace; leave --model, --unit-file, --against"
        raise DataError(f"{message} out, or the scenario")
    print_scenario(check_scenario(Workspace.find(workspace), scenario), lang, as_json=as_json)


def _failed(study: CheckStudy, lang: Lang) -> str:
    findings = len(study.units.findings) if study.units is not None else 0
    model = study.model
    failed = sum(not one.acceptable for one in study.results)
    if lang == "zh":
        parts = [f"单位检查发现 {findings} 处问题"] if findings else []
        parts += [f"{failed} 项检查未通过"] if failed else []
        return f"{model}：{'，'.join(parts)}"
    places = "place" if findings == 1 else "places"
    parts = [f"{findings} {places} where units do not balance"] if findings else []
    parts += [f"{failed} {'check' if failed == 1 else 'checks'} failed"] if failed else []
    return f"{model}: {', '.join(parts)}"
