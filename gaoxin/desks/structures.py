"""Competing structures: the model without a part, from ``calibration/structures.csv``.

Each is fitted by itself and shown beside the others. They are never averaged: what tells them
apart is a matter of evidence that two points in time hardly hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.places import Catalogue, resolve
from gaoxin.errors import DataError
from gaoxin.tables import read_table
from gaoxin.units import convert, parse_unit

if TYPE_CHECKING:
    import pint

COLUMNS = ("structure", "constant", "value", "unit", "name_en", "name_zh", "note")
FULL = "full"
FULL_NAMES = ("As modelled", "完整结构")


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

    Raises
    ------
    DataError
        With the row's line: no such constant, one with subscripts, a unit of another kind, a
        structure without a name or named like the model as it is, or one constant held twice.
    """
    found: dict[str, Structure] = {}
    for row in read_table(path, COLUMNS, unique=None):
        name = row.text("structure")
        if name in {"", FULL}:
            raise row.error(f"structure '{name}' is blank or the model as it is; name it otherwise")
        for column in ("name_en", "name_zh"):
            if not row.text(column):
                raise row.error(f"{column} of structure '{name}' is blank; write it")
        own = found.setdefault(name, Structure(name, row.text("name_en"), row.text("name_zh")))
        try:
            place = resolve(catalogue, row.text("constant"))
            unit = parse_unit(registry, place.unit)
            value = convert(row.required("value"), parse_unit(registry, row.text("unit")), unit)
        except DataError as error:
            raise row.error(f"structure '{name}': {error.message}") from None
        if place.element or place.default.dims or place.constant in own.fixed:
            raise row.error(
                f"structure '{name}': '{row.text('constant')}' has subscripts or is held twice; "
                "hold constants without subscripts, once each"
            )
        own.fixed[place.constant] = value
    return tuple(found.values())
