"""Where the plan disagrees with itself, from ``calibration/conflicts.csv``."""

from __future__ import annotations

from typing import Literal

from gaoxin.desks.table import Row, column


class ConflictRow(Row):
    """A contradiction inside the plan, in its two statements."""

    id: str = column("The row's own name; `C` and a number", "行标识，C加编号", "C01")
    indicator_ids: str = column(
        "Ids of indicators.csv or facts.csv that it is about, `;` between",
        "涉及的指标或事实的id，以;分隔",
        "gdp;labour_productivity",
        default="",
    )
    statement_a: str = column("One statement", "陈述一", "2025 revenue 1200")
    where_a: str = column("Where the plan makes it", "陈述一的出处", "box2 item 4")
    statement_b: str = column("The other statement", "陈述二", "2025 revenue to exceed 1000")
    where_b: str = column("Where the plan makes it", "陈述二的出处", "3.4; box 4")
    arithmetic: str = column(
        "The reckoning that shows they differ",
        "相互矛盾的算术",
        "gap 200 = 20.0% of 1000",
        default="",
    )
    severity: Literal["high", "medium", "low"] = column(
        "How much depends on it; what is high needs a row in treatments.csv",
        "影响程度；high者须在treatments.csv中有处理",
        "high",
    )
    suggested_treatment: str = column(
        "What might be done about it", "建议处理方式", "report both", default=""
    )
