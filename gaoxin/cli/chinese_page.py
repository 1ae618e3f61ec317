"""Pages of help in Chinese: click's own layout, measured in columns, with its words in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from gaoxin.cli.chinese_help import FRAME, HELP

_SHORT = {
    "INTEGER RANGE": "N", "INTEGER": "N", "FLOAT RANGE": "X", "FLOAT": "X", "TEXT": "NAME"
}  # fmt: skip
"""What click calls the kinds of a value, as a Chinese reader may know them: one letter."""
_NAMED = re.compile("|".join(_SHORT))
_EXTRA = re.compile(r" \[[^\[\]]*\]$")
"""What click says of an option after its help: its default, its range."""
_GAP = 2
_MOST = 30
"""Columns of the first column at most, as click has it."""


def framed(text: str) -> str:
    """Return a text of a page with the words that click puts around it in Chinese.

    Examples
    --------
    >>> framed("样本数。  [default: 5; x>=1; required]")
    '样本数。 [默认：5；x>=1；必填]'
    """
    own = " ".join(text.split())
    own = HELP.get(own, own)
    for english, chinese in FRAME.items():
        own = own.replace(english, chinese)
    return _EXTRA.sub(lambda found: found[0].replace("; ", "；"), own)


class ChinesePage(click.HelpFormatter):
    """Writes a page whose lines fit the terminal although its signs are two columns wide."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called.

        Parameters
        ----------
        prog, args : str
            As click gives them.
        prefix : str, optional
            Unused; it is Chinese here.
        """
        del prefix
        super().write_usage(prog, framed(args), prefix="用法：")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        self.write(f"{'':>{self.current_indent}}{FRAME[f'{heading}:']}\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        for line in _lines(text, self.width - self.current_indent):
            self.write(f"{'':>{self.current_indent}}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _MOST, col_spacing: int = _GAP
    ) -> None:
        """Write names with what they mean beside them.

        Parameters
        ----------
        rows : iterable of (str, str)
        col_max : int
            Columns of the names at most; a longer one has a line of its own.
        col_spacing : int
            Columns between the two.
        """
        from rich.cells import cell_len

        named = [(_NAMED.sub(lambda n: _SHORT[n[0]], name), meaning) for name, meaning in rows]
        widest = min(max(cell_len(name) for name, _ in named), col_max) + col_spacing
        room = max(self.width - self.current_indent - widest, 10)
        for name, meaning in named:
            first, *others = _lines(meaning, room)
            own = f"{'':>{self.current_indent}}{name}"
            if cell_len(name) > widest - col_spacing:
                self.write(f"{own}\n")
                own = ""
            before = self.current_indent + widest
            self.write(f"{own}{'':>{before - cell_len(own)}}{first}".rstrip() + "\n")
            for line in others:
                self.write(f"{'':>{before}}{line}\n")


class ChineseContext(click.Context):
    """The context of a command whose help is asked for in Chinese."""

    formatter_class = ChinesePage


def _lines(text: str, width: int) -> list[str]:
    from gaoxin.telling.terminal.wrap import wrapped

    return wrapped(framed(text), width).splitlines() or [""]
