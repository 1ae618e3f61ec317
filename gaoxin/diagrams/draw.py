"""A view as SVG: for a page in two languages, or a file of its own with its font in it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator

from markupsafe import escape

from gaoxin.diagrams.geometry import LINE, Arrow, Item, Pipe, SectorView
from gaoxin.diagrams.network import Network
from gaoxin.language import LANGS, Lang
from gaoxin.telling.drawing.font import FONT_FAMILY, font_face, subset
from gaoxin.telling.drawing.style import BLUE, GREY, INK, MUTED, VERMILLION

SIZE = 10.5
HAN = 10.6
"""Width of a Chinese character."""

CODES = {"en": "en", "zh": "zh-CN"}
COLOURS = {"stock": INK, "flow": INK, "variable": INK, "constant": BLUE, "valve": INK}
FAINT = {"shadow", "ghost flow", "cloud"}
ROOM = 20.0

STYLE = f"text{{font-family:'{FONT_FAMILY}','Noto Sans',Arial,sans-serif;font-size:{SIZE}px}}"


def figure(view: SectorView, network: Network, langs: tuple[Lang, ...] = LANGS) -> str:
    """Return a view as SVG from ``<svg`` on, its words in each of `langs`, of class ``en``, ``zh``.

    Elements have no ids; coordinates are those of the view, in pixels.

    Parameters
    ----------
    view : SectorView
    network : Network
        Where the Chinese names are from.
    langs : tuple of {"en", "zh"}

    Returns
    -------
    str
    """
    width, height = view.size
    parts = [
        *(_arrow(arrow) for arrow in view.arrows),
        *(_pipe(pipe) for pipe in view.pipes),
        *(_item(item, network, langs) for item in view.items),
    ]
    return svg(width + ROOM, height + ROOM, "".join(parts))


def svg(width: float, height: float, inside: str) -> str:
    """Return an SVG element of a size.

    Parameters
    ----------
    width, height : float
        In pixels.
    inside : str
        Its content, as SVG.

    Returns
    -------
    str
    """
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="none">{inside}</svg>'


def alone(drawn: str, *, title: str, fonts: bytes | None = None) -> str:
    """Return an SVG file: white ground, a title, and the glyphs that it needs in itself.

    They are cut from `fonts`, by default the whole font.

    Parameters
    ----------
    drawn : str
        An SVG element.
    title : str
        As text; it is escaped here.
    fonts : bytes, optional
        A font file.

    Returns
    -------
    str
        The content of an ``.svg`` file.
    """
    head, tail = drawn.split(">", 1)
    face = font_face(subset(drawn + title, fonts))
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    start = f"<title>{escape(title)}</title><style>{face}{STYLE}</style>{ground}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}>{start}{tail}\n'


def words(
    x: float,
    y: float,
    lines: dict[Lang, tuple[str, ...]],
    colour: str,
    anchor: str = "middle",
) -> str:
    """Return lines of text around a middle, in each language; once where they are the same.

    Parameters
    ----------
    x, y : float
        The middle of the lines in height, and what `anchor` says of them in width; in pixels.
    lines : dict of language to lines
    colour : str
        As SVG writes it.
    anchor : {"start", "middle", "end"}

    Returns
    -------
    str
        One text element, or one a language.
    """
    about = f'fill="{colour}" text-anchor="{anchor}"'
    if len(set(lines.values())) == 1:
        return f"<text {about}>{_rows(x, y, next(iter(lines.values())))}</text>"
    return "".join(
        f'<text class="{lang}" lang="{CODES[lang]}" {about}>{_rows(x, y, rows)}</text>'
        for lang, rows in lines.items()
    )


def _rows(x: float, y: float, lines: tuple[str, ...]) -> str:
    first = y - (len(lines) - 1) * LINE / 2 + SIZE * 0.36
    return "".join(
        f'<tspan x="{x:.1f}" y="{first + n * LINE:.1f}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    )


def head_at(x: float, y: float, angle: float, colour: str, size: float = 6.0) -> str:
    """Return the head of an arrow that ends in a point.

    Parameters
    ----------
    x, y : float
        The point, in pixels.
    angle : float
        Direction of the arrow there, in radians from the x axis, clockwise on the page.
    colour : str
    size : float
        Length of its sides in pixels.

    Returns
    -------
    str
    """
    points = [(x, y)]
    points += [
        (x - size * math.cos(angle + side), y - size * math.sin(angle + side))
        for side in (0.38, -0.38)
    ]
    return f'<path d="M{" L".join(f"{a:.1f} {b:.1f}" for a, b in points)} Z" fill="{colour}"/>'


def sign_at(x: float, y: float, text: str, colour: str) -> str:
    """Return a sign with its middle in a point, on a white rim.

    Parameters
    ----------
    x, y : float
        The point, in pixels.
    text : str
        The sign, as SVG content.
    colour : str

    Returns
    -------
    str
    """
    rim = 'stroke="#fff" stroke-width="2.5" paint-order="stroke" text-anchor="middle"'
    return f'<text x="{x:.1f}" y="{y + 3.5:.1f}" fill="{colour}" {rim}>{text}</text>'


def mark(sign: int | None) -> tuple[str, str]:
    """Return a link's sign in print, blank where the form of the equation tells none; its colour.

    Examples
    --------
    >>> mark(-1)[0], mark(None)[0]
    ('−', '')
    """
    if sign == 1:
        return "+", BLUE
    return ("\N{MINUS SIGN}", VERMILLION) if sign == -1 else ("", MUTED)


def _arrow(arrow: Arrow) -> str:
    """Return an influence: from the right edge of what is used to what uses it."""
    a, b = arrow.source, arrow.target
    x1, y1 = a.right + 1, a.y
    x2, y2, control = _aim(a, b)
    text, colour = mark(arrow.sign)
    angle = math.atan2(y2 - control[1], x2 - control[0])
    dash = ' stroke-dasharray="3 2"' if arrow.start else ""
    path = f"M{x1:.1f} {y1:.1f} Q{control[0]:.1f} {control[1]:.1f} {x2:.1f} {y2:.1f}"
    drawn = f'<path d="{path}" stroke="{colour}" stroke-width="0.8"{dash}/>'
    drawn += head_at(x2, y2, angle, colour, 5.0)
    if text:
        t = 0.3
        x = (1 - t) ** 2 * x1 + 2 * t * (1 - t) * control[0] + t * t * x2
        y = (1 - t) ** 2 * y1 + 2 * t * (1 - t) * control[1] + t * t * y2
        drawn += sign_at(x, y, text, colour)
    return drawn


def _aim(a: Item, b: Item) -> tuple[float, float, tuple[float, float]]:
    """Return where an influence ends, and the point that bends it."""
    if b.shape == "valve":
        x, y = b.x - 2.0, b.y + b.h + 1
        return x, y, (x - 4, (a.y + y) / 2 + (a.y - y) * 0.35)
    y = min(max(a.y, b.y - b.h + 4), b.y + b.h - 4) if b.shape == "stock" else b.y
    x = b.left - 1
    return x, y, ((a.right + x) / 2, y)


def _pipe(pipe: Pipe) -> str:
    valve = pipe.valve
    side = math.copysign(1.0, pipe.x - valve.x)
    start, end = valve.x + side * valve.w, pipe.x
    stop = end - side * 7 if pipe.head else end
    lines = "".join(
        f'<path d="M{start:.1f} {pipe.y + dy:.1f} H{stop:.1f}" stroke="{INK}" stroke-width="1"/>'
        for dy in (-2, 2)
    )
    angle = 0.0 if side > 0 else math.pi
    return lines + (head_at(end, pipe.y, angle, INK, 9.0) if pipe.head else "")


def _item(item: Item, network: Network, langs: tuple[Lang, ...]) -> str:
    left, top, x, y = item.left, item.y - item.h, item.x, item.y
    if item.shape == "cloud":
        return _cloud(x, y)
    if item.shape == "valve":
        return (
            f'<path d="M{x - 6:.1f} {y - 6:.1f} L{x + 6:.1f} {y + 6:.1f} V{y - 6:.1f} '
            f'L{x - 6:.1f} {y + 6:.1f} Z" fill="#fff" stroke="{INK}" stroke-width="1"/>'
        )
    colour = MUTED if item.shape in FAINT else COLOURS[item.shape]
    lines = {lang: tuple(_name_lines(item, network, lang)) for lang in langs}
    box = ""
    if item.shape == "stock":
        box = (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{2 * item.w:.1f}" '
            f'height="{2 * item.h:.1f}" fill="#fff" stroke="{INK}" stroke-width="1.4"/>'
        )
    if item.shape in {"shadow", "constant"}:  # where its arrow begins
        return words(item.right - 3, y, lines, colour, "end")
    return box + words(x, y, lines, colour)


def _name_lines(item: Item, network: Network, lang: Lang) -> Iterator[str]:
    """Yield the lines of a name: as in the sketch, or Chinese in as much room."""
    chinese = network.chinese.get(item.key, "")
    if lang == "en" or not chinese:
        yield from item.lines
        return
    lines = textwrap.wrap(chinese, max(7, int(2 * item.w / HAN)))
    if item.shape in FAINT:
        lines = [f"<{lines[0]}", *lines[1:]]
        lines[-1] += ">"
    yield from lines


def _cloud(x: float, y: float) -> str:
    bumps = "a4.5 4.5 0 0 1 6 -5 a5 5 0 0 1 8 1 a4 4 0 0 1 1 7 a4.5 4.5 0 0 1 -7 3 a4.5 4.5 0 0 1"
    return (
        f'<path d="M{x - 8:.1f} {y + 1:.1f} {bumps} -7 -1 a3 3 0 0 1 -1 -5 Z" '
        f'fill="#fff" stroke="{GREY}" stroke-width="1"/>'
    )
