"""From bytes to equations as text: encoding, line numbers, groups. Nothing is evaluated here."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from gaoxin.errors import ModelError

MAX_BYTES = 32 * 1024 * 1024
"""Larger files are refused: a model of this size would take hours to translate."""

_NO_ALPHABETS = {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"}
"""Codecs that read more than an alphabet out of bytes."""

_HEADER = re.compile(rb"\s*\{([^}\n]{1,40})\}")
# A quoted name hides ~ and |. Possessive, so that an odd quote costs no backtracking.
_PART = r'(?:"(?:\\"|[^"])*+"|[^~|])*+'
_ENTRY = re.compile(
    rf"(?P<equation>{_PART})~(?P<unit>{_PART})(?:~(?P<comment>[^~|]*)(?:~{_PART})?)?\|"
)
_GROUP = re.compile(r"\s*\*{3,}\s*\.?(?P<name>[^*]*?)\s*\*{3,}\s*$", re.DOTALL)
_COMMENT = re.compile(r'("(?:\\"|[^"])*+")|\{[^{}]*+\}')
_INK = re.compile(r"\S")
_MACRO = re.compile(r":MACRO:\s*(?P<name>[^(~|]+?)\s*\((?P<inside>[^)~|]*)\)", re.IGNORECASE)
_MACRO_END = re.compile(r":END OF MACRO:", re.IGNORECASE)
_SKETCH = re.compile(r"\\{2,3}---///")
_EQUIVALENT = re.compile(r"^22:(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One equation of the file: text, unit with limits, comment, group, first line and macro."""

    equation: str
    unit: str
    comment: str
    group: str
    line: int
    macro: str = ""


@dataclass(frozen=True)
class MacroText:
    """The head of a macro: its name, what it takes, what it gives besides, and its line."""

    name: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    line: int


def plain(content: bytes) -> bytes:
    r"""Return a text file without byte-order mark, every line ended by ``\n``; UTF-16 as it is."""
    if b"\0" in content:
        return content
    return content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def read_text(path: Path, data: bytes) -> str:
    """Decode a model file: the encoding of its ``{...}`` header, else UTF-8, strictly.

    Raises
    ------
    ModelError
        The file is empty, too large, or not in its encoding (with the line of the fault).
    """
    if len(data) > MAX_BYTES:
        raise ModelError(f"{len(data)} bytes; a model of at most {MAX_BYTES} is read", path=path)
    if not data.strip():
        raise ModelError(
            "the file is empty; write equations as 'name = expression ~ unit ~ comment |'",
            path=path,
        )
    header = _HEADER.match(data.removeprefix(codecs.BOM_UTF8))
    encoding = header.group(1).decode("ascii", "replace").strip() if header else "UTF-8"
    try:
        if codecs.lookup(encoding).name in _NO_ALPHABETS:
            raise LookupError(encoding)
        text = data.decode("utf-8-sig" if encoding.upper() in {"UTF-8", "UTF8"} else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ModelError(
            f"byte 0x{data[error.start]:02x} is not {encoding}; save the file as UTF-8, "
            "or name its encoding in the first line, as {GBK}",
            path=path,
            line=line,
        ) from None
    except (LookupError, ValueError):
        raise ModelError(
            f"unknown encoding '{encoding}' in the first line; write {{UTF-8}}", path=path, line=1
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def entries(path: Path, text: str) -> tuple[list[Entry], list[MacroText]]:
    """Split a Vensim text into its equations and heads of macros, in order of appearance.

    Raises
    ------
    ModelError
        An equation or a macro is not closed, or there is no equation at all.
    """
    body = _SKETCH.split(text, maxsplit=1)[0]
    position = _start(body)
    found: list[Entry] = []
    macros: list[MacroText] = []
    group, inside, line, counted = "", "", 1, 0
    while begin := _INK.search(body, position):
        start = begin.start()
        line, counted = line + body.count("\n", counted, start), start
        head, foot = _MACRO.match(body, start), _MACRO_END.match(body, start)
        if head and not inside:
            macros.append(_macro(head, line))
            inside, position = macros[-1].name, head.end()
            continue
        if foot and inside:
            inside, position = "", foot.end()
            continue
        match = _ENTRY.match(body, position)
        if match is None or foot or body[start : start + 7].upper() == ":MACRO:":
            raise _not_closed(path, body[start : start + 200], line, inside)
        position = match.end()
        heading = _GROUP.match(match["equation"])
        if heading:
            group = heading["name"].strip()
        elif match["equation"].strip():
            found.append(_entry(match, group, line, inside))
    if inside:
        raise _not_closed(path, "", macros[-1].line, inside)
    if not found:
        raise ModelError(
            "no equation found before the sketch; is this a Vensim .mdl file?", path=path
        )
    return found, macros


def equivalences(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the units that a Vensim file's settings call the same: ``22:Month,Months``."""
    settings = _SKETCH.split(text, maxsplit=1)[1:]
    listed = [_EQUIVALENT.findall(part) for part in settings]
    return tuple(tuple(u.strip() for u in line.split(",")) for found in listed for line in found)


def _not_closed(path: Path, rest: str, line: int, macro: str) -> ModelError:
    if macro:
        text = f"macro '{macro}' is not closed; write ':END OF MACRO:' after its last equation"
    elif rest.upper().startswith((":MACRO:", ":END OF MACRO:")):
        text = f"cannot read '{_shorten(rest)}'; a macro begins as ':MACRO: NAME(input, input)'"
    else:
        text = f"'{_shorten(rest)}' is not closed; an equation ends with '~ unit ~ comment |'"
    return ModelError(text, path=path, line=line)


def _macro(head: re.Match[str], line: int) -> MacroText:
    takes, _, gives = head["inside"].partition(":")
    return MacroText(
        _clean(head["name"]),
        tuple(_clean(t) for t in takes.split(",") if t.strip()),
        tuple(_clean(g) for g in gives.split(",") if g.strip()),
        line,
    )


def _entry(match: re.Match[str], group: str, line: int, macro: str) -> Entry:
    comment = re.sub(r"\s+", " ", re.sub(r"\\\n\s*", "", match["comment"] or "")).strip()
    equation = _COMMENT.sub(lambda m: m[1] or " ", match["equation"])
    return Entry(_clean(equation), _clean(match["unit"]), comment, group, line, macro)


def _start(body: str) -> int:
    header = re.match(r"\s*\{[^}\n]*\}", body)
    return header.end() if header else 0


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\\\n\s*", " ", text)).strip()


def _shorten(text: str, width: int = 60) -> str:
    flat = re.sub(r"\s+", " ", text).strip()
    return flat if len(flat) <= width else flat[: width - 1] + "…"
