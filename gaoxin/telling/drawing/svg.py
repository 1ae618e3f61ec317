"""From a chart as SVG to one that stands alone, or inside a page in two languages."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING

from gaoxin.language import Lang, Text
from gaoxin.telling.drawing.font import font_face, subset

if TYPE_CHECKING:
    from matplotlib.figure import Figure


SEPARATOR = "‖"
"""Stands between the English and the Chinese of one text while a chart is drawn."""

_TAG = re.compile(r"<[^>]*>")
_DIGITS = re.compile(r"(\.\d\d)\d+")

_TEXT = re.compile(r"<text\b([^>]*)>([^<]*)</text>")
_DEFINED = re.compile(r'\s+id="([^"]+)"')
_USED = re.compile(r'(?:url\(#|xlink:href="#)([^)"]+)')


def both(text: str | Text) -> str:
    """Return one text for a chart, which shows in whichever language the reader chooses."""
    if isinstance(text, str):
        return text
    en, zh = (words.replace(SEPARATOR, "|") for words in text)
    return en if en == zh else f"{en}{SEPARATOR}{zh}"


def to_svg(figure: Figure) -> str:
    """Return the figure as SVG from ``<svg`` on, without date, comments and unused ids.

    Coordinates keep a hundredth of a point. A sign that the font lacks is not warned of here: the
    text stays text, and the reader's own fonts show it.
    """
    buffer = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<g>\s*</g>", "", text)
    text = _TAG.sub(lambda tag: _DIGITS.sub(r"\1", tag[0]), text)  # what is read stays whole
    return _without_idle_ids(text)


def inline(svg: str, prefix: str, label: str) -> str:
    """Return the SVG for a page: both languages, ids that no other chart has, a label.

    Each text of two languages becomes two, of class ``en`` and ``zh``; the page's style shows one.

    Parameters
    ----------
    svg : str
        A chart, from ``<svg`` on.
    prefix : str
        Of the ids, each page's own for a chart.
    label : str
        For readers who do not see it, as text; it is escaped here.

    Returns
    -------
    str
        From ``<svg`` on.
    """
    svg = _TEXT.sub(_two_texts, svg)
    svg = _DEFINED.sub(rf' id="{prefix}-\1"', svg)
    svg = _USED.sub(lambda m: m[0].replace(f"#{m[1]}", f"#{prefix}-{m[1]}"), svg)
    head, rest = svg.split(">", 1)
    head = re.sub(r'\s(version|xmlns:xlink|width|height)="[^"]*"', "", head)
    svg = f"{head}>{rest}".replace("xlink:href", "href")
    return svg.replace("<svg", f'<svg role="img" aria-label="{escaped(label)}"', 1)


def standalone(svg: str, lang: Lang, fonts: bytes) -> str:
    """Return the SVG as a file of its own in one language, its glyphs cut from `fonts`.

    Parameters
    ----------
    svg : str
        A chart, from ``<svg`` on.
    lang : {"en", "zh"}
    fonts : bytes
        A font file that holds every glyph.

    Returns
    -------
    str
        The content of an ``.svg`` file.
    """
    svg = _TEXT.sub(lambda m: f"<text{m[1]}>{_one(m[2], lang)}</text>", svg)
    face = font_face(subset(svg, fonts))
    head, tail = svg.split(">", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}><style>{face}</style>{tail}'


def _without_idle_ids(svg: str) -> str:
    used = set(_USED.findall(svg))
    return _DEFINED.sub(lambda m: m[0] if m[1] in used else "", svg)


def _two_texts(match: re.Match[str]) -> str:
    attributes, text = match.groups()
    if SEPARATOR not in text:
        return match[0]
    return "".join(
        f'<text class="{lang}" lang="{code}"{attributes}>{part}</text>'
        for lang, code, part in zip(
            ("en", "zh"), ("en", "zh-CN"), text.split(SEPARATOR), strict=True
        )
    )


def _one(text: str, lang: Lang) -> str:
    return text.split(SEPARATOR)[-1 if lang == "zh" else 0]


def escaped(text: str) -> str:
    """Return a text as it stands in XML, between tags or in an attribute."""
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text
