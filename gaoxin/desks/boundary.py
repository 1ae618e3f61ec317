"""The boundary of a model: what is explained, what is given, what is left out, and why.

What rests on a stock is explained by the model; what rests on none is given to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gaoxin.engine.model import Model
from gaoxin.errors import DataError, nearest
from gaoxin.names import canonical
from gaoxin.tables import Row, read_table

Class = Literal["endogenous", "exogenous", "excluded"]
CLASSES: tuple[Class, ...] = ("endogenous", "exogenous", "excluded")
COLUMNS = (
    "id",
    "class",
    "name_en",
    "name_zh",
    "variable",
    "why_en",
    "why_zh",
    "source",
)


@dataclass(frozen=True)
class BoundaryRow:
    """One row of ``calibration/boundary.csv``; `variable` is blank for what is excluded."""

    kind: Class
    name: tuple[str, str]
    variable: str
    why: tuple[str, str]
    source: str


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
    return tuple(_read(row, names, moved) for row in read_table(path, COLUMNS))


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


def _read(row: Row, known: dict[str, str], moved: set[str]) -> BoundaryRow:
    kind = next((c for c in CLASSES if c == row.text("class")), None)
    if kind is None:
        raise _wrong(row, f"class '{row.text('class')}'; write one of {', '.join(CLASSES)}")
    for column in ("name_en", "name_zh", "why_en", "why_zh"):
        if not row.text(column):
            raise _wrong(row, f"{column} is blank; say it in both languages")
    named = row.text("variable")
    if (kind == "excluded") == bool(named):
        rule = "what is excluded has none" if named else f"name the {kind} variable of the model"
        raise _wrong(row, f"variable is {named or 'blank'}; {rule}")
    if named and canonical(named) not in known:
        raise _wrong(row, f"the model has no variable '{named}'{nearest(named, known.values())}")
    name = known.get(canonical(named), "")
    if kind == "endogenous" and canonical(name) not in moved:
        raise _wrong(row, f"'{name}' rests on no stock of the model; write exogenous")
    if kind == "exogenous" and canonical(name) in moved:
        raise _wrong(row, f"'{name}' rests on stocks of the model; write endogenous")
    pairs = ((row.text(f"{c}_en"), row.text(f"{c}_zh")) for c in ("name", "why"))
    return BoundaryRow(kind, next(pairs), name, next(pairs), row.text("source"))


def _wrong(row: Row, message: str) -> DataError:
    return DataError(message, path=row.path, line=row.line)
