"""Results as a table of pandas."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gaoxin.engine.running.memory import check_room
from gaoxin.errors import ModelError, nearest
from gaoxin.names import Names

if TYPE_CHECKING:
    import pandas
    import xarray

ROWS = ("member", "time")
"""Axes that rows run over, where a result has them; elements of subscripts make columns."""


def to_frame(
    runs: xarray.Dataset,
    names: Sequence[str] | None = None,
    *,
    layout: Literal["wide", "long"] = "wide",
    rows: Sequence[str] = ROWS,
) -> pandas.DataFrame:
    """Return results as a tidy table.

    Parameters
    ----------
    runs : xarray.Dataset
        What :meth:`gaoxin.Model.run` returned, or one Dataset of :meth:`gaoxin.Model.reduce`.
    names : sequence of str, optional
        Variables, spelled in any way that the model takes; all of them by default.
    layout : {"wide", "long"}
        Wide: a row a member and time, a column a variable or one of its elements,
        ``name[element, element]`` as in a table of members (:mod:`gaoxin.design`), so that what
        goes in and what comes out stand side by side by ``member``. What does not vary in time, or
        over members, is repeated. Long: a row a value, in the columns ``variable``, the axes that
        the variables have (blank where one has it not) and ``value``.
    rows : sequence of str, optional
        Axes that make rows of a wide table; of bands ("quantile", "time").

    Returns
    -------
    pandas.DataFrame
        Values as they are, float64.

    Raises
    ------
    ModelError
        A name is unknown, with the nearest; the layout is none; or the table fits no memory.

    See Also
    --------
    xarray.Dataset.to_dataframe : a row an element too, where variables have the same subscripts.
    """
    if isinstance(names, str):
        raise ModelError(f'names is one text; write names=["{names}"]')
    chosen = list(runs.data_vars) if names is None else [_found(runs, name) for name in names]
    if layout == "wide":
        return _wide(runs[chosen], [axis for axis in rows if axis in runs.dims])
    if layout == "long":
        return _long(runs[chosen])
    raise ModelError(f"layout {layout!r} is unknown; write 'wide' or 'long'")


def _found(runs: xarray.Dataset, name: str) -> Any:
    known = Names((str(own), own) for own in runs.data_vars)
    if name not in known:
        raise ModelError(f"the runs hold no variable '{name}'{nearest(str(name), known)}")
    return known[name]


def _wide(runs: xarray.Dataset, rows: list[str]) -> pandas.DataFrame:
    import pandas

    sizes = [runs.sizes[axis] for axis in rows]
    columns = sum(
        prod(n for axis, n in values.sizes.items() if axis not in rows)
        for values in runs.data_vars.values()
    )
    size = 8 * columns * prod(sizes)
    check_room(size, f"{prod(sizes)} rows of {columns} columns", "name fewer variables (names=...)")
    found: dict[str, Any] = {}
    for name, values in runs.data_vars.items():
        inner = [axis for axis in values.dims if axis not in rows]
        own = values.transpose(*inner, *(axis for axis in rows if axis in values.dims))
        shape = [runs.sizes[axis] if axis in values.dims else 1 for axis in rows]
        table = own.values.reshape((*(own.sizes[axis] for axis in inner), *shape))
        for at, label in zip(
            np.ndindex(*table.shape[: len(inner)]), _labels(own, inner), strict=True
        ):
            column = f"{name}[{label}]" if label else str(name)
            found[column] = np.broadcast_to(table[at], sizes).ravel()
    if not rows:
        return pandas.DataFrame(found)
    index = [runs.indexes[a] if a in runs.indexes else range(runs.sizes[a]) for a in rows]
    if len(rows) == 1:
        return pandas.DataFrame(found, index=pandas.Index(index[0], name=rows[0]))
    return pandas.DataFrame(found, index=pandas.MultiIndex.from_product(index, names=rows))


def _labels(values: xarray.DataArray, axes: Sequence[Any]) -> list[str]:
    """Return the elements of the columns of a variable, in order."""
    labels = [[str(label) for label in values[axis].values] for axis in axes]
    return [", ".join(one) for one in product(*labels)]


def _long(runs: xarray.Dataset) -> pandas.DataFrame:
    import pandas

    size = sum(8 * (1 + values.ndim) * values.size for values in runs.data_vars.values())
    check_room(size, "so many values", "name fewer variables (names=...)")
    axes = list(dict.fromkeys(axis for v in runs.data_vars.values() for axis in v.dims))
    parts = []
    for name, values in runs.data_vars.items():
        part = (
            values.reset_coords(drop=True).to_series().rename("value").reset_index()
            if values.ndim
            else pandas.DataFrame({"value": [values.item()]})
        )
        parts.append(part.assign(variable=str(name)))
    ordered = [a for a in axes if a != "time"] + [a for a in axes if a == "time"]
    whole = pandas.concat(parts, ignore_index=True) if parts else pandas.DataFrame()
    return whole.reindex(columns=["variable", *ordered, "value"])
