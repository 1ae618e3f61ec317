"""Vensim's text in tokens: names, numbers, signs and words between colons, each with its place.

One regular expression knows them all. Names are letters or any character beyond ASCII, then also
digits, ``'``, ``$`` and spaces; a backslash at the end of a line goes on in the next. Comments in
braces may hold comments.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from gaoxin.engine.reading.unreadable import Unreadable

Token = tuple[str, str, int]
"""Kind, text and offset in the file. The kind of a sign, and of a word, is the text itself."""

LETTER = (
    r"A-Za-z_\u00a1-\u1fff\u200b-\u200d\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\U0010ffff"
)
"""Any character beyond ASCII but spaces, and marks that turn the direction of a text."""

_SPACE = r"[ \t\u00a0\u3000]"
_BREAK = r"\\[ \t]*\n"
_WORDS = (
    "AND|OR|NOT|NA|EXCEPT|IMPLIES|THE CONDITION|TEST INPUT|INTERPOLATE|RAW|HOLD BACKWARD|"
    "LOOK FORWARD|IS|MACRO|END OF MACRO"
)
TOKEN = re.compile(
    rf"""
  (?P<space>(?:\s|[\u00a0\u3000]|{_BREAK})++)
 |(?P<name>[{LETTER}][{LETTER}0-9'$]*+(?:(?:{_SPACE}|{_BREAK})++[{LETTER}0-9'$]++)*+)
 |(?P<number>(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?)
 |(?P<sign>:=|==|<->|->|<=|>=|<>|[-+*/^(),;\[\]!=<>])
 |(?P<quoted>"(?:{_BREAK}|\\[^\n]|[^"\\\n])*+")
 |(?P<word>:\s*+(?:{_WORDS.replace(" ", "[ _]+")})\s*+:)
 |(?P<colon>:)
 |(?P<text>'[^'\n]*+')
 |(?P<end>[~|])
 |(?P<comment>\{{)
 |(?P<other>.)
""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL | re.ASCII,
)
_BRACE = re.compile(r"[{}]")
_BROKEN = re.compile(_BREAK)


LOOKALIKES = {
    "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u00d7": "*", "\u00f7": "/", "\uff08": "(",
    "\uff09": ")", "\uff0c": ",", "\uff0b": "+", "\uff0d": "-", "\uff0f": "/", "\uff1d": "=",
}  # fmt: skip
"""Characters that look like a sign and are a letter of a name, and the sign."""


@dataclass
class Lines:
    """Where the lines of a text begin, to tell line and column of an offset."""

    text: str
    starts: list[int] = field(default_factory=list)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, from 1."""
        if not self.starts:
            self.starts = [0, *(m.end() for m in re.finditer("\n", self.text))]
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def tidy(name: str) -> str:
    """Return a name without the backslashes that end its lines, blanks as one space."""
    return " ".join((_BROKEN.sub(" ", name) if "\\" in name else name).split())


def comment_end(lines: Lines, start: int) -> int:
    """Return where the comment ends whose brace opens at `start`.

    Raises
    ------
    Unreadable
        It does not.
    """
    depth = 0
    for brace in _BRACE.finditer(lines.text, start):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    raise Unreadable("this comment is not ended; write } after it", lines.place(start))


def read_tokens(lines: Lines, start: int, stop: int) -> tuple[list[Token], list[tuple[int, int]]]:
    """Return the tokens of one equation, and where its comments stand.

    Parameters
    ----------
    lines : Lines
        Of the whole text.
    start, stop : int
        Where to begin, and where the text ends.

    Returns
    -------
    tokens : list of Token
        The last is the ``~`` or ``|`` after the equation, or the end of the text: kind ``end``.
    comments : list of (start, end)

    Raises
    ------
    Unreadable
        A comment is not ended.
    """
    found: list[Token] = []
    comments: list[tuple[int, int]] = []
    tokens = TOKEN.finditer(lines.text, start, stop)
    while (token := next(tokens, None)) is not None:
        kind, written, position = token.lastgroup, token[0], token.start()
        if kind == "space":
            continue
        if kind == "sign":
            found.append((written, written, position))
        elif kind == "comment":
            comments.append((position, comment_end(lines, position)))
            tokens = TOKEN.finditer(lines.text, comments[-1][1], stop)
        elif kind in {"name", "quoted"}:
            found.append(("name", tidy(written), position))
        elif kind == "word":
            words = written.strip(": \t\n").upper().replace("_", " ").split()
            found.append((f":{' '.join(words)}:", written, position))
        elif kind == "colon":
            found.append((":", written, position))
        elif kind == "text":
            found.append((kind, written[1:-1], position))
        else:
            found.append((kind or "", written, position))
        if kind == "end":
            return found, comments
    found.append(("end", "", stop))
    return found, comments


def shown(token: Token) -> str:
    """Return a token as a message names it."""
    kind, text, _ = token
    if kind == "end":
        ends = {"~": "the ~ that ends the equation", "|": "the | that ends it"}
        return ends.get(text, "the end of the file")
    if kind == "name":
        return f"'{_short(text)}'"
    if kind == "number":
        return f"the number {_short(text)}"
    if kind == "text":
        return f"the text '{_short(text)}'"
    if kind == "other":
        return f"the character {text!r} (U+{ord(text):04X})"
    return f"'{kind}'"


def lookalike(text: str) -> str:
    """Say what to write where a letter of a name looks like a sign; blank for no such letter."""
    for letter, sign in LOOKALIKES.items():
        if letter in text:
            return f"; '{letter}' is a letter of a name: to mean the sign, write {sign}"
    return ""


def _short(text: str, width: int = 40) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
