"""The words of an XMILE equation: names, numbers, operators, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.names import display

_LETTER = r"A-Za-z_\u0080-\U0010ffff"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PART = rf"(?:[{_LETTER}][{_LETTER}0-9$']*|{_QUOTED})"
_TOKEN = re.compile(
    rf"""
      (?P<space>[\s\u00a0]+)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>\.?{_PART}(?:\.{_PART})*)
    | (?P<text>'[^']*')
    | (?P<sign>//|<=|>=|<>|[-+*/^(),;:\[\]=<>@'])
    | (?P<comment>\{{)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SEGMENT = re.compile(rf"{_QUOTED}|[^.\"]+")
_CALL = re.compile(r"\{\s*GET_DATA[A-Z_ ]*\(.*\)\s*\}", re.DOTALL)
_BLANKS = re.compile(r"'[^']*'|_")
_ESCAPED = re.compile(r'\\(n|"|\\)')

WORDS = frozenset({"and", "or", "not", "mod", "if", "then", "else"})
"""Names that are operators, in any case."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an equation.

    Attributes
    ----------
    kind : str
        ``name``, ``number``, ``text``, a sign itself, an operator's word in lower case, or ``end``.
    text : str
        As written.
    start : int
        Its offset in the equation.
    """

    kind: str
    text: str
    start: int


def tokens_of(text: str, converted: bool = False) -> list[Token]:
    """Return the tokens of an equation, comments in braces left out, and one of the end.

    Words of two names side by side are one name: converters leave Vensim's blanks in functions, as
    in ``VECTOR SELECT(``.

    Parameters
    ----------
    text : str
    converted : bool
        Whether Vensim's converter wrote the file: where it writes ``0{GET_DIRECT_DATA(...)}`` for
        a function of its own, the call in the comment is meant.

    Returns
    -------
    list of Token

    Raises
    ------
    Unreadable
        With the offset as its column, in line 1: a sign that no equation has, or a comment or a
        quoted name that is not closed.
    """
    found: list[Token] = []
    position = 0
    while position < len(text):
        if text[position] == "'" and found and found[-1].kind == "]":  # no text begins there
            found.append(Token("'", "'", position))
            position += 1
            continue
        match = _TOKEN.match(text, position)
        assert match is not None  # noqa: S101  (any character is one of the groups)
        kind, word = str(match.lastgroup), match[0]
        if kind == "comment":
            end = _comment_end(text, position)
            if converted and found and found[-1].text == "0" and _CALL.match(text, position):
                found[-1:] = _left_out(text, position + 1, end - 1)
            position = end
            continue
        if kind == "other":
            raise Unreadable(_odd(word), (1, position))
        if kind != "space":
            _append(found, kind, word, position)
        position = match.end()
    found.append(Token("end", "", len(text)))
    return found


def _left_out(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of a call that a converter has put into a comment, its blanks as ``_``."""
    call = _BLANKS.sub(lambda m: " " if m[0] == "_" else m[0], text[start:end])
    return [Token(t.kind, t.text, t.start + start) for t in tokens_of(call)[:-1]]


def _append(found: list[Token], kind: str, word: str, position: int) -> None:
    if kind == "sign":
        found.append(Token(word, word, position))
        return
    if kind == "name":
        if word.lower() in WORDS:
            kind = word.lower()
        elif found and found[-1].kind == "name":
            before = found.pop()
            found.append(Token("name", f"{before.text} {word}", before.start))
            return
    found.append(Token(kind, word, position))


def _comment_end(text: str, start: int) -> int:
    """Return where a comment ends; comments may stand inside one another."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(text, start):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.end()
    raise Unreadable("the comment that begins here is not closed; write '}'", (1, start))


def _odd(sign: str) -> str:
    if sign == '"':
        return "the name that begins here is not closed; write '\"' after it"
    if sign == "}":
        return "'}' closes no comment; remove it, or write '{' where the comment begins"
    return f"'{sign}' is no sign of an equation; put a name that holds it in quotes"


def segments_of(name: str) -> list[str]:
    """Return the parts of a qualified name, ``.cost`` as a blank part and ``cost``, without quotes.

    Examples
    --------
    >>> segments_of('plant."net cost"'), segments_of(".cost")
    (['plant', 'net cost'], ['', 'cost'])
    """
    parts = [plain_name(part) for part in _SEGMENT.findall(name)]
    return ["", *parts] if name.startswith(".") else parts


def plain_name(name: str) -> str:
    r"""Return an identifier as it is shown: without quotes, ``\n`` as a blank.

    Examples
    --------
    >>> plain_name('"revenue\\ngap"'), plain_name("birth_rate")
    ('revenue gap', 'birth_rate')
    """
    text = name.strip().replace("\u00a0", " ")
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        text = text[1:-1]
    return display(_ESCAPED.sub(lambda m: " " if m[1] == "n" else m[1], text))
