"""All named loops in one causal-loop diagram, laid out by stress.

A variable that has one way in and one way out is drawn together with its neighbour, so that what
is shared between loops stands out; the sign of such a link is the product of those it is made of.
The same loops give the same diagram.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gaoxin.diagrams.draw import ROOM, head_at, mark, sign_at, svg, words
from gaoxin.diagrams.geometry import Item, name_item
from gaoxin.diagrams.named_loops import NamedLoop, links
from gaoxin.diagrams.network import Network
from gaoxin.diagrams.ring import badge, name_lines
from gaoxin.diagrams.stress import distances, stress
from gaoxin.engine.structure.signs import Sign, times
from gaoxin.language import LANGS, Lang
from gaoxin.telling.drawing.style import INK, MUTED

STEP = 125.0
"""Length of a link."""

STRETCH = 1.35
SPACE_X, SPACE_Y = 26.0, 22.0
BADGE, LEGEND = 20.0, 17.0


@dataclass(frozen=True)
class Causal:
    """Links between what is kept, with their signs, and the kept variables of each loop."""

    links: dict[tuple[str, str], Sign]
    loops: dict[str, tuple[str, ...]]


def contracted(loops: Sequence[NamedLoop], network: Network) -> Causal:
    """Return the union of loops without variables that only pass on.

    Kept are variables where loops meet or part, and of each loop at least three.
    """
    pairs = {pair for loop in loops for pair in links(loop.path)}
    ways_in = _count(target for _, target in pairs)
    ways_out = _count(source for source, _ in pairs)
    kept = {k for k in ways_in if ways_in[k] > 1 or ways_out[k] > 1}
    for loop in loops:
        here = [k for k in loop.path if k in kept]
        for key in _spread(loop.path, max(0, 3 - len(here))):
            kept.add(key)
    while hidden := _hidden(loops, kept):
        kept |= hidden
    shown: dict[tuple[str, str], Sign] = {}
    for loop in loops:
        for segment in _segments(loop.path, kept):
            sign: Sign = 1
            for source, target in pairwise(segment):
                sign = times(sign, network.sign(source, target))
            shown[(segment[0], segment[-1])] = sign
    return Causal(shown, {p.id: tuple(k for k in p.path if k in kept) for p in loops})


def _segments(path: Sequence[str], kept: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield the pieces of a closed path from one kept variable to the next."""
    first = next(n for n, key in enumerate(path) if key in kept)
    turned = [*path[first:], *path[: first + 1]]
    places = [n for n, key in enumerate(turned) if key in kept]
    for start, end in pairwise(places):
        yield tuple(turned[start : end + 1])


