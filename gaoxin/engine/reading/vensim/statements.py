"""A Vensim file cut into statements, each with its tokens; groups, macros and settings.

``equation ~ unit ~ comment |`` is a statement. Quotes and braces mean something in the equation
only; in unit and comment nothing but ``~`` and ``|`` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.vensim.tokens import (
    LETTER,
    TOKEN,
    Lines,
    Token,
    comment_end,
    read_tokens,
    tidy,
)

SKETCH = re.compile(r"^\\{2,}---///", re.MULTILINE)
_SETTINGS = re.compile(r"^:L.?<%\^E!@", re.MULTILINE)
_METHOD = re.compile(r"^15:\s*\d+\s*,\s*\d+\s*,\s*\d+\s*,\s*(\d+)", re.MULTILINE)
_EQUIVALENT = re.compile(r"^22:(.+)$", re.MULTILINE)
_TAG = re.compile(r"^30:\s*(\?[^=\n]+)=(.+)$", re.MULTILINE)
_GAP = re.compile(r"[\s|]++")
_FIELD = re.compile(r"[~|]")
_FLAG = re.compile(r"\s*:?\s*SUP", re.IGNORECASE)
_EQUATION = re.compile(rf"^[ \t]*[{LETTER}\"][^=~|\n]*=", re.MULTILINE)
_BROKEN = re.compile(r"\\\n\s*")

METHODS = {
    0: ("euler", ""),
    1: ("rk4", "Runge-Kutta of order 4 with steps of its own; run by fixed steps"),
    2: ("euler", "difference equations; run by Euler's method, which is the same"),
    3: ("rk2", "Runge-Kutta of order 2 with steps of its own; run by fixed steps"),
    4: ("rk2", ""),
    5: ("rk4", ""),
}
"""Vensim's number of an integration method: ours, and what differs."""


@dataclass(frozen=True)
class StatementText:
    """One statement of the file.

    Attributes
    ----------
    tokens : list of Token
        Of the equation; the last is its end.
    equation : str
        On one line, without comments.
    start : int
        Offset of its first token.
    """

    tokens: list[Token]
    equation: str
    unit: str
    comment: str
    group: str
    macro: str
    start: int


@dataclass(frozen=True)
class MacroText:
    """The head of a macro: its name, what it takes, what it gives besides, and its place."""

    name: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    at: tuple[int, int]


@dataclass(frozen=True)
class RunSettings:
    """What the end of a Vensim file says of a run.

    Attributes
    ----------
    method : {"euler", "rk2", "rk4"}
    note : str
        What of the method is done otherwise; blank for nothing.
    equivalences : tuple of tuple of str
        Units that are the same: ``22:Month,Months``.
    tags : dict of str to str
        Files behind tags: ``30:?data=book.xlsx``.
    """

    method: str
    note: str
    equivalences: tuple[tuple[str, ...], ...]
    tags: dict[str, str]


def settings(text: str) -> RunSettings:
    """Return the settings at the end of a Vensim file."""
    sketch = SKETCH.search(text)
    views = text[sketch.start() :] if sketch else ""
    listed = _EQUIVALENT.findall(views)
    begin = _SETTINGS.search(views)
    own = views[begin.start() :] if begin else views
    number = _METHOD.search(own)
    method, note = METHODS.get(int(number[1][:9]) if number else 0, METHODS[0])
    return RunSettings(
        method,
        note,
        tuple(tuple(unit.strip() for unit in line.split(",")) for line in listed),
        {tag.strip(): file.strip() for tag, file in _TAG.findall(own)},
    )


