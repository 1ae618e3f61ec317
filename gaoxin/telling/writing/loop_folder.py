"""Write what loops do: a folder a scenario, all of them or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.telling.drawing.fan_charts import chart_style
from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.loop_charts import effect_chart, share_chart
from gaoxin.telling.drawing.svg import standalone
from gaoxin.telling.writing.loop_tables import (
    EFFECT_COLUMNS,
    SHARE_COLUMNS,
    effect_rows,
    share_rows,
)
from gaoxin.telling.writing.netcdf import write_manifest
from gaoxin.telling.writing.staging import MANIFEST, check_ours, staged
from gaoxin.telling.writing.verdict_tables import write_csv

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.telling.words.quantities import Lang
    from gaoxin.verdicts.loops import Effect, LoopLike
    from gaoxin.verdicts.results import Provenance, ScenarioLike

FOLDER = "loops"
"""Folder of the results that holds a folder a scenario."""


@dataclass(frozen=True)
class LoopResult:
    """A scenario's loops, measured.

    Attributes
    ----------
    effects : sequence of Effect
        Loops in their order, each with every target that is modelled.
    shares : xarray.DataArray
        Percent of the feedback that passes each loop, ``("loop", "time")``.
    failed : int
        Members that failed with all loops or without one.
    """

    scenario: ScenarioLike
    loops: Sequence[LoopLike]
    effects: Sequence[Effect]
    shares: xr.DataArray
    failed: int


def loop_charts(result: LoopResult, stamp: tuple[str, str]) -> dict[str, str]:
    """Return the charts of a scenario by the name of their file, in both languages at once."""
    return {
        "effects": effect_chart(result.effects, result.scenario, stamp),
        "shares": share_chart(result.shares, result.loops, result.scenario, stamp),
    }


def check_free(out: Path, scenarios: Sequence[str]) -> None:
    """Refuse to write where something stands that was not written by ``gaoxin loops``.

    Raises
    ------
    DataError
        See :func:`gaoxin.telling.writing.staging.check_ours`.
    """
    for name in scenarios:
        check_ours(out / FOLDER / name)


def write_loops(
    out: Path, results: Sequence[LoopResult], provenance: Provenance, lang: Lang = "en"
) -> Path:
    """Write ``out/loops/<scenario>/`` for each result and return ``out/loops``.

    ``effects.csv``, ``shares.csv``, ``figures/effects.svg``, ``figures/shares.svg`` and
    ``manifest.json``. See :func:`gaoxin.telling.writing.staging.staged` for what a
    killed call leaves.

    Raises
    ------
    DataError
        The folder cannot be written; the message says why.
    """
    with chart_style():
        charts = [loop_charts(result, provenance.stamp) for result in results]
    fonts = subset("".join(svg for own in charts for svg in own.values()))
    with staged(out / FOLDER) as new:
        for result, own in zip(results, charts, strict=True):
            folder = new / result.scenario.id
            (folder / "figures").mkdir(parents=True)
            for name, svg in own.items():
                path = folder / "figures" / f"{name}.svg"
                path.write_text(standalone(svg, lang, fonts), encoding="utf-8")
            write_csv(folder / "effects.csv", EFFECT_COLUMNS, effect_rows(result.effects))
            rows = share_rows(result.shares, result.loops)
            write_csv(folder / "shares.csv", SHARE_COLUMNS, rows)
            facts = {
                "scenario": result.scenario.id,
                "title": dict(result.scenario.title),
                "failed": result.failed,
            }
            write_manifest(folder / MANIFEST, facts | asdict(provenance))
    return out / FOLDER
