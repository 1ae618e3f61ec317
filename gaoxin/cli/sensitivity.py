"""``gaoxin sensitivity``: which factors a target answers to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang
    from gaoxin.studies.sensitivity import On
    from gaoxin.studies.zone_rows import Group

GROUPS = ("levers", "draws", "disturbances", "definitions", "parameters")


@click.command("sensitivity")
@click.option("--target", required=True, metavar="TARGET", help="The target that is asked about.")
@click.option(
    "--on",
    type=click.Choice(["value", "probability"]),
    default="value",
    show_default=True,
    help="Its outcome, or whether the outcome meets it.",
)
@click.option(
    "--factors",
    "groups",
    multiple=True,
    type=click.Choice(GROUPS),
    default=("levers", "draws", "disturbances"),
    show_default=True,
    help="What moves: 'draws' is the fit as a whole, 'parameters' each constant of its prior.",
)
@options.base
@options.without
@options.from_year
@click.option(
    "--trajectories",
    type=click.IntRange(2, 10_000),
    default=20,
    show_default=True,
    help="Of the screening of all factors.",
)
@click.option(
    "--top",
    type=click.IntRange(1, 200),
    default=20,
    show_default=True,
    help="Factors that have indices: those that act most.",
)
@click.option(
    "--base-samples",
    type=click.IntRange(8, 1_048_576),
    default=1024,
    show_default=True,
    metavar="N",
    help="Of Saltelli's design; a power of 2.",
)
@click.option("--pairs", is_flag=True, help="Second-order indices too: twice the runs.")
@click.option("--dry-run", is_flag=True, help="Say what it would take, and stop.")
@options.sampling()
@options.model
@options.goals
@options.workspace
@options.workers
@options.cluster
@options.lang
@options.as_json
def command(
    target: str,
    on: On,
    groups: tuple[Group, ...],
    base: str,
    without: tuple[str, ...],
    from_year: int,
    trajectories: int,
    top: int,
    base_samples: int,
    pairs: bool,
    dry_run: bool,
    members: int,
    seed: int,
    draws: Source,
    stale_posterior: bool,
    model: Path | None,
    goals: Path | None,
    workspace: Path | None,
    workers: int | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Say which levers, draws, disturbances and definitions a TARGET answers to.

    All factors are screened (Morris); those that act most have Sobol indices with intervals, over
    time too. Parameters as the fit has drawn them, which depend on each other, have PAWN indices
    and regions.
    """
    from gaoxin.cli.printing.sensitivity import print_sensitivity
    from gaoxin.cli.progress import bar
    from gaoxin.cli.streams import echo, notice
    from gaoxin.studies.open_rows import open_rows
    from gaoxin.studies.sensitivity import cost_of, sensitivity

    asked = open_rows(
        target,
        groups,
        workspace=workspace,
        model=model,
        goals=goals,
        base=base,
        without=without,
        from_year=from_year,
        members=members,
        seed=seed,
        draws=draws,
        allow_stale=stale_posterior,
        workers=workers,
    )
    cost = cost_of(
        asked, trajectories=trajectories, base=base_samples, top=top, given=members, second=pairs
    )
    said = f"{cost.runs:,} member-runs, about {cost.seconds:.0f} s"
    if dry_run:
        echo(said)
        return
    notice(said)
    with bar() as progress:
        study = sensitivity(
            asked,
            on=on,
            trajectories=trajectories,
            base=base_samples,
            top=top,
            given=members,
            second=pairs,
            seed=seed,
            progress=progress,
        )
    print_sensitivity(study, lang, as_json=as_json)
