"""Competing structures: the model without a part, from ``calibration/structures.csv``.

Each is fitted by itself and shown beside the others. They are never averaged: what tells them
apart is a matter of evidence that two points in time hardly hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.cells import Constant, Number, Unit
from gaoxin.desks.places import Catalogue, resolve
from gaoxin.desks.table import Row, column, read_table
from gaoxin.errors import DataError
from gaoxin.language import Text
from gaoxin.units import convert, parse_unit

if TYPE_CHECKING:
    import pint

FULL = "full"
FULL_NAMES = Text("As modelled", "完整结构")


class HeldConstant(Row):
    """One row of the table: a constant that a structure holds."""

    KEY = ("structure", "constant")

    structure: str = column(
        "Structure that the row belongs to; not `full`, the model as it is",
        "所属结构；不得写full（即完整模型）",
        "no_boundary",
    )
    constant: Constant = column(
        "Constant that it holds, without subscripts",
        "固定的常数（无下标）",
        "boundary step revenue",
    )
    value: Number = column("What the constant is held at", "固定取值", "0")
    unit: Unit = column("Unit of the value", "取值单位", "CNY_1e8/year")
    name_en: str = column("Name of the structure in English", "结构的英文名称", "No boundary step")
    name_zh: str = column("Name of the structure in Chinese", "结构的中文名称", "无区划并入")
    note: str = column("Remarks", "备注", "the merger brought no revenue (C02)", default="")


@dataclass(frozen=True)
class Structure:
    """The model with some constants held.

    Attributes
    ----------
    id, name_en, name_zh : str
    fixed : dict of constant to float
        In the model's units; constants without subscripts.
    """

    id: str
    name_en: str
    name_zh: str
    fixed: dict[str, float] = field(default_factory=dict)


def read_structures(
    path: Path, catalogue: Catalogue, registry: pint.UnitRegistry[Any]
) -> tuple[Structure, ...]:
    """Read the table, a row a constant held.

    Parameters
    ----------
    path : Path
    catalogue : Catalogue
        The model's variables.
    registry : pint.UnitRegistry
        Of the workspace's units.

    Returns
    -------
    tuple of Structure
        In the table's order.

    Raises
    ------
    DataError
        With the row's line: what :func:`gaoxin.desks.table.read_table` refuses, no such constant,
        one with subscripts, a unit of another kind, or a structure named like the model as it is.
    """
    found: dict[str, Structure] = {}
    for row in read_table(path, HeldConstant):
        if row.structure == FULL:
            raise row.error(f"structure '{FULL}' is the model as it is; name it otherwise")
        own = found.setdefault(row.structure, Structure(row.structure, row.name_en, row.name_zh))
        try:
            place = resolve(catalogue, row.constant)
            unit = parse_unit(registry, place.unit)
            value = convert(row.value, parse_unit(registry, row.unit), unit)
        except DataError as error:
            raise row.error(f"structure '{row.structure}': {error.message}") from None
        if place.element or place.default.dims:
            raise row.error(
                f"structure '{row.structure}': '{row.constant}' has subscripts; hold constants "
                "without subscripts"
            )
        own.fixed[place.constant] = value
    return tuple(found.values())
