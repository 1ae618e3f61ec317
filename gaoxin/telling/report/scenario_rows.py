"""Verdicts by target and scenario, and what each scenario changes, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gaoxin.language import text_of
from gaoxin.telling.drawing.style import likelihood_colour
from gaoxin.telling.report.verdict_rows import verdict_cells
from gaoxin.telling.words.quantities import unit_words
from gaoxin.telling.words.stated_words import stated_words
from gaoxin.telling.words.verdict_words import LIKELIHOOD_WORDS
from gaoxin.verdicts.likelihood import LIKELIHOODS

if TYPE_CHECKING:
    from gaoxin.verdicts.results import ScenarioChange, ScenarioResult


def likelihood_key() -> list[dict[str, str]]:
    """Return the words of likelihood with their bounds and colours."""
    key, upper = [], 1.0
    for word in LIKELIHOODS:
        bounds = f"{100 * word.at_least:.0f}–{100 * upper:.0f} %"
        name = LIKELIHOOD_WORDS[word.key]
        colour = likelihood_colour(word)
        key.append({"en": name.en, "zh": name.zh, "colour": colour, "range": bounds})
        upper = word.at_least
    return key


def scenario_cells(results: Sequence[ScenarioResult]) -> list[dict[str, Any]]:
    """Return each scenario: its words, what it changes, and a row a judged target."""
    return [
        {
            "id": result.id,
            "title": text_of(result.run.scenario.title),
            "description": text_of(result.run.scenario.description),
            "extends": result.run.scenario.extends,
            "changes": [change_cells(change) for change in result.changes],
            "rows": [verdict_cells(v) for v in result.verdicts if v.state == "judged"],
        }
        for result in results
    ]


def change_cells(change: ScenarioChange) -> dict[str, Any]:
    """Return one thing that a scenario changes."""
    return {
        "label": change.label,
        "name": change.name,
        "unit": unit_words(change.unit),
        "base": stated_words(change.base),
        "new": stated_words(change.new),
    }
