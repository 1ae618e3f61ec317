"""``gaoxin run``: draw, run, judge, write, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gaoxin.ensembles.draws import Source
    from gaoxin.verdicts.text import Lang

MAX_MEMBERS = 1_000_000


class Folder(click.Path):
    """A folder's path; an empty one, as from an unset shell variable, is refused."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        if value == "":
            self.fail("the path is empty; name a folder, or '.' for this one", param, ctx)
        return super().convert(value, param, ctx)


@click.command("run")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@click.option(
    "--members",
    type=click.IntRange(1, MAX_MEMBERS),
    default=2000,
    show_default=True,
    help="Draws per scenario.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=0,
    show_default=True,
    metavar="N",
    help="Of the draws: equal seeds give equal members.",
)
@click.option(
    "--draws",
    type=click.Choice(["posterior", "prior"]),
    default="posterior",
    show_default=True,
    help="Where the constants come from: the fit of 'gaoxin calibrate', or its priors.",
)
@click.option(
    "--stale-posterior",
    is_flag=True,
    help="Run although model, priors or observations changed since the fit; stamps every verdict.",
)
@click.option(
    "--workspace",
    type=Folder(),
    metavar="DIR",
    help="Folder with model/, scenarios/, calibration/.  [default: here, else the one installed]",
)
@click.option(
    "--out",
    type=Folder(),
    default=Path("results"),
    show_default=True,
    metavar="DIR",
    help="Where results go.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes or threads at most.")
@click.option(
    "--fail-under",
    multiple=True,
    metavar="TARGET=P",
    help="Leave with 3 if a scenario meets TARGET with less than probability P. Repeatable.",
)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def command(
    scenarios: tuple[str, ...],
    members: int,
    seed: int,
    draws: Source,
    stale_posterior: bool,
    workspace: Path | None,
    out: Path,
    workers: int | None,
    fail_under: tuple[str, ...],
    lang: Lang,
    as_json: bool,
) -> None:
    """Judge every target under each SCENARIO (all of them by default).

    Writes OUT/<scenario>/ and OUT/report.html, prints a table a scenario.
    """
    from gaoxin.cli.floors import check_floors, read_floors
    from gaoxin.cli.output import print_json, print_tables, write_study
    from gaoxin.cli.study import check_writable, open_study, run_study
    from gaoxin.cli.verbs import CHECK_FAILED, stop

    study = open_study(
        workspace,
        scenarios,
        members=members,
        seed=seed,
        draws=draws,
        allow_stale=stale_posterior,
    )
    floors = read_floors(fail_under, study.targets)
    check_writable(out, study.scenarios)
    results = run_study(study, workers=workers)
    report = write_study(study, results, out, lang)
    if as_json:
        print_json(study, results, report, lang)
    else:
        print_tables(study, results, report, lang)
    missed = check_floors(floors, results)
    if missed:
        stop("; ".join(missed), CHECK_FAILED)
