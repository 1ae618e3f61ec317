"""The plan's targets, read from ``calibration/targets.csv``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import model_validator

from gaoxin.desks.cells import Name, Number, Unit, Whole
from gaoxin.desks.table import Row, column, read_table
from gaoxin.language import Text

Rule = Literal["at_least", "at_most"]
Status = Literal["plan", "assumed", "no number"]


class Judged(Row):
    """What targets and indicators have in common: a variable of the model, or why there is none.

    Its value is held against the model as it stands, in `unit`, at the end of a year.
    """

    id: str = column("The row's own name; `--fail-under` and results use it", "行标识", "gdp")
    name_en: str = column("Name in English", "英文名称", "Unemployment rate", default="")
    name_zh: str = column("Name in Chinese", "中文名称", "地区生产总值", default="")
    unit: Unit = column(
        "Unit of the numbers, equal to the variable's", "数值单位，须与变量单位相等", "CNY_1e8/year"
    )
    note: str = column("Remarks", "备注", "box2 item 1 prints levels; see C05", default="")
    variable: Name = column(
        "Variable that holds it, without subscripts; blank where it is not modelled",
        "对应的模型变量（无下标）；未纳入模型则留空",
        "annual GDP",
        default="",
    )
    reason: str = column(
        "Why it is not modelled; needed where `variable` is blank",
        "未纳入模型的原因；`variable`留空时必填",
        "no formula is printed",
        default="",
    )
    reason_zh: str = column("The reason in Chinese", "原因的中文", "规划未给出公式", default="")

    @model_validator(mode="before")
    @classmethod
    def _in_chinese(cls, cells: Any) -> Any:
        if isinstance(cells, dict) and not cells.get("reason_zh"):
            return {**cells, "reason_zh": cells.get("reason", "")}
        return cells

    @model_validator(mode="after")
    def _says_why(self) -> Judged:
        if not self.variable and not self.reason:
            raise ValueError(
                f"'{self.id}' names no model variable and gives no reason; "
                "fill column 'variable', or say in column 'reason' why it is not modelled"
            )
        return self


class Target(Judged):
    """One row of the target table."""

    indicator: str = column(
        "Indicator that it is about, its id in indicators.csv; blank for none",
        "所属指标，即indicators.csv中的id；无则留空",
        "gdp",
        default="",
    )
    rule: Rule | None = column(
        "Which side of the value meets it; blank for a target without a number",
        "达标方向；无数值目标留空",
        "at_least",
        default=None,
    )
    value: Number | None = column(
        "The number to reach; blank only where the status is `no number`",
        "目标值；仅当status为no number时留空",
        "121",
        default=None,
    )
    year: Whole = column("It is judged at the end of this year", "于该年年末评判", "2025")
    status: Status = column("Whether the plan prints the number", "规划是否给出数值", "plan")
    kind: str = column("What the plan calls it", "规划所称性质", "expected", default="")
    source: str = column("Where the plan says it", "规划中的出处", "box 2", default="")
    short_en: str = column(
        "English name for a narrow column, told apart from every other; blank: `name_en`",
        "窄列所用英文简称，须互不相同；留空则用name_en",
        "Revenue (box 2)",
        default="",
    )
    short_zh: str = column(
        "The same in Chinese", "窄列所用中文简称", "园区营收（专栏2）", default=""
    )

    @property
    def short(self) -> Text:
        """Name for a narrow column."""
        return Text(self.short_en or self.name_en, self.short_zh or self.name_zh)

    @model_validator(mode="after")
    def _has_a_number(self) -> Target:
        numberless = self.status == "no number"
        if numberless != (self.value is None):
            raise ValueError(
                f"value of target '{self.id}' is {'blank' if self.value is None else self.value} "
                f"but its status is '{self.status}'; only a target whose status is 'no number' has "
                "a blank value"
            )
        if self.rule is None and not numberless:
            raise ValueError(
                f"rule of target '{self.id}' is blank; write one of: at_least, at_most"
            )
        return self


def read_targets(path: Path) -> tuple[Target, ...]:
    """Read the target table; see :func:`gaoxin.desks.table.read_table`."""
    return read_table(path, Target)
