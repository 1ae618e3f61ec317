"""``gaoxin sweep``: a design run part by part, judged, and written when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.ensembles.sweeps.points import run_points
from gaoxin.studies.folders import check_results
from gaoxin.studies.frames import data_frame
from gaoxin.studies.progress import Progress, silent, steps
from gaoxin.telling.writing.staging import check_ours
from gaoxin.telling.writing.sweep_folder import write_sweep
from gaoxin.telling.writing.sweep_parts import opened, waiting
from gaoxin.verdicts.sweeps.summary import summarise

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from gaoxin.language import Lang
    from gaoxin.studies.sweep_inputs import SweepInputs
    from gaoxin.telling.writing.sweep_parts import PartStore
    from gaoxin.verdicts.sweeps.result import SweepResult
    from gaoxin.verdicts.sweeps.summary import Summary

FOLDER = "sweeps"
"""Folder of the results that holds a folder a sweep."""


@dataclass(frozen=True, repr=False)
class SweepStudy:
    """A design over levers or constants, every point run on the same draws.

    Attributes
    ----------
    inputs : SweepInputs
    result : SweepResult
    """

    inputs: SweepInputs
    result: SweepResult

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """A row a design point and target; columns of ``sweep.csv``."""
        from gaoxin.telling.writing.sweep_tables import point_columns, point_rows

        return data_frame(point_columns(self.result), point_rows(self.result))

    @cached_property
    def bands(self) -> pd.DataFrame:
        """A row a design point, indicator and time; columns of ``bands.csv`` of a sweep."""
        from gaoxin.telling.writing.sweep_tables import point_band_columns, point_band_rows

        return data_frame(point_band_columns(self.result), point_band_rows(self.result))

    @cached_property
    def dataset(self) -> xr.Dataset:
        """The same by dimensions ``point``, ``target``, ``level``...; as ``sweep.nc``."""
        from gaoxin.telling.writing.sweep_dataset import sweep_dataset

        return sweep_dataset(self.result)

    def save(self, folder: Path | str = "results", lang: Lang = "en") -> Path:
        """Write what ``gaoxin sweep`` writes, ``sweeps/<sweep>/`` in the folder.

        Parameters
        ----------
        folder : Path or str
        lang : {"en", "zh"}
            Of the charts.

        Returns
        -------
        Path
            The folder of this sweep.

        Raises
        ------
        DataError
            The folder cannot be written, or something stands there that is not of our making.
        """
        out = Path(folder)
        check_swept(out, self.inputs)
        return write_sweep(out / FOLDER, self.result, lang)

    def __repr__(self) -> str:
        sweep = self.result.sweep
        return (
            f"<gaoxin.SweepStudy {sweep.id} over {', '.join(axis.key for axis in sweep.axes)}: "
            f"{len(sweep.points):,} points of {sweep.members:,} members, seed {sweep.seed}>"
        )


def check_swept(out: Path, inputs: SweepInputs) -> None:
    """Refuse a folder that a sweep cannot be written to.

    Raises
    ------
    DataError
        Says why.
    """
    check_results(out / FOLDER)
    check_ours(out / FOLDER / inputs.sweep.id)


def run_sweep(
    inputs: SweepInputs, *, workers: int | None = None, progress: Progress = silent
) -> SweepStudy:
    """Run every point; nothing is written.

    Parameters
    ----------
    inputs : SweepInputs
        From :mod:`gaoxin.studies.sweep_inputs`.
    workers : int, optional
        Processes or threads at most.
    progress : callable
        See :data:`gaoxin.studies.progress.Progress`.

    Returns
    -------
    SweepStudy
    """
    return _run(inputs, None, workers, progress)


def finish_sweep(
    inputs: SweepInputs,
    out: Path,
    *,
    workers: int | None = None,
    lang: Lang = "en",
    progress: Progress = silent,
    notice: Callable[[str], None] | None = None,
) -> tuple[SweepStudy, Path]:
    """Run what is still to be run, keeping each part as it is done, and write the folder.

    Where it is stopped, the same call goes on after the parts that are done.

    Parameters
    ----------
    inputs : SweepInputs
    out : Path
        Folder of results.
    workers : int, optional
    lang : {"en", "zh"}
        Of the charts.
    progress : callable
    notice : callable, optional
        Told what an earlier start has left.

    Returns
    -------
    SweepStudy
    Path
        The folder of this sweep.

    Raises
    ------
    DataError
        The disk is full or the folder cannot be written.
    """
    check_swept(out, inputs)
    home, name, key = out / FOLDER, inputs.sweep.id, inputs.key
    done = waiting(home, name, key)
    with opened(home, name, key) as store:
        if notice is not None:
            for text in _left(done, len(inputs.parts), store):
                notice(text)
        study = _run(inputs, store, workers, progress)
        return study, write_sweep(home, study.result, lang)


def _left(done: int, total: int, store: PartStore) -> list[str]:
    """Return what is to be said of an earlier start."""
    found = [f"going on after {done} of {total} parts"] if done else []
    if store.stale:
        listed = ", ".join(store.stale)
        found.append(f"parts of an earlier start were made with another {listed}; starting anew")
    return found


def _run(
    inputs: SweepInputs, store: PartStore | None, workers: int | None, progress: Progress
) -> SweepStudy:
    """Run every part that the store does not have, keep it there, and join them all."""
    name, count = inputs.sweep.id, len(inputs.sweep.points)
    parts = steps(inputs.parts, lambda points: f"{name} {points.stop}/{count}", progress)
    found = [_part(inputs, n, points, store, workers) for n, points in enumerate(parts)]
    return SweepStudy(inputs, inputs.result(found))


def _part(
    inputs: SweepInputs, number: int, points: range, store: PartStore | None, workers: int | None
) -> Summary:
    kept = None if store is None else store.load(number)
    if kept is not None and len(kept.failed) == len(points):
        return kept
    outcomes = run_points(inputs.setting, points, workers=workers)
    part = summarise(outcomes, inputs.wants, keep_members=inputs.sweep.keep_members)
    if store is not None:
        store.save(number, part)
    return part
