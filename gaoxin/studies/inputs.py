"""What a run needs, read from a workspace and checked as a whole before anything runs."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.consistency import check_tables
from gaoxin.desks.desk import Desk, open_desk
from gaoxin.desks.facts import read_facts
from gaoxin.desks.indicators import Indicator, read_indicators
from gaoxin.desks.ledger import Ledger, page_files, read_ledger
from gaoxin.desks.limits import Limit
from gaoxin.desks.observed import FILE, Observed, check_there, read_observed
from gaoxin.desks.observed import with_observed as observed_indicators
from gaoxin.desks.policy_targets import read_policy_targets
from gaoxin.desks.targets import Target, read_targets
from gaoxin.engine.model import load as load_model
from gaoxin.ensembles.layers import late_changes
from gaoxin.ensembles.member_draws import Draws, Source, take_draws
from gaoxin.ensembles.scenario import Scenario, load_scenarios
from gaoxin.ensembles.scenario_run import scenario_files
from gaoxin.errors import GaoxinWarning
from gaoxin.language import Text
from gaoxin.studies.defaults import QUICK_MEMBERS, check_sampling
from gaoxin.studies.provenance import provenance
from gaoxin.verdicts.results import Provenance

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.layers import Layer

KEPT_TABLES = {"facts": read_facts, "policy_targets": read_policy_targets}
"""Tables that a run does not compute with; they are read all the same, to refuse a broken one."""


QUICK = Text(f"a first look, {QUICK_MEMBERS} members", f"快速试算，{QUICK_MEMBERS} 个样本")
"""What every verdict of a quick run says."""


@dataclass(frozen=True)
class RunInputs:
    """Everything a run needs, checked.

    Attributes
    ----------
    outputs : tuple of str
        Model variables that are kept: what targets, indicators and limits name, and every stock.
    observed : tuple of Observed
        What was observed since the plan, where the workspace says so.
    weighed : bool
        Whether members are drawn again by how well they tell it.
    """

    model: Model
    desk: Desk
    scenarios: tuple[Scenario, ...]
    targets: tuple[Target, ...]
    indicators: tuple[Indicator, ...]
    outputs: tuple[str, ...]
    draws: Draws
    provenance: Provenance
    ledger: Ledger
    observed: tuple[Observed, ...] = ()
    weighed: bool = False


@dataclass(frozen=True)
class CheckedTables:
    """A workspace's model and tables, checked against each other.

    Attributes
    ----------
    files : dict of str to Path
        The files of the tables and of the model, by their place in the workspace.
    """

    model: Model
    desk: Desk
    targets: tuple[Target, ...]
    indicators: tuple[Indicator, ...]
    files: dict[str, Path]

    @property
    def outputs(self) -> tuple[str, ...]:
        """Model variables that a run keeps: of indicators and targets, limits, and every stock."""
        return _outputs(self.model, self.targets, self.indicators, self.desk.limits)


def open_tables(workspace: Workspace) -> CheckedTables:
    """Read and check the model and every table of a workspace.

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    model = load_model(workspace.model_path)
    desk = open_desk(workspace, model)
    targets = read_targets(workspace.table("targets"))
    indicators = read_indicators(workspace.table("indicators"))
    check_tables(targets, indicators, model, desk.registry)
    kept = {f"calibration/{name}.csv": workspace.table(name) for name in KEPT_TABLES}
    for read, path in zip(KEPT_TABLES.values(), kept.values(), strict=True):
        read(path)
    files = desk.files() | kept
    files |= {f"calibration/{n}.csv": workspace.table(n) for n in ("targets", "indicators")}
    return CheckedTables(model, desk, targets, indicators, files)


