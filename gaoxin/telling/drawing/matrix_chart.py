"""Targets by scenarios as one picture: a cell a probability, coloured in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import Text
from gaoxin.telling.drawing.layout import shorten
from gaoxin.telling.drawing.marks import box, page, words
from gaoxin.telling.drawing.style import INK, MUTED, likelihood_colour
from gaoxin.telling.words.quantities import goal_words, rule_value, share_text, unit_words
from gaoxin.telling.words.target_names import told_apart

if TYPE_CHECKING:
    from gaoxin.verdicts.results import ScenarioResult

_NAME, _GOAL, _CELL, _ROW, _HEAD = 190.0, 130.0, 78.0, 13.0, 18.0


def matrix_chart(results: Sequence[ScenarioResult]) -> str:
    """Return the SVG of every judged target under every scenario, in both languages.

    Parameters
    ----------
    results : sequence of ScenarioResult
        Judged on the same targets.

    Returns
    -------
    str
    """
    rows = [
        row
        for row in zip(*(result.verdicts for result in results), strict=True)
        if row[0].state == "judged"
    ]
    names = told_apart([row[0].target for row in rows])
    left = _NAME + _GOAL
    marks = [
        words(left + _CELL * (n + 0.5), _HEAD - 6, _title(result), MUTED, across="center")
        for n, result in enumerate(results)
    ]
    for at, row in enumerate(rows):
        top = _HEAD + _ROW * at
        base, target = top + 0.72 * _ROW, row[0].target
        goal = goal_words(rule_value(target), unit_words(target.unit))
        marks.append(words(0, base, shorten(names[target.id], 44, 22), INK))
        marks.append(words(left - 6, base, shorten(goal, 32, 18), MUTED, across="right"))
        for n, verdict in enumerate(row):
            place = left + _CELL * n
            colour = likelihood_colour(verdict.word)
            marks.append(box(place + 1, top + 0.5, _CELL - 2, _ROW - 1, colour))
            said = share_text(verdict)
            marks.append(words(place + _CELL / 2, base, said, INK, across="center"))
    return page(left + _CELL * len(results), _HEAD + _ROW * len(rows), marks)


def _title(result: ScenarioResult) -> Text:
    title = result.run.scenario.title
    return shorten(Text(title["en"], title["zh"]), 18, 9)
