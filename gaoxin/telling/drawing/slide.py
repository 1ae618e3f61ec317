"""Charts of slide size: one or several on a page of 16 to 9, with a title and a line below.

As SVG with its font, and as PNG where `resvg-py` is there (extra ``slides``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import Text
from gaoxin.telling.drawing.font import font_path, subset
from gaoxin.telling.drawing.marks import box, page, words
from gaoxin.telling.drawing.style import INK, MUTED
from gaoxin.telling.drawing.svg import standalone

if TYPE_CHECKING:
    from gaoxin.language import Lang

WIDTH, HEIGHT = 960.0, 540.0
"""Points: 13.3 by 7.5 inches, the page of a slide."""
PIXELS = 2560
"""Across a PNG."""
_EDGE, _TOP, _BOTTOM = 36.0, 72.0, 30.0
_TITLE, _SMALL = 22.0, 9.0
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def slide(charts: Sequence[str], title: Text, below: Text) -> str:
    """Return one SVG of slide size in both languages.

    Parameters
    ----------
    charts : sequence of str
        SVG from ``<svg`` on, with a ``viewBox``; one below the other, each as large as fits.
    title : Text
    below : Text
        What it was made from, in small letters at the foot.

    Returns
    -------
    str
    """
    sizes = [_size(chart) for chart in charts]
    room = (WIDTH - 2 * _EDGE, HEIGHT - _TOP - _BOTTOM)
    scale = min(room[0] / max(w for w, _ in sizes), room[1] / sum(h for _, h in sizes))
    marks = [
        box(0, 0, WIDTH, HEIGHT, "#ffffff"),
        words(_EDGE, 44.0, title, INK, size=_TITLE),
        words(_EDGE, HEIGHT - 14.0, below, MUTED, size=_SMALL),
    ]
    top = _TOP + (room[1] - scale * sum(h for _, h in sizes)) / 2.0
    for number, (chart, (width, height)) in enumerate(zip(charts, sizes, strict=True)):
        place = (_EDGE + (room[0] - scale * width) / 2.0, top, scale * width, scale * height)
        marks.append(_nested(chart, f"s{number}", place))
        top += scale * height
    return page(WIDTH, HEIGHT, marks)


def picture(svg: str, lang: Lang) -> str:
    """Return the slide as a file of its own in one language."""
    return standalone(svg, lang, subset(svg))


def raster(picture: str) -> bytes | None:
    """Return a PNG of a slide; None where nothing is installed that can draw it.

    Parameters
    ----------
    picture : str
        From :func:`picture`.

    Returns
    -------
    bytes or None
    """
    try:
        import resvg_py
    except ModuleNotFoundError:
        return None
    drawn = resvg_py.svg_to_bytes(
        svg_string=picture,
        width=PIXELS,
        dpi=96.0,
        skip_system_fonts=True,
        font_files=[str(font_path())],
        font_family="Noto Sans SC",
    )
    return bytes(drawn)


def _size(chart: str) -> tuple[float, float]:
    found = _BOX.search(chart)
    if found is None:
        raise ValueError("a chart without a viewBox")
    return float(found[1]), float(found[2])


def _nested(chart: str, prefix: str, place: tuple[float, float, float, float]) -> str:
    """Return a chart that stands inside another at a place, with ids of its own."""
    left, top, width, height = place
    own = re.sub(r'\sid="([^"]+)"', rf' id="{prefix}-\1"', chart)
    own = re.sub(r'(url\(#|href="#)', rf"\1{prefix}-", own)
    head, rest = own.split(">", 1)
    head = re.sub(r'\s(?:x|y|width|height|version)="[^"]*"', "", head)
    at = f'x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}"'
    return f"{head} {at}>{rest}"
