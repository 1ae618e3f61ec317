"""``gaoxin reach``: the smallest change that suffices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang
    from gaoxin.studies.zone_question import Robust


@click.command("reach")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@options.probability
@click.option("--budget", metavar="AMOUNT", help="Seek the most that so much effort buys instead.")
@options.base
@click.option("--each", is_flag=True, help="Each target by itself; else all in one run.")
@options.without
@click.option(
    "--subject-to",
    multiple=True,
    metavar="CONDITION",
    help="Hold besides, such as 'debt_ratio <= 80 in 95 %'.",
)
@click.option(
    "--robust",
    multiple=True,
    type=click.Choice(["definitions", "structures", "decile"]),
    help="Under every reading, every structure, or on average over the worst tenth of the draws.",
)
@options.from_year
@click.option(
    "--generations",
    type=click.IntRange(0, 10_000),
    default=20,
    show_default=True,
    help="How long to search.",
)
@click.option(
    "--search-members",
    type=click.IntRange(50, 100_000),
    default=500,
    show_default=True,
    help="Draws of the search, which judge nothing.",
)
@click.option("--no-front", is_flag=True, help="Leave out other probabilities.")
@options.sampling()
@options.model
@options.workspace
@options.out
@options.workers
@options.cluster
@options.lang
@options.as_json
def command(
    targets: tuple[str, ...],
    probability: float,
    budget: str | None,
    base: str,
    each: bool,
    without: tuple[str, ...],
    subject_to: tuple[str, ...],
    robust: tuple[Robust, ...],
    from_year: int,
    generations: int,
    search_members: int,
    no_front: bool,
    members: int,
    seed: int,
    draws: Source,
    stale_posterior: bool,
    model: Path | None,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Find the smallest change of levers that makes each TARGET, or all of them, so likely.

    TARGET is a target's id, or 'all'; with --model it is a decision file, and after it goals of
    that file. Writes the scenario that does it to OUT/reach/, which 'gaoxin run PATH' takes, or
    says that none within the levers' ranges does and what stops it. Ctrl-C gives the best so far.
    """
    from gaoxin.cli.printing.reach import print_model_reach, print_reach
    from gaoxin.cli.progress import bar
    from gaoxin.cli.signals import asked_to_stop

    search: dict[str, Any] = {
        "members": members,
        "search_members": search_members,
        "budget": budget,
        "generations": generations,
        "with_front": not no_front,
    }
    if model is not None:
        from gaoxin.studies.model_reach import open_model_question, reach_model

        question = open_model_question(
            model,
            Path(targets[0]),
            targets[1:],
            probability=probability,
            each=each,
            seed=options.given("seed", seed),
            workers=workers,
        )
        search["members"] = options.given("members", members)
        with bar() as progress, asked_to_stop() as stop:
            study = reach_model(question, progress=progress, stop=stop, **search)
        print_model_reach(study, study.save(out), lang, as_json=as_json)
        return
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.folders import check_results
    from gaoxin.studies.zone_question import ReachAsk, open_zone_question
    from gaoxin.studies.zone_reach import reach_zone

    asked = ReachAsk(targets, probability, base, each, without, subject_to, robust, from_year)
    question_of_zone = open_zone_question(
        Workspace.find(workspace),
        asked,
        seed=seed,
        draws=draws,
        allow_stale=stale_posterior,
        workers=workers,
    )
    check_results(out)
    with bar() as progress, asked_to_stop() as stop:
        found = reach_zone(question_of_zone, progress=progress, stop=stop, **search)
    print_reach(found, found.save(out), lang, as_json=as_json)
