"""The zone's indicators, read from ``calibration/indicators.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gaoxin.tables import read_table
from gaoxin.verdicts.targets import reason

COLUMNS = (
    "id",
    "name_zh",
    "name_en",
    "unit",
    "kind",
    "value_2015",
    "value_2020",
    "note",
    "variable",
    "reason",
)


@dataclass(frozen=True)
class Indicator:
    """One row of the indicator table.

    Attributes
    ----------
    value_2015, value_2020 : float or None
        Observed values in `unit`; None when the document prints none.
    variable : str
        The model variable that holds it, in `unit`, valid at whole years; blank when it is not
        modelled, then `reason` says why, and `reason_zh` in Chinese where the table has that
        column.
    path, line
        Where the row stands, for messages.
    """

    id: str
    name_en: str
    name_zh: str
    unit: str
    kind: str
    value_2015: float | None
    value_2020: float | None
    note: str
    variable: str
    reason: str
    reason_zh: str
    path: Path
    line: int

    @property
    def observed(self) -> dict[int, float]:
        """Observed values by year, without the years that have none."""
        pairs = {2015: self.value_2015, 2020: self.value_2020}
        return {year: value for year, value in pairs.items() if value is not None}


def read_indicators(path: Path) -> tuple[Indicator, ...]:
    """Read the indicator table.

    Raises
    ------
    DataError
        A cell that is not understood, or a row with neither variable nor reason, with its line.
    """
    return tuple(
        Indicator(
            id=row.text("id"),
            name_en=row.text("name_en"),
            name_zh=row.text("name_zh"),
            unit=row.text("unit"),
            kind=row.text("kind"),
            value_2015=row.number("value_2015"),
            value_2020=row.number("value_2020"),
            note=row.text("note"),
            variable=row.text("variable"),
            reason=reason(row),
            reason_zh=row.get("reason_zh", "").strip() or row.text("reason"),
            path=row.path,
            line=row.line,
        )
        for row in read_table(path, required=COLUMNS)
    )
