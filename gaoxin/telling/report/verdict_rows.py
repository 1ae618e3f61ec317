"""Verdicts as the cells a reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gaoxin.language import Text, alike, name_of
from gaoxin.telling.drawing.style import likelihood_colour
from gaoxin.telling.words.quantities import (
    number,
    plain,
    probability_text,
    rule_value,
    share_text,
    unit_words,
)
from gaoxin.telling.words.verdict_words import verdict_words

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.verdicts.results import ScenarioResult
    from gaoxin.verdicts.verdict import Verdict

KINDS: dict[str, Text] = {
    "expected": Text("Expected targets of the plan's indicator table", "规划指标表：预期性指标"),
    "binding": Text("Binding targets of the plan's indicator table", "规划指标表：约束性指标"),
    "text": Text("Targets stated in the plan's text", "规划正文目标"),
    "constraint": Text("Limits the plan sets itself", "规划设定的限制"),
}
"""Headings by the `kind` of a target; another kind is its own heading."""


def verdict_cells(verdict: Verdict) -> dict[str, Any]:
    """Return one row of a scenario's table."""
    return {
        **target_cells(verdict),
        "value_2020": plain(verdict.value_2020),
        "p05": number(verdict.p05),
        "p50": number(verdict.p50),
        "p95": number(verdict.p95),
        "probability": probability_text(verdict),
        "share": share_text(verdict),
        "word": verdict_words(verdict),
        "colour": likelihood_colour(verdict.word),
    }


def target_cells(verdict: Verdict) -> dict[str, Any]:
    """Return what the table says of the target itself, and why it is not judged."""
    target = verdict.target
    why = Text(target.reason, target.reason_zh)
    if not target.reason and verdict.state == "no number":
        why = Text("The plan prints no number.", "规划未给出数值。")
    return {
        "name": name_of(target),
        "unit": unit_words(target.unit),
        "rule": rule_value(target),
        "assumed": target.status == "assumed",
        "source": target.source,
        "why": why,
    }


def matrix(results: Sequence[ScenarioResult]) -> list[dict[str, Any]]:
    """Return the judged targets by kind, each with a cell a scenario."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for verdicts in zip(*(result.verdicts for result in results), strict=True):
        if verdicts[0].state == "judged":
            cells = [verdict_cells(verdict) for verdict in verdicts]
            row = {
                **cells[0],
                "cells": [_short(*pair) for pair in zip(cells, verdicts, strict=True)],
            }
            groups.setdefault(verdicts[0].target.kind, []).append(row)
    return [{"title": KINDS.get(kind, alike(kind)), "rows": rows} for kind, rows in groups.items()]


def _short(cells: dict[str, Any], verdict: Verdict) -> dict[str, Any]:
    return {"text": share_text(verdict), "word": cells["word"], "colour": cells["colour"]}


def idle_indicators(indicators: Sequence[Indicator]) -> list[dict[str, Any]]:
    """Return the indicators that are not modelled, with the reason."""
    return [
        {
            "name": name_of(indicator),
            "unit": unit_words(indicator.unit),
            "value_2015": plain(indicator.value_2015),
            "value_2020": plain(indicator.value_2020),
            "why": Text(indicator.reason, indicator.reason_zh),
        }
        for indicator in indicators
        if not indicator.variable
    ]