class Cutter:
    """Cuts a text into statements.

    Attributes
    ----------
    statements : list of StatementText
    macros : list of MacroText
    faults : list of Unreadable
        What cannot be cut; the rest is cut all the same.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        sketch = SKETCH.search(lines.text)
        self.stop = sketch.start() if sketch else len(lines.text)
        self.statements: list[StatementText] = []
        self.macros: list[MacroText] = []
        self.faults: list[Unreadable] = []
        self._group, self._macro = "", ""

    def cut(self) -> None:
        """Cut the whole text."""
        text, position = self.lines.text, 0
        while True:
            if gap := _GAP.match(text, position):
                position = gap.end()
            if position >= self.stop:
                break
            try:
                position = self._next(position)
            except Unreadable as fault:
                self.faults.append(fault)
                ended = text.find("|", position, self.stop)
                position = ended + 1 if ended >= 0 else self.stop
        if self._macro:
            self.faults.append(_open_macro(self.macros[-1]))

    def _next(self, position: int) -> int:
        """Cut one thing off and return where the next begins."""
        text = self.lines.text
        if text[position] == "{":
            return comment_end(self.lines, position)
        if text.startswith("***", position):
            return self._heading(position)
        if text[position] == ":":
            word = TOKEN.match(text, position)
            if word is not None and word.lastgroup == "word":
                kind = word[0].upper()
                if "END" in kind:
                    return self._macro_end(word)
                if "MACRO" in kind:
                    return self._macro_head(word)
        return self._statement(position)

    # -- statements ----------------------------------------------------------------------------

    def _statement(self, position: int) -> int:
        text, place = self.lines.text, self.lines.place
        tokens, comments = read_tokens(self.lines, position, self.stop)
        end = tokens[-1][2]
        fields, after = self._fields(end)
        self._lost_bar(tokens[0], fields)
        if after > self.stop:
            raise Unreadable(
                f"'{_shorten(text[position:end])}' is not closed; an equation ends with "
                "'~ unit ~ comment |'",
                place(tokens[0][2]),
            )
        if len(tokens) == 1:  # nothing between two bars
            return after
        if not fields:
            raise Unreadable(
                f"'{_shorten(text[position:end])}' has no unit; an equation ends with "
                "'~ unit ~ comment |'",
                place(end),
            )
        unit, comment = (*(text[a:b] for a, b in fields), "")[:2]
        self.statements.append(
            StatementText(
                tokens,
                _clean(_without(text, position, end, comments)),
                _clean(unit),
                " ".join((_BROKEN.sub("", comment) if "\\" in comment else comment).split()),
                self._group,
                self._macro,
                tokens[0][2],
            )
        )
        return after

    def _fields(self, position: int) -> tuple[list[tuple[int, int]], int]:
        """Return where the fields after an equation stand, and where the next statement begins."""
        text, found = self.lines.text, []
        while position < self.stop and text[position] == "~":
            sign = _FIELD.search(text, position + 1, self.stop)
            end = sign.start() if sign else self.stop
            found.append((position + 1, end))
            position = end
        return found, position + 1

    def _lost_bar(self, first: Token, fields: list[tuple[int, int]]) -> None:
        """Note a ``|`` that is missing: an equation stands where a comment does, then a ``~``."""
        text = self.lines.text
        for begin, end in fields[1:-1]:
            after = text[end + 1 : end + 20]
            lost = None if _FLAG.match(after) else _EQUATION.search(text, begin, end)
            if lost:
                line, _ = self.lines.place(lost.start())
                raise Unreadable(
                    f"'{_shorten(first[1])}' is not closed; write | before line {line}, where "
                    "another equation seems to begin",
                    self.lines.place(first[2]),
                )

    def _heading(self, position: int) -> int:
        """Read the heading of a group: its name between lines of stars."""
        text = self.lines.text
        fields, after = self._fields(self._ends(position))
        name = text[position : fields[0][0] - 1 if fields else self._ends(position)]
        self._group = name.strip("* \t\n").removeprefix(".").strip()
        return after

    def _ends(self, position: int) -> int:
        sign = _FIELD.search(self.lines.text, position, self.stop)
        return sign.start() if sign else self.stop

    # -- macros --------------------------------------------------------------------------------

    def _macro_end(self, word: re.Match[str]) -> int:
        if not self._macro:
            self.faults.append(
                Unreadable(
                    ":END OF MACRO: ends no macro; one begins as ':MACRO: NAME(input, input)'",
                    self.lines.place(word.start()),
                )
            )
        self._macro = ""
        return word.end()

    def _macro_head(self, word: re.Match[str]) -> int:
        if self._macro:
            self.faults.append(_open_macro(self.macros[-1]))
        line_end = self.lines.text.find(")", word.end(), self.stop) + 1 or self.stop
        tokens, _ = read_tokens(self.lines, word.end(), line_end)
        kinds = "".join(kind if kind != "name" else "n" for kind, _, _ in tokens[:-1])
        if not re.fullmatch(r"n\((n(,n)*)?(:n(,n)*)?\)", kinds):
            raise Unreadable(
                "the head of a macro cannot be read; write ':MACRO: NAME(input, input)', with "
                "': result, result' after the inputs where it gives more than one",
                self.lines.place(word.start()),
            )
        names = [tidy(text) for kind, text, _ in tokens if kind in {"name", ":"}]
        parts = names.index(":") if ":" in names else len(names)
        self.macros.append(
            MacroText(
                names[0],
                tuple(names[1:parts]),
                tuple(names[parts + 1 :]),
                self.lines.place(tokens[0][2]),
            )
        )
        self._macro = names[0]
        return line_end


def _open_macro(head: MacroText) -> Unreadable:
    return Unreadable(
        f"macro '{head.name}' is not closed; write ':END OF MACRO:' after its last equation",
        head.at,
    )


def _without(text: str, start: int, end: int, comments: list[tuple[int, int]]) -> str:
    """Return a part of a text, with a space for each comment."""
    pieces = []
    for begin, after in comments:
        pieces.append(text[start:begin])
        start = after
    return " ".join([*pieces, text[start:end]])


def _clean(text: str) -> str:
    return " ".join((_BROKEN.sub(" ", text) if "\\" in text else text).split())


def _shorten(text: str, width: int = 60) -> str:
    flat = re.sub(r"\s+", " ", text).strip()
    return flat if len(flat) <= width else flat[: width - 1] + "…"
