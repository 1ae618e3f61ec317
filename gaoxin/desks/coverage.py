"""What becomes of each commitment of the plan, from ``calibration/coverage.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gaoxin.desks.table import Row, column, read_table

USES: Mapping[str, str] = {
    "lever": "杠杆",
    "project": "项目",
    "target": "目标",
    "observation": "观测值",
    "constant": "常数",
    "variable": "模拟变量",
    "not used": "未采用",
}
"""How a statement is used, with its Chinese: the keys of column ``used_as``."""


class Covered(Row):
    """A commitment of the plan and what the model makes of it."""

    KEY = ("fact",)

    fact: str = column(
        "Commitment, its id in facts.csv", "承诺在facts.csv中的id", "revenue_target_text"
    )
    used_as: str = column("What it is used as", "采用方式", "target", one_of=USES)
    where: str = column(
        "Lever, target, observation or variable that it became; blank for `not used`",
        "对应的杠杆、目标、观测值或变量；not used则留空",
        "revenue_1000",
        default="",
    )
    reason_en: str = column("Why so, in English", "理由，英文", "judged beside 1,200 (C01)")
    reason_zh: str = column("The same in Chinese", "同上，中文", "与1200亿元并列评判（C01）")


def read_coverage(path: Path) -> tuple[Covered, ...]:
    """Read the table of coverage; see :func:`gaoxin.desks.table.read_table`."""
    return read_table(path, Covered)
