"""One named loop as a ring: variables around, a sign on each link, the name in the middle."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from itertools import pairwise

from gaoxin.diagrams.draw import ROOM, head_at, mark, sign_at, svg, words
from gaoxin.diagrams.geometry import Item, name_item
from gaoxin.diagrams.named_loops import NamedLoop, links
from gaoxin.diagrams.network import Network
from gaoxin.language import LANGS, Lang
from gaoxin.telling.drawing.style import BLUE, INK, MUTED, VERMILLION

FLAT = 0.62
"""Height of the ring over its width."""

SPACE_X, SPACE_Y = 16.0, 20.0
WRAP = 14
LEAST = 215.0
"""Half the width of the smallest ring: the loop's name has room in it."""

STEPS = 720
UNTOLD = {
    "en": "; as stated; the equations' form does not tell",
    "zh": "；为所述极性，方程形式不能判定",
}
KIND = {
    "R": {"en": "reinforcing", "zh": "正反馈"},
    "B": {"en": "balancing", "zh": "负反馈"},
}


def ring(path: Sequence[str], network: Network) -> list[Item]:
    """Return the variables of a loop around (0, 0), clockwise from the top, none on another."""
    items = [name_item("variable", key, network.names[key], WRAP) for key in path]
    width = LEAST
    while True:
        for item, angle in zip(items, _angles(len(items)), strict=True):
            item.x, item.y = width * math.cos(angle), FLAT * width * math.sin(angle)
        if not any(_near(a, b) for n, a in enumerate(items) for b in items[n + 1 :]):
            return items
        width *= 1.06


def _angles(count: int) -> list[float]:
    """Return the angles at which an ellipse is cut into equal lengths."""
    points = [(2 * math.pi * n / STEPS - math.pi / 2) for n in range(STEPS + 1)]
    xy = [(math.cos(a), FLAT * math.sin(a)) for a in points]
    along = [0.0]
    for (x, y), (u, v) in pairwise(xy):
        along.append(along[-1] + math.hypot(u - x, v - y))
    marks = [along[-1] * n / count for n in range(count)]
    return [points[next(i for i, s in enumerate(along) if s >= m)] for m in marks]


def _near(a: Item, b: Item) -> bool:
    return abs(a.x - b.x) < a.w + b.w + SPACE_X and abs(a.y - b.y) < a.h + b.h + SPACE_Y


def ring_svg(loop: NamedLoop, network: Network, langs: tuple[Lang, ...] = LANGS) -> str:
    """Return a loop as SVG from ``<svg`` on.

    Parameters
    ----------
    loop : NamedLoop
    network : Network
    langs : tuple of {"en", "zh"}

    Returns
    -------
    str
    """
    items = ring(loop.path, network)
    dx = ROOM - min(i.left for i in items)
    dy = ROOM - min(i.y - i.h for i in items)
    parts = []
    places = {item.key: item for item in items}
    for source, target in links(loop.path):
        sign = network.sign(source, target)
        parts.append(_arc(places[source], places[target], sign, (dx, dy)))
    parts += [_name(item, network, langs, (dx, dy)) for item in items]
    parts.append(_middle(loop, dx, dy, langs))
    size = (max(i.right for i in items) + dx, max(i.y + i.h for i in items) + dy)
    return svg(size[0] + ROOM, size[1] + ROOM, "".join(parts))


def _arc(a: Item, b: Item, sign: int | None, moved: tuple[float, float]) -> str:
    """Return the piece of the ring between two names, clockwise."""
    start, end = (math.atan2(i.y / FLAT, i.x) for i in (a, b))
    if end <= start:
        end += 2 * math.pi
    radius = math.hypot(a.x, a.y / FLAT)
    turn = [start + (end - start) * n / 80 for n in range(81)]
    free = [t for t in turn if not (_inside(a, t, radius) or _inside(b, t, radius))]
    text, colour = mark(sign)
    points = [
        (radius * math.cos(t) + moved[0], FLAT * radius * math.sin(t) + moved[1]) for t in free
    ]
    if len(points) < 2:
        points = [(a.x + moved[0], a.y + moved[1]), (b.x + moved[0], b.y + moved[1])]
    (x0, y0), (x, y) = points[-2:]
    path = " L".join(f"{p:.1f} {q:.1f}" for p, q in points)
    out = f'<path d="M{path}" stroke="{colour}" stroke-width="1.2"/>'
    out += head_at(x, y, math.atan2(y - y0, x - x0), colour, 8.0)
    if text:
        away = math.hypot(x - moved[0], y - moved[1]) or 1.0
        out += sign_at(
            x0 + 11 * (x - moved[0]) / away, y0 + 11 * (y - moved[1]) / away, text, colour
        )
    return out


