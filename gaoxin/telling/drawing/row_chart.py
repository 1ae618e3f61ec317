"""A chart of rows: names and numbers in columns, panels between them that share the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import Text, name_of
from gaoxin.telling.drawing.frame import PanelFrame, inches
from gaoxin.telling.drawing.layout import shorten
from gaoxin.telling.drawing.marks import POINTS, box, page, words
from gaoxin.telling.drawing.style import INK, MUTED, PANEL, SMALL_SIZE
from gaoxin.telling.words.quantities import goal_words, rule_value, unit_words

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target

_ABOVE = 0.13
"""From the middle of a column's heading to the rows, inches."""


@dataclass(frozen=True)
class RowChart:
    """The measures of a chart of rows, in inches.

    Attributes
    ----------
    rows : int
    width : float
        Of the page.
    row, head, foot : float
        Height of a row, and of what stands above and below the rows.
    """

    rows: int
    width: float
    row: float
    head: float
    foot: float

    def page(self, marks: Iterable[str]) -> str:
        """Return the chart of `marks`, from ``<svg`` on."""
        height = self.head + self.row * self.rows + self.foot
        return page(POINTS * self.width, POINTS * height, marks)

    def panel(self, left: float, width: float, x: tuple[float, float]) -> PanelFrame:
        """Return a frame in which row i is at y = i, top down.

        Parameters
        ----------
        left, width : float
            In inches.
        x : tuple of float
            Values at its left and right side.

        Returns
        -------
        PanelFrame
        """
        place = inches(left, self.head, width, self.row * self.rows)
        return PanelFrame(*place, x, (self.rows - 0.5, -0.5))

    def stripes(self, frame: PanelFrame) -> list[str]:
        """Return the ground of every other row of a panel."""
        high = POINTS * self.row
        return [
            box(frame.left, frame.top + i * high, frame.width, high, PANEL)
            for i in range(0, self.rows, 2)
        ]

    def headings(self, columns: Iterable[tuple[float, Text]]) -> list[str]:
        """Return the headings of columns, each with its left edge in inches."""
        y = POINTS * (self.head - _ABOVE)
        return [words(POINTS * x, y, text, MUTED) for x, text in columns]

    def write(self, row: int, x: float, text: str | Text, colour: str = INK) -> str:
        """Return one line of text in a row.

        Parameters
        ----------
        row : int
            Counted from the top, from 0.
        x : float
            Where it begins, in inches.
        text : str or Text
        colour : str

        Returns
        -------
        str
        """
        return words(POINTS * x, self._middle(row), text, colour)

    def two_lines(self, row: int, x: float, first: str | Text, second: str | Text) -> list[str]:
        """Return two lines of text in a row, the second one muted.

        Parameters
        ----------
        row : int
            Counted from the top, from 0.
        x : float
            Where they begin, in inches.
        first, second : str or Text

        Returns
        -------
        list of str
        """
        left, middle = POINTS * x, self._middle(row)
        return [
            words(left, middle - POINTS * 0.068, first),
            words(left, middle + POINTS * 0.072, second, MUTED, size=SMALL_SIZE - 0.5),
        ]

    def _middle(self, row: int) -> float:
        """Return how far below the page's upper side the middle of a row is, in points."""
        return POINTS * (self.head + self.row * (row + 0.5))


def target_lines(target: Target) -> tuple[Text, Text]:
    """Return a target's name, and its goal with an asterisk where its number is assumed."""
    goal = goal_words(rule_value(target), unit_words(target.unit))
    star = " *" if target.status == "assumed" else ""
    return shorten(name_of(target), 52, 26), goal.each(lambda words: words + star)
