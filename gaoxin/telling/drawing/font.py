"""The Chinese font: found in its package, and cut down to the glyphs a page uses."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

FONT_FAMILY = "Noto Sans SC"
ALWAYS = "".join(chr(code) for code in range(0x20, 0x7F))


def font_path() -> Path:
    """Return the regular cut of Noto Sans SC (SIL Open Font License 1.1) in package zhplot.

    Only the file is used: importing zhplot would change matplotlib's settings.
    """
    from importlib.util import find_spec

    spec = find_spec("zhplot")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("package zhplot, which carries the Chinese font, is missing")
    return Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"


def subset(characters: Iterable[str], source: Path | bytes | None = None) -> bytes:
    """Return a WOFF font with the glyphs of `characters` and of ASCII, without hinting.

    `source` is a font file or its bytes, by default :func:`font_path`. The result depends on
    the set of characters only. Characters that the font lacks are left to the reader's fonts.
    """
    return _cut("".join(sorted(set(characters) | set(ALWAYS))), source or font_path())


@lru_cache(maxsize=32)
def _cut(characters: str, source: Path | bytes) -> bytes:
    """Return the font of characters in order; the charts of scenarios have most in common."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    opened = io.BytesIO(source) if isinstance(source, bytes) else source
    # glyphs stay as they are stored: counting their bounds anew would take each apart
    with TTFont(opened, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        options = Options(hinting=False, layout_features=[], notdef_outline=True)
        options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx"]
        cutter = Subsetter(options)
        cutter.populate(text=characters)
        cutter.subset(font)
        font.flavor = "woff"
        out = io.BytesIO()
        font.save(out, reorderTables=False)
    return out.getvalue()


def font_face(woff: bytes) -> str:
    """Return a CSS rule that carries the font in itself."""
    data = base64.b64encode(woff).decode("ascii")
    return (
        f'@font-face{{font-family:"{FONT_FAMILY}";font-weight:400;'
        f'src:url(data:font/woff;base64,{data}) format("woff")}}'
    )
