"""The zone's indicators, read from ``calibration/indicators.csv``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gaoxin.desks.targets import Target, reason
from gaoxin.names import canonical
from gaoxin.tables import read_table

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


def measures(targets: Iterable[Target], indicators: Iterable[Indicator]) -> list[Indicator]:
    """Return the modelled indicators, and one more for each variable that only targets rest on.

    Such a one (the cut since 2020, a mean growth, a ratio without a row of its own) has the id,
    names and unit of its first target, and no observed value.
    """
    found = {canonical(row.variable): row for row in indicators if row.variable}
    for target in targets:
        if target.variable:
            found.setdefault(canonical(target.variable), _measure(target))
    return list(found.values())


def _measure(target: Target) -> Indicator:
    return Indicator(
        id=target.id,
        name_en=target.name_en,
        name_zh=target.name_zh,
        unit=target.unit,
        kind="target",
        value_2015=None,
        value_2020=None,
        note=target.note,
        variable=target.variable,
        reason="",
        reason_zh="",
        path=target.path,
        line=target.line,
    )
