"""What the charts of a sweep share: heading, axis names, colours, a strip that explains them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import Text
from gaoxin.names import same
from gaoxin.telling.drawing.layout import axes_at, shorten, stamped, write_at
from gaoxin.telling.drawing.style import BLUE, INK, MUTED, SMALL_SIZE, TEXT_SIZE, VERMILLION
from gaoxin.telling.drawing.svg import both
from gaoxin.telling.words.quantities import number, rule_value, tick, unit_words
from gaoxin.telling.words.sweep_words import when_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import XAxis, YAxis
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from gaoxin.ensembles.sweeps.axes import DesignAxis
    from gaoxin.verdicts.sweeps.result import SweepResult

    Array = NDArray[np.float64]

BLUES = ("#f3f7fb", "#9cc5e0", BLUE, "#00304d")
ORANGES = ("#fdf4ec", "#f3bd92", VERMILLION, "#5c2800")
"""From none to all, each darker than the one before: told apart by lightness alone."""

HEAD = 1.3  # inches
_LINE = 0.165


def colour_map(names: Sequence[str]) -> Colormap:
    """Return a sequential scale."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("gaoxin", list(names))


def shades(values: Array, names: Sequence[str], low: float, high: float) -> Array:
    """Return colours of values between `low` and `high`, shape (..., 4).

    Parameters
    ----------
    values : array, any shape
    names : sequence of str
        Colours from low to high.
    low, high : float
        The values that have the first and the last colour.

    Returns
    -------
    array, shape (..., 4)
        Red, green, blue and opacity, 0 to 1.
    """
    span = high - low if high > low else 1.0
    return np.asarray(colour_map(names)((values - low) / span))


def ink_on(shade: Array) -> str:
    """Return a colour of text that can be read on `shade`: dark, or white."""
    red, green, blue = shade[:3]
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.55 else INK


def write_sweep_heading(figure: Figure, result: SweepResult, n: int, key: Sequence[Text]) -> None:
    """Write what the chart is of, what it rests on, and how to read it.

    Parameters
    ----------
    figure : Figure
    result : SweepResult
    n : int
        The measure's number.
    key : sequence of Text
        How to read the chart, a line each; an empty one is left out.
    """
    measure, sweep = result.measure(n), result.sweep
    unit = unit_words(measure.target.unit)
    goal = rule_value(measure.target) if measure.judged else ""
    when = when_words(measure)
    named = Text(
        f"{measure.target.name_en}, {unit.en}: {goal} {when.en}",
        f"{measure.target.name_zh}（{unit.zh}）：{when.zh}{goal}",
    )
    around = Text(
        f"{sweep.title['en']} ({sweep.id}), around: {result.base['en']}",
        f"{sweep.title['zh']}（{sweep.id}），基准：{result.base['zh']}",
    )
    lines = [
        (named, 11.0, INK),
        (stamped(around, result.stamp), TEXT_SIZE, INK),
        *((line, SMALL_SIZE, MUTED) for line in key if any(line)),
    ]
    top = 0.22
    for text, size, colour in lines:
        write_at(figure, 0.1, figure.get_figheight() - top, text, colour, size=size)
        top += 0.24 if size > TEXT_SIZE else _LINE + 0.03


def plain_numbers(axis: XAxis | YAxis) -> None:
    """Label an axis of any scale with numbers as a reader writes them."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    if axis.get_scale() == "log":
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    axis.set_minor_locator(NullLocator())


def titled_axes(
    figure: Figure, left: float, bottom: float, width: float, height: float, title: Text
) -> Axes:
    """Return axes at a place in inches, with a title above.

    Parameters
    ----------
    figure : Figure
    left, bottom, width, height : float
        In inches.
    title : Text

    Returns
    -------
    Axes
    """
    axes = axes_at(figure, left, bottom, width, height)
    y = 1.0 + 0.1 / height
    axes.text(0.0, y, both(title), transform=axes.transAxes, fontsize=TEXT_SIZE, color=INK)
    return axes


def name_x(axes: Axes, axis: DesignAxis, height: float, below: float = 0.36) -> None:
    """Write the name of an axis and its unit under a panel, `height` inches high.

    Parameters
    ----------
    axes : Axes
    axis : DesignAxis
        Of the sweep.
    height : float
    below : float
        Distance of the name from the panel, in inches.
    """
    for text, line, colour in zip(axis_words(axis), (0, 1), (INK, MUTED), strict=True):
        y = -(below + line * _LINE) / height
        axes.text(0.5, y, both(text), transform=axes.transAxes, ha="center", va="center",
                  fontsize=SMALL_SIZE, color=colour)  # fmt: skip


def name_y(axes: Axes, axis: DesignAxis, width: float, beside: float = 0.62) -> None:
    """Write the name of an axis and its unit left of a panel, `width` inches wide.

    Parameters
    ----------
    axes : Axes
    axis : DesignAxis
        Of the sweep.
    width : float
    beside : float
        Distance of the unit from the panel, in inches; the name stands beyond it.
    """
    for text, line, colour in zip(axis_words(axis), (1, 0), (INK, MUTED), strict=True):
        x = -(beside + line * _LINE) / width
        axes.text(
            x,
            0.5,
            both(text),
            transform=axes.transAxes,
            ha="center",
            va="center",
            rotation=90,
            rotation_mode="anchor",  # else the text of both languages would be measured
            fontsize=SMALL_SIZE,
            color=colour,
        )


def axis_words(axis: DesignAxis, width: int = 46) -> tuple[Text, Text]:
    """Return the meaning of an axis, and its key with the unit, each in both languages."""
    label = shorten(axis.frame.label, width, width // 2)
    times = Text("times the base", "基准的倍数")
    units = times if axis.relative else unit_words(axis.unit)
    if same(axis.frame.label.en, axis.key):  # a constant has no other name
        return label, units
    return label, Text(f"{axis.key}, {units.en}", f"{axis.key}，{units.zh}")


def colour_scale(
    figure: Figure,
    left: float,
    bottom: float,
    height: float,
    names: Sequence[str],
    ends: tuple[float, float],
    suffix: str = "",
) -> None:
    """Draw a scale of colours beside a panel, with the numbers at its ends and middle.

    Parameters
    ----------
    figure : Figure
    left, bottom, height : float
        In inches.
    names : sequence of str
        Colours from low to high.
    ends : tuple of float
        The values of the first and the last colour.
    suffix : str
        Written after each number, such as `` %``.
    """
    axes = axes_at(figure, left, bottom, 0.1, height)
    ramp = np.linspace(0, 1, 64)[:, None]
    axes.imshow(ramp, cmap=colour_map(names), aspect="auto", origin="lower",
                extent=(0.0, 1.0, 0.0, 1.0))  # fmt: skip
    axes.set_xticks([])
    low, high = ends
    axes.set_yticks([0, 0.5, 1], [f"{number(v)}{suffix}" for v in (low, (low + high) / 2, high)])
    axes.yaxis.tick_right()
    for spine in axes.spines.values():
        spine.set_visible(False)
