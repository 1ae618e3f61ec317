"""A frame: where the values of a panel stand on the page, with its axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.telling.drawing.marks import POINTS, Point, box, line, words
from gaoxin.telling.drawing.style import MUTED, PANEL, RULE
from gaoxin.telling.words.quantities import plain

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Of round values, in powers of ten."""

MOST = 4
"""Steps along an axis."""


@dataclass(frozen=True)
class PanelFrame:
    """A panel's place on the page and the values at its sides.

    Attributes
    ----------
    left, top, width, height : float
        In points.
    x, y : tuple of float
        Values at the left and right side; at the lower and upper side.
    """

    left: float
    top: float
    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: float, y: float) -> Point:
        """Return the place of a value on the page, in points."""
        return self.across(x), self.down(y)

    def across(self, x: float) -> float:
        """Return how far from the page's left side a value of x stands."""
        low, high = self.x
        return self.left + self.width * (x - low) / (high - low)

    def down(self, y: float) -> float:
        """Return how far from the page's upper side a value of y stands."""
        low, high = self.y
        return self.top + self.height * (high - y) / (high - low)

    def places(self, x: Sequence[float], y: Sequence[float]) -> list[Point]:
        """Return the places of many values.

        Parameters
        ----------
        x, y : sequence of float, shape (value,)

        Returns
        -------
        list of (x, y)
            In points.
        """
        return [self.at(float(a), float(b)) for a, b in zip(x, y, strict=True)]


def inches(
    left: float, top: float, width: float, height: float
) -> tuple[float, float, float, float]:
    """Return a place of the page in points, told in inches.

    Parameters
    ----------
    left, top, width, height : float

    Returns
    -------
    tuple of float
    """
    return POINTS * left, POINTS * top, POINTS * width, POINTS * height


def round_values(low: float, high: float) -> list[float]:
    """Return the multiples of a round step from `low` to `high`: at most four steps.

    Examples
    --------
    >>> round_values(0.0, 1350.0)
    [0.0, 500.0, 1000.0]
    >>> round_values(-0.31, 0.52)
    [-0.25, 0.0, 0.25, 0.5]
    """
    rough = (high - low) / MOST
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * s for s in STEPS if power * s >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [i * step + 0.0 for i in range(first, last + 1)]


def backdrop(frame: PanelFrame, low: float, high: float) -> str:
    """Return the ground of a panel, from one value of x to another.

    Parameters
    ----------
    frame : PanelFrame
    low, high : float

    Returns
    -------
    str
    """
    left, right = frame.across(low), frame.across(high)
    return box(left, frame.top, right - left, frame.height, PANEL)


def value_lines(frame: PanelFrame) -> list[str]:
    """Return light lines at round values of y, with the values at their left."""
    found = []
    for value in round_values(*frame.y):
        y = frame.down(value)
        found.append(line([(frame.left, y), (frame.left + frame.width, y)], RULE, 0.4))
        label = plain(round(value, 12))
        found.append(words(frame.left - 3.5, y, label, MUTED, across="right"))
    return found


def year_axis(frame: PanelFrame, years: Sequence[tuple[float, int]]) -> list[str]:
    """Return the line below a panel, with years below it.

    Parameters
    ----------
    frame : PanelFrame
    years : sequence of (float, int)
        The value of x, and the year that is written there.

    Returns
    -------
    list of str
    """
    below = frame.top + frame.height
    found = [line([(frame.left, below), (frame.left + frame.width, below)], RULE, 0.6)]
    for x, year in years:
        found.append(
            words(frame.across(x), below + 4.0, str(year), MUTED, across="center", up="top")
        )
    return found
