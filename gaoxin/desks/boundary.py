"""The boundary of a model: what is explained, what is given, what is left out, and why.

What rests on a stock is explained by the model; what rests on none is given to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import model_validator

from gaoxin.desks.cells import Name
from gaoxin.desks.table import Row, column, read_table
from gaoxin.engine.model import Model
from gaoxin.errors import nearest
from gaoxin.language import Text, name_of
from gaoxin.names import canonical

Class = Literal["endogenous", "exogenous", "excluded"]
CLASSES: tuple[Class, ...] = ("endogenous", "exogenous", "excluded")


class BoundaryRow(Row):
    """One row of ``calibration/boundary.csv``."""

    id: str = column("The row's own name", "行标识", "N01")
    kind: Class = column(
        "`endogenous`: the model explains it. `exogenous`: it is given to the model. `excluded`: "
        "left out",
        "endogenous由模型解释，exogenous外生给定，excluded未纳入",
        "endogenous",
        named="class",
    )
    name_en: str = column("What it is, in English", "英文名称", "Reinvestment of profit")
    name_zh: str = column("What it is, in Chinese", "中文名称", "利润再投资")
    variable: Name = column(
        "Variable that shows it; blank for what is excluded",
        "对应变量；未纳入者留空",
        "reinvestment",
        default="",
    )
    why_en: str = column("Why so, in English", "英文理由", "Closes the loop of capital and profit")
    why_zh: str = column("Why so, in Chinese", "中文理由", "闭合资本与利润回路")
    source: str = column("Where the plan or the model says it", "出处", "plan 1.5", default="")

    @property
    def name(self) -> Text:
        """What it is, in both languages."""
        return name_of(self)

    @property
    def why(self) -> Text:
        """Why so, in both languages."""
        return Text(self.why_en, self.why_zh)

    @model_validator(mode="after")
    def _shown(self) -> BoundaryRow:
        if (self.kind == "excluded") == bool(self.variable):
            named = f"name the {self.kind} variable of the model"
            rule = "what is excluded has none" if self.variable else named
            raise ValueError(f"variable of '{self.id}' is {self.variable or 'blank'}; {rule}")
        return self


def read_boundary(path: Path, model: Model) -> tuple[BoundaryRow, ...]:
    """Read the boundary table and hold it against the model.

    Raises
    ------
    DataError
        An unknown class, a variable that the model has not (with the nearest), one of the wrong
        class, or a name or reason that is blank; with its line.
    """
    names = {canonical(name): name for name in model.variables.name}
    moved = resting_on_stocks(model)
    return tuple(_bound(row, names, moved) for row in read_table(path, BoundaryRow))


def resting_on_stocks(model: Model) -> set[str]:
    """Return the canonical names of stocks and of all that they move during a run."""
    graph = model._structure.graph
    frame = model.variables
    reached = {canonical(name) for name in frame.name[frame.kind == "stock"]}
    row = list(reached)
    while row:
        following = {after for key in row for after in graph[key]} - reached
        reached |= following
        row = list(following)
    return reached


def _bound(row: BoundaryRow, known: dict[str, str], moved: set[str]) -> BoundaryRow:
    """Return a row with its variable in the model's spelling."""
    if not row.variable:
        return row
    key = canonical(row.variable)
    if key not in known:
        close = nearest(row.variable, known.values())
        raise row.error(f"the model has no variable '{row.variable}'{close}")
    if row.kind == "endogenous" and key not in moved:
        raise row.error(f"'{known[key]}' rests on no stock of the model; write exogenous")
    if row.kind == "exogenous" and key in moved:
        raise row.error(f"'{known[key]}' rests on stocks of the model; write endogenous")
    return row.model_copy(update={"variable": known[key]})
