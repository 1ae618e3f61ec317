"""Limits: model variables that tell which constraint binds, from ``calibration/limits.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gaoxin.desks.cells import Name, Number, Unit
from gaoxin.desks.places import Catalogue
from gaoxin.desks.table import Row, column, read_table
from gaoxin.errors import DataError, ModelError
from gaoxin.language import Text
from gaoxin.names import Names
from gaoxin.units import convert, parse_unit

if TYPE_CHECKING:
    import pint

Rule = Literal["below", "at_most", "at_least", "above"]
"""How a variable stands to its threshold where the limit binds."""


class Limit(Row):
    """A constraint of the model.

    Attributes
    ----------
    elements : mapping of str to (str, str)
        English and Chinese names of the elements of the variable's subscripts, by the model's
        own; one that is not in it is shown as the model spells it.
    """

    id: str = column("The row's own name", "行标识", "land")
    variable: Name = column(
        "Variable that shows it, with or without subscripts",
        "体现约束的变量，可带下标",
        "land factor",
    )
    unit: Unit = column(
        "Unit of the threshold, equal to the variable's",
        "阈值单位，须与变量单位相等",
        "dimensionless",
    )
    name_zh: str = column("Name in Chinese", "中文名称", "土地约束", default="")
    name_en: str = column(
        "Name in English", "英文名称", "Land: share of starts allowed", default=""
    )
    rule: Rule = column(
        "It binds where the variable is so to the threshold",
        "变量与阈值呈此关系时约束起作用",
        "below",
    )
    threshold: Number = column("The threshold", "阈值", "1")
    binds: str = column("The rule in words", "规则的文字表述", "below 1", default="")
    note: str = column("Remarks", "备注", "loop B1", default="")
    short_en: str = column(
        "What holds back, to begin an English sentence with; blank: `name_en` up to its colon",
        "制约因素简称，用作英文句首；留空则取name_en冒号之前的部分",
        "Serviced land",
        default="",
    )
    short_zh: str = column("The same in Chinese", "制约因素中文简称", "供地", default="")
    served_en: str = column(
        "What the variable is a share of, to go on with after a percentage; blank: not told",
        "变量是何者的占比，接在百分数之后（英文）；留空则不表述",
        "of the wanted starts find land",
        default="",
    )
    served_zh: str = column(
        "The same in Chinese", "同上，中文", "的拟开工项目能得到土地", default=""
    )

    @property
    def short(self) -> Text:
        """What holds back, in a word or two."""
        return Text(
            self.short_en or self.name_en.partition(":")[0],
            self.short_zh or self.name_zh.partition("：")[0],
        )

    @property
    def served(self) -> Text:
        """What the variable is a share of; blank where the table does not say."""
        return Text(self.served_en, self.served_zh)

    elements: Mapping[str, Text] = Names()


def read_limits(
    path: Path,
    catalogue: Catalogue,
    registry: pint.UnitRegistry[Any],
    elements: Names[Text],
) -> tuple[Limit, ...]:
    """Read the table of limits and check it against the model.

    Parameters
    ----------
    path : Path
    catalogue : Catalogue
        The model's variables.
    registry : pint.UnitRegistry
        Of the workspace's units.
    elements : Names of (str, str)
        From :func:`gaoxin.desks.elements.read_elements`.

    Returns
    -------
    tuple of Limit
        In the table's order.

    Raises
    ------
    DataError
        With the row's line: what :func:`gaoxin.desks.table.read_table` refuses, no such variable,
        another unit than the model's.
    """
    rows = read_table(path, Limit)
    for row in rows:
        _check(row, catalogue, registry)
    return tuple(row.model_copy(update={"elements": elements}) for row in rows)


def _check(row: Limit, catalogue: Catalogue, registry: pint.UnitRegistry[Any]) -> None:
    try:
        variable = catalogue.rows[catalogue.model.canonical(row.variable)]
    except ModelError as error:
        raise row.error(f"variable of '{row.id}': {error.message}") from None
    own = parse_unit(registry, variable["unit"], where=f"the model's unit of '{row.variable}'")
    stated = parse_unit(registry, row.unit, path=row.path, line=row.line)
    try:
        factor = convert(1.0, stated, own)
    except DataError as error:
        raise row.error(f"'{row.id}': {error.message}") from None
    if abs(factor - 1.0) > 1e-9:
        raise row.error(
            f"'{row.id}' is in '{row.unit}' but '{row.variable}' is in "
            f"'{variable['unit']}' in the model; give both the same unit"
        )
