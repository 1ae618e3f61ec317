"""Fan charts: every scenario for one indicator, and every indicator for one scenario."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gaoxin.desks.indicators import measures
from gaoxin.names import same
from gaoxin.telling.drawing import fan as fans
from gaoxin.telling.drawing.fan import MARGIN, SPAN, Fan
from gaoxin.telling.drawing.font import font_path
from gaoxin.telling.drawing.style import INK, MUTED, RULE, SMALL_SIZE, TEXT_SIZE, rc_params
from gaoxin.telling.drawing.svg import both, draw
from gaoxin.telling.words.quantities import plain, unit_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.results import ScenarioLike, ScenarioResult

PER_ROW = 7
"""Scenarios side by side in one chart."""
COLUMNS = 4
KEY = both(
    "Line: median. Dark band: 50 %. Light band: 90 % of the members. Dots: observed. "
    "Triangles: targets (up: at least, down: at most; open: assumed).",
    "线：中位数；深色带：50% 成员；浅色带：90% 成员。圆点：实绩。"
    "三角：目标（朝上：不低于；朝下：不高于；空心：假定）。",
)
"""How to read the page of a scenario."""
_PITCH, _HEIGHT = 1.74, 1.62  # inches a panel
_LEFT, _RIGHT = 0.52, 0.42  # inches for the y axis and for the targets' numbers


@contextmanager
def chart_style() -> Iterator[None]:
    """Use the house style, and the Chinese font from its file, for the charts drawn inside."""
    import matplotlib as mpl
    from matplotlib import font_manager

    path = str(font_path())
    if all(entry.fname != path for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(path)
    with mpl.rc_context(rc_params()):
        yield


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
    indicator: Indicator, targets: Sequence[Target], results: Sequence[ScenarioResult]
) -> list[str]:
    """Return SVG charts of one indicator, a panel a scenario, at most seven panels a chart.

    All panels share one y axis, across charts too, so that they can be compared.
    """
    own = of_indicator(indicator, targets)
    panels = [Fan(indicator, own, result.bands[indicator.id]) for result in results]
    bounds = fans.limits(panels)
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
    width = _LEFT + _PITCH * len(panels) + _RIGHT
    figure, axes = _axes(width, _HEIGHT, left=_LEFT, right=_RIGHT, top=0.22, bottom=0.2)
    lefts = [i * (SPAN + MARGIN) for i in range(len(panels))]
    axes.set_ylim(*bounds)
    for left, panel, result in zip(lefts, panels, results, strict=True):
        fans.draw(axes, panel, left, bounds)
        fans.label_end(axes, left + SPAN + 0.7, [panel], [])
        axes.text(
            left - 0.4,
            1.05,
            _title(result),
            transform=axes.get_xaxis_transform(),
            fontsize=TEXT_SIZE,
            color=INK,
        )
    fans.years_axis(axes, lefts)
    fans.label_end(axes, lefts[-1] + SPAN + MARGIN + 0.2, [], targets)
    value_axis(axes)
    return draw(figure)


def scenario_chart(
    result: ScenarioResult,
    indicators: Sequence[Indicator],
    targets: Sequence[Target],
    stamp: tuple[str, str] = ("", ""),
) -> str:
    """Return one SVG of all `indicators` under one scenario, each with its own y axis.

    `stamp` says what the draws are, in English and Chinese, where that needs saying.
    """
    scenario = result.run.scenario
    title = scenario_title(scenario, stamp)
    figure, panels = grid(len(indicators), title, KEY)
    for axes, indicator in zip(panels, indicators, strict=True):
        own = of_indicator(indicator, targets)
        _single(axes, Fan(indicator, own, result.bands[indicator.id]))
    return draw(figure)


def scenario_title(
    scenario: ScenarioLike, stamp: tuple[str, str], heading: tuple[str, str] | None = None
) -> str:
    """Return a page's title: what it shows, the scenario, and what the draws are where said."""
    said = ["" if not text else f" · {text}" for text in stamp]
    lead = (f"{heading[0]}: ", f"{heading[1]}：") if heading else ("", "")
    return both(
        f"{lead[0]}{scenario.title['en']} ({scenario.id}){said[0]}",
        f"{lead[1]}{scenario.title['zh']}（{scenario.id}）{said[1]}",
    )


