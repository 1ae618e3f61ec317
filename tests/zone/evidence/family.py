"""Family members: the zone at another size, and another zone by the same structure."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import xarray as xr

import gaoxin

AMOUNTS = frozenset({
    "CNY_1e8", "CNY_1e4", "person", "person_1e4", "person_1e3", "firm", "mu", "km2", "m2_1e4",
    "patent", "rack", "server", "bed", "physician", "place", "institution", "tce", "metric_ton",
    "t_1e3", "t_1e4", "kWh", "kWh_1e4", "kW", "MW", "USD_1e4", "project", "tCO2", "kgCO2",
})  # fmt: skip
"""Units of what there is twice as much of in a zone twice as large; years and shares are not."""


def degree(unit: str) -> int:
    """Return 1 for an amount, 0 for a ratio of two amounts or none, by the unit's words.

    Examples
    --------
    >>> [degree(u) for u in ("CNY_1e8/year", "mu/CNY_1e8", "person/(CNY_1e8/year)", "percent")]
    [1, 0, 0, 0]
    """
    above, _, below = unit.replace("(", "").replace(")", "").partition("/")
    count = [sum(word in AMOUNTS for word in re.split(r"[/*]", part)) for part in (above, below)]
    return count[0] - count[1]


def scaled(model: gaoxin.Model, factor: float) -> dict[str, xr.DataArray]:
    """Return overrides that make every amount among the model's constants `factor` times it."""
    table = model.variables
    rows = zip(table["name"], table["kind"], table["unit"], strict=True)
    return {
        str(name): model.default(str(name)) * factor
        for name, kind, unit in rows
        if kind == "constant" and degree(str(unit)) == 1
    }


def member(model: gaoxin.Model, path: Path) -> dict[str, xr.DataArray | float]:
    """Return the overrides that a file of ``model/family/`` names, checked against the units.

    Raises
    ------
    ValueError
        A unit is not the model's.
    """
    units = dict(zip(model.variables["name"], model.variables["unit"], strict=True))
    found: dict[str, xr.DataArray | float] = {}
    for row in rows(path):
        name = row["constant"]
        if row["unit"] != units[name]:
            raise ValueError(f"{path.name}: '{name}' is in {units[name]}, not {row['unit']}")
        if not row["element"]:
            found[name] = float(row["value"])
            continue
        array = found.setdefault(name, model.default(name).copy())
        assert isinstance(array, xr.DataArray)
        array.loc[{array.dims[0]: row["element"]}] = float(row["value"])
    return found


def rows(path: Path) -> list[Mapping[str, str]]:
    """Return the rows of a file of ``model/family/``."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
