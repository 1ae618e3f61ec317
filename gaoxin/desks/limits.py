"""Limits: model variables that tell which constraint binds, from ``calibration/limits.csv``.

``calibration/elements.csv`` names the elements of the model's subscripts for readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from gaoxin.desks.places import Catalogue
from gaoxin.errors import DataError, ModelError, nearest
from gaoxin.names import Names, spellings
from gaoxin.tables import Row, read_table
from gaoxin.units import convert, parse_unit

if TYPE_CHECKING:
    import pint

COLUMNS = (
    "id",
    "variable",
    "unit",
    "name_zh",
    "name_en",
    "rule",
    "threshold",
    "binds",
    "note",
)

Rule = Literal["below", "at_most", "at_least", "above"]
"""How a variable stands to its threshold where the limit binds."""


@dataclass(frozen=True)
class Limit:
    """A constraint of the model.

    Attributes
    ----------
    variable : str
        The model variable that shows it, with or without subscripts, in `unit`.
    rule : {"below", "at_most", "at_least", "above"}
    threshold : float
        It holds something back where the variable is `rule` the threshold, in `unit`.
    binds : str
        The same in words.
    elements : mapping of str to (str, str)
        English and Chinese names of the elements of the variable's subscripts, by the model's
        own; one that is not in it is shown as the model spells it.
    """

    id: str
    variable: str
    unit: str
    name_en: str
    name_zh: str
    rule: Rule
    threshold: float
    binds: str
    elements: Mapping[str, tuple[str, str]] = field(default_factory=Names)


def read_limits(
    path: Path,
    catalogue: Catalogue,
    registry: pint.UnitRegistry[Any],
    elements: Names[tuple[str, str]],
) -> tuple[Limit, ...]:
    """Read the table of limits and check it against the model.

    Raises
    ------
    DataError
        With the row's line: no such variable, another unit than the model's, a rule or threshold
        that is not understood.
    """
    return tuple(_read(row, catalogue, registry, elements) for row in read_table(path, COLUMNS))


def read_elements(path: Path, catalogue: Catalogue) -> Names[tuple[str, str]]:
    """Read the names of the elements of the model's subscripts: English and Chinese by element.

    Raises
    ------
    DataError
        With the row's line: the model has no such element, or a name is blank.
    """
    known = spellings(one for labels in catalogue.model.subscripts.values() for one in labels)
    found = []
    for row in read_table(path, ("id", "name_zh", "name_en")):
        id_, pair = row.text("id"), (row.text("name_en"), row.text("name_zh"))
        if id_ not in known:
            raise row.error(f"the model has no element '{id_}'{nearest(id_, known)}")
        if not all(pair):
            raise row.error(f"'{id_}' needs a name in both languages")
        found.append((known[id_], pair))
    return Names(found)


def _read(
    row: Row,
    catalogue: Catalogue,
    registry: pint.UnitRegistry[Any],
    elements: Names[tuple[str, str]],
) -> Limit:
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
        rule=cast(Rule, row.one_of("rule", get_args(Rule))),
        threshold=row.required("threshold"),
        binds=row.text("binds"),
        elements=elements,
    )
