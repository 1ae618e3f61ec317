"""Named feedback loops, from ``model/loops.csv``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from gaoxin.desks.cells import Constant
from gaoxin.desks.table import Row, column, read_table

TABLE = Path("model") / "loops.csv"
ARROW = "->"


class LoopRow(Row):
    """A loop that a constant of the model can cut."""

    id: str = column("The loop's own name: R or B and a number", "回路标识：R或B加编号", "R1")
    strength: Constant = column(
        "Constant that switches it: 1 as modelled, 0 cut",
        "控制该回路的常数：1为模型原状，0为切断",
        "strength R1",
    )
    polarity: Literal["R", "B"] = column(
        "`R`: it reinforces. `B`: it balances", "R为增强，B为平衡", "R"
    )
    name_en: str = column(
        "Name in English", "英文名称", "Capital - output - reinvestment", default=""
    )
    name_zh: str = column("Name in Chinese", "中文名称", "资本—产出—再投资", default="")
    variables: str = column(
        "Variables that it runs through in the order of influence, `->` between; the shortest way "
        "leads from each to the next, and from the last to the first",
        "依影响次序列出所经变量，以->相连；相邻变量之间、末尾到开头均取最短路径",
        "Capital -> capacity -> surplus -> reinvestment",
    )
    note: str = column("Remarks in English", "英文备注", "R1 is cut with the wage loop", default="")
    note_zh: str = column("Remarks in Chinese", "中文备注", "切断R1时一并切断工资回路", default="")

    @property
    def stations(self) -> tuple[str, ...]:
        """The variables, in order."""
        return tuple(part.strip() for part in self.variables.split(ARROW) if part.strip())


def read_loop_rows(path: Path) -> tuple[LoopRow, ...]:
    """Read the table of loops; see :func:`gaoxin.desks.table.read_table`."""
    return read_table(path, LoopRow)
