"""The plan's targets, read from ``calibration/targets.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

from gaoxin.tables import read_table

if TYPE_CHECKING:
    from gaoxin.tables import Row

Rule = Literal["at_least", "at_most"]
Status = Literal["plan", "assumed", "no number"]

COLUMNS = (
    "id",
    "indicator",
    "name_zh",
    "name_en",
    "rule",
    "value",
    "unit",
    "year",
    "status",
    "kind",
    "source",
    "note",
    "variable",
    "reason",
)


@dataclass(frozen=True)
class Target:
    """One row of the target table.

    Attributes
    ----------
    id, indicator : str
        The target's own name, and the indicator it is about (blank when it has none).
    rule : {"at_least", "at_most"} or None
        Direction; None only for a target without a number.
    value : float or None
        In `unit`; None only for a target without a number.
    year : int
        The value is held against the model at the end of this year.
    status : {"plan", "assumed", "no number"}
        Whether the plan prints the number.
    variable : str
        The model variable it is judged by, in `unit`; blank when not modelled, then `reason`
        says why, and `reason_zh` in Chinese where the table has that column.
    path, line
        Where the row stands, for messages.
    """

    id: str
    indicator: str
    name_en: str
    name_zh: str
    rule: Rule | None
    value: float | None
    unit: str
    year: int
    status: Status
    kind: str
    source: str
    note: str
    variable: str
    reason: str
    reason_zh: str
    path: Path
    line: int


def read_targets(path: Path) -> tuple[Target, ...]:
    """Read the target table.

    Raises
    ------
    DataError
        A rule, status, value, year or reason that is missing or not understood, with its line.
    """
    return tuple(_target(row) for row in read_table(path, required=COLUMNS))


def _target(row: Row) -> Target:
    status = cast(Status, row.one_of("status", get_args(Status)))
    value = row.number("value")
    numberless = status == "no number"
    if numberless != (value is None):
        raise row.error(
            f"value of target '{row.text('id')}' is {'blank' if value is None else value} but its "
            f"status is '{status}'; only a target whose status is 'no number' has a blank value",
        )
    rule = None if numberless else cast(Rule, row.one_of("rule", get_args(Rule)))
    return Target(
        id=row.text("id"),
        indicator=row.text("indicator"),
        name_en=row.text("name_en"),
        name_zh=row.text("name_zh"),
        rule=rule,
        value=value,
        unit=row.text("unit"),
        year=_year(row),
        status=status,
        kind=row.text("kind"),
        source=row.text("source"),
        note=row.text("note"),
        variable=row.text("variable"),
        reason=reason(row),
        reason_zh=row.get("reason_zh", "").strip() or row.text("reason"),
        path=row.path,
        line=row.line,
    )


def reason(row: Row) -> str:
    """Return why the row is not modelled; a row without a variable must say so."""
    text = row.text("reason")
    if not row.text("variable") and not text:
        raise row.error(
            f"'{row.text('id')}' names no model variable and gives no reason; "
            "fill column 'variable', or say in column 'reason' why it is not modelled",
        )
    return text


def _year(row: Row) -> int:
    year = row.number("year")
    if year is None or year != int(year):
        raise row.error(
            f"year of '{row.text('id')}' is '{row.text('year')}'; write a whole year such as 2025",
        )
    return int(year)
