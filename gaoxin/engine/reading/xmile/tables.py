"""Graphical functions: ``<gf>`` into the points of a lookup."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gaoxin.engine.reading.trees import Lookups
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.document import Tag

MODES = {
    "continuous": "interpolate",
    "extrapolate": "extrapolate",
    "discrete": "hold_backward",
}
"""How a graphical function goes on between and beyond its points."""

_NO_LIMITS = (math.nan, math.nan)


def points_of(tag: Tag) -> Any:
    """Return the points of a graphical function, in order of x.

    Parameters
    ----------
    tag : Tag
        ``<gf>``.

    Returns
    -------
    Lookups

    Raises
    ------
    Unreadable
        It has no y, no x, another number of one than of the other, or what is no number.
    """
    values = tag.first("ypts")
    if values is None:
        raise Unreadable("a graphical function needs <ypts>", tag.at)
    y = _numbers(values)
    x = _places(tag, len(y))
    if len(x) != len(y):
        raise Unreadable(f"a graphical function with {len(x)} x and {len(y)} y", tag.at)
    kind = (tag.get("type") or "continuous").lower()
    if kind not in MODES:
        raise Unreadable(f"graphical function of type '{kind}'; write {', '.join(MODES)}", tag.at)
    points = sorted(zip(x, y, strict=True), key=lambda point: point[0])
    px, py = (tuple(side) for side in zip(*points, strict=True))
    return Lookups(px, py, _NO_LIMITS, _NO_LIMITS, MODES[kind])


def _places(tag: Tag, count: int) -> list[float]:
    places, scale = tag.first("xpts"), tag.first("xscale")
    if places is not None and places.text.strip():
        return _numbers(places)
    if scale is None:
        raise Unreadable("a graphical function needs <xscale> or <xpts>", tag.at)
    low, high = (_number(scale.get(end), scale) for end in ("min", "max"))
    return [float(v) for v in np.linspace(low, high, count)]


def _numbers(tag: Tag) -> list[float]:
    cells = tag.text.split(tag.get("sep") or ",")
    found = [_number(cell.strip(), tag) for cell in cells if cell.strip()]
    if not found:
        raise Unreadable(f"<{tag.name}> has no numbers", tag.at)
    return found


def _number(text: str, tag: Tag) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise Unreadable(f"'{text[:40]}' in <{tag.name}> is no number", tag.at)
    return value
