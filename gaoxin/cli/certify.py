"""``gaoxin certify``: a page and a document a target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gaoxin.cli import options
from gaoxin.errors import DataError

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang


@click.command("certify")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@options.base
@options.probability
@options.without
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
@options.model
@options.workspace
@options.out
@options.workers
@options.cluster
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
    model: Path | None,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Say all that is known of each TARGET (every judged one by default): OUT/certificates/.

    Probability with its error, band, what binds, strongest levers, the smallest change that
    suffices, what the verdict rests on and what would turn it over. With --model TARGET is a
    decision file, and after it goals of that file. Searches are kept in OUT/reach/ and taken again
    while nothing changed.
    """
    from gaoxin.cli.printing.certify import print_certificates
    from gaoxin.cli.progress import bar
    from gaoxin.cli.verbs import CHECK_FAILED, stop
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.certify import certify, certify_file
    from gaoxin.studies.floors import check_certified, read_floors
    from gaoxin.studies.folders import check_results

    check_results(out)
    asks: dict[str, Any] = {
        "probability": probability,
        "search": not no_search,
        "generations": generations,
        "out": out,
        "workers": workers,
    }
    with bar() as progress:
        if model is not None:
            if not targets:
                message = "a model has no targets of its own; name a decision file first"
                raise DataError(message, path=model)
            asks["members"] = options.given("members", members)
            asks["seed"] = options.given("seed", seed)
            study = certify_file(model, Path(targets[0]), targets[1:], progress=progress, **asks)
        else:
            study = certify(
                Workspace.find(workspace),
                base=base,
                targets=targets,
                without=without,
                members=members,
                seed=seed,
                draws=draws,
                allow_stale=stale_posterior,
                progress=progress,
                **asks,
            )
        floors = read_floors(fail_under, study.targets)
        index = study.save(out, lang)
    print_certificates(study, index, lang, as_json=as_json)
    missed = check_certified(floors, study.certificates)
    if missed:
        stop("; ".join(missed), CHECK_FAILED)
