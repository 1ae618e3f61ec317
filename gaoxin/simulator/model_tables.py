"""What is given beside a model for its page: a table of levers, a file of draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from pydantic import model_validator

from gaoxin.desks.cells import Constant, Number
from gaoxin.desks.places import Catalogue, Place, resolve
from gaoxin.desks.table import Row, column, read_table
from gaoxin.errors import DataError
from gaoxin.tables import cut, read_text

if TYPE_CHECKING:
    from gaoxin.engine.model import Model

Array = npt.NDArray[np.float64]

INDEX = frozenset({"member", "chain", "draw"})
"""Columns of a file of draws that number its rows."""


class Slider(Row):
    """A row of the levers of any model's page."""

    KEY = ("lever",)

    name: Constant = column("Constant of the model", "模型常数", "contact rate", named="lever")
    low: Number = column("Least value of its slider", "滑块最小值", "2")
    high: Number = column("Greatest value of its slider", "滑块最大值", "10")
    unit: str = column("Unit of both; the model's own", "单位，须与模型一致", "person", default="")
    sector: str = column("Group that it stands in", "所属分组", "Policy", default="")
    name_en: str = column("Its name in English", "英文名称", "Contacts", default="")
    name_zh: str = column("Its name in Chinese", "中文名称", "接触率", default="")
    note: str = column("Remarks", "备注", "per person and day", default="")

    @model_validator(mode="after")
    def _ordered(self) -> Slider:
        if not self.low < self.high:
            raise ValueError(f"lever '{self.name}': low {self.low:g} is not below {self.high:g}")
        return self


def read_sliders(path: Path, model: Model) -> dict[str, Slider]:
    """Read which constants of a model get a slider, and from where to where.

    Parameters
    ----------
    path : Path
        CSV with columns ``lever,low,high`` and, where wanted, ``unit``, ``sector``, ``name_en``,
        ``name_zh``, ``note``. A workspace's ``levers.csv`` is one.
    model : gaoxin.Model

    Returns
    -------
    dict of str to Slider
        By canonical name, in the file's order.

    Raises
    ------
    DataError
        With file and line: what :func:`~gaoxin.desks.table.read_table` refuses; no such constant
        of the model; one element of it; another unit; a range that its own value is outside of.
    """
    catalogue = Catalogue.of(model)
    found: dict[str, Slider] = {}
    for row in read_table(path, Slider):
        try:
            place = resolve(catalogue, row.name)
        except DataError as why:
            raise row.error(why.message) from None
        _check(row, place)
        found[place.constant] = row
    if not found:
        raise DataError("no lever; write a row for each constant that may move", path=path)
    return found


def _check(row: Slider, place: Place) -> None:
    if place.element:
        raise row.error(
            f"lever '{row.name}' names one element; write '{place.constant}': its elements get "
            "sliders below it"
        )
    if row.unit and place.unit and row.unit != place.unit:
        raise row.error(
            f"lever '{row.name}' is in '{place.unit}'; write low and high in it, and unit "
            f"'{place.unit}'"
        )
    own = place.own_values()
    if min(own) < row.low or max(own) > row.high:
        raise row.error(
            f"lever '{row.name}': the model's own value {own[0]:g} is outside {row.low:g} to "
            f"{row.high:g}; widen the range"
        )


def read_draws(path: Path, model: Model) -> dict[tuple[str, int], Array]:
    """Read draws of a model's constants.

    Parameters
    ----------
    path : Path
        CSV with a column for each constant that is drawn (``name`` or ``name[element]``; a
        constant without an element sets all of them) and a row a member, or the ``fit.nc`` of a
        fit to series.
    model : gaoxin.Model

    Returns
    -------
    dict of (str, int) to array, shape (member,)
        By canonical name and place of the element.

    Raises
    ------
    DataError
        With file and line: it cannot be read; no such constant; a cell that is no finite number;
        fewer than two members.
    """
    columns = _archive(path) if path.suffix == ".nc" else _sheet(path)
    catalogue = Catalogue.of(model)
    found: dict[tuple[str, int], Array] = {}
    for name, values in columns.items():
        try:
            place = resolve(catalogue, name)
        except DataError as why:
            if path.suffix == ".nc":  # a fit draws noise too, which is no constant
                continue
            raise DataError(f"column '{name}': {why.message}", path=path, line=1) from None
        for element in _elements(place):
            found[place.constant, element] = values
    if not found:
        raise DataError("no column is a constant of the model", path=path)
    if len(next(iter(found.values()))) < 2:
        raise DataError("a page of draws needs at least two members, a row each", path=path)
    return found


def _elements(place: Place) -> list[int]:
    """Return the places of the elements that a place covers."""
    shape = place.default.shape
    if not place.element:
        return list(range(math.prod(shape)))
    labels = [
        [str(one) for one in place.default[dim].values].index(part)
        for dim, part in zip(place.default.dims, place.element, strict=True)
    ]
    return [int(np.ravel_multi_index(labels, shape))]


def _sheet(path: Path) -> dict[str, Array]:
    sheet = cut(read_text(path, what="file of draws"), path)
    found: dict[str, list[float]] = {name: [] for name in sheet.columns}
    if len(found) < len(sheet.columns):
        raise DataError("a column stands twice in the header", path=path, line=sheet.line)
    for line, cells in sheet.rows:
        for name, cell in zip(sheet.columns, cells, strict=True):
            found[name].append(_finite(cell, name, path, line))
    return {name: np.array(v) for name, v in found.items() if name.casefold() not in INDEX}


def _finite(cell: str, name: str, path: Path, line: int) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"column '{name}': '{cell}' is not a finite number", path=path, line=line)
    return value


def _archive(path: Path) -> dict[str, Array]:
    """Return the posterior of a fit to series, chains one after another."""
    import xarray as xr

    try:
        with xr.open_dataset(path, group="posterior", engine="netcdf4") as stored:
            data = stored.load()
    except (OSError, KeyError, ValueError) as why:
        raise DataError(f"cannot read draws of a fit here: {why}", path=path) from None
    drawn: Mapping[Any, Any] = data.data_vars
    return {
        str(name): np.asarray(values.values, dtype=np.float64).reshape(-1)
        for name, values in drawn.items()
        if set(values.dims) == {"chain", "draw"}
    }
