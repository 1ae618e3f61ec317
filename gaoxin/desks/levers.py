"""Levers: the constants that policy moves, from ``scenarios/levers.csv``.

``python -m gaoxin.desks.levers`` prints the table as Markdown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.places import Catalogue, Place, resolve
from gaoxin.desks.workspace import Workspace
from gaoxin.errors import DataError, ScenarioError
from gaoxin.names import Names, split
from gaoxin.tables import Row, read_table
from gaoxin.units import convert, parse_unit

if TYPE_CHECKING:
    import pint

COLUMNS = ("lever", "unit", "low", "high", "neutral", "section", "name_en", "name_zh", "note")


@dataclass(frozen=True)
class Lever:
    """One row of the lever table.

    Attributes
    ----------
    name : str
        A model constant, in snake case.
    unit : str
        Unit of the numbers below.
    low, high : float
        Range; a scenario cannot leave it.
    neutral : float
        The model's own value: 2016-2020 practice.
    section : str
        Where the plan speaks of it.
    name_en, name_zh, note : str
    row : Row
        Where it stands, for messages.
    """

    name: str
    unit: str
    low: float
    high: float
    neutral: float
    section: str
    name_en: str
    name_zh: str
    note: str
    row: Row


def read_levers(path: Path) -> Names[Lever]:
    """Read the lever table, by name.

    Raises
    ------
    ScenarioError
        With file and line: a cell that is not understood, two rows for one lever, or a neutral
        value outside its range.
    """
    try:
        levers = [_read(row) for row in read_table(path, COLUMNS, unique="lever")]
    except DataError as error:
        raise ScenarioError(error.message, path=error.path, line=error.line) from None
    found = Names((lever.name, lever) for lever in levers)
    for lever in levers:
        if not lever.low <= lever.neutral <= lever.high:
            raise _at(
                lever, f"neutral {lever.neutral:g} is outside {lever.low:g} to {lever.high:g}"
            )
    return found


def check_levers(
    levers: Iterable[Lever], catalogue: Catalogue, registry: pint.UnitRegistry[Any]
) -> None:
    """Check each lever against the model.

    Raises
    ------
    ScenarioError
        With the row's line: no such constant, a unit of another kind, a neutral value that is
        not the model's own, a range that leaves the model's.
    """
    for lever in levers:
        try:
            _check(lever, catalogue, registry)
        except DataError as error:
            raise _at(lever, error.message) from None


def to_model(
    place: Place,
    value: float,
    unit: str,
    registry: pint.UnitRegistry[Any],
) -> float:
    """Return `value` in `unit` as a number in the unit of the constant.

    Raises
    ------
    DataError
        An unknown unit (with the nearest), or one of another kind than the constant's.
    """
    own = parse_unit(registry, place.unit, where=f"the model's unit of '{place.constant}'")
    return convert(value, parse_unit(registry, unit), own)


def own_unit(levers: Mapping[str, Lever], key: str) -> str:
    """Return the unit of the lever that a key names; one of this table for another name."""
    try:
        lever = levers.get(split(key)[0])
    except ValueError:
        lever = None
    return lever.unit if lever else "CNY_1e8/year"


def markdown(levers: Mapping[str, Lever]) -> str:
    """Return the lever table as a Markdown table."""
    lines = [
        "| lever | meaning | 含义 | unit | low | neutral | high | plan | note |",
        "|---|---|---|---|---:|---:|---:|---|---|",
    ]
    for lever in levers.values():
        numbers = " | ".join(f"{x:g}" for x in (lever.low, lever.neutral, lever.high))
        words = f"{lever.name_en} | {lever.name_zh} | {lever.unit}"
        lines.append(f"| `{lever.name}` | {words} | {numbers} | {lever.section} | {lever.note} |")
    return "\n".join(lines) + "\n"


def _read(row: Row) -> Lever:
    return Lever(
        name=row.text("lever"),
        unit=row.text("unit"),
        low=row.required("low"),
        high=row.required("high"),
        neutral=row.required("neutral"),
        section=row.text("section"),
        name_en=row.text("name_en"),
        name_zh=row.text("name_zh"),
        note=row.text("note"),
        row=row,
    )


def _check(lever: Lever, catalogue: Catalogue, registry: pint.UnitRegistry[Any]) -> None:
    place = resolve(catalogue, lever.name)
    neutral = to_model(place, lever.neutral, lever.unit, registry)
    for own in place.own_values():
        if not math.isclose(neutral, own, rel_tol=1e-9, abs_tol=1e-12):
            raise DataError(
                f"neutral {lever.neutral:g} {lever.unit} is {neutral:g} {place.unit}, but the "
                f"model's own value is {own:g}; make them equal"
            )
    low, high = (to_model(place, x, lever.unit, registry) for x in (lever.low, lever.high))
    if (place.low is not None and low < place.low) or (
        place.high is not None and high > place.high
    ):
        raise DataError(
            f"range {low:g} to {high:g} {place.unit} leaves the model's own, {place.low} to "
            f"{place.high}; narrow it, or widen the one in the model"
        )


def _at(lever: Lever, message: str) -> ScenarioError:
    return ScenarioError(
        f"lever '{lever.name}': {message}", path=lever.row.path, line=lever.row.line
    )


def main() -> None:
    """Print the lever table of the current workspace as Markdown."""
    print(markdown(read_levers(Workspace.find().levers)), end="")


if __name__ == "__main__":
    main()
