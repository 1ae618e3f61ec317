"""Values observed in 2020 beside the runs, as the cells a reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gaoxin.language import Text, alike, name_of
from gaoxin.telling.words.quantities import number, plain, unit_words
from gaoxin.verdicts.past import outside

if TYPE_CHECKING:
    from gaoxin.verdicts.observed import Fell
    from gaoxin.verdicts.past import Hindcast


def hindcast_cells(entry: Hindcast) -> dict[str, Any]:
    """Return an entry as the cells a reader sees."""
    unit = entry.indicator.unit
    return {
        "name": name_of(entry.indicator),
        "unit": unit_words(unit),
        "observed": plain(entry.observed),
        "p05": number(entry.p05),
        "p50": number(entry.p50),
        "p95": number(entry.p95),
        "percentile": _percentile_words(entry.percentile),
        "outside": entry.outside,
    }


def fell_cells(entry: Fell) -> dict[str, Any]:
    """Return where an observation since fell, as the cells a reader sees."""
    return {
        "name": name_of(entry.indicator),
        "unit": unit_words(entry.indicator.unit),
        "year": str(entry.row.year),
        "observed": plain(entry.row.value),
        "p05": number(entry.p05),
        "p50": number(entry.p50),
        "p95": number(entry.p95),
        "percentile": _percentile_words(entry.percentile),
        "outside": entry.outside,
    }


def _percentile_words(percentile: float) -> Text:
    """Return the percentile without rounding it over a bound of the band, or to 0 or 100."""
    if percentile in (0.0, 100.0):
        return _BELOW if percentile == 0.0 else _ABOVE
    digits = 0
    while round(percentile, digits) in (0.0, 100.0) or (
        outside(round(percentile, digits)) != outside(percentile)
    ):
        digits += 1
    return alike(f"{percentile:.{digits}f} %")


_BELOW = Text("below every run", "低于全部运行")
_ABOVE = Text("above every run", "高于全部运行")