def _inside(item: Item, angle: float, radius: float) -> bool:
    x, y = radius * math.cos(angle), FLAT * radius * math.sin(angle)
    return abs(x - item.x) < item.w + 4 and abs(y - item.y) < item.h + 4


def name_lines(
    item: Item, network: Network, langs: tuple[Lang, ...]
) -> dict[Lang, tuple[str, ...]]:
    """Return an item's name in each language, as lines.

    Parameters
    ----------
    item : Item
    network : Network
        Where the Chinese names are from.
    langs : tuple of {"en", "zh"}

    Returns
    -------
    dict of language to tuple of str
        The English lines where a variable has no Chinese name.
    """
    lines: dict[Lang, tuple[str, ...]] = {}
    for lang in langs:
        chinese = network.chinese[item.key]
        lines[lang] = (chinese,) if lang == "zh" and chinese else item.lines
    return lines


def _name(item: Item, network: Network, langs: tuple[Lang, ...], moved: tuple[float, float]) -> str:
    return words(item.x + moved[0], item.y + moved[1], name_lines(item, network, langs), INK)


def badge(id_: str, polarity: str, x: float, y: float) -> str:
    """Return a loop's id with an arrow around it: clockwise where it reinforces.

    Parameters
    ----------
    id_ : str
        Of the loop, as SVG content.
    polarity : {"R", "B"}
    x, y : float
        Middle of the badge, in pixels.

    Returns
    -------
    str
    """
    colour, sweep = (BLUE, 1) if polarity == "R" else (VERMILLION, 0)
    turn, up = 14.0, 1 if sweep else -1
    start, end = ((x + turn * math.cos(0.9), y + side * turn * math.sin(0.9)) for side in (up, -up))
    path = f"M{start[0]:.1f} {start[1]:.1f} A{turn} {turn} 0 1 {sweep} {end[0]:.1f} {end[1]:.1f}"
    rim = 'text-anchor="middle" stroke="#fff" stroke-width="3" paint-order="stroke"'
    return (
        f'<path d="{path}" stroke="{colour}" stroke-width="1.4"/>'
        + head_at(end[0], end[1], _tangent(end, x, y, sweep), colour, 7.0)
        + f'<text x="{x:.1f}" y="{y + 4:.1f}" fill="{colour}" {rim}>{id_}</text>'
    )


def _tangent(point: tuple[float, float], x: float, y: float, sweep: int) -> float:
    """Return the direction in which a circle is left at a point."""
    outward = math.atan2(point[1] - y, point[0] - x)
    return outward + (math.pi / 2 if sweep else -math.pi / 2)


def _middle(loop: NamedLoop, x: float, y: float, langs: tuple[Lang, ...]) -> str:
    names: dict[Lang, str] = {"en": loop.name_en, "zh": loop.name_zh}
    told = {1: "R", -1: "B"}.get(loop.sign or 0, loop.polarity)
    lines: dict[Lang, tuple[str, ...]] = {}
    for lang in langs:
        note = KIND[told][lang] + ("" if loop.sign else UNTOLD[lang])
        brackets = f"({note})" if lang == "en" else f"（{note}）"
        lines[lang] = (*_wrapped(names[lang], lang), *_wrapped(brackets, lang))
    return badge(loop.id, loop.polarity, x, y - 34) + words(x, y + 22, lines, MUTED)


def _wrapped(text: str, lang: Lang) -> list[str]:
    return textwrap.wrap(text, 30 if lang == "en" else 14) or [""]
