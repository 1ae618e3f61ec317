"""Targets of the plans above and around the zone's, from ``calibration/policy_targets.csv``."""

from __future__ import annotations

from pathlib import Path

from gaoxin.desks.cells import Whole
from gaoxin.desks.table import Row, column, read_table


class PolicyTarget(Row):
    """A target of a plan, as printed; no run computes with it."""

    id: str = column("The row's own name", "行标识", "T01")
    level: str = column(
        "Whose plan: zone, Leshan city, Sichuan, national", "规划层级", "zone", default=""
    )
    indicator: str = column("What is to be reached", "指标", "GDP", default="")
    unit: str = column("Unit, in the plan's words", "单位，按规划原文", "1e8 CNY", default="")
    base_year: Whole | None = column("Year that it starts from", "基期年份", "2020", default=None)
    base_value: str = column("Value of that year", "基期值", "50.2", default="")
    target_year: Whole | None = column("Year of the target", "目标年份", "2025", default=None)
    target_value: str = column(
        "Number to reach, or the words that stand for one",
        "目标值，或代替数值的文字",
        "121",
        default="",
    )
    kind: str = column("What the plan calls it", "目标性质", "expected", default="")
    source: str = column("Where it is printed", "出处", "plan box 2", default="")
    source_kind: str = column(
        "`verified` or `general_knowledge`", "来源类别", "verified", default=""
    )
    note: str = column("Remarks", "备注", "text agrees", default="")


def read_policy_targets(path: Path) -> tuple[PolicyTarget, ...]:
    """Read the table of other plans' targets; see :func:`gaoxin.desks.table.read_table`."""
    return read_table(path, PolicyTarget)
