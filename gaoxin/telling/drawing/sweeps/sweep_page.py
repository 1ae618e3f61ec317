"""What the charts of a sweep share: heading, axis names, colours, a strip that explains them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.names import same
from gaoxin.telling.drawing.style import BLUE, INK, MUTED, SMALL_SIZE, TEXT_SIZE, VERMILLION
from gaoxin.telling.drawing.svg import both
from gaoxin.telling.words.quantities import number, rule_value, unit_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import XAxis, YAxis
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from gaoxin.ensembles.sweeps.axes import Axis
    from gaoxin.verdicts.sweeps.result import SweepResult

    Array = NDArray[np.float64]

Pair = tuple[str, str]

BLUES = ("#f3f7fb", "#9cc5e0", BLUE, "#00304d")
ORANGES = ("#fdf4ec", "#f3bd92", VERMILLION, "#5c2800")
"""From none to all, each darker than the one before: told apart by lightness alone."""

HEAD = 1.3  # inches
_LINE = 0.165


def colours(names: Sequence[str]) -> Colormap:
    """Return a sequential scale."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("gaoxin", list(names))


def shades(values: Array, names: Sequence[str], low: float, high: float) -> Array:
    """Return colours of values between `low` and `high`, shape (..., 4)."""
    span = high - low if high > low else 1.0
    return np.asarray(colours(names)((values - low) / span))


def ink_on(shade: Array) -> str:
    """Return a colour of text that can be read on `shade`: dark, or white."""
    red, green, blue = shade[:3]
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.55 else INK


def heading(figure: Figure, result: SweepResult, number_: int, key: Sequence[Pair]) -> None:
    """Write what the chart is of, what it rests on, and how to read it."""
    measure, sweep = result.measure(number_), result.sweep
    target = measure.target
    goal = rule_value(target) if measure.judged else ""
    said = ["" if not text else f" · {text}" for text in result.stamp]
    names = (
        f"{target.name_en}, {unit_words(target.unit, 'en')}: {goal} {measure.said[0]}",
        f"{target.name_zh}（{unit_words(target.unit, 'zh')}）：{measure.said[1]}{goal}",
    )
    below = (
        f"{sweep.title['en']} ({sweep.id}), around: {result.base['en']}{said[0]}",
        f"{sweep.title['zh']}（{sweep.id}），基准：{result.base['zh']}{said[1]}",
    )
    lines = [
        (names, 11.0, INK),
        (below, TEXT_SIZE, INK),
        *((line, SMALL_SIZE, MUTED) for line in key if line[0]),
    ]
    height = figure.get_figheight()
    top = 0.22
    for (en, zh), size, colour in lines:
        y = 1.0 - top / height
        figure.text(0.1 / figure.get_figwidth(), y, both(en, zh), fontsize=size, color=colour,
                    va="center")  # fmt: skip
        top += 0.24 if size > TEXT_SIZE else _LINE + 0.03


def placed(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Return axes at a place in inches."""
    across, up = figure.get_figwidth(), figure.get_figheight()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def plain_numbers(one: XAxis | YAxis) -> None:
    """Label an axis of any scale with numbers as a reader writes them."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    if one.get_scale() == "log":
        one.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    one.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    one.set_minor_locator(NullLocator())


def panel(
    figure: Figure, left: float, bottom: float, width: float, height: float, title: Pair
) -> Axes:
    """Return axes at a place in inches, with a title above."""
    axes = placed(figure, left, bottom, width, height)
    y = 1.0 + 0.1 / height
    axes.text(0.0, y, both(*title), transform=axes.transAxes, fontsize=TEXT_SIZE, color=INK)
    return axes


def name_x(axes: Axes, axis: Axis, height: float, below: float = 0.36) -> None:
    """Write the name of an axis and its unit under a panel, `height` inches high."""
    for text, line, colour in zip(axis_words(axis), (0, 1), (INK, MUTED), strict=True):
        y = -(below + line * _LINE) / height
        axes.text(0.5, y, both(*text), transform=axes.transAxes, ha="center", va="center",
                  fontsize=SMALL_SIZE, color=colour)  # fmt: skip


def name_y(axes: Axes, axis: Axis, width: float, beside: float = 0.62) -> None:
    """Write the name of an axis and its unit left of a panel, `width` inches wide."""
    for text, line, colour in zip(axis_words(axis), (1, 0), (INK, MUTED), strict=True):
        x = -(beside + line * _LINE) / width
        axes.text(
            x,
            0.5,
            both(*text),
            transform=axes.transAxes,
            ha="center",
            va="center",
            rotation=90,
            rotation_mode="anchor",  # else the text of both languages would be measured
            fontsize=SMALL_SIZE,
            color=colour,
        )


def axis_words(axis: Axis, width: int = 46) -> tuple[Pair, Pair]:
    """Return the meaning of an axis, and its key with the unit, each in both languages."""
    from gaoxin.telling.drawing.fan_charts import shortened

    label = (shortened(axis.frame.label_en, width), shortened(axis.frame.label_zh, width // 2))
    if axis.relative:
        units = ("times the base", "基准的倍数")
    else:
        units = (unit_words(axis.unit, "en"), unit_words(axis.unit, "zh"))
    if same(axis.frame.label_en, axis.key):  # a constant has no other name
        return label, units
    return label, (f"{axis.key}, {units[0]}", f"{axis.key}，{units[1]}")


def tick(value: float) -> str:
    """Return a value of an axis, as short as it can be said."""
    return f"{value:,.4g}".replace("-", "−")


def strip(
    figure: Figure,
    left: float,
    bottom: float,
    height: float,
    names: Sequence[str],
    ends: tuple[float, float],
    suffix: str = "",
) -> None:
    """Draw a scale of colours beside a panel, with the numbers at its ends and middle."""
    axes = placed(figure, left, bottom, 0.1, height)
    axes.imshow(np.linspace(0, 1, 64)[:, None], cmap=colours(names), aspect="auto", origin="lower",
                extent=(0.0, 1.0, 0.0, 1.0))  # fmt: skip
    axes.set_xticks([])
    low, high = ends
    axes.set_yticks([0, 0.5, 1], [f"{number(v)}{suffix}" for v in (low, (low + high) / 2, high)])
    axes.yaxis.tick_right()
    for spine in axes.spines.values():
        spine.set_visible(False)
