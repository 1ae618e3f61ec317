"""``binding.csv``: a row a limit, element and year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gaoxin.telling.writing.csv_table import Cell
    from gaoxin.verdicts.binding import Binding

BINDING_COLUMNS = ("limit", "element", "time", "share_bound", "median_when_bound", "unit")


def binding_rows(bindings: Iterable[Binding]) -> list[dict[str, Cell]]:
    """Return one row a limit, element and year by column name; None stands for a blank cell."""
    return [
        {
            "limit": row.limit.id,
            "element": row.element,
            "time": time,
            "share_bound": share,
            "median_when_bound": None if np.isnan(median) else median,
            "unit": row.limit.unit,
        }
        for row in bindings
        for time, share, median in zip(
            row.time.tolist(), row.share.tolist(), row.median.tolist(), strict=True
        )
    ]
