"""``gaoxin loops``: every scenario with all feedback loops, and without each in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.loops import TABLE
from gaoxin.ensembles.loop_cuts import cut_runs, read_loops, score_shares
from gaoxin.names import spellings
from gaoxin.studies.folders import check_results
from gaoxin.studies.frames import by_scenario
from gaoxin.studies.inputs import open_run
from gaoxin.studies.progress import Progress, silent, steps
from gaoxin.telling.writing.folder import check_free
from gaoxin.telling.writing.loop_folder import LOOPS, write_loops
from gaoxin.verdicts.loop_effects import LoopResult, effects
from gaoxin.verdicts.series import failed_mask

if TYPE_CHECKING:
    import pandas as pd

    from gaoxin.desks.workspace import Workspace
    from gaoxin.ensembles.loop_cuts import SwitchedLoop
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.language import Lang
    from gaoxin.studies.inputs import RunInputs


@dataclass(frozen=True)
class LoopInputs:
    """What a study of loops needs, checked.

    Attributes
    ----------
    run : RunInputs
    loops : tuple of SwitchedLoop
        In the order of ``model/loops.csv``.
    """

    run: RunInputs
    loops: tuple[SwitchedLoop, ...]


@dataclass(frozen=True, repr=False)
class LoopStudy:
    """What each feedback loop does under some scenarios, on the same draws.

    Attributes
    ----------
    inputs : LoopInputs
    results : tuple of LoopResult
        By scenario, in the order asked for.
    """

    inputs: LoopInputs
    results: tuple[LoopResult, ...]

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What a loop adds: a row a scenario, loop, target and year; as ``effects.csv``."""
        from gaoxin.telling.writing.loop_tables import EFFECT_COLUMNS, effect_rows

        rows = {one.scenario.id: effect_rows(one.effects) for one in self.results}
        return by_scenario(EFFECT_COLUMNS, rows)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """How much of the feedback passes: a row a scenario, loop and year; as ``shares.csv``."""
        from gaoxin.telling.writing.loop_tables import SHARE_COLUMNS, share_rows

        rows = {one.scenario.id: share_rows(one.shares, one.loops) for one in self.results}
        return by_scenario(SHARE_COLUMNS, rows)

    def save(self, folder: Path | str = "results", lang: Lang = "en") -> Path:
        """Write what ``gaoxin loops`` writes, ``loops/<scenario>/`` in the folder.

        Parameters
        ----------
        folder : Path or str
        lang : {"en", "zh"}
            Of the charts.

        Returns
        -------
        Path
            ``folder/loops``.

        Raises
        ------
        DataError
            The folder cannot be written, or something stands there that is not of our making.
        """
        out = Path(folder)
        check_cut(out, self.inputs)
        return write_loops(out, self.results, self.inputs.run.provenance, lang)

    def __repr__(self) -> str:
        made_from = self.inputs.run.provenance
        return (
            f"<gaoxin.LoopStudy of {', '.join(one.scenario.id for one in self.results)}: "
            f"{len(self.inputs.loops)} loops, {made_from.members:,} members, {made_from.draws} "
            f"draws, seed {made_from.seed}>"
        )


def open_loops(
    workspace: Workspace,
    names: Sequence[str],
    *,
    members: int,
    seed: int,
    draws: Source = "posterior",
    allow_stale: bool = False,
) -> LoopInputs:
    """Read and check everything; see :func:`gaoxin.studies.inputs.open_run`.

    Parameters
    ----------
    workspace : Workspace
    names : sequence of str
        Scenarios; none means all.
    members, seed, draws
        As recorded with the results.
    allow_stale : bool
        Take a posterior made from other files, and stamp every result.

    Returns
    -------
    LoopInputs

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    inputs = open_run(
        workspace,
        names,
        members=members,
        seed=seed,
        draws=draws,
        allow_stale=allow_stale,
        verb="loops",
    )
    return LoopInputs(inputs, read_loops(workspace.root / TABLE, inputs.model))


def check_cut(out: Path, inputs: LoopInputs) -> None:
    """Refuse a folder that a study of loops cannot be written to.

    Raises
    ------
    DataError
        Says why.
    """
    check_results(out)
    check_free(out / LOOPS, [scenario.id for scenario in inputs.run.scenarios])


def run_loops(
    inputs: LoopInputs, *, workers: int | None = None, progress: Progress = silent
) -> LoopStudy:
    """Measure the loops under every scenario, on the same draws.

    Parameters
    ----------
    inputs : LoopInputs
        From :func:`open_loops`.
    workers : int, optional
        Processes or threads at most.
    progress : callable
        See :data:`gaoxin.studies.progress.Progress`.

    Returns
    -------
    LoopStudy

    Raises
    ------
    NonFinite
        Over 1 % of a scenario's members left the finite numbers.
    """
    scenarios = steps(inputs.run.scenarios, lambda scenario: scenario.id, progress)
    run, loops = inputs.run, inputs.loops
    results = tuple(measured(run, one, loops, workers=workers) for one in scenarios)
    return LoopStudy(inputs, results)


def measured(
    inputs: RunInputs,
    scenario: Scenario,
    loops: Sequence[SwitchedLoop],
    *,
    workers: int | None = None,
) -> LoopResult:
    """Measure the loops under one scenario.

    Parameters
    ----------
    inputs : RunInputs
    scenario : Scenario
        One of theirs.
    loops : sequence of SwitchedLoop
    workers : int, optional

    Returns
    -------
    LoopResult

    Raises
    ------
    NonFinite
        Over 1 % of all members left the finite numbers.
    """
    names = spellings(t.variable for t in inputs.targets if t.variable)
    basis = (inputs.desk, inputs.model, scenario, inputs.draws, loops)
    whole, cut = cut_runs(*basis, outputs=tuple(names), workers=workers)
    failed = failed_mask(whole)
    for runs in cut.values():
        failed = failed | failed_mask(runs)
    return LoopResult(
        scenario,
        loops,
        effects(whole, cut, loops, inputs.targets),
        score_shares(*basis),
        int(failed.sum()),
    )
