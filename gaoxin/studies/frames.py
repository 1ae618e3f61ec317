"""Rows of a results file as a pandas table, and a small folder of such tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from gaoxin.telling.writing.csv_table import Cell


def data_frame(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> pd.DataFrame:
    """Return rows as a table with the columns of their file, in its order.

    Parameters
    ----------
    columns : sequence of str
    rows : iterable of mapping of column to cell
        None stands for a blank cell: NaN among numbers.

    Returns
    -------
    DataFrame
        Numbers in full, not in the digits of the file.
    """
    import pandas as pd

    names = list(columns)
    return pd.DataFrame([[row[name] for name in names] for row in rows], columns=names)


def by_scenario(
    columns: Sequence[str], rows: Mapping[str, Iterable[Mapping[str, Cell]]]
) -> pd.DataFrame:
    """Return the rows of several scenarios as one table, with the scenario in the first column."""
    named = [{"scenario": name, **row} for name, own in rows.items() for row in own]
    return data_frame(("scenario", *columns), named)
