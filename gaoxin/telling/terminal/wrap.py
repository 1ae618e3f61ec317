"""Sentences in lines for a terminal: Chinese between any two signs, English between words.

A wide character counts two columns. A no-break space holds its neighbours together, a closing sign
never begins a line and an opening one never ends it (GB/T 15834-2011).
"""

from __future__ import annotations

import re

_CLOSING = "，。、；：？！）》」』”’％%,.;:!?)"
_OPENING = "（《「『“‘("
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_PIECE = re.compile(rf" +|[{_WIDE}]|[^ {_WIDE}]+")


def wrapped(text: str, width: int) -> str:
    """Return a text in lines of at most `width` columns, as far as its words allow.

    Parameters
    ----------
    text : str
    width : int

    Returns
    -------
    str
        Without space at the ends of lines; no-break spaces become spaces.

    Examples
    --------
    >>> wrapped("one two three", 7).splitlines()
    ['one two', 'three']
    >>> wrapped("目标：实现。", 10).splitlines()
    ['目标：实', '现。']
    """
    from rich.cells import cell_len

    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and cell_len(line + piece.rstrip(" ")) > width:
            lines.append(line.rstrip(" "))
            line = ""
        line += piece.lstrip(" ") if not line else piece
    lines.append(line.rstrip(" "))
    return "\n".join(lines).replace("\u00a0", " ")


def _pieces(text: str) -> list[str]:
    """Return what may not be parted: words, wide signs with the punctuation that clings to them."""
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        words = piece.strip(" ")
        if words and pieces and piece[0] in _CLOSING:
            space = pieces.pop() if not pieces[-1].strip(" ") and len(pieces) > 1 else ""
            pieces[-1] += space + piece
        elif words and pieces and pieces[-1][-1] in _OPENING:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces
