"""What the plan says in numbers besides its indicators, from ``calibration/facts.csv``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from gaoxin.desks.cells import Number
from gaoxin.desks.table import Row, column, read_table


class Fact(Row):
    """A number of the plan, or a commitment."""

    id: str = column("The row's own name", "行标识", "cum_fixed_investment")
    subject_en: str = column(
        "What it is about, in English", "英文事项", "Investment of 2016-2020", default=""
    )
    subject_zh: str = column(
        "What it is about, in Chinese", "中文事项", "累计固定资产投资", default=""
    )
    value: Number | None = column(
        "Its number; blank where none is printed", "数值；未载则留空", "192.34", default=None
    )
    unit: str = column(
        "Unit of the number, as the plan means it", "数值单位", "CNY_1e8", default=""
    )
    period: str = column("Years that it is of", "所属期间", "2016-2020 sum", default="")
    kind: Literal["observed", "target", "project", "constraint"] = column(
        "What it is; a target or project is a commitment, told of in coverage.csv",
        "类别；target与project为承诺，其采用情况见coverage.csv",
        "observed",
    )
    chapter_section: str = column("Where the plan says it", "规划中的章节", "1.0", default="")
    note: str = column("Remarks", "备注", "recomputed: exact", default="")


def read_facts(path: Path) -> tuple[Fact, ...]:
    """Read the table of facts; see :func:`gaoxin.desks.table.read_table`."""
    return read_table(path, Fact)
