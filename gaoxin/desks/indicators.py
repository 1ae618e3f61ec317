"""The zone's indicators, read from ``calibration/indicators.csv``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from gaoxin.desks.cells import Number
from gaoxin.desks.table import column, read_table
from gaoxin.desks.targets import Judged, Target
from gaoxin.names import canonical


class Indicator(Judged):
    """One row of the indicator table; its numbers are in `unit`."""

    kind: str = column(
        "What its number is: level, flow_per_year, share, growth_rate or cumulative",
        "数值性质：level存量、flow_per_year年流量、share比率、growth_rate增速、cumulative累计",
        "flow_per_year",
        default="",
    )
    value_2015: Number | None = column(
        "Observed in 2015; blank where none is printed",
        "2015年实际值；未载则留空",
        "86.15",
        default=None,
    )
    value_2020: Number | None = column(
        "Observed in 2020; blank where none is printed",
        "2020年实际值；未载则留空",
        "301",
        default=None,
    )
    target_2025: Number | None = column(
        "What the plan prints for 2025; targets.csv is what is judged",
        "规划所列2025年数值；评判以targets.csv为准",
        "1200",
        default=None,
    )
    target_type: Literal["expected", "binding", ""] = column(
        "What the plan calls that target", "规划所称目标性质", "expected", default=""
    )
    target_rule: Literal["at_least", "at_most", ""] = column(
        "Which side of it is meant", "目标方向", "at_least", default=""
    )
    table: str = column("Where the plan prints it", "规划中的出处", "box2", default="")

    later: tuple[tuple[int, float], ...] = ()
    """What was observed since, year and value; see :mod:`gaoxin.desks.observed`."""

    @property
    def observed(self) -> dict[int, float]:
        """Observed values by year, without the years that have none."""
        pairs = {2015: self.value_2015, 2020: self.value_2020, **dict(self.later)}
        return {year: value for year, value in pairs.items() if value is not None}


def read_indicators(path: Path) -> tuple[Indicator, ...]:
    """Read the indicator table; see :func:`gaoxin.desks.table.read_table`."""
    return read_table(path, Indicator)


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
        path=target.path,
        line=target.line,
    )
