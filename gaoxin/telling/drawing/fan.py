"""One fan: median, 50 % and 90 % bands, observed points and target marks, drawn into axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.telling.drawing.style import (
    BAND_50,
    BAND_90,
    BLUE,
    INK,
    MUTED,
    PANEL,
    SMALL_SIZE,
    VERMILLION,
)
from gaoxin.telling.words.quantities import number, rule_value

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target

FIRST, LAST = 2015, 2025
SPAN = float(LAST - FIRST)
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
        row = int(np.argmin(np.abs(self.band["level"].values - level)))
        return np.asarray(self.band.values[row, self._shown], dtype=np.float64)

    @property
    def years(self) -> NDArray[np.float64]:
        """Years shown, shape (year,)."""
        return np.asarray(self.band["time"].values[self._shown], dtype=np.float64)

    @property
    def _shown(self) -> NDArray[np.bool_]:
        times = self.band["time"].values
        return np.asarray((times >= FIRST) & (times <= LAST))


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


def draw_fan(axes: Axes, fan: Fan, left: float, bounds: tuple[float, float]) -> None:
    """Draw a fan with its first year at x = `left`; x counts years.

    Parameters
    ----------
    axes : Axes
    fan : Fan
    left : float
    bounds : tuple of float
        Low and high end of the y axis, in the indicator's unit; what leaves them is written as
        text.
    """
    x = left + fan.years - FIRST
    low, high = bounds
    axes.axvspan(left - 0.4, left + SPAN + 0.4, color=PANEL, linewidth=0, zorder=0)
    axes.fill_between(x, fan.level(0.05), fan.level(0.95), color=BAND_90, linewidth=0, zorder=2)
    axes.fill_between(x, fan.level(0.25), fan.level(0.75), color=BAND_50, linewidth=0, zorder=3)
    axes.plot(x, fan.level(0.50), color=BLUE, linewidth=1.3, zorder=4, solid_capstyle="butt")
    for target in fan.targets:
        _mark(axes, target, left)
    observed = fan.indicator.observed
    axes.plot(
        [left + year - FIRST for year in observed],
        list(observed.values()),
        linestyle="none",
        marker="o",
        markersize=4.2,
        color=INK,
        markeredgecolor="white",
        markeredgewidth=0.7,
        zorder=6,
    )
    _write_cut_ends(axes, fan, left, low, high)


def label_end(axes: Axes, x: float, fans: Sequence[Fan], targets: Sequence[Target]) -> None:
    """Write the last medians of `fans` and the rules of `targets` at `x`, none over another.

    Parameters
    ----------
    axes : Axes
        With its y axis set.
    x : float
    fans : sequence of Fan
    targets : sequence of Target
        One without a number is passed over.
    """
    low, high = axes.get_ylim()
    medians = [float(fan.level(0.50)[-1]) for fan in fans]
    labels = [(value, number(value), BLUE) for value in medians]
    labels += [(t.value, rule_value(t), VERMILLION) for t in targets if t.value is not None]
    labels.sort()
    heights = moved_apart([value for value, _, _ in labels], 0.125 * (high - low), high)
    for height, (_, text, colour) in zip(heights, labels, strict=True):
        _label(axes, x, height, text, colour)


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


def years_axis(axes: Axes, lefts: Sequence[float]) -> None:
    """Label the first, middle and last year of each fan."""
    years = (FIRST, (FIRST + LAST) // 2, LAST)
    ticks = [left + year - FIRST for left in lefts for year in years]
    axes.set_xticks(ticks, [str(year) for _ in lefts for year in years])
    axes.set_xlim(lefts[0] - 0.6, lefts[-1] + SPAN + MARGIN)


def _mark(axes: Axes, target: Target, left: float) -> None:
    """Dash at the target's height; an open triangle means that its number is assumed."""
    if target.value is None:
        return
    end = left + target.year - FIRST
    axes.plot(
        [end - 4.5, end],
        [target.value, target.value],
        color=VERMILLION,
        linewidth=0.9,
        linestyle=(0, (3, 2)),
        zorder=5,
    )
    axes.plot(
        [end],
        [target.value],
        marker="^" if target.rule == "at_least" else "v",
        markersize=5.2,
        markerfacecolor="white" if target.status == "assumed" else VERMILLION,
        markeredgecolor=VERMILLION,
        markeredgewidth=0.9,
        zorder=7,
    )


def _write_cut_ends(axes: Axes, fan: Fan, left: float, low: float, high: float) -> None:
    top, bottom = fan.level(0.95).max(), fan.level(0.05).min()
    middle = left + SPAN / 2
    if top > high:
        _label(axes, middle, high, f"95 % → {number(float(top))}", MUTED, va="top", ha="center")
    if bottom < low:
        text = f"5 % → {number(float(bottom))}"
        _label(axes, middle, low, text, MUTED, va="bottom", ha="center")


def _label(
    axes: Axes, x: float, y: float, text: str, colour: str, va: str = "center", ha: str = "left"
) -> None:
    axes.text(x, y, text, color=colour, fontsize=SMALL_SIZE, va=va, ha=ha, zorder=8)
