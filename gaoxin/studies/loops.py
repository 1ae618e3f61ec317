"""The runs behind ``gaoxin loops``: every scenario with all loops, and without each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.ensembles.loops import cut_runs, score_shares
from gaoxin.names import spellings
from gaoxin.studies.progress import Progress, silent, steps
from gaoxin.verdicts.loops import LoopResult, effects
from gaoxin.verdicts.series import failed_mask

if TYPE_CHECKING:
    from gaoxin.ensembles.loops import Loop
    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.studies.run import Study


def run_loops(
    study: Study,
    loops: Sequence[Loop],
    *,
    workers: int | None = None,
    progress: Progress = silent,
) -> list[LoopResult]:
    """Measure the loops under every scenario of the study, on the same draws.

    Raises
    ------
    NonFinite
        Over 1 % of a scenario's members left the finite numbers.
    """
    return [
        measured(study, scenario, loops, workers=workers)
        for scenario in steps(study.scenarios, lambda scenario: scenario.id, progress)
    ]


def measured(
    study: Study, scenario: Scenario, loops: Sequence[Loop], *, workers: int | None = None
) -> LoopResult:
    """Measure the loops under one scenario."""
    names = spellings(t.variable for t in study.targets if t.variable)
    basis = (study.desk, study.model, scenario, study.draws, loops)
    whole, cut = cut_runs(*basis, outputs=tuple(names), workers=workers)
    failed = failed_mask(whole)
    for runs in cut.values():
        failed = failed | failed_mask(runs)
    return LoopResult(
        scenario,
        loops,
        effects(whole, cut, loops, study.targets),
        score_shares(*basis),
        int(failed.sum()),
    )
