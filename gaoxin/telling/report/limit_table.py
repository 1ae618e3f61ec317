"""What binds at the end of the last year: limits and their elements by scenario, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gaoxin.names import same
from gaoxin.telling.words.phrases import element_words
from gaoxin.telling.words.quantities import percent

if TYPE_CHECKING:
    from gaoxin.verdicts.binding import Binding
    from gaoxin.verdicts.results import ScenarioResult

SHADES = ((0.9, "#de8a4f"), (0.5, "#efb587"), (0.1, "#f8dfc9"), (0.0, "#f4f3ef"))
"""Share of the runs from which on a cell has a colour."""


def limit_rows(results: Sequence[ScenarioResult]) -> list[dict[str, Any]]:
    """Return a row a limit and element, a cell a scenario: share of the runs in which it binds."""
    rows: list[dict[str, Any]] = []
    for bindings in zip(*(result.bindings for result in results), strict=True):
        first = bindings[0]
        rows.append(
            {
                "limit": first.limit.short,
                "element": element_words(first),
                "first": not rows or not same(rows[-1]["id"], first.limit.id),
                "id": first.limit.id,
                "cells": [_cell(binding) for binding in bindings],
            }
        )
    return rows


def _cell(binding: Binding) -> dict[str, str]:
    share = float(binding.share[-1])
    text = f"{100 * share:.0f} %" if share in (0.0, 1.0) else percent(share)
    return {"text": text, "colour": next(colour for least, colour in SHADES if share >= least)}
