"""What a sweep would take: measured on a small part of it, on this machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.ensembles.sweeps.points import Setting, run_points, run_width
from gaoxin.studies.sweep import FOLDER
from gaoxin.telling.drawing.sweeps.choice import chart_names, sweep_chart
from gaoxin.telling.writing.sweep_dataset import sweep_dataset
from gaoxin.telling.writing.sweep_parts import waiting
from gaoxin.telling.writing.sweep_tables import point_band_rows, point_rows
from gaoxin.verdicts.sweeps.summary import Summary, summarise

if TYPE_CHECKING:
    from gaoxin.studies.sweep_inputs import SweepInputs

FIRST = 256
"""Members of the first probe."""
PATIENCE = 10.0
"""Seconds that the last probe may take."""
_SAMPLED = 200
"""Design points whose table is written to see how long that takes, and how large it is."""


@dataclass(frozen=True)
class Estimate:
    """What a sweep would take.

    Attributes
    ----------
    points, members, runs : int
        Design points, members a point, and their product.
    parts, done : int
        Parts in which it runs, and how many of them an earlier start has left.
    seconds : float
        From here to the end.
    memory : int or None
        Bytes at the peak; None where the system does not tell.
    disk : int
        Bytes of the results.
    folder : Path
    files : tuple of str
        What would be written there.
    """

    points: int
    members: int
    runs: int
    parts: int
    done: int
    seconds: float
    memory: int | None
    disk: int
    folder: Path
    files: tuple[str, ...]


def estimate(inputs: SweepInputs, out: Path, *, workers: int | None = None) -> Estimate:
    """Run a part of the sweep, draw one of its charts, and reckon the rest. Nothing is written.

    Parameters
    ----------
    inputs : SweepInputs
    out : Path
        Folder of results, where an earlier start may have left parts.
    workers : int, optional

    Returns
    -------
    Estimate
    """
    home = out / FOLDER
    sweep, parts = inputs.sweep, len(inputs.parts)
    done = min(parts, waiting(home, sweep.id, inputs.key))
    rate, trial = _probe(inputs, workers)
    result = inputs.result([_spread(trial, len(sweep.points))])
    drawing, chart_size = _timed(lambda: len(sweep_chart(result, 0).encode()) + FONT)
    sampled = min(_SAMPLED, len(sweep.points))
    small = replace(
        result,
        sweep=replace(sweep, points=sweep.points[:sampled]),
        summary=_spread(trial, sampled),
    )
    writing, text_size = _timed(
        lambda: _text_size(point_rows(small)) + _text_size(point_band_rows(small))
    )
    charts, scale = len(inputs.wants.measures), len(sweep.points) / sampled
    runs = len(sweep.points) * sweep.members
    arrays = int(sweep_dataset(result).nbytes)
    peak = _peak()
    return Estimate(
        points=len(sweep.points),
        members=sweep.members,
        runs=runs,
        parts=parts,
        done=done,
        seconds=runs * rate * (1.0 - done / parts) + charts * drawing + scale * writing,
        memory=None if peak is None else peak + 2 * arrays,
        disk=int(2 * charts * chart_size + 1.3 * scale * text_size + arrays),
        folder=home / sweep.id,
        files=(
            "sweep.csv",
            *_bands(inputs),
            "sweep.nc",
            "sweep.html",
            "sweep.xlsx",
            "manifest.json",
            *_figures(inputs),
        ),
    )


FONT = 40_000
"""Bytes of a chart's own cut of the font, about."""


def _probe(inputs: SweepInputs, workers: int | None) -> tuple[float, Summary]:
    """Return seconds a member, and what the last probe came to; each takes four times as many."""
    members = FIRST
    while True:
        setting, points = _reduced(inputs.setting, members)
        ran = len(points) * setting.sweep.members
        seconds, outcomes = _timed(lambda: run_points(setting, points, workers=workers))  # noqa: B023
        full = ran >= min(run_width(inputs.setting), len(inputs.parts[0]) * inputs.sweep.members)
        if full or 4.0 * seconds > PATIENCE:
            keep = inputs.sweep.keep_members
            return seconds / ran, summarise(outcomes, inputs.wants, keep_members=keep)
        members *= 4


def _reduced(setting: Setting, members: int) -> tuple[Setting, range]:
    """Return a setting of at most so many members, and the first points that make them up."""
    each = min(setting.sweep.members, members, run_width(setting))
    sweep = replace(setting.sweep, members=each)
    first = max(1, min(members, run_width(setting)) // each)
    small = replace(setting, sweep=sweep, ground=replace(setting.ground, members=each))
    return small, range(min(first, len(sweep.points)))


def _spread(part: Summary, points: int) -> Summary:
    """Return a summary of as many points, those of `part` over and over."""
    again = np.arange(points) % len(part.failed)
    return Summary(
        quantiles=part.quantiles[again],
        met=part.met[again],
        failed=part.failed[again],
        refused=part.refused[again],
        bands=tuple(band[again] for band in part.bands),
        values=part.values[again],
    )


def _timed(work: Any) -> tuple[float, Any]:
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def _text_size(table: Iterable[dict[str, Any]]) -> int:
    return sum(len(str(cell).encode()) + 1 for row in table for cell in row.values())


def _bands(inputs: SweepInputs) -> tuple[str, ...]:
    return ("bands.csv",) if inputs.wants.tracks else ()


def _figures(inputs: SweepInputs) -> tuple[str, ...]:
    return tuple(f"figures/{name}" for name in chart_names(inputs.wants))


def _peak() -> int | None:
    """Return the most memory that this process has had, in bytes; None where nobody counts."""
    try:
        import resource
    except ImportError:
        return None
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(used) * (1 if sys.platform == "darwin" else 1024)
