"""A chart of rows: names and numbers in columns, panels between them that share the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import Text, name_of
from gaoxin.telling.drawing.layout import axes_at, shorten, write_at
from gaoxin.telling.drawing.style import INK, MUTED, PANEL, SMALL_SIZE
from gaoxin.telling.words.quantities import goal_words, rule_value, unit_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gaoxin.desks.targets import Target


@dataclass(frozen=True)
class RowChart:
    """The measures of a chart of rows, in inches.

    Attributes
    ----------
    figure : Figure
    rows : int
    row, head, foot : float
        Height of a row, and of what stands above and below the rows.
    """

    figure: Figure
    rows: int
    row: float
    head: float
    foot: float

    def panel(self, left: float, width: float) -> Axes:
        """Return axes in which row i is at y = i, top down."""
        axes = axes_at(self.figure, left, self.foot, width, self.row * self.rows)
        axes.set_ylim(self.rows - 0.5, -0.5)
        axes.set_yticks([])
        axes.spines[["left", "bottom"]].set_visible(False)
        for i in range(0, self.rows, 2):
            axes.axhspan(i - 0.5, i + 0.5, color=PANEL, linewidth=0, zorder=0)
        return axes

    def middle(self, row: int) -> float:
        """Return the height of a row's middle over the lower edge."""
        return self.foot + self.row * (self.rows - row - 0.5)

    def heading(self, x: float, text: str | Text) -> None:
        """Write the heading of a column."""
        write_at(self.figure, x, self.foot + self.row * self.rows + 0.13, text, MUTED)

    def write(self, row: int, x: float, text: str | Text, colour: str = INK) -> None:
        """Write one line into a row.

        Parameters
        ----------
        row : int
            Counted from the top, from 0.
        x : float
            Where it begins, in inches.
        text : str or Text
        colour : str
        """
        write_at(self.figure, x, self.middle(row), text, colour)

    def two_lines(self, row: int, x: float, first: str | Text, second: str | Text) -> None:
        """Write two lines into a row, the second one muted.

        Parameters
        ----------
        row : int
            Counted from the top, from 0.
        x : float
            Where they begin, in inches.
        first, second : str or Text
        """
        middle = self.middle(row)
        write_at(self.figure, x, middle + 0.068, first)
        write_at(self.figure, x, middle - 0.072, second, MUTED, size=SMALL_SIZE - 0.5)


def row_chart(rows: int, *, width: float, row: float, head: float, foot: float) -> RowChart:
    """Return an empty chart of `rows` rows; all measures in inches.

    Parameters
    ----------
    rows : int
    width : float
        Of the figure.
    row : float
        Height of a row.
    head, foot : float
        Room above and below the rows.

    Returns
    -------
    RowChart
    """
    from matplotlib.figure import Figure

    return RowChart(Figure(figsize=(width, head + row * rows + foot)), rows, row, head, foot)


def target_lines(target: Target) -> tuple[Text, Text]:
    """Return a target's name, and its goal with an asterisk where its number is assumed."""
    goal = goal_words(rule_value(target), unit_words(target.unit))
    star = " *" if target.status == "assumed" else ""
    return shorten(name_of(target), 52, 26), goal.each(lambda words: words + star)
