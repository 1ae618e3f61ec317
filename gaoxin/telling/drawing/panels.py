"""A page of panels, each a measure on its own axes, under one heading."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import Text, name_of
from gaoxin.telling.drawing.frame import PanelFrame, backdrop, inches, value_lines, year_axis
from gaoxin.telling.drawing.layout import shorten
from gaoxin.telling.drawing.marks import POINTS, page, words
from gaoxin.telling.drawing.style import INK, MUTED
from gaoxin.telling.words.quantities import unit_words

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator

COLUMNS = 4
_HEAD, _WIDTH, _HEIGHT = 0.75, 2.75, 1.75  # inches: the heading, and a panel with its margins
_LEFT, _TOP, _RIGHT, _BOTTOM = 0.5, 0.5, 0.5, 0.28  # inches: the margins of a panel
HEADING_SIZE = 11.0


@dataclass(frozen=True)
class Panel:
    """What a panel shows.

    Attributes
    ----------
    indicator : Indicator
        Named above the panel, with its unit.
    x : tuple of float
        Values at its left and right side.
    ground : tuple of float
        Values of x at the ends of its backdrop.
    y : tuple of float
        Values at its lower and upper side.
    years : sequence of (float, int)
        Values of x with the year that is written there.
    draw : callable
        From the frame, and a name that no other panel has, to the marks.
    """

    indicator: Indicator
    x: tuple[float, float]
    ground: tuple[float, float]
    y: tuple[float, float]
    years: Sequence[tuple[float, int]]
    draw: Callable[[PanelFrame, str], list[str]]


def panel_page(panels: Sequence[Panel], title: Text, key: Text) -> str:
    """Return one SVG of panels, row by row.

    Parameters
    ----------
    panels : sequence of Panel
    title : Text
    key : Text
        How to read the page.

    Returns
    -------
    str
    """
    width = COLUMNS * _WIDTH
    height = _HEAD + math.ceil(len(panels) / COLUMNS) * _HEIGHT
    marks = heading(width, title, key)
    for i, panel in enumerate(panels):
        row, column = divmod(i, COLUMNS)
        left, top = column * _WIDTH + _LEFT, _HEAD + row * _HEIGHT + _TOP
        size = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
        frame = PanelFrame(*inches(left, top, *size), panel.x, panel.y)
        marks += [backdrop(frame, *panel.ground), *value_lines(frame)]
        marks += panel.draw(frame, f"panel-{i}")
        marks += year_axis(frame, panel.years)
        marks += _names(frame, panel.indicator)
    return page(POINTS * width, POINTS * height, marks)


def heading(width: float, title: Text, key: Text) -> list[str]:
    """Return the title of a page and, below it, how to read it.

    Parameters
    ----------
    width : float
        Of the page, in inches.
    title, key : Text

    Returns
    -------
    list of str
    """
    left = 0.015 * POINTS * width
    return [
        words(left, 0.25 * POINTS, title, INK, size=HEADING_SIZE),
        words(left, 0.48 * POINTS, key, MUTED),
    ]


def _names(frame: PanelFrame, indicator: Indicator) -> list[str]:
    """Return the indicator and its unit, above a panel."""
    left = frame.left - 0.2 * frame.width
    title, unit = shorten(name_of(indicator), 44, 24), unit_words(indicator.unit)
    return [
        words(left, frame.top - share * frame.height, text, colour, up="baseline")
        for text, share, colour in ((title, 0.19, INK), (unit, 0.05, MUTED))
    ]
