"""Definition switches: what a disputed word means, from ``scenarios/definitions.csv``."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from gaoxin.desks.places import Catalogue, Place, resolve
from gaoxin.errors import DataError, ScenarioError
from gaoxin.names import Names, canonical, same
from gaoxin.tables import Row, read_table

COLUMNS = ("definition", "option", "constant", "value", "name_en", "name_zh", "note")


@dataclass(frozen=True)
class Option:
    """One reading of a definition: a model constant and its value, in the model's unit."""

    definition: str
    option: str
    constant: str
    value: float
    name_en: str
    name_zh: str
    row: Row


def read_definitions(path: Path) -> Names[Names[Option]]:
    """Read the definition table: by definition, then by option.

    Raises
    ------
    ScenarioError
        With file and line: a cell that is not understood, an option that stands twice, or a
        definition whose options set different constants.
    """
    try:
        options = [_read(row) for row in read_table(path, COLUMNS, unique=None)]
    except DataError as error:
        raise ScenarioError(error.message, path=error.path, line=error.line) from None
    found: dict[str, list[Option]] = {}
    for option in options:
        others = found.setdefault(canonical(option.definition), [])
        for other in others:
            if same(other.option, option.option):
                raise _at(option, f"stands on line {other.row.line} already; keep one of them")
            if not same(other.constant, option.constant):
                raise _at(option, "must set the same constant as the definition's other options")
        others.append(option)
    return Names((own[0].definition, Names((o.option, o) for o in own)) for own in found.values())


def check_definitions(definitions: Names[Names[Option]], catalogue: Catalogue) -> None:
    """Check that each switch is a constant of the model, and one option its own value.

    Raises
    ------
    ScenarioError
        With the row's line.
    """
    for options in definitions.values():
        first = next(iter(options.values()))
        place = place_of(first, catalogue)
        (own,) = set(place.own_values())
        if not any(math.isclose(option.value, own) for option in options.values()):
            raise _at(first, f"no option has the model's own value {own:g} of '{first.constant}'")


def place_of(option: Option, catalogue: Catalogue) -> Place:
    """Return the constant that an option sets."""
    try:
        return resolve(catalogue, option.constant)
    except DataError as error:
        raise _at(option, error.message) from None


def _read(row: Row) -> Option:
    for column in ("definition", "option", "constant"):
        if not row.text(column):
            raise row.error(f"{column} is blank; fill it")
    return Option(
        definition=row.text("definition"),
        option=row.text("option"),
        constant=row.text("constant"),
        value=row.required("value"),
        name_en=row.text("name_en"),
        name_zh=row.text("name_zh"),
        row=row,
    )


def _at(option: Option, message: str) -> ScenarioError:
    name = f"{option.definition} = {option.option}"
    return ScenarioError(
        f"definition '{name}': {message}", path=option.row.path, line=option.row.line
    )
