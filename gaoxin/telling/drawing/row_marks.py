"""Marks of a panel whose rows share one axis across: intervals, upright lines, the axis below."""

from __future__ import annotations

from collections.abc import Sequence

from gaoxin.language import Text
from gaoxin.telling.drawing.frame import PanelFrame
from gaoxin.telling.drawing.marks import area, line, words
from gaoxin.telling.drawing.style import MUTED, RULE

HEAD = 7.0
"""Length of the arrowhead at an end that is cut, in points."""


def interval_bar(
    frame: PanelFrame,
    y: float,
    ends: tuple[float, float],
    reach: tuple[float, float],
    colour: str,
    thickness: float,
) -> list[str]:
    """Return an interval as a bar, cut at its reach, with an arrowhead where it goes beyond.

    Parameters
    ----------
    frame : PanelFrame
    y : float
        Its height in the frame.
    ends : tuple of float
        The lower and the upper; either may be endless.
    reach : tuple of float
        Between which it is drawn.
    colour : str
    thickness : float
        In points.

    Returns
    -------
    list of str
    """
    (low, high), (least, most) = ends, reach
    start, end = (frame.at(min(max(x, least), most), y) for x in (low, high))
    marks = [line([start, end], colour, thickness)]
    if low < least:
        marks.append(_arrowhead(*frame.at(least, y), -HEAD / 2, colour))
    if high > most:
        marks.append(_arrowhead(*frame.at(most, y), HEAD / 2, colour))
    return marks


def _arrowhead(x: float, y: float, half: float, colour: str) -> str:
    return area([(x - half, y - half), (x - half, y + half), (x + half, y)], colour)


def upright(frame: PanelFrame, x: float, colour: str, width: float) -> str:
    """Return a line from the lower to the upper side of a panel.

    Parameters
    ----------
    frame : PanelFrame
    x : float
        Its value.
    colour : str
    width : float
        In points.

    Returns
    -------
    str
    """
    across = frame.across(x)
    return line([(across, frame.top), (across, frame.top + frame.height)], colour, width)


def share_axis(
    frame: PanelFrame,
    values: Sequence[tuple[float, str | Text]],
    width: float = 0.4,
    about: Text | None = None,
) -> list[str]:
    """Return light lines at values of x with what is written below them.

    Parameters
    ----------
    frame : PanelFrame
    values : sequence of (float, str or Text)
        The value, and its words.
    width : float
        Of the lines, in points.
    about : Text, optional
        What the axis tells, below all.

    Returns
    -------
    list of str
    """
    below = frame.top + frame.height
    marks = [upright(frame, x, RULE, width) for x, _ in values]
    for x, text in values:
        marks.append(words(frame.across(x), below + 5.5, text, MUTED, across="center", up="top"))
    if about is not None:
        middle = frame.left + frame.width / 2
        marks.append(words(middle, below + 16.5, about, MUTED, across="center", up="top"))
    return marks
