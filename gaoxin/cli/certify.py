"""``gaoxin certify``: a page and a document a target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang


@click.command("certify")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--base", default="momentum", show_default=True, help="Scenario.")
@click.option(
    "--probability",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.8,
    show_default=True,
    help="That the smallest change is to reach.",
)
@click.option("--without", multiple=True, metavar="LEVER", help="Keep a lever where it is.")
@click.option("--no-search", is_flag=True, help="Tell only of changes that are kept already.")
@click.option(
    "--generations",
    type=click.IntRange(0, 10_000),
    default=10,
    show_default=True,
    help="How long each search goes on.",
)
@click.option(
    "--fail-under",
    multiple=True,
    metavar="TARGET=P",
    help="Leave with 3 if TARGET is met with less than probability P. Repeatable.",
)
@options.sampling()
@options.workspace
@options.out
@options.workers
@options.lang
@options.as_json
def command(
    targets: tuple[str, ...],
    base: str,
    probability: float,
    without: tuple[str, ...],
    no_search: bool,
    generations: int,
    fail_under: tuple[str, ...],
    members: int,
    seed: int,
    draws: Source,
    stale_posterior: bool,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Say all that is known of each TARGET (every judged one by default): OUT/certificates/.

    Probability with its error, band, what binds, strongest levers, the smallest change that
    suffices, what the verdict rests on and what would turn it over. Searches are kept in
    OUT/reach/ and taken again while nothing changed.
    """
    from gaoxin.cli.printing.certify import print_certificates
    from gaoxin.cli.progress import bar
    from gaoxin.cli.verbs import CHECK_FAILED, stop
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.certify import certify
    from gaoxin.studies.floors import check_floors, read_floors
    from gaoxin.studies.folders import check_results

    check_results(out)
    with bar() as progress:
        study = certify(
            Workspace.find(workspace),
            base=base,
            probability=probability,
            targets=targets,
            without=without,
            search=not no_search,
            members=members,
            seed=seed,
            draws=draws,
            allow_stale=stale_posterior,
            generations=generations,
            out=out,
            workers=workers,
            progress=progress,
        )
        floors = read_floors(fail_under, study.study.inputs.targets)
        index = study.save(out, lang)
    print_certificates(study, index, lang, as_json=as_json)
    missed = check_floors(floors, study.study.results)
    if missed:
        stop("; ".join(missed), CHECK_FAILED)
