"""Fan charts: every scenario for one indicator, and every indicator for one scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.desks.indicators import measures
from gaoxin.language import NOTHING, Text, text_of
from gaoxin.names import same
from gaoxin.telling.drawing.fan import (
    MARGIN,
    SIDE,
    SPAN,
    Fan,
    draw_fan,
    end_labels,
    value_range,
    years_shown,
)
from gaoxin.telling.drawing.frame import PanelFrame, backdrop, inches, value_lines, year_axis
from gaoxin.telling.drawing.layout import scenario_title, shorten
from gaoxin.telling.drawing.marks import POINTS, page, words
from gaoxin.telling.drawing.panels import Panel, panel_page
from gaoxin.telling.drawing.style import TEXT_SIZE

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.results import ScenarioResult

PER_ROW = 7
"""Scenarios side by side in one chart."""
KEY = Text(
    "Line: median. Dark band: 50 %. Light band: 90 % of the members. Dots: observed. "
    "Triangles: targets (up: at least, down: at most; open: assumed).",
    "线：中位数；深色带：50% 样本；浅色带：90% 样本。圆点：实绩。"
    "三角：目标（朝上：不低于；朝下：不高于；空心：假定）。",
)
"""How to read the page of a scenario."""
_PITCH, _HEIGHT = 1.74, 1.62  # inches a panel
_LEFT, _RIGHT = 0.52, 0.42  # inches for the y axis and for the targets' numbers
_TOP, _BOTTOM = 0.22, 0.2  # inches for the scenarios' names and for the years


def charted(indicators: Sequence[Indicator], targets: Sequence[Target]) -> list[Indicator]:
    """Return the main measures: those judged by a target, or observed in 2015 and in 2020."""
    return [
        row
        for row in measures(targets, indicators)
        if of_indicator(row, targets) or len(row.observed) > 1
    ]


def of_indicator(indicator: Indicator, targets: Sequence[Target]) -> list[Target]:
    """Return the targets with a number that rest on the indicator's own variable."""
    return [
        target
        for target in targets
        if target.value is not None
        and target.variable
        and same(target.variable, indicator.variable)
    ]


def indicator_charts(
    indicator: Indicator,
    targets: Sequence[Target],
    results: Sequence[ScenarioResult],
    per_row: int = PER_ROW,
) -> list[str]:
    """Return SVG charts of one indicator, a panel a scenario, at most `per_row` panels a chart.

    All panels share one y axis, across charts too, so that they can be compared.

    Parameters
    ----------
    indicator : Indicator
    targets : sequence of Target
        Those that rest on its variable are drawn.
    results : sequence of ScenarioResult
        One a panel.
    per_row : int

    Returns
    -------
    list of str
    """
    own = of_indicator(indicator, targets)
    panels = [Fan(indicator, own, result.bands[indicator.id]) for result in results]
    bounds = value_range(panels)
    rows = range(0, len(panels), per_row)
    return [
        _row_chart(panels[i : i + per_row], results[i : i + per_row], own, bounds) for i in rows
    ]


def _row_chart(
    panels: Sequence[Fan],
    results: Sequence[ScenarioResult],
    targets: Sequence[Target],
    bounds: tuple[float, float],
) -> str:
    width = _LEFT + _PITCH * len(panels) + _RIGHT
    lefts = [i * (SPAN + MARGIN) for i in range(len(panels))]
    place = inches(_LEFT, _TOP, width - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM)
    frame = PanelFrame(*place, (lefts[0] - 0.6, lefts[-1] + SPAN + MARGIN), bounds)
    marks = [backdrop(frame, left - SIDE, left + SPAN + SIDE) for left in lefts]
    marks += value_lines(frame)
    for i, (left, fan, result) in enumerate(zip(lefts, panels, results, strict=True)):
        marks += draw_fan(frame, fan, left, f"fan-{i}")
        marks += end_labels(frame, left + SPAN + 0.7, [fan], [])
        above = frame.top - 0.05 * frame.height
        title = shorten(text_of(result.run.scenario.title), 26, 14)
        marks.append(words(frame.across(left - SIDE), above, title, size=TEXT_SIZE, up="baseline"))
    marks += end_labels(frame, lefts[-1] + SPAN + MARGIN + 0.2, [], targets)
    marks += year_axis(frame, years_shown(lefts))
    return page(POINTS * width, POINTS * _HEIGHT, marks)


def scenario_chart(
    result: ScenarioResult,
    indicators: Sequence[Indicator],
    targets: Sequence[Target],
    stamp: Text = NOTHING,
) -> str:
    """Return one SVG of all `indicators` under one scenario, each with its own y axis.

    `stamp` says what the draws are, in English and Chinese, where that needs saying.

    Parameters
    ----------
    result : ScenarioResult
    indicators : sequence of Indicator
        Their ids are keys of the result's bands.
    targets : sequence of Target
        Each is drawn with the indicator on whose variable it rests.
    stamp : Text

    Returns
    -------
    str
    """
    title = scenario_title(result.run.scenario, stamp)
    rows = [
        _panel(Fan(row, of_indicator(row, targets), result.bands[row.id])) for row in indicators
    ]
    return panel_page(rows, title, KEY)


def _panel(fan: Fan) -> Panel:
    """Return a fan alone on its axes."""

    def draw(frame: PanelFrame, name: str) -> list[str]:
        labels = end_labels(frame, SPAN + 0.9, [fan], fan.targets)
        return [*draw_fan(frame, fan, 0.0, name), *labels]

    sides, ground = (-0.6, SPAN + 0.6), (-SIDE, SPAN + SIDE)
    return Panel(fan.indicator, sides, ground, value_range([fan]), years_shown([0.0]), draw)
