"""What a study of loops writes: a folder a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.language import Lang
from gaoxin.telling.drawing.loop_charts import loop_effect_chart, loop_share_chart
from gaoxin.telling.writing.csv_table import CsvTable
from gaoxin.telling.writing.folder import ResultFolder, write_folders
from gaoxin.telling.writing.loop_tables import (
    EFFECT_COLUMNS,
    SHARE_COLUMNS,
    effect_rows,
    share_rows,
)

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.verdicts.loop_effects import LoopResult
    from gaoxin.verdicts.results import Provenance

LOOPS = "loops"
"""ResultFolder of the results that holds a folder a scenario."""
EFFECTS, SHARES = "effects.csv", "shares.csv"


def write_loops(
    out: Path, results: Sequence[LoopResult], provenance: Provenance, lang: Lang = "en"
) -> Path:
    """Write ``out/loops/<scenario>/`` for each result and return ``out/loops``.

    ``effects.csv``, ``shares.csv``, ``figures/effects.svg``, ``figures/shares.svg`` and
    ``manifest.json``. See :func:`gaoxin.telling.writing.staging.staged` for what a
    killed call leaves.

    Parameters
    ----------
    out : Path
    results : sequence of LoopResult
    provenance : Provenance
    lang : {"en", "zh"}
        Of the charts.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        The folder cannot be written; the message says why.
    """
    write_folders(out / LOOPS, [loop_folder(result, provenance) for result in results], lang)
    return out / LOOPS


def loop_folder(result: LoopResult, provenance: Provenance) -> ResultFolder:
    """Return what the folder of a scenario's loops holds."""
    scenario, stamp = result.scenario, provenance.stamp
    return ResultFolder(
        scenario.id,
        {
            "scenario": scenario.id,
            "title": dict(scenario.title),
            "failed": result.failed,
            **provenance.facts(),
        },
        {
            "effects.svg": loop_effect_chart(result.effects, scenario, stamp),
            "shares.svg": loop_share_chart(result.shares, result.loops, scenario, stamp),
        },
        {
            EFFECTS: CsvTable(EFFECT_COLUMNS, effect_rows(result.effects)),
            SHARES: CsvTable(SHARE_COLUMNS, share_rows(result.shares, result.loops)),
        },
    )
