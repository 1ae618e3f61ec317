"""A table of members that a reader brings along, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.errors import ModelError
from gaoxin.names import join, split

if TYPE_CHECKING:
    import pandas as pd


def from_table(frame: Any) -> pd.DataFrame:
    """Check a table of members, and number its rows from 0 on.

    Whether a model has the columns is checked when it is run.

    Parameters
    ----------
    frame : pandas.DataFrame
        A column a constant (or ``name[element]``), a row a member. Its index is left out.

    Returns
    -------
    pandas.DataFrame
        Numbers (float64), shape (members, columns); the index is named ``member``.

    Raises
    ------
    ModelError
        It is no table, has no row or no column, a column is not named by a text or is named
        twice, or a cell is not a finite number; names column and row.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise ModelError(
            f"a design is a {type(frame).__name__}; write a pandas.DataFrame, a column a constant"
        )
    if not frame.size:
        raise ModelError(f"a design of {len(frame)} rows and {len(frame.columns)} columns is empty")
    _check_names(list(frame.columns))
    columns = {name: _numbers(str(name), frame[name]) for name in frame.columns}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame), name="member"))


def _check_names(names: list[Any]) -> None:
    first: dict[str, str] = {}
    for name in names:
        if not isinstance(name, str):
            raise ModelError(f"column {name!r} of a design is no name; write a constant's, as text")
        key = _key(name)
        if key in first:
            raise ModelError(
                f"columns '{first[key]}' and '{name}' of a design are the same name; "
                "leave one of them out"
            )
        first[key] = name


def _key(column: str) -> str:
    """Return the spelling under which two columns are one."""
    try:
        return join(*split(column))
    except ValueError as error:
        raise ModelError(f"column of a design: {error}") from None


def _numbers(name: str, column: pd.Series[Any]) -> Any:
    """Return a column as numbers, or say which cell is none."""
    import pandas as pd

    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_complex_dtype(column):
        for row, value in zip(column.index, column, strict=True):
            if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
                raise ModelError(
                    f"column '{name}' of a design, row {row}: {value!r} is not a number"
                )
    try:
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
    except (OverflowError, TypeError, ValueError) as error:
        raise ModelError(f"column '{name}' of a design: {error}; write numbers") from None
    bad = np.flatnonzero(~np.isfinite(numbers))
    if len(bad):
        raise ModelError(
            f"column '{name}' of a design, row {column.index[bad[0]]}: "
            f"{numbers[bad[0]]} is not a finite number; fill it in, or drop the row"
        )
    return numbers
