"""Two probabilities a row as a pair of dots: filled for A, open for B, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import Text
from gaoxin.telling.drawing.style import BLUE, INK, MUTED, RULE, SMALL_SIZE
from gaoxin.telling.drawing.svg import both
from gaoxin.telling.words.quantities import share_text
from gaoxin.verdicts.likelihood import interval_95

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gaoxin.verdicts.contrast import Contrast
    from gaoxin.verdicts.verdict import Verdict


def draw_odds(axes: Axes, rows: Sequence[Contrast]) -> None:
    """Draw a row for each contrast into axes in which row i is at y = i, top down."""
    axes.set_xlim(-0.28, 1.34)
    _head_odds(axes)
    for i, contrast in enumerate(rows):
        a, b = contrast.a.probability or 0.0, contrast.b.probability or 0.0
        axes.plot([a, b], [i, i], color=MUTED, linewidth=1.1, zorder=3)
        for verdict, face, edge in ((contrast.b, "white", INK), (contrast.a, BLUE, BLUE)):
            axes.plot(_interval(verdict), [i, i], color=edge, linewidth=0.8, zorder=4)
            _dot(axes, verdict.probability or 0.0, i, face, edge)
        _label_odds(axes, i, contrast)
    axes.set_xticks([0.0, 0.5, 1.0], ["0 %", "50 %", "100 %"])
    axes.grid(visible=True, axis="x", color=RULE, linewidth=0.4, zorder=1)
    axes.set_xlabel(
        both(Text("probability of meeting the target", "达到目标的概率")), fontsize=SMALL_SIZE
    )


def _interval(verdict: Verdict) -> tuple[float, float]:
    """Return the 95 % interval of a probability, widened by what failed members leave open."""
    met, members = verdict.met or 0, verdict.members
    return interval_95(met, members)[0], interval_95(met + verdict.failed, members)[1]


def _label_odds(axes: Axes, row: int, contrast: Contrast) -> None:
    """Write both probabilities outside the intervals; one where they read the same."""
    low, high = sorted(
        ((contrast.a, BLUE), (contrast.b, INK)), key=lambda side: side[0].probability or 0.0
    )
    start, end = zip(*(_interval(verdict) for verdict, _ in (low, high)), strict=True)
    if share_text(low[0]) != share_text(high[0]):
        note(axes, (min(start), row), (-5.5, 0.0), share_text(low[0]), low[1], "right")
    note(axes, (max(end), row), (5.5, 0.0), share_text(high[0]), high[1], "left")


def _dot(axes: Axes, x: float, y: float, face: str, edge: str) -> None:
    axes.plot(
        x,
        y,
        marker="o",
        markersize=5.0,
        markerfacecolor=face,
        markeredgecolor=edge,
        markeredgewidth=0.9,
        clip_on=False,
        zorder=5,
    )


def note(
    axes: Axes,
    at: tuple[float, float],
    offset: tuple[float, float],
    text: str | Text,
    colour: str,
    ha: str,
) -> None:
    """Write `text` at `offset` points from a point of the axes.

    Parameters
    ----------
    axes : Axes
    at : tuple of float
        The point, in data coordinates.
    offset : tuple of float
        To the right and up, in points of print.
    text : str or Text
    colour : str
    ha : {"left", "center", "right"}
        Which part of the text is there.
    """
    axes.annotate(
        both(text),
        at,
        xytext=offset,
        textcoords="offset points",
        ha=ha,
        va="center",
        fontsize=SMALL_SIZE,
        color=colour,
        annotation_clip=False,
    )


def _head_odds(axes: Axes) -> None:
    """Show which dot is whose."""
    for x, name, face, edge in ((0.28, "A", BLUE, BLUE), (0.62, "B", "white", INK)):
        _dot(axes, x, -0.97, face, edge)
        note(axes, (x, -0.97), (5.5, 0.0), name, edge, "left")