def open_run(
    workspace: Workspace,
    names: Sequence[str],
    *,
    members: int,
    seed: int,
    draws: Source = "posterior",
    allow_stale: bool = False,
    verb: str = "run",
    quick: bool = False,
    with_observed: bool = False,
) -> RunInputs:
    """Read and check everything; nothing has run or been written when this returns.

    Parameters
    ----------
    workspace : Workspace
    names : sequence of str
        Scenarios; none means all.
    members, seed, draws
        As recorded with the results.
    allow_stale : bool
        Take a posterior made from other files, and stamp every verdict.
    verb : str
        Of the command that is recorded with the results.
    quick : bool
        Say on every verdict that its members are few: a first look.
    with_observed : bool
        Draw members again by how well they tell ``calibration/observed.csv``, and say so.

    Returns
    -------
    RunInputs

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    check_sampling(members, seed, draws)
    tables = open_tables(workspace)
    desk = tables.desk
    ledger = read_ledger(desk)
    scenarios = load_scenarios(desk, names)
    warn_of_late({one.path: one.layers for s in scenarios for one in s.chain}, tables.targets)
    if with_observed:
        check_there(desk.workspace)
    observed = read_observed(desk, tables.indicators)
    files = tables.files | page_files(desk.workspace) | observed_file(desk)
    for scenario in scenarios:
        files |= scenario_files(scenario)
    if draws == "posterior":
        files |= posterior_files(desk)
    taken = take_draws(desk, draws, members=members, seed=seed, allow_stale=allow_stale)
    asked = " ".join([verb, *names])
    size = "--quick" if quick else f"--members {members}"
    stale = " --stale-posterior" if draws == "posterior" and any(taken.stamp) else ""
    given = " --with-observed" if with_observed else ""
    stamp = _joined(taken.stamp, QUICK) if quick else taken.stamp
    made_from = provenance(
        files,
        command=f"gaoxin {asked} {size} --seed {seed} --draws {draws}{stale}{given}",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        draws=draws,
        seed=seed,
        members=members,
        stamp=_joined(stamp, given_words(len(observed))) if with_observed else stamp,
    )
    return RunInputs(
        tables.model,
        desk,
        scenarios,
        tables.targets,
        observed_indicators(tables.indicators, observed),
        tables.outputs,
        taken,
        made_from,
        ledger,
        observed,
        with_observed,
    )


def given_words(count: int) -> Text:
    """Return what verdicts say that know of observations since the plan."""
    return Text(
        f"given {count} observation{'s' if count != 1 else ''} since 2020",
        f"已计入2020年以后{count}项观测值",
    )


def observed_file(desk: Desk) -> dict[str, Path]:
    """Return the file of observations since the plan, where there is one."""
    path = desk.workspace.calibration_dir / FILE
    return {f"calibration/{FILE}": path} if path.is_file() else {}


def _joined(stamp: Text, other: Text) -> Text:
    """Return both things that verdicts say of their draws."""
    return Text(f"{stamp.en}; {other.en}", f"{stamp.zh}；{other.zh}") if any(stamp) else other


def warn_of_late(changes: Mapping[Path, Iterable[Layer]], targets: Iterable[Target]) -> None:
    """Warn of changes, by their files, that act only after the last year that a target judges."""
    years = [target.year for target in targets if target.variable and target.value is not None]
    for path, layers in changes.items() if years else ():
        for text in late_changes(layers, path, max(years)):
            warnings.warn(text, GaoxinWarning, stacklevel=3)


def posterior_files(desk: Desk) -> dict[str, Path]:
    """Return the files that posterior draws add to what a run rests on."""
    workspace = desk.workspace
    paths = (workspace.posterior, workspace.structures)
    return {path.relative_to(workspace.root).as_posix(): path for path in paths if path.is_file()}


def _outputs(
    model: Model,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    limits: Sequence[Limit],
) -> tuple[str, ...]:
    """Return the variables to keep, each once: indicators and targets, limits, stocks."""
    rows: list[Target | Indicator | Limit] = [*targets, *indicators, *limits]
    named = [row.variable for row in rows if row.variable]
    table = model.variables
    stocks = [str(name) for name in table["name"][table["kind"] == "stock"]]
    return tuple({model.canonical(name): name for name in (*named, *stocks)}.values())
