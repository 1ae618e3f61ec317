"""Write a sweep's folder: all of it, or nothing; the same inputs give the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.svg import standalone
from gaoxin.telling.drawing.sweeps.choice import charts
from gaoxin.telling.writing.netcdf import write_manifest, write_netcdf
from gaoxin.telling.writing.staging import MANIFEST, staged
from gaoxin.telling.writing.sweep_dataset import dataset
from gaoxin.telling.writing.sweep_tables import band_columns, band_rows, columns, rows
from gaoxin.telling.writing.verdict_tables import write_csv

if TYPE_CHECKING:
    from gaoxin.telling.words.quantities import Lang
    from gaoxin.verdicts.sweeps.result import SweepResult


def write_sweep(out: Path, result: SweepResult, lang: Lang = "en") -> Path:
    """Write ``out/<sweep>/`` and return it; what it held before is replaced at the end, whole.

    No file holds a date or time, so that a sweep done in one go and one that was killed and
    gone on with are the same to the byte.

    Raises
    ------
    DataError
        `out` cannot be written; the message says why.
    """
    drawn = charts(result)
    fonts = subset("".join(drawn.values()))
    with staged(out) as staging:
        folder = staging / result.sweep.id
        (folder / "figures").mkdir(parents=True)
        for name, svg in drawn.items():
            text = standalone(svg, lang, fonts)
            (folder / "figures" / name).write_text(text, encoding="utf-8")
        write_csv(folder / "sweep.csv", columns(result), rows(result))
        if result.wants.tracks:
            write_csv(folder / "bands.csv", band_columns(result), band_rows(result))
        write_netcdf(folder / "sweep.nc", dataset(result), about(result))
        calibrated = result.made_from["draws"] == "posterior"
        write_manifest(folder / MANIFEST, {**about(result), "calibrated": calibrated})
    return out / result.sweep.id


def about(result: SweepResult) -> dict[str, object]:
    """Return what the folder is of and what it was made from."""
    sweep = result.sweep
    return {
        "sweep": sweep.id,
        "title": dict(sweep.title),
        "description": dict(sweep.description),
        "base": dict(result.base),
        "design": sweep.design,
        "axes": {axis.key: axis.unit for axis in sweep.axes},
        "points": len(sweep.points),
        "refused": int((result.summary.refused != "").sum()),
        "failed": int(result.summary.failed.sum()),
        **result.made_from,
    }
