"""Standard output as it is: of any encoding, closed, full, or with a reader that has left.

A character that the encoding lacks is written as the nearest that it has; JSON is escaped there,
so that nothing is lost. What cannot be written at all is no fault of the program's.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
import unicodedata

HANDLER = "gaoxin.plainer"
CUT_SHORT = 2

NEAREST = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": "x", "·": ".", "•": "*", "≥": ">=",
    "≤": "<=", "≈": "~", "±": "+/-", "→": "->", "←": "<-", "↔": "<->", "∕": "/", "∞": "inf",
    "‘": "'", "’": "'", "“": '"', "”": '"', "「": '"', "」": '"', "。": ".", "、": ",", "《": '"',
    "》": '"', "µ": "u", "μ": "u",
}  # fmt: skip
"""What is written where an encoding lacks a character; others are taken apart, or become ``?``."""


def plainer(error: UnicodeError) -> tuple[str | bytes, int]:
    """Return what to write in the place of characters that an encoding lacks, and where to go on.

    An error handler as :func:`codecs.register_error` takes it. Bytes of a file's name that are
    no text in the system's encoding are written as they are.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    if all("\udc80" <= character <= "\udcff" for character in lost):
        return bytes(ord(character) - 0xDC00 for character in lost), error.end
    return "".join(map(_plain, lost)), error.end


def _plain(character: str) -> str:
    if character in NEAREST:
        return NEAREST[character]
    parts = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return parts or "?"


def prepare() -> None:
    """Make standard output and error take any character, and be there if they were closed."""
    codecs.register_error(HANDLER, plainer)
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # Else the next file to be opened has the number, and what is printed ends in it.
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)
            if stream is getattr(sys, f"__{name}__"):
                setattr(sys, name, Output.over(stream))


class Output(io.TextIOWrapper):
    """Standard output or error that takes everything, and remembers why it could not write it.

    The verb then does the rest of its work, and its exit code is that of the work.
    """

    failed: OSError | None = None

    @classmethod
    def over(cls, stream: io.TextIOWrapper) -> Output:
        """Return an output that writes where `stream` does, as it does."""
        return cls(
            stream.buffer,
            encoding=stream.encoding,
            errors=stream.errors,
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )

    def write(self, text: str, /) -> int:
        """Write text."""
        try:
            return super().write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        """Write what is waiting."""
        try:
            super().flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """From now on what is written goes nowhere."""
        self.failed = self.failed or error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def echo(text: str) -> None:
    """Print a line."""
    print(text, flush=True)


def takes_unicode() -> bool:
    """Return whether standard output can have any character as it is."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return codecs.lookup(encoding).name.startswith("utf")


SAID = {"chinese": False}
"""Whether messages and help are Chinese: what the command line asks for."""


def in_words(message: str) -> str:
    """Return a message in the language that was asked for, where it has one there."""
    if not SAID["chinese"]:
        return message
    from gaoxin.cli.chinese import message as in_chinese

    return in_chinese(message)


def notice(message: str) -> None:
    """Print a line on standard error."""
    print(f"gaoxin: {in_words(message)}", file=sys.stderr, flush=True)


def finish() -> int:
    """Write what is waiting, and say why it cannot be; return the exit code of that."""
    sys.stdout.flush()
    why: OSError | None = getattr(sys.stdout, "failed", None)
    # Of a pipe that nobody reads any more, as that of `| head`, Windows says "invalid argument".
    left = {errno.EPIPE, errno.EINVAL} if sys.platform == "win32" else {errno.EPIPE}
    if why is None or why.errno in left:
        return 0
    notice(
        f"the output cannot be written ({why.strerror or why}), and is cut short; files that were "
        "written are whole. Give it another place"
    )
    return CUT_SHORT
