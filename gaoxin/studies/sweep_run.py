"""A sweep run part by part, each kept as it is done; then judged and written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.ensembles.sweeps.points import run_points
from gaoxin.studies.progress import Progress, silent, steps
from gaoxin.telling.writing.sweep_folder import write_sweep
from gaoxin.telling.writing.sweep_parts import opened, waiting
from gaoxin.verdicts.sweeps.summary import summarise

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.sweep import SweepStudy
    from gaoxin.telling.writing.sweep_parts import PartStore
    from gaoxin.verdicts.sweeps.result import SweepResult


def unsaid(text: str) -> None:
    """Tell nobody."""


def run_sweep(
    study: SweepStudy,
    store: PartStore,
    *,
    workers: int | None = None,
    progress: Progress = silent,
) -> SweepResult:
    """Run every part that the store does not have, keep it there, and join them all.

    Parameters
    ----------
    study : SweepStudy
    store : PartStore
    workers : int, optional
    progress : callable
        See :data:`gaoxin.studies.progress.Progress`.

    Returns
    -------
    SweepResult
    """
    count = len(study.sweep.points)
    parts = steps(study.parts, lambda points: f"{study.sweep.id} {points.stop}/{count}", progress)
    found = []
    for number, points in enumerate(parts):
        part = store.load(number)
        if part is None or len(part.failed) != len(points):
            outcomes = run_points(study.setting, points, workers=workers)
            part = summarise(outcomes, study.wants, keep_members=study.sweep.keep_members)
            store.save(number, part)
        found.append(part)
    return study.result(found)


def finish_sweep(
    study: SweepStudy,
    out: Path,
    *,
    workers: int | None = None,
    lang: Lang = "en",
    progress: Progress = silent,
    notice: Callable[[str], None] = unsaid,
) -> tuple[SweepResult, Path]:
    """Run what is still to be run, and write the folder; return it too.

    Parameters
    ----------
    study : SweepStudy
    out : Path
        Folder of the results of all sweeps.
    workers : int, optional
    lang : {"en", "zh"}
        Of the charts.
    progress, notice : callable
        Told what is at work, and what an earlier start has left.

    Returns
    -------
    SweepResult
    Path
        The folder of this sweep.

    Raises
    ------
    DataError
        The disk is full or the folder cannot be written.
    """
    key, total = study.key, len(study.parts)
    done = waiting(out, study.sweep.id, key)
    with opened(out, study.sweep.id, key) as store:
        if done:
            notice(f"going on after {done} of {total} parts")
        if store.stale:
            listed = ", ".join(store.stale)
            notice(f"parts of an earlier start were made with another {listed}; starting anew")
        result = run_sweep(study, store, workers=workers, progress=progress)
        return result, write_sweep(out, result, lang)
