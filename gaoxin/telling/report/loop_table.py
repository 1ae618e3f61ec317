"""What each feedback loop does: rows of the page, from an earlier ``gaoxin loops``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gaoxin.language import Text, name_of
from gaoxin.telling.words.quantities import share_cell
from gaoxin.verdicts.loop_effects import distinct, in_points

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target

SHADES = ((20.0, "strong"), (5.0, "medium"), (1.0, "weak"), (0.0, ""))
"""Size of a contribution, in percent, from which on a cell has a colour."""

COLOURS = {
    ("strong", True): "#7fb4d6",
    ("medium", True): "#b9d7ea",
    ("weak", True): "#e3eff7",
    ("strong", False): "#de8a4f",
    ("medium", False): "#efb587",
    ("weak", False): "#f8dfc9",
}


@dataclass(frozen=True)
class StoredLoops:
    """The rows of ``effects.csv`` and ``shares.csv`` of one scenario.

    Attributes
    ----------
    members : int
        Of the runs that they were made from.
    """

    effects: Sequence[Mapping[str, str]]
    shares: Sequence[Mapping[str, str]]
    members: int


def loop_section(stored: StoredLoops | None, targets: Sequence[Target]) -> dict[str, Any] | None:
    """Return loops with their names, and a row a target with a cell a loop; None for nothing."""
    if stored is None:
        return None
    names = {row["loop"]: Text(row["loop_en"], row["loop_zh"]) for row in stored.effects}
    kinds = {row["loop"]: row["polarity"] for row in stored.effects}
    last = {
        (row["target"], row["loop"], int(row["year"])): (
            row["difference_p50"] if in_points(row["unit"]) else row["share_percent"]
        )
        for row in stored.effects
    }
    shares = {(row["loop"], int(row["year"])): row["share_percent"] for row in stored.shares}
    years = sorted({year for _, year in shares})
    rows = [
        {
            "name": name_of(target),
            "cells": [_cell(last[target.id, loop, target.year]) for loop in names],
        }
        for target in distinct(targets)
        if all((target.id, loop, target.year) in last for loop in names)
    ]
    return {
        "members": stored.members,
        "loops": [
            {
                "id": loop,
                "name": name,
                "kind": kinds[loop],
                "first": _percent(shares, loop, years[0]),
                "last": _percent(shares, loop, years[-1]),
            }
            for loop, name in names.items()
        ],
        "years": (years[0], years[-1]),
        "rows": rows,
    }


def _cell(text: str) -> dict[str, str]:
    value = float(text) if text else math.nan
    size = 0.0 if math.isnan(value) else abs(value)
    shade = next(name for least, name in SHADES if size >= least)
    colour = COLOURS.get((shade, value > 0), "transparent")
    return {"text": share_cell(value, signed=True), "colour": colour}


def _percent(shares: Mapping[tuple[str, int], str], loop: str, year: int) -> str:
    return f"{float(shares[loop, year]):.0f} %"
