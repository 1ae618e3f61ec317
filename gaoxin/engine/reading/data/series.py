"""Equations that take their numbers from files of an earlier run: data, and constants of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from pathlib import Path

import numpy as np

from gaoxin.engine.reading.data.datafiles import DataTable, Name, split_name
from gaoxin.engine.reading.data.points import Points
from gaoxin.engine.reading.equations import Equation
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.trees import Call, place_of, references
from gaoxin.engine.reading.unreadable import each
from gaoxin.engine.reading.variables import MAX_CELLS
from gaoxin.engine.values.graph import Array
from gaoxin.errors import ModelError
from gaoxin.names import canonical, display

_CONSTANTS = "get_vdf_constants"


def stand_ins(equations: Sequence[Equation], tables: Sequence[DataTable]) -> list[Equation]:
    """Return the equations; those that stand for data are data where a table has the variable.

    Vensim's converter to XMILE writes an equation of its own for a data variable, without the
    keyword that it may have had.
    """
    given = {key for table in tables for key, _ in table.series}
    return [
        replace(e, kind="data", tree=None, missing="")
        if e.kind == "equation" and e.missing and e.key in given
        else e
        for e in equations
    ]


def undefined(
    equations: Sequence[Equation], ranges: Ranges, tables: Sequence[DataTable]
) -> list[Equation]:
    """Return an equation of data for each name that no equation defines and a table has.

    Vensim takes such names for data (Vensim Help, Data Equations). They run over the ranges that
    stand where they are used first.

    Parameters
    ----------
    equations : sequence of Equation
    ranges : Ranges
    tables : sequence of DataTable

    Returns
    -------
    list of Equation
        Data without numbers yet.
    """
    given = {key for table in tables for key, _ in table.series}
    known = {e.key for e in equations} | ranges.elements.keys() | ranges.spelling.keys() | {"time"}
    found: dict[str, Equation] = {}
    for equation in equations if given - known else ():
        for reference in references(equation.tree):
            key = canonical(reference.reference)
            inside = reference.subscripts.subscripts if reference.subscripts else ()
            dims = tuple(canonical(str(s).rstrip("! ")) for s in inside)
            if key in given - known and all(map(ranges.is_range, dims)):
                line, column = place_of(reference) or (equation.line, equation.column or 1)
                name = display(reference.reference)
                found.setdefault(key, _bare(name, key, dims, line, column))
    return list(found.values())


def _bare(name: str, key: str, dims: tuple[str, ...], line: int, column: int) -> Equation:
    """Return data without anything said of them."""
    return Equation(
        name=name,
        key=key,
        subscripts=dims,
        excepts=(),
        tree=None,
        kind="data",
        unit="",
        low=None,
        high=None,
        comment="",
        group="",
        line=line,
        text=name,
        column=column,
    )


def with_data(
    path: Path, equations: Sequence[Equation], ranges: Ranges, tables: Sequence[DataTable]
) -> list[Equation]:
    """Return the equations, those of data with the series that a table has for them.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    equations : sequence of Equation
    ranges : Ranges
    tables : sequence of DataTable
        The first that has a variable counts.

    Returns
    -------
    list of Equation

    Raises
    ------
    ModelError
        A table has no number of a variable; or constants of a Vensim run, which is binary, are
        asked for and no table has them.

    Notes
    -----
    An element that the table has not is ``:NA:`` at all times, as in Vensim.
    """
    return each(lambda equation: _with_numbers(path, equation, ranges, tables), equations)


def _with_numbers(
    path: Path, equation: Equation, ranges: Ranges, tables: Sequence[DataTable]
) -> Equation:
    if equation.kind == "data" and equation.tree is None:
        cells = prod(len(ranges.elements.get(s, (s,))) for s in equation.subscripts)
        if not tables or cells > MAX_CELLS:  # what is too large is told where it is laid out
            return equation
        return _with_series(path, equation, ranges, tables)
    tree = equation.tree
    if isinstance(tree, Call) and canonical(tree.function.reference) == _CONSTANTS:
        return _with_constants(path, equation, ranges, tables)
    return equation


def _with_series(
    path: Path, equation: Equation, ranges: Ranges, tables: Sequence[DataTable]
) -> Equation:
    names = list(_names(equation.key, equation.subscripts, ranges))
    table = _first(names, tables)
    if table is None:
        return equation
    nothing = (np.zeros(0), np.zeros(0))
    series = [table.series.get(name, nothing) for name in names]
    if all(np.isnan(values).all() for _, values in series):
        raise ModelError(
            f"{table.path.name} has no number for '{equation.name}'",
            path=path,
            line=equation.line,
        )
    times, y = _together(series)
    shape = [len(ranges.elements[s]) for s in equation.subscripts if ranges.is_range(s)]
    mode = equation.missing or "interpolate"
    points = Points(times, y.reshape((len(times), *shape)), mode, True)
    return replace(equation, tree=points)


def _with_constants(
    path: Path, equation: Equation, ranges: Ranges, tables: Sequence[DataTable]
) -> Equation:
    """Take GET VDF CONSTANTS(file, 'name[Range]', time) from a table that has the variable."""
    arguments = equation.tree.arguments
    if len(arguments) != 3 or not isinstance(arguments[1], str):
        raise ModelError(
            "GET VDF CONSTANTS takes a file, a name in single quotes, and a time",
            path=path,
            line=equation.line,
        )
    name, subscripts = split_name(arguments[1])
    names = list(_names(name, subscripts, ranges))
    table = _first(names, tables)
    if table is None:
        raise ModelError(
            f"GET VDF CONSTANTS asks for '{arguments[1]}' of a binary file of Vensim, which is not "
            "read; save it as a table with times, and give it to load, as data=['constants.csv']",
            path=path,
            line=equation.line,
        )
    missing = [n for n in names if n not in table.series]
    if missing:
        raise ModelError(
            f"{table.path.name} has no '{name}[{', '.join(missing[0][1])}]'",
            path=path,
            line=equation.line,
        )
    times, y = _together([table.series[n] for n in names])
    at = float(arguments[2]) if isinstance(arguments[2], float) else np.nan
    row = np.flatnonzero(np.isclose(times, at, rtol=1e-9, atol=1e-9))
    if not len(row):
        raise ModelError(
            f"{table.path.name} has '{arguments[1]}' at times {times[0]:g} to {times[-1]:g}, and "
            f"not at {at:g}",
            path=path,
            line=equation.line,
        )
    shape = [len(ranges.elements[s]) for s in subscripts if ranges.is_range(s)]
    values = y[row[0]].reshape(shape)
    return replace(equation, tree=values if shape else float(values))


def _names(key: str, subscripts: Sequence[str], ranges: Ranges) -> Iterator[Name]:
    """Yield the name and elements of each element, the last subscript running first."""
    for elements in product(*(ranges.elements.get(s, (s,)) for s in subscripts)):
        yield key, elements


def _first(names: Sequence[Name], tables: Sequence[DataTable]) -> DataTable | None:
    """Return the first table that has any of these names."""
    return next((t for t in tables if any(name in t.series for name in names)), None)


def _together(series: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Return all times of some series, and their values then: NaN where one has none."""
    first = series[0][0]
    if all(times is first or np.array_equal(times, first) for times, _ in series):
        return first, np.stack([values for _, values in series], axis=1)
    times = np.unique(np.concatenate([own for own, _ in series]))
    y = np.full((len(times), len(series)), np.nan)
    for i, (own, values) in enumerate(series):
        y[np.searchsorted(times, own), i] = values
    return times, y
