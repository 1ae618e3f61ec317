"""A page of charts: axes and texts placed in inches, its heading, round values on an axis."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Text, text_of
from gaoxin.telling.drawing.style import INK, MUTED, RULE, SMALL_SIZE
from gaoxin.telling.drawing.svg import both
from gaoxin.telling.words.quantities import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gaoxin.verdicts.results import ScenarioLike


def axes_at(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Return axes at a place of the figure, all in inches from its lower left corner.

    Parameters
    ----------
    figure : Figure
    left, bottom, width, height : float

    Returns
    -------
    Axes
    """
    across, up = figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def write_at(
    figure: Figure,
    x: float,
    y: float,
    text: str | Text,
    colour: str = INK,
    *,
    size: float = SMALL_SIZE,
) -> None:
    """Write `text` from `x` on, its middle at `y`: inches from the lower left corner.

    Parameters
    ----------
    figure : Figure
    x, y : float
    text : str or Text
    colour : str
    size : float
        Of the letters, in points.
    """
    across, up = figure.get_size_inches()
    figure.text(x / across, y / up, both(text), color=colour, fontsize=size, va="center")


def write_heading(figure: Figure, title: Text, key: Text) -> None:
    """Write the title and, below it, how to read the page.

    Parameters
    ----------
    figure : Figure
    title, key : Text
    """
    height = figure.get_size_inches()[1]
    figure.text(0.015, 1 - 0.25 / height, both(title), fontsize=11, color=INK, va="center")
    figure.text(0.015, 1 - 0.48 / height, both(key), fontsize=SMALL_SIZE, color=MUTED, va="center")


def scenario_title(scenario: ScenarioLike, stamp: Text, heading: Text = NOTHING) -> Text:
    """Return a page's title: what it shows, the scenario, and what the draws are where said.

    Parameters
    ----------
    scenario : ScenarioLike
    stamp : Text
        What the draws are; empty where nothing needs saying.
    heading : Text
        What the page shows; empty for the scenario alone.

    Returns
    -------
    Text
    """
    title = text_of(scenario.title)
    named = Text(f"{title.en} ({scenario.id})", f"{title.zh}（{scenario.id}）")
    if any(heading):
        named = Text(f"{heading.en}: {named.en}", f"{heading.zh}：{named.zh}")
    return stamped(named, stamp)


def stamped(title: Text, stamp: Text) -> Text:
    """Return a title with what the draws are, where that needs saying."""
    return Text(f"{title.en} · {stamp.en}", f"{title.zh} · {stamp.zh}") if any(stamp) else title


def value_axis(axes: Axes) -> None:
    """Give the y axis a few round values and light lines."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(round(value, 12))))
    axes.grid(visible=True, axis="y", color=RULE, linewidth=0.4, zorder=1)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def shorten(text: Text, en: int, zh: int) -> Text:
    """Return a text of at most so many signs in each language, cut at a word where there is one.

    Parameters
    ----------
    text : Text
    en, zh : int
        Most signs, the dots at the end of a text that was cut included.

    Returns
    -------
    Text
    """
    return Text(_cut(text.en, en), _cut(text.zh, zh))


def _cut(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    short = textwrap.shorten(text, width, placeholder="…")
    return short if len(short) > 1 else text[: width - 1] + "…"
