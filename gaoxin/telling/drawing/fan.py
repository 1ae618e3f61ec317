"""One fan: median, 50 % and 90 % bands, observed points and target marks, drawn in a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.telling.drawing.frame import PanelFrame
from gaoxin.telling.drawing.marks import (
    area,
    band,
    bounds,
    dot,
    line,
    triangle,
    within,
    words,
)
from gaoxin.telling.drawing.style import BAND_50, BAND_90, BLUE, INK, MUTED, VERMILLION
from gaoxin.telling.words.quantities import number, rule_value

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target

FIRST, LAST = 2015, 2025
SPAN = float(LAST - FIRST)
SIDE = 0.4
"""Years of ground beside the first and the last."""
MARGIN = 4.6
"""Years of room at the right of a fan for the number at its end."""
CLIP = 4.0
"""A band that goes beyond this many times all else is cut, with its end written down."""


@dataclass(frozen=True)
class Fan:
    """What one panel shows: an indicator under one scenario, and the targets set for it."""

    indicator: Indicator
    targets: Sequence[Target]
    band: xr.DataArray

    def level(self, level: float) -> NDArray[np.float64]:
        """Return the quantile `level` at the years shown, shape (year,)."""
        row = int(np.argmin(np.abs(self._levels - level)))
        return np.asarray(self._quantiles[row], dtype=np.float64)

    @cached_property
    def years(self) -> NDArray[np.float64]:
        """Years shown, shape (year,)."""
        return self._times[self._shown]

    @cached_property
    def _quantiles(self) -> NDArray[np.float64]:
        """Shape (level, year)."""
        return np.asarray(self.band.values[:, self._shown], dtype=np.float64)

    @cached_property
    def _levels(self) -> NDArray[np.float64]:
        return np.asarray(self.band["level"].values, dtype=np.float64)

    @cached_property
    def _times(self) -> NDArray[np.float64]:
        return np.asarray(self.band["time"].values, dtype=np.float64)

    @property
    def _shown(self) -> NDArray[np.bool_]:
        return (self._times >= FIRST) & (self._times <= LAST)


def value_range(fans: Sequence[Fan]) -> tuple[float, float]:
    """Return the common y range: all that the fans show, from zero where zero is near.

    A 90 % band that reaches beyond :data:`CLIP` times everything else is cut there (see
    :func:`draw_fan`), so that one long tail does not flatten the rest.
    """
    points = [value for fan in fans for value in fan.indicator.observed.values()]
    points += [t.value for fan in fans for t in fan.targets if t.value is not None]
    inner = np.concatenate([points, *(fan.level(q) for fan in fans for q in (0.25, 0.75))])
    outer = np.concatenate([fan.level(q) for fan in fans for q in (0.05, 0.95)])
    reach = CLIP * max(np.ptp(inner), 0.02 * np.abs(inner).max(), 1e-12)
    low = max(min(inner.min(), outer.min()), inner.min() - reach)
    high = min(max(inner.max(), outer.max()), inner.max() + reach)
    if 0.0 <= low < 0.6 * high:
        low = 0.0
    pad = 0.07 * (high - low) or 0.05 * abs(high) or 1.0
    return (low if low == 0.0 else low - pad), high + pad


def draw_fan(frame: PanelFrame, fan: Fan, left: float, name: str) -> list[str]:
    """Return the marks of a fan whose first year is at x = `left`; x counts years.

    Parameters
    ----------
    frame : PanelFrame
        Its y axis in the indicator's unit; what leaves it is written as text.
    fan : Fan
    left : float
    name : str
        Of the fan's bounds, its own in the chart.

    Returns
    -------
    list of str
    """
    x = (left + fan.years - FIRST).tolist()
    ends = frame.across(left - SIDE), frame.across(left + SPAN + SIDE)
    whole = (ends[0], frame.top, ends[1] - ends[0], frame.height)
    kept = within(name)
    marks = [bounds(name, *whole)]
    for low, high, colour in ((0.05, 0.95, BAND_90), (0.25, 0.75, BAND_50)):
        corners = band(x, fan.level(low).tolist(), fan.level(high).tolist())
        marks.append(area([frame.at(*corner) for corner in corners], colour, kept))
    marks.append(line(frame.places(x, fan.level(0.50).tolist()), BLUE, 1.3, inside=kept))
    for target in fan.targets:
        marks += _mark(frame, target, left)
    for year, value in fan.indicator.observed.items():
        marks.append(dot(*frame.at(left + year - FIRST, value), 2.1, INK))
    return marks + _cut_ends(frame, fan, left)


def end_labels(
    frame: PanelFrame, x: float, fans: Sequence[Fan], targets: Sequence[Target]
) -> list[str]:
    """Return the last medians of `fans` and the rules of `targets` at `x`, none over another.

    Parameters
    ----------
    frame : PanelFrame
    x : float
    fans : sequence of Fan
    targets : sequence of Target
        One without a number is passed over.

    Returns
    -------
    list of str
    """
    low, high = frame.y
    medians = [float(fan.level(0.50)[-1]) for fan in fans]
    labels = [(value, number(value), BLUE) for value in medians]
    labels += [(t.value, rule_value(t), VERMILLION) for t in targets if t.value is not None]
    labels.sort()
    heights = moved_apart([value for value, _, _ in labels], 0.125 * (high - low), high)
    return [
        words(*frame.at(x, height), text, colour)
        for height, (_, text, colour) in zip(heights, labels, strict=True)
    ]


def moved_apart(heights: Sequence[float], gap: float, top: float) -> list[float]:
    """Return ascending `heights` moved apart to at least `gap`, none raised above `top`.

    Parameters
    ----------
    heights : sequence of float
        Ascending.
    gap, top : float
        In the unit of the heights.

    Returns
    -------
    list of float

    Examples
    --------
    >>> moved_apart([0.0, 5.0, 5.5], gap=2.0, top=6.0)
    [0.0, 4.0, 6.0]
    """
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + gap) if placed else height)
    limit = max(top, heights[-1]) if heights else top
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], limit)
        limit = placed[i] - gap
    return placed


def years_shown(lefts: Sequence[float]) -> list[tuple[float, int]]:
    """Return the first, middle and last year of each fan, with where they stand along x."""
    years = (FIRST, (FIRST + LAST) // 2, LAST)
    return [(left + year - FIRST, year) for left in lefts for year in years]


def _mark(frame: PanelFrame, target: Target, left: float) -> list[str]:
    """Return a dash at the target's height; an open triangle means that its number is assumed."""
    if target.value is None:
        return []
    end, low = frame.at(left + target.year - FIRST, target.value)
    dash = [(frame.across(left + target.year - FIRST - 4.5), low), (end, low)]
    is_open = target.status == "assumed"
    head = triangle(end, low, 5.2, VERMILLION, up=target.rule == "at_least", filled=not is_open)
    return [line(dash, VERMILLION, 0.9, dash="2.7 1.8"), head]


def _cut_ends(frame: PanelFrame, fan: Fan, left: float) -> list[str]:
    """Return the ends of a band that leaves the frame, as texts at its sides."""
    (low, high), middle = frame.y, left + SPAN / 2
    top, bottom = float(fan.level(0.95).max()), float(fan.level(0.05).min())
    found = []
    if top > high:
        text = f"95 % → {number(top)}"
        place = frame.at(middle, high)
        found.append(words(*place, text, MUTED, across="center", up="top"))
    if bottom < low:
        text = f"5 % → {number(bottom)}"
        place = frame.at(middle, low)
        found.append(words(*place, text, MUTED, across="center", up="bottom"))
    return found
