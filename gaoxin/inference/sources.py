"""What a fit was made from, row by row, so that a stale one can tell what differs.

Of each table only what the fit computes with counts: a corrected name, note or source asks for no
new fit, nor does a row that feeds nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.content import content_text
from gaoxin.names import join, split

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.desks.disturbances import DisturbanceRow
    from gaoxin.desks.observations import Reading
    from gaoxin.desks.places import Constants
    from gaoxin.desks.priors import PriorRow
    from gaoxin.desks.table import Row

Rows = Mapping[str, Mapping[str, str]]
"""Cells by row and column; of the model, the hash of each thing that a run is made from."""

Content = Mapping[str, Rows]
"""By role: ``model``, ``priors``, ``disturbances`` where there are some, and ``observations``."""

FILES = {
    "model": "zone.mdl",
    "priors": "priors.csv",
    "disturbances": "disturbances.csv",
    "observations": "observations.csv",
}
"""The files that a fit is made from, by role."""

PRIOR = ("parameter", "unit", "central", "low", "high", "distribution", "role", "constant")
DISTURBANCE = ("variable", "drawn", "size")
OBSERVATION = (
    *("variable", "operator", "of", "period", "value", "unit", "sd", "scale", "tails", "series"),
    "use",
)
"""The columns that a fit computes with."""

EQUATION = "equation"
MOST = 5
"""Differences of a file that are told one by one."""


def content_of(
    model: Constants,
    priors: Iterable[PriorRow],
    disturbances: Iterable[DisturbanceRow],
    readings: Iterable[Reading],
) -> dict[str, Rows]:
    """Return what a fit is made from.

    Parameters
    ----------
    model : gaoxin.Model
    priors : iterable of PriorRow
        Those that feed a constant count.
    disturbances : iterable of DisturbanceRow
    readings : iterable of Reading
        With variables in the model's spelling. Those that are fitted count, and those that priors
        were made from: a series that is left out is held against a line through them.

    Returns
    -------
    dict of part to rows
        By role, each row as column to text.
    """
    fed = [row for row in priors if row.constant]
    moved = {row.label: _cells(row, DISTURBANCE) for row in disturbances}
    told = [row for row in readings if row.variable and row.use in {"fit", "prior"}]
    return {
        "model": {name: {EQUATION: own} for name, own in model.equation_hashes().items()},
        "priors": {row.label: _cells(row, PRIOR) for row in fed},
        **({"disturbances": moved} if moved else {}),
        "observations": {row.label: _cells(row, OBSERVATION) for row in told},
    }


def _cells(row: Row, columns: Iterable[str]) -> dict[str, str]:
    """Return some cells of a row, a constant under one spelling."""
    own = row.content()
    if "constant" in own:
        own["constant"] = join(*split(own["constant"]))
    return {name: own[name] for name in columns if name in own}


def hashes(content: Content) -> dict[str, str]:
    """Return the SHA-256 of the content of each role."""
    return {role: hashlib.sha256(content_text(rows)).hexdigest() for role, rows in content.items()}


def changed(before: Content, now: Content) -> list[str]:
    """Return the roles whose content differs; every role of `now` where `before` is empty."""
    return [role for role, rows in now.items() if before.get(role) != rows]


def differences(before: Content, now: Content) -> str:
    """Return in words what differs, file by file.

    Examples
    --------
    ``observations.csv: row employed_2020 value 41.2 -> 42.0; zone.mdl: 'tax' changed``
    """
    return "; ".join(
        f"{FILES[role]}: {_listed(list(_told(role, before[role], now[role])))}"
        for role in changed(before, now)
    )


def _listed(found: list[str]) -> str:
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    return ", ".join(found[:MOST]) + more


def _told(role: str, before: Rows, now: Rows) -> Iterator[str]:
    """Yield each difference of a file."""
    for label in {**before, **now}:
        name = f"'{label}'" if role == "model" else f"row {label}"
        if label not in now:
            yield f"{name} removed"
        elif label not in before:
            yield f"{name} added"
        elif role == "model" and before[label] != now[label]:
            yield f"{name} changed"
        else:
            a, b = before[label], now[label]
            for column in {**a, **b}:
                old, new = a.get(column, "blank"), b.get(column, "blank")
                if old != new:
                    yield f"{name} {column} {old} -> {new}"


def to_dataset(content: Content) -> xr.Dataset:
    """Return content as a group of ``posterior.nc``: a text a row, by role."""
    import xarray as xr

    return xr.Dataset(
        {
            role: (f"{role}_row", np.array([_line(label, own) for label, own in rows.items()], "O"))
            for role, rows in content.items()
        }
    )


def _line(label: str, cells: Mapping[str, str]) -> str:
    return json.dumps({label: dict(cells)}, ensure_ascii=False)


def from_dataset(group: xr.Dataset) -> dict[str, dict[str, dict[str, str]]]:
    """Return the content that :func:`to_dataset` made a group of."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for role, lines in group.data_vars.items():
        rows: dict[str, dict[str, str]] = {}
        for line in lines.values:
            rows |= json.loads(str(line))
        found[str(role)] = rows
    return found