def grid(count: int, title: str, key: str) -> tuple[Figure, list[Axes]]:
    """Return a page with a title, a line that says how to read it, and `count` panels."""
    from matplotlib.figure import Figure

    rows = math.ceil(count / COLUMNS)
    head, cell_width, cell_height = 0.75, 2.75, 1.75
    width, height = COLUMNS * cell_width, head + rows * cell_height
    figure = Figure(figsize=(width, height))
    write_heading(figure, title, key)
    panels = []
    for i in range(count):
        row, column = divmod(i, COLUMNS)
        bottom = height - head - (row + 1) * cell_height + 0.28
        box = (
            (column * cell_width + 0.5) / width,
            bottom / height,
            (cell_width - 1.0) / width,
            (cell_height - 0.78) / height,
        )
        panels.append(figure.add_axes(box))
    return figure, panels


def write_heading(figure: Figure, title: str, key: str) -> None:
    """Write the title and, below it, how to read the page."""
    height = figure.get_size_inches()[1]
    figure.text(0.015, 1 - 0.25 / height, title, fontsize=11, color=INK, va="center")
    figure.text(0.015, 1 - 0.48 / height, key, fontsize=SMALL_SIZE, color=MUTED, va="center")


def _single(axes: Axes, panel: Fan) -> None:
    bounds = fans.limits([panel])
    axes.set_ylim(*bounds)
    fans.draw(axes, panel, 0.0, bounds)
    fans.years_axis(axes, [0.0])
    axes.set_xlim(-0.6, SPAN + 0.6)
    fans.label_end(axes, SPAN + 0.9, [panel], panel.targets)
    value_axis(axes)
    name_panel(axes, panel.indicator)


def write_at(
    figure: Figure,
    x: float,
    y: float,
    text: str,
    colour: str = INK,
    *,
    size: float = SMALL_SIZE,
) -> None:
    """Write `text` from `x` on, its middle at `y`: inches from the lower left corner."""
    width, height = figure.get_size_inches()
    figure.text(x / width, y / height, text, color=colour, fontsize=size, va="center")


def name_panel(axes: Axes, indicator: Indicator) -> None:
    """Write the indicator and its unit above a panel."""
    title = both(shortened(indicator.name_en, 44), shortened(indicator.name_zh, 24))
    unit = both(unit_words(indicator.unit, "en"), unit_words(indicator.unit, "zh"))
    for text, y, colour in ((title, 1.19, INK), (unit, 1.05, MUTED)):
        axes.text(-0.2, y, text, transform=axes.transAxes, fontsize=SMALL_SIZE, color=colour)


def _axes(
    width: float, height: float, *, left: float, right: float, top: float, bottom: float
) -> tuple[Figure, Axes]:
    """Return a figure of the given size with one axes inside the margins, all in inches."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    box = (left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height)
    return figure, figure.add_axes(box)


def value_axis(axes: Axes) -> None:
    """Give the y axis a few round values and light lines."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(round(value, 12))))
    axes.grid(visible=True, axis="y", color=RULE, linewidth=0.4, zorder=1)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def _title(result: ScenarioResult) -> str:
    title = result.run.scenario.title
    return both(shortened(title["en"], 26), shortened(title["zh"], 14))


def shortened(text: str, width: int) -> str:
    """Return `text` cut to `width` signs, at a word where there is one."""
    if len(text) <= width:
        return text
    cut = textwrap.shorten(text, width, placeholder="…")
    return cut if len(cut) > 1 else text[: width - 1] + "…"
