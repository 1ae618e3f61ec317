"""What was done about each contradiction of the plan, from ``calibration/treatments.csv``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from gaoxin.desks.table import Row, check_known, column, read_table
from gaoxin.language import Text
from gaoxin.names import Names

SHOWN_AS: Mapping[str, Text] = {
    "both judged": Text("both judged", "并列评判"),
    "switch": Text("definition switch", "口径开关"),
    "structure": Text("competing structure", "备选结构"),
    "observation": Text("observation chosen", "择定观测值"),
    "range prior": Text("range as a prior", "区间作先验"),
    "kept apart": Text("kept apart", "分列处理"),
    "assumed target": Text("assumed target", "假定目标"),
    "not used": Text("not used", "未采用"),
}
"""How a contradiction is shown in model, data or report: the keys of column ``shown_as``."""


class Treatment(Row):
    """How a contradiction was treated."""

    KEY = ("conflict",)

    conflict: str = column(
        "Contradiction, its id in conflicts.csv", "矛盾在conflicts.csv中的id", "C01"
    )
    shown_as: str = column(
        "How it is shown in model, data or report",
        "在模型、数据或报告中的体现方式",
        "switch",
        one_of=SHOWN_AS,
    )
    title_en: str = column(
        "The contradiction in a sentence, in English",
        "矛盾的一句话英文表述",
        "Revenue: 1,200 in box 2",
    )
    title_zh: str = column("The same in Chinese", "同上，中文", "2025年营业收入：专栏2为1200亿元")
    treated_en: str = column("What was done, in English", "处理方式，英文", "Judged side by side")
    treated_zh: str = column("The same in Chinese", "同上，中文", "并列评判，不取平均")


def read_treatments(path: Path, conflicts: Collection[str]) -> Names[Treatment]:
    """Read the treatments by the id of their contradiction.

    Raises
    ------
    DataError
        With file and line: what :func:`gaoxin.desks.table.read_table` refuses, or a
        contradiction that is not in `conflicts`.
    """
    rows = read_table(path, Treatment)
    for row in rows:
        check_known(row, "conflict", conflicts, "conflicts.csv")
    return Names((row.conflict, row) for row in rows)
