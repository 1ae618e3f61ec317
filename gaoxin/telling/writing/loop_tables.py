"""``effects.csv`` and ``shares.csv``: a row a loop, target and year; a row a loop and year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.telling.writing.csv_table import Cell
    from gaoxin.verdicts.loop_effects import Effect, LoopLike

NAMES = ("loop", "polarity", "loop_en", "loop_zh")
EFFECT_COLUMNS = (
    *NAMES,
    "target",
    "name_en",
    "name_zh",
    "unit",
    "year",
    "p50",
    "p50_without",
    "difference_p05",
    "difference_p50",
    "difference_p95",
    "share_percent",
    "probability",
    "probability_without",
)
SHARE_COLUMNS = (*NAMES, "year", "share_percent")


def loop_cells(loop: LoopLike) -> dict[str, Cell]:
    """Return what every table says of a loop itself."""
    return {
        "loop": loop.id,
        "polarity": loop.polarity,
        "loop_en": loop.name_en,
        "loop_zh": loop.name_zh,
    }


def effect_rows(effects: Sequence[Effect]) -> list[dict[str, Cell]]:
    """Return a row a year of each effect; probabilities stand in the target's year alone."""
    return [_row(effect, i) for effect in effects for i in range(len(effect.years))]


def _row(effect: Effect, i: int) -> dict[str, Cell]:
    target, year = effect.target, int(effect.years[i])
    share = float(effect.share[i])
    judged = year == target.year
    return {
        **loop_cells(effect.loop),
        "target": target.id,
        "name_en": target.name_en,
        "name_zh": target.name_zh,
        "unit": target.unit,
        "year": year,
        "p50": float(effect.full[i]),
        "p50_without": float(effect.cut[i]),
        "difference_p05": float(effect.p05[i]),
        "difference_p50": float(effect.p50[i]),
        "difference_p95": float(effect.p95[i]),
        "share_percent": None if math.isnan(share) else share,
        "probability": effect.probability if judged else None,
        "probability_without": effect.probability_cut if judged else None,
    }


def share_rows(shares: xr.DataArray, loops: Sequence[LoopLike]) -> list[dict[str, Cell]]:
    """Return a row a loop and year of what loop scores say."""
    return [
        {
            **loop_cells(loop),
            "year": int(year),
            "share_percent": float(shares.sel(loop=loop.id, time=year)),
        }
        for loop in loops
        for year in shares["time"].values
    ]
