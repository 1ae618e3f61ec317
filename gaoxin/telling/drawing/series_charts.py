"""Charts of a fit to series: what was learned, what was predicted, how often intervals held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.language import Text
from gaoxin.telling.drawing.style import (
    BAND_50,
    BAND_90,
    BLUE,
    GREY,
    INK,
    MUTED,
    VERMILLION,
    chart_style,
)
from gaoxin.telling.drawing.svg import both, to_svg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.inference.series.blocks import SeriesBlock
    from gaoxin.inference.series.optimum import Profile

    Array = NDArray[np.float64]

_COLUMNS, _PANEL_WIDTH, _PANEL_HEIGHT = 3, 3.2, 2.1  # inches
_BINS = 60
MOST_PAIRS = 6
"""Parameters that are drawn against each other."""


@chart_style()
def prior_posterior_chart(prior: Mapping[str, Array], posterior: Mapping[str, Array]) -> str:
    """Return one SVG: prior (grey) and posterior (blue) of every parameter.

    Parameters
    ----------
    prior, posterior : mapping of name to array, shape (draw,)

    Returns
    -------
    str
    """
    figure, axes = _panels(len(posterior))
    for axis, (name, values) in zip(axes, posterior.items(), strict=True):
        spread = np.ptp(np.quantile(values, (0.005, 0.995))) or 1.0
        low, high = np.quantile(prior[name], (0.01, 0.99))
        ends = max(low, values.min() - 3.0 * spread), min(high, values.max() + 3.0 * spread)
        edges = np.linspace(*ends, _BINS)
        for drawn, colour in ((prior[name], GREY), (values, BLUE)):
            axis.stairs(np.histogram(drawn, edges, density=True)[0], edges, color=colour, fill=True,
                        alpha=0.55)  # fmt: skip
        axis.set_title(name, loc="left", fontsize=8.0)
        axis.set_yticks([])
    _legend(figure, {"prior": GREY, "posterior": BLUE})
    return _done(figure)


@chart_style()
def predictive_chart(
    names: Sequence[str],
    blocks: Sequence[SeriesBlock],
    drawn: Sequence[Array],
    later: Mapping[str, Sequence[tuple[float, float, Array]]],
) -> str:
    """Return one SVG: the bands of readings drawn anew, and what was read.

    Parameters
    ----------
    names : sequence of str
        Of the blocks.
    blocks : sequence of SeriesBlock
    drawn : sequence of array, shape (row, draw)
        Readings drawn anew, one a block.
    later : mapping of name to sequence of (time, value, array of shape (draw,))
        Readings after those that were fitted, and what was foretold.

    Returns
    -------
    str
    """
    figure, axes = _panels(len(names))
    for axis, name, block, own in zip(axes, names, blocks, drawn, strict=True):
        _fan(axis, block.times, own, BAND_90, BAND_50, BLUE)
        ahead = later.get(name, ())
        if ahead:
            times = np.array([time for time, _, _ in ahead])
            _fan(axis, times, np.stack([d for _, _, d in ahead]), "#f8dfc9", "#efb587", VERMILLION)
            axis.plot(times, [value for _, value, _ in ahead], "o", color=INK, ms=2.5, mfc="none")
        for side, mark in ((0, "o"), (1, "v"), (-1, "^")):
            rows = block.side == side
            axis.plot(block.times[rows], block.read[rows], mark, color=INK, ms=2.5)
        axis.set_title(name, loc="left", fontsize=8.0)
    _legend(figure, {"90 %": BAND_90, "50 %": BAND_50, "read": INK})
    return _done(figure)


@chart_style()
def pit_chart(transforms: Sequence[float]) -> str:
    """Return one SVG: PIT values of left-out readings, uniform where predictions are right.

    Parameters
    ----------
    transforms : sequence of float

    Returns
    -------
    str
    """
    from scipy.stats import binom

    known = np.sort([value for value in transforms if np.isfinite(value)])
    figure, axes = _panels(1)
    axis, count = axes[0], max(len(known), 1)
    grid = np.linspace(0.0, 1.0, 101)
    low, high = (binom.ppf(p, count, grid) / count for p in (0.025, 0.975))
    axis.fill_between(grid, low, high, color=BAND_90, lw=0)
    axis.step(np.concatenate([[0.0], known]), np.arange(len(known) + 1) / count, where="post",
              color=BLUE)  # fmt: skip
    axis.plot([0, 1], [0, 1], color=MUTED, lw=0.6)
    title = Text("PIT of left-out readings, 95 % of uniform ones", "留一预测的PIT及95%均匀范围")
    axis.set_title(both(title), loc="left", fontsize=8.0)
    return _done(figure)


@chart_style()
def pairs_chart(posterior: Mapping[str, Array]) -> str:
    """Return one SVG: parameters against each other, the first few.

    Parameters
    ----------
    posterior : mapping of name to array, shape (draw,)

    Returns
    -------
    str
    """
    from matplotlib.figure import Figure

    names = list(posterior)[:MOST_PAIRS]
    size = max(len(names) - 1, 1)
    figure = Figure((2.0 * size + 0.6, 1.8 * size + 0.5), layout="constrained")
    for row in range(1, len(names)):
        for column in range(row):
            axis = figure.add_subplot(size, size, (row - 1) * size + column + 1)
            x, y = posterior[names[column]], posterior[names[row]]
            every = max(1, len(x) // 800)
            axis.plot(x[::every], y[::every], ".", color=BLUE, ms=1.2, alpha=0.5)
            if row == len(names) - 1:
                axis.set_xlabel(names[column], fontsize=7.0)
            if column == 0:
                axis.set_ylabel(names[row], fontsize=7.0)
    return _done(figure)


@chart_style()
def profile_chart(profiles: Sequence[Profile]) -> str:
    """Return one SVG: profile likelihoods, with the level of the 95 % interval.

    Parameters
    ----------
    profiles : sequence of Profile

    Returns
    -------
    str
    """
    figure, axes = _panels(len(profiles))
    for axis, one in zip(axes, profiles, strict=True):
        fall = one.log_likelihood - one.log_likelihood.max()
        axis.plot(one.values, fall, color=BLUE)
        axis.axhline(-1.92, color=MUTED, lw=0.6)
        axis.set_title(one.name, loc="left", fontsize=8.0)
    return _done(figure)


def _panels(count: int) -> tuple[Any, list[Any]]:
    from matplotlib.figure import Figure

    columns = min(count, _COLUMNS)
    rows = -(-count // columns)
    size = (_PANEL_WIDTH * columns, _PANEL_HEIGHT * rows + 0.3)
    figure = Figure(size, layout="constrained")
    return figure, [figure.add_subplot(rows, columns, i + 1) for i in range(count)]


def _fan(axis: Any, times: Array, drawn: Array, wide: str, narrow: str, line: str) -> None:
    points = np.nanquantile(drawn, (0.05, 0.25, 0.5, 0.75, 0.95), axis=1)
    order = np.argsort(times)
    axis.fill_between(times[order], points[0][order], points[4][order], color=wide, lw=0)
    axis.fill_between(times[order], points[1][order], points[3][order], color=narrow, lw=0)
    axis.plot(times[order], points[2][order], color=line, lw=0.8)


def _legend(figure: Any, colours: Mapping[str, str]) -> None:
    from matplotlib.patches import Patch

    words = {"prior": "先验", "posterior": "后验", "read": "观测值"}
    handles = [
        Patch(color=colour, label=both(Text(name, words.get(name, name))))
        for name, colour in colours.items()
    ]
    figure.legend(handles=handles, loc="outside lower right", ncols=3, fontsize=7.0, frameon=False)


def _done(figure: Any) -> str:
    return to_svg(figure)