def _hidden(loops: Sequence[NamedLoop], kept: set[str]) -> set[str]:
    """Return a variable of each of several ways that would be drawn as one link."""
    ways: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for loop in loops:
        for segment in _segments(loop.path, kept):
            ways.setdefault((segment[0], segment[-1]), set()).add(segment)
    several = [
        way for segments in ways.values() if len(segments) > 1 for way in segments if len(way) > 2
    ]
    return {way[len(way) // 2] for way in several}


def _count(keys: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts


def _spread(path: Sequence[str], count: int) -> list[str]:
    return [path[(n * len(path)) // max(count, 1)] for n in range(count)]


def placed(causal: Causal, network: Network) -> dict[str, Item]:
    """Return the names in their places, none on another, the left and upper end at (0, 0)."""
    keys = list(dict.fromkeys(k for path in causal.loops.values() for k in path))
    number = {key: n for n, key in enumerate(keys)}
    wanted = distances(len(keys), [(number[a], number[b]) for a, b in causal.links])
    xy = stress(wanted)
    items = {key: name_item("variable", key, network.names[key]) for key in keys}
    for key, (x, y) in zip(keys, xy * STEP, strict=True):
        items[key].x, items[key].y = float(x) * STRETCH, float(y)
    _apart(list(items.values()))
    left = min(i.left for i in items.values())
    top = min(i.y - i.h for i in items.values())
    for item in items.values():
        item.x, item.y = item.x - left, item.y - top
    return items


def _apart(items: Sequence[Item]) -> None:
    """Push names off one another, along the way that is shorter."""
    for _ in range(600):
        moved = False
        for n, a in enumerate(items):
            for b in items[n + 1 :]:
                dx = a.w + b.w + SPACE_X - abs(a.x - b.x)
                dy = a.h + b.h + SPACE_Y - abs(a.y - b.y)
                if dx > 1e-6 and dy > 1e-6:
                    moved = True
                    if dy <= dx:
                        step = dy / 2 if a.y >= b.y else -dy / 2
                        a.y, b.y = a.y + step, b.y - step
                    else:
                        step = dx / 2 if a.x >= b.x else -dx / 2
                        a.x, b.x = a.x + step, b.x - step
        if not moved:
            return


def overview_svg(
    loops: Sequence[NamedLoop], network: Network, langs: tuple[Lang, ...] = LANGS
) -> str:
    """Return all loops in one diagram, as SVG from ``<svg`` on.

    Parameters
    ----------
    loops : sequence of NamedLoop
    network : Network
    langs : tuple of {"en", "zh"}

    Returns
    -------
    str
        With the ids and names of the loops below the diagram.
    """
    causal = contracted(loops, network)
    items = placed(causal, network)
    badges = _badges(causal, items)
    for item in [*items.values(), *badges.values()]:
        item.x, item.y = item.x + ROOM, item.y + ROOM
    parts = [
        _link(items[a], items[b], sign, (b, a) in causal.links)
        for (a, b), sign in causal.links.items()
        if a != b
    ]
    parts += [words(i.x, i.y, name_lines(i, network, langs), INK) for i in items.values()]
    kinds = {loop.id: loop.polarity for loop in loops}
    parts += [badge(id_, kinds[id_], i.x, i.y) for id_, i in badges.items()]
    every = [*items.values(), *badges.values()]
    width, height = max(i.right for i in every), max(i.y + i.h for i in every) + 2 * ROOM
    for row, loop in enumerate(loops):
        y = height + row * LEGEND
        names: dict[Lang, tuple[str, ...]] = {"en": (loop.name_en,), "zh": (loop.name_zh,)}
        lines = {lang: names[lang] for lang in langs}
        parts.append(words(ROOM, y, {langs[0]: (loop.id,)}, INK, "start"))
        parts.append(words(ROOM + 34, y, lines, MUTED, "start"))
    return svg(width + ROOM, height + len(loops) * LEGEND, "".join(parts))


def _badges(causal: Causal, items: dict[str, Item]) -> dict[str, Item]:
    """Return a place for each loop's id: the free one nearest to the middle of its variables."""
    taken = list(items.values())
    badges: dict[str, Item] = {}
    width = max(i.right for i in taken)
    height = max(i.y + i.h for i in taken)
    for id_, path in causal.loops.items():
        x = sum(items[k].x for k in path) / len(path)
        y = sum(items[k].y for k in path) / len(path)
        places = [
            (x + r * math.cos(t), y + r * math.sin(t))
            for r in range(0, 600, 14)
            for t in np.linspace(0, 2 * math.pi, 12, endpoint=False)
        ]
        free = (
            Item("variable", "", (), px, py, BADGE, BADGE)
            for px, py in places
            if BADGE <= px <= width - BADGE and BADGE <= py <= height - BADGE
        )
        badge_at = next((i for i in free if not _touches(i, taken)), None)
        badge_at = badge_at or Item("variable", "", (), x, height + 2 * BADGE, BADGE, BADGE)
        badges[id_] = badge_at
        taken.append(badge_at)
    return badges


def _touches(item: Item, others: Sequence[Item]) -> bool:
    return any(
        abs(item.x - o.x) < item.w + o.w + 2 and abs(item.y - o.y) < item.h + o.h + 2
        for o in others
    )


def _link(a: Item, b: Item, sign: Sign, back: bool) -> str:
    """Return a bent arrow from edge to edge; two that go both ways bend apart."""
    bend = 0.22 if back else 0.12
    cx = (a.x + b.x) / 2 - bend * (b.y - a.y)
    cy = (a.y + b.y) / 2 + bend * (b.x - a.x)
    points = [
        (
            (1 - t) ** 2 * a.x + 2 * t * (1 - t) * cx + t * t * b.x,
            (1 - t) ** 2 * a.y + 2 * t * (1 - t) * cy + t * t * b.y,
        )
        for t in np.linspace(0, 1, 61)
    ]
    points = [p for p in points if not _within(a, p) and not _within(b, p)]
    if len(points) < 3:
        return ""
    text, colour = mark(sign)
    (x0, y0), (x, y) = points[-2:]
    path = " L".join(f"{p:.1f} {q:.1f}" for p, q in points)
    out = f'<path d="M{path}" stroke="{colour}" stroke-width="1.1"/>'
    out += head_at(x, y, math.atan2(y - y0, x - x0), colour, 8.0)
    if text:
        length = math.hypot(x - x0, y - y0)
        aside = 9 * (y - y0) / length, -9 * (x - x0) / length
        px, py = points[max(0, len(points) - 5)]
        out += sign_at(px + aside[0], py + aside[1], text, colour)
    return out


def _within(item: Item, point: tuple[float, float]) -> bool:
    return abs(point[0] - item.x) < item.w + 3 and abs(point[1] - item.y) < item.h + 3
