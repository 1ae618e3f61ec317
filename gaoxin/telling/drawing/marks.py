"""Marks of a chart written as SVG: places in points from the upper left corner, y downward.

The fans of a run are some two hundred panels of the same few shapes. Written like this they take a
hundredth of the time that a general library needs, and text stays text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gaoxin.language import Text
from gaoxin.telling.drawing.font import FONT_FAMILY
from gaoxin.telling.drawing.style import INK, SMALL_SIZE
from gaoxin.telling.drawing.svg import both, escaped

Point = tuple[float, float]

POINTS = 72.0
"""To an inch."""

CAP = 0.36
"""From the middle of a text to its baseline, in its size: half the height of capitals."""

RIM = 0.7
"""Width of the border of a dot."""

ANCHORS = {"left": "start", "center": "middle", "right": "end"}
RISES = {"center": CAP, "top": 2 * CAP, "bottom": 0.0, "baseline": 0.0}


def page(width: float, height: float, marks: Iterable[str]) -> str:
    """Return a chart from ``<svg`` on.

    Parameters
    ----------
    width, height : float
        In points.
    marks : iterable of str

    Returns
    -------
    str
    """
    size = f'width="{_short(width)}pt" height="{_short(height)}pt"'
    box = f'viewBox="0 0 {_short(width)} {_short(height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} version="1.1">'
    return "\n".join([head, *marks, "</svg>\n"])


def area(corners: Iterable[Point], colour: str, inside: str = "") -> str:
    """Return a filled shape.

    Parameters
    ----------
    corners : iterable of (x, y)
    colour : str
    inside : str
        From :func:`within`; empty for no bounds.

    Returns
    -------
    str
    """
    return f'<path d="M{_chain(corners)}Z"{inside} style="fill: {colour}"/>'


def box(
    left: float, top: float, width: float, height: float, colour: str, edge: str = "none"
) -> str:
    """Return a filled rectangle.

    Parameters
    ----------
    left, top, width, height : float
    colour : str
    edge : str
        Colour of its border of 0.8 points.

    Returns
    -------
    str
    """
    sides = (("x", left), ("y", top), ("width", width), ("height", height))
    told = " ".join(f'{name}="{_short(value)}"' for name, value in sides)
    border = "" if edge == "none" else f"; stroke: {edge}; stroke-width: 0.8"
    return f'<rect {told} style="fill: {colour}{border}"/>'


def line(
    places: Iterable[Point], colour: str, width: float, *, dash: str = "", inside: str = ""
) -> str:
    """Return a line through places.

    Parameters
    ----------
    places : iterable of (x, y)
    colour : str
    width : float
        In points.
    dash : str
        Lengths of dashes and gaps, in points.
    inside : str
        From :func:`within`; empty for no bounds.

    Returns
    -------
    str
    """
    dashed = f"; stroke-dasharray: {dash}" if dash else ""
    style = f"fill: none; stroke: {colour}; stroke-width: {_short(width)}{dashed}"
    return f'<path d="M{_chain(places)}"{inside} style="{style}"/>'


def dot(x: float, y: float, radius: float, colour: str, rim: str = "#fff") -> str:
    """Return a dot with a thin rim.

    Parameters
    ----------
    x, y, radius : float
    colour : str
    rim : str
        Colour of its border.

    Returns
    -------
    str
    """
    where = f'cx="{_short(x)}" cy="{_short(y)}" r="{_short(radius)}"'
    return f'<circle {where} style="fill: {colour}; stroke: {rim}; stroke-width: {RIM}"/>'


def triangle(x: float, y: float, size: float, colour: str, *, up: bool, filled: bool) -> str:
    """Return a triangle around a place.

    Parameters
    ----------
    x, y, size : float
        `size` is its height.
    colour : str
        Of its border, and of the inside when `filled`.
    up, filled : bool

    Returns
    -------
    str
    """
    half = size / 2 if up else -size / 2
    corners = ((x - size / 2, y + half), (x + size / 2, y + half), (x, y - half))
    fill = colour if filled else "#fff"
    style = f"fill: {fill}; stroke: {colour}; stroke-width: 0.9; stroke-linejoin: miter"
    return f'<path d="M{_chain(corners)}Z" style="{style}"/>'


def words(
    x: float,
    y: float,
    text: str | Text,
    colour: str = INK,
    *,
    size: float = SMALL_SIZE,
    across: str = "left",
    up: str = "center",
) -> str:
    """Return a text at a place.

    Parameters
    ----------
    x, y : float
    text : str or Text
        In both languages where it has two.
    colour : str
    size : float
        Of the letters, in points.
    across : {"left", "center", "right"}
        Which side of the text is at `x`.
    up : {"center", "top", "bottom", "baseline"}
        Which side of the text is at `y`.

    Returns
    -------
    str
    """
    anchor = "" if across == "left" else f"; text-anchor: {ANCHORS[across]}"
    style = f"font-size: {_short(size)}px; font-family: '{FONT_FAMILY}'; fill: {colour}{anchor}"
    where = f'x="{_short(x)}" y="{_short(y + RISES[up] * size)}"'
    return f'<text {where} style="{style}">{escaped(both(text))}</text>'


def bounds(name: str, left: float, top: float, width: float, height: float) -> str:
    """Return a definition of a box that marks can be kept in; see :func:`within`.

    Parameters
    ----------
    name : str
        One that no other box of the chart has.
    left, top, width, height : float

    Returns
    -------
    str
    """
    return f'<clipPath id="{name}">{box(left, top, width, height, INK)}</clipPath>'


def within(name: str) -> str:
    """Return the attribute that keeps a mark in a box of :func:`bounds`."""
    return f' clip-path="url(#{name})"'


def _chain(places: Iterable[Point]) -> str:
    return "L".join(f"{_short(x)} {_short(y)}" for x, y in places)


def _short(value: float) -> str:
    """Return a length to a hundredth of a point, -0 and idle zeros left out."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def band(x: Sequence[float], low: Sequence[float], high: Sequence[float]) -> list[Point]:
    """Return the corners of the area between two lines.

    Parameters
    ----------
    x, low, high : sequence of float, shape (place,)

    Returns
    -------
    list of (x, y)
    """
    return [*zip(x, high, strict=True), *reversed(list(zip(x, low, strict=True)))]
