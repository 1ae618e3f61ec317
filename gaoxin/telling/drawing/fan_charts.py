"""Fan charts: every scenario for one indicator, and every indicator for one scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.desks.indicators import measures
from gaoxin.language import NOTHING, Text, name_of, text_of
from gaoxin.names import same
from gaoxin.telling.drawing.fan import (
    MARGIN,
    SPAN,
    Fan,
    draw_fan,
    label_end,
    value_range,
    years_axis,
)
from gaoxin.telling.drawing.layout import (
    axes_inside,
    panel_grid,
    scenario_title,
    shorten,
    value_axis,
)
from gaoxin.telling.drawing.style import INK, MUTED, SMALL_SIZE, TEXT_SIZE, chart_style
from gaoxin.telling.drawing.svg import both, to_svg
from gaoxin.telling.words.quantities import unit_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.results import ScenarioResult

PER_ROW = 7
"""Scenarios side by side in one chart."""
KEY = Text(
    "Line: median. Dark band: 50 %. Light band: 90 % of the members. Dots: observed. "
    "Triangles: targets (up: at least, down: at most; open: assumed).",
    "线：中位数；深色带：50% 成员；浅色带：90% 成员。圆点：实绩。"
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


@chart_style()
def indicator_charts(
    indicator: Indicator, targets: Sequence[Target], results: Sequence[ScenarioResult]
) -> list[str]:
    """Return SVG charts of one indicator, a panel a scenario, at most seven panels a chart.

    All panels share one y axis, across charts too, so that they can be compared.

    Parameters
    ----------
    indicator : Indicator
    targets : sequence of Target
        Those that rest on its variable are drawn.
    results : sequence of ScenarioResult
        One a panel.

    Returns
    -------
    list of str
    """
    own = of_indicator(indicator, targets)
    panels = [Fan(indicator, own, result.bands[indicator.id]) for result in results]
    bounds = value_range(panels)
    rows = range(0, len(panels), PER_ROW)
    return [
        _row_chart(panels[i : i + PER_ROW], results[i : i + PER_ROW], own, bounds) for i in rows
    ]


def _row_chart(
    panels: Sequence[Fan],
    results: Sequence[ScenarioResult],
    targets: Sequence[Target],
    bounds: tuple[float, float],
) -> str:
    from matplotlib.figure import Figure

    width = _LEFT + _PITCH * len(panels) + _RIGHT
    figure = Figure(figsize=(width, _HEIGHT))
    axes = axes_inside(figure, _LEFT, _BOTTOM, _RIGHT, _TOP)
    lefts = [i * (SPAN + MARGIN) for i in range(len(panels))]
    axes.set_ylim(*bounds)
    for left, panel, result in zip(lefts, panels, results, strict=True):
        draw_fan(axes, panel, left, bounds)
        label_end(axes, left + SPAN + 0.7, [panel], [])
        axes.text(
            left - 0.4,
            1.05,
            _title(result),
            transform=axes.get_xaxis_transform(),
            fontsize=TEXT_SIZE,
            color=INK,
        )
    years_axis(axes, lefts)
    label_end(axes, lefts[-1] + SPAN + MARGIN + 0.2, [], targets)
    value_axis(axes)
    return to_svg(figure)


@chart_style()
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
    figure, panels = panel_grid(len(indicators), title, KEY)
    for axes, indicator in zip(panels, indicators, strict=True):
        own = of_indicator(indicator, targets)
        _single(axes, Fan(indicator, own, result.bands[indicator.id]))
    return to_svg(figure)


def _single(axes: Axes, panel: Fan) -> None:
    bounds = value_range([panel])
    axes.set_ylim(*bounds)
    draw_fan(axes, panel, 0.0, bounds)
    years_axis(axes, [0.0])
    axes.set_xlim(-0.6, SPAN + 0.6)
    label_end(axes, SPAN + 0.9, [panel], panel.targets)
    value_axis(axes)
    name_panel(axes, panel.indicator)


def name_panel(axes: Axes, indicator: Indicator) -> None:
    """Write the indicator and its unit above a panel."""
    title, unit = shorten(name_of(indicator), 44, 24), unit_words(indicator.unit)
    for text, y, colour in ((title, 1.19, INK), (unit, 1.05, MUTED)):
        axes.text(-0.2, y, both(text), transform=axes.transAxes, fontsize=SMALL_SIZE, color=colour)


def _title(result: ScenarioResult) -> str:
    return both(shorten(text_of(result.run.scenario.title), 26, 14))
