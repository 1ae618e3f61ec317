"""How model error enters what verdicts are made from, from ``calibration/model_error.csv``."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import model_validator

from gaoxin.desks.cells import Name
from gaoxin.desks.places import Catalogue, spelled
from gaoxin.desks.table import Row, column, read_table
from gaoxin.distributions.scales import SCALES
from gaoxin.errors import ModelError

NONE = "none"
"""Scale of what takes no model error."""

LAST_YEAR = "the year before"
_SINCE = re.compile(rf"(?P<year>\d{{4}})(?P<mean> on average)?|{LAST_YEAR}|")


class ErrorRow(Row):
    """How model error enters one variable."""

    KEY = ("variable",)

    variable: Name = column(
        "Variable that a verdict or a band is made from", "评判或区间所用变量", "annual revenue"
    )
    scale: str = column(
        "Scale on which the error acts; `none` for no error",
        "误差所在尺度；none为不计误差",
        "log",
        one_of=(*SCALES, NONE),
    )
    series: str = column(
        "Series whose error it is; the variable where blank",
        "误差所属序列；留空即为该变量",
        "annual GDP",
        default="",
    )
    since: str = column(
        "Only the error after this year counts: `2020`, `2020 on average` (divided by the years "
        "since), `the year before`; blank for all of it",
        "仅计该年以后的误差：2020、2020 on average（再除以年数）、the year before；留空为全部误差",
        "2020",
        default="",
    )
    note: str = column("Remarks", "备注", "a cut since 2020", default="")

    @model_validator(mode="after")
    def _understood(self) -> ErrorRow:
        if _SINCE.fullmatch(self.since) is None:
            raise ValueError(
                f"since '{self.since}' is not understood; write a year as '2020', '2020 on "
                f"average', '{LAST_YEAR}', or leave it blank"
            )
        return self

    @property
    def base(self) -> float | None:
        """The instant after which error counts; None for all of it."""
        match = _SINCE.fullmatch(self.since)
        return float(match["year"]) if match and match["year"] else None

    @property
    def lag(self) -> bool:
        """Whether only the error of the last year counts."""
        return self.since == LAST_YEAR

    @property
    def mean(self) -> bool:
        """Whether the error since the base is divided by the years since."""
        return self.since.endswith(" on average")


def read_model_error(path: Path, catalogue: Catalogue) -> tuple[ErrorRow, ...]:
    """Read the table and hold it against the model.

    Returns
    -------
    tuple of ErrorRow
        Variables in the model's spelling, and the series of each.

    Raises
    ------
    DataError
        With the row's line: what :func:`gaoxin.desks.table.read_table` refuses, or an unknown
        variable (with the nearest).
    """
    return tuple(_bound(row, catalogue) for row in read_table(path, ErrorRow))


def _bound(row: ErrorRow, catalogue: Catalogue) -> ErrorRow:
    try:
        variable = str(catalogue.rows[catalogue.model.canonical(row.variable)]["name"])
    except ModelError as error:
        raise row.error(error.message) from None
    series = spelled(catalogue, row.series) or variable
    return row.model_copy(update={"variable": variable, "series": series})
