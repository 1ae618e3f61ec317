"""The look of every chart and of the report: colours, type, line weights. One place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gaoxin.telling.drawing.font import FONT_FAMILY, font_path

if TYPE_CHECKING:
    from gaoxin.verdicts.likelihood import Likelihood

INK = "#1b1f24"
MUTED = "#667079"
RULE = "#d5d9dd"
PANEL = "#f7f8f9"
BLUE = "#0072b2"
BAND_50 = "#7fb4d6"
BAND_90 = "#cfe2ef"
VERMILLION = "#d55e00"
ORANGE = "#e69f00"
SKY = "#a6d3ee"
GREY = "#b9bfc5"
"""Blue, vermillion and orange of Okabe and Ito (2008), *Color Universal Design*: told apart by
readers with any common colour vision deficiency, and by lightness in a grey print."""

LIKELIHOOD_COLOURS = {
    "virtually_certain": "#5b9bca",
    "very_likely": "#94bfde",
    "likely": "#cfe2f0",
    "as_likely_as_not": "#f4f3ef",
    "unlikely": "#f8dfc9",
    "very_unlikely": "#efb587",
    "exceptionally_unlikely": "#de8a4f",
}
"""What stands behind a probability, by :attr:`gaoxin.verdicts.likelihood.Likelihood.key`: orange to
blue through white, told apart by readers with any common colour vision deficiency, each light
enough for black text."""

TEXT_SIZE = 8.0
SMALL_SIZE = 7.0


def likelihood_colour(word: Likelihood | None) -> str:
    """Return what stands behind a probability; nothing where there is none."""
    return LIKELIHOOD_COLOURS[word.key] if word else "transparent"


def rc_params() -> Any:
    """Return matplotlib settings: SVG with text as text, the same ids on every run.

    ``axes.unicode_minus`` stays on, since the embedded font has U+2212; ``$`` in a title is no
    formula.
    """
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "gaoxin",
        "font.family": [FONT_FAMILY],
        "font.size": TEXT_SIZE,
        "text.color": INK,
        "text.parse_math": False,
        "axes.unicode_minus": True,
        "axes.edgecolor": RULE,
        "axes.linewidth": 0.6,
        "axes.grid": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.labelcolor": MUTED,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelsize": SMALL_SIZE,
        "ytick.labelsize": SMALL_SIZE,
        "xtick.major.size": 0.0,
        "ytick.major.size": 0.0,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
    }


@contextmanager
def chart_style() -> Iterator[None]:
    """Use the house style, and the Chinese font from its file; decorates what draws a chart."""
    import matplotlib as mpl
    from matplotlib import font_manager

    path = str(font_path())
    if all(entry.fname != path for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(path)
    with mpl.rc_context(rc_params()):
        yield
