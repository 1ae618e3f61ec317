"""A sweep run part by part, each kept as it is done; then judged and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.ensembles.sweeps.points import run_points
from gaoxin.studies.progress import steps
from gaoxin.telling.writing.sweep_folder import write_sweep
from gaoxin.telling.writing.sweep_parts import opened, waiting
from gaoxin.verdicts.sweeps.summary import summarise

if TYPE_CHECKING:
    from gaoxin.studies.sweep import SweepStudy
    from gaoxin.telling.words.quantities import Lang
    from gaoxin.telling.writing.sweep_parts import Store
    from gaoxin.verdicts.sweeps.result import SweepResult


def run_sweep(
    study: SweepStudy,
    store: Store,
    *,
    workers: int | None = None,
    each: Callable[[list[range]], Iterable[range]] = iter,
) -> SweepResult:
    """Run every part that the store does not have, keep it there, and join them all.

    Parameters
    ----------
    each : callable
        Goes through the parts, showing progress.
    """
    found = []
    for number, points in enumerate(each(study.parts)):
        part = store.load(number)
        if part is None or len(part.failed) != len(points):
            outcomes = run_points(study.setting, points, workers=workers)
            part = summarise(outcomes, study.wants, keep_members=study.sweep.keep_members)
            store.save(number, part)
        found.append(part)
    return study.result(found)


def finish_sweep(
    study: SweepStudy, out: Path, *, workers: int | None = None, lang: Lang = "en"
) -> tuple[SweepResult, Path]:
    """Run what is still to be run, and write the folder; return it too.

    Says on stderr what an earlier start has left, and shows progress there.

    Raises
    ------
    DataError
        The disk is full or the folder cannot be written.
    """
    key, total = study.key, len(study.parts)
    done = waiting(out, study.sweep.id, key)
    with opened(out, study.sweep.id, key) as store:
        if done:
            click.echo(f"gaoxin: going on after {done} of {total} parts", err=True)
        if store.stale:
            listed = ", ".join(store.stale)
            text = (
                f"gaoxin: parts of an earlier start were made with another {listed}; starting anew"
            )
            click.echo(text, err=True)
        label = lambda points: f"{study.sweep.id} {points.stop}/{len(study.sweep.points)}"  # noqa: E731
        result = run_sweep(study, store, workers=workers, each=lambda parts: steps(parts, label))
        return result, write_sweep(out, result, lang)
