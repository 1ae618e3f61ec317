"""How often the like of a target came about elsewhere, from ``calibration/base_rates.csv``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.desks.priors import PriorRow, read_rows
from gaoxin.desks.table import Row, check_known, column, read_table
from gaoxin.desks.targets import read_targets
from gaoxin.names import Names

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace

TABLE = "base_rates.csv"


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


def read_base_rates(workspace: Workspace) -> tuple[tuple[BaseRateRow, PriorRow], ...]:
    """Read a workspace's table of base rates, each with the row that holds its numbers.

    Parameters
    ----------
    workspace : Workspace
        Its ``calibration/base_rates.csv`` need not be there.

    Returns
    -------
    tuple of (BaseRateRow, PriorRow)

    Raises
    ------
    DataError
        With file and line: what :func:`gaoxin.desks.table.read_table` refuses, a target that is
        not in targets.csv, a row that is not in priors.csv, or one that is no share.
    """
    path = workspace.calibration_dir / TABLE
    if not path.is_file():
        return ()
    known = Names((row.id, row) for row in read_rows(workspace.table("priors")))
    targets = [target.id for target in read_targets(workspace.table("targets"))]
    rows = read_table(path, BaseRateRow)
    for row in rows:
        check_known(row, "target", targets, "targets.csv")
        check_known(row, "prior", known, "priors.csv")
        stated = known[row.prior]
        in_order = 0.0 <= stated.low <= stated.central <= stated.high <= 1.0
        if stated.role != "benchmark" or not in_order:
            raise row.error(
                f"row '{row.prior}' of priors.csv is no share; name one of role benchmark, its "
                "three numbers in order between 0 and 1"
            )
    return tuple((row, known[row.prior]) for row in rows)
