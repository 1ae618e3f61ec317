"""How often the like of a target came about elsewhere, from ``calibration/base_rates.csv``."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from gaoxin.desks.table import Row, check_known, column, read_table


class BaseRateRow(Row):
    """A target, and the row of priors.csv that says how often its like came about."""

    KEY = ("target", "prior")

    target: str = column("Target, its id in targets.csv", "目标在targets.csv中的id", "gdp")
    prior: str = column(
        "Row of priors.csv, of role `benchmark`, that holds the share and its range",
        "priors.csv中的行标识（用途为benchmark），含比例及其范围",
        "W018",
    )
    of_en: str = column(
        "What it is a share of, in English", "比例所指，英文", "five-year windows of prefectures"
    )
    of_zh: str = column("The same in Chinese", "同上，中文", "地级市的五年窗口")


def read_base_rates(path: Path, targets: Collection[str]) -> tuple[BaseRateRow, ...]:
    """Read the table.

    Raises
    ------
    DataError
        With file and line: what :func:`gaoxin.desks.table.read_table` refuses, or a target that
        is not in `targets`.
    """
    rows = read_table(path, BaseRateRow)
    for row in rows:
        check_known(row, "target", targets, "targets.csv")
    return rows
