"""Limits: model variables that tell which constraint binds, from ``calibration/limits.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.errors import DataError, ModelError
from gaoxin.inference.places import Catalogue
from gaoxin.tables import Row, read_table
from gaoxin.units import convert, parse_unit

if TYPE_CHECKING:
    import pint

COLUMNS = ("id", "variable", "unit", "name_zh", "name_en", "binds", "note")


@dataclass(frozen=True)
class Limit:
    """A constraint of the model.

    Attributes
    ----------
    variable : str
        The model variable that shows it, with or without subscripts, in `unit`.
    binds : str
        When it holds something back, in words.
    """

    id: str
    variable: str
    unit: str
    name_en: str
    name_zh: str
    binds: str


def read_limits(
    path: Path, catalogue: Catalogue, registry: pint.UnitRegistry[Any]
) -> tuple[Limit, ...]:
    """Read the table of limits and check it against the model.

    Raises
    ------
    DataError
        With the row's line: no such variable, or another unit than the model's.
    """
    return tuple(_read(row, catalogue, registry) for row in read_table(path, COLUMNS))


def _read(row: Row, catalogue: Catalogue, registry: pint.UnitRegistry[Any]) -> Limit:
    name = row.text("variable")
    try:
        variable = catalogue.rows[catalogue.model.canonical(name)]
    except ModelError as error:
        raise row.error(f"variable of '{row.text('id')}': {error.message}") from None
    own = parse_unit(registry, variable["unit"], where=f"the model's unit of '{name}'")
    stated = parse_unit(registry, row.text("unit"), path=row.path, line=row.line)
    try:
        factor = convert(1.0, stated, own)
    except DataError as error:
        raise row.error(f"'{row.text('id')}': {error.message}") from None
    if abs(factor - 1.0) > 1e-9:
        raise row.error(
            f"'{row.text('id')}' is in '{row.text('unit')}' but '{name}' is in "
            f"'{variable['unit']}' in the model; give both the same unit"
        )
    return Limit(
        id=row.text("id"),
        variable=name,
        unit=row.text("unit"),
        name_en=row.text("name_en"),
        name_zh=row.text("name_zh"),
        binds=row.text("binds"),
    )
