"""What a laid-out view is made of. Lengths in points of the sketch, y downward."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import Literal

Shape = Literal["stock", "variable", "constant", "shadow", "flow", "ghost flow", "valve", "cloud"]
NAMED = frozenset({"stock", "variable", "constant", "flow"})
"""Shapes that are the variable itself; ``shadow`` and ``ghost flow`` are copies of one."""

LETTER, LINE = 6.2, 13
"""Width of a letter and height of a line."""

WRAP = 19
"""Letters of a line at most, where a name has a space to break at."""


@dataclass
class Item:
    """A box, valve or cloud.

    Attributes
    ----------
    key : str
        Canonical name; of a valve that of its flow, of a cloud blank.
    x, y : float
        Its middle.
    w, h : float
        Half its width and height.
    """

    shape: Shape
    key: str
    lines: tuple[str, ...]
    x: float
    y: float
    w: float
    h: float

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x - self.w

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.w


@dataclass(frozen=True)
class Pipe:
    """A piece of a flow: from the valve to a stock or cloud, with a head where it flows in.

    Attributes
    ----------
    end : Item
    x, y : float
        Where it meets the end.
    """

    valve: Item
    end: Item
    head: bool
    x: float
    y: float


@dataclass(frozen=True)
class Arrow:
    """An influence; `start` where it counts at the start of a run alone."""

    source: Item
    target: Item
    sign: int | None
    start: bool


@dataclass
class SectorView:
    """A sector's diagram."""

    name: str
    items: list[Item] = field(default_factory=list)
    pipes: list[Pipe] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)

    def add(self, other: SectorView, dx: float, dy: float) -> None:
        """Take over what another view has, moved.

        Parameters
        ----------
        other : SectorView
            Its items are moved themselves; it is not used again.
        dx, dy : float
            In pixels.
        """
        for item in other.items:
            item.x += dx
            item.y += dy
        self.items += other.items
        self.pipes += [Pipe(p.valve, p.end, p.head, p.x + dx, p.y + dy) for p in other.pipes]
        self.arrows += other.arrows

    @property
    def size(self) -> tuple[float, float]:
        """Right and lower end of what is in it."""
        return (
            max((i.x + i.w for i in self.items), default=0.0),
            max((i.y + i.h for i in self.items), default=0.0),
        )


def name_item(shape: Shape, key: str, name: str, wrap: int = WRAP) -> Item:
    """Return an item that is as large as its name in lines, at the origin.

    Parameters
    ----------
    shape : Shape
        A shadow's or a copied flow's name is put in angle brackets.
    key : str
        Of the variable.
    name : str
        As the model spells it.
    wrap : int
        Most characters a line.

    Returns
    -------
    Item
    """
    shown = f"<{name}>" if shape in {"shadow", "ghost flow"} else name
    lines = tuple(textwrap.wrap(shown, wrap, break_long_words=False, break_on_hyphens=False))
    width = max(map(len, lines), default=1)
    return Item(shape, key, lines, 0.0, 0.0, width * LETTER / 2 + 3, len(lines) * LINE / 2 + 2)
