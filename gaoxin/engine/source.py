"""From bytes to equations as text: encoding, line numbers, groups. Nothing is evaluated here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gaoxin.errors import ModelError

MAX_BYTES = 32 * 1024 * 1024
"""Larger files are refused: a model of this size would take hours to translate."""

_HEADER = re.compile(rb"\s*\{([^}\n]{1,40})\}")
# A quoted name hides ~ and |. Possessive, so that an odd quote costs no backtracking.
_PART = r'(?:"(?:\\"|[^"])*+"|[^~|])*+'
_ENTRY = re.compile(
    rf"(?P<equation>{_PART})~(?P<unit>{_PART})(?:~(?P<comment>[^~|]*)(?:~{_PART})?)?\|"
)
_GROUP = re.compile(r"\s*\*{3,}\s*\.?(?P<name>[^*]*?)\s*\*{3,}\s*$", re.DOTALL)
_LIMITS = re.compile(r"\(\s*\[([^\]]*)\]?")
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_PAIR = rf"\(\s*{_NUMBER}\s*,\s*{_NUMBER}\s*\)"
_NUMERIC_LIMITS = re.compile(rf"\s*{_PAIR}\s*-\s*{_PAIR}\s*(?:,\s*{_PAIR}\s*)*")

# (-2)^2 loses its brackets in PySD's tree and would be -4; (0-2)^2 keeps them.
_NEGATIVE_BASE = re.compile(r"""("[^"]*")|\(\s*-\s*(\d[\d.]*(?:[eE][+-]?\d+)?)\s*\)\s*\^""")


@dataclass(frozen=True)
class Entry:
    """One equation of the file: text, unit with limits, comment, group and first line."""

    equation: str
    unit: str
    comment: str
    group: str
    line: int


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
    header = _HEADER.match(data.removeprefix(b"\xef\xbb\xbf"))
    encoding = header.group(1).decode("ascii", "replace").strip() if header else "UTF-8"
    try:
        text = data.decode("utf-8-sig" if encoding.upper() in {"UTF-8", "UTF8"} else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ModelError(
            f"byte 0x{data[error.start]:02x} is not {encoding}; save the file as UTF-8, "
            "or name its encoding in the first line, as {GBK}",
            path=path,
            line=line,
        ) from None
    except LookupError:
        raise ModelError(
            f"unknown encoding '{encoding}' in the first line; write {{UTF-8}}", path=path, line=1
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def entries(path: Path, text: str) -> list[Entry]:
    """Split a Vensim text into its equations, in order of appearance.

    Raises
    ------
    ModelError
        An equation is not closed, a macro stands there, or there is no equation at all.
    """
    body = re.split(r"\\{2,3}---///", text, maxsplit=1)[0]
    position = _start(body)
    found: list[Entry] = []
    group, line, counted = "", 1, 0
    while body[position:].strip():
        start = position + len(body[position:]) - len(body[position:].lstrip())
        line, counted = line + body.count("\n", counted, start), start
        match = _ENTRY.match(body, position)
        if match is None:
            raise ModelError(
                f"'{_shorten(body[start:])}' is not closed; "
                "an equation ends with '~ unit ~ comment |'",
                path=path,
                line=line,
            )
        position = match.end()
        heading = _GROUP.match(match["equation"])
        if heading:
            group = heading["name"].strip()
        elif match["equation"].strip():
            found.append(_entry(path, match, group, line))
    if not found:
        raise ModelError(
            "no equation found before the sketch; is this a Vensim .mdl file?", path=path
        )
    return found


def _entry(path: Path, match: re.Match[str], group: str, line: int) -> Entry:
    equation = _clean(match["equation"])
    if equation.upper().startswith(":MACRO:"):
        raise ModelError(
            f"'{_shorten(equation)}': macros are not supported; write its equations out",
            path=path,
            line=line,
        )
    _refuse_code_in_limits(path, equation, line)
    comment = re.sub(r"\s+", " ", re.sub(r"\\\n\s*", "", match["comment"] or "")).strip()
    equation = _NEGATIVE_BASE.sub(lambda m: m[1] or f"(0-{m[2]})^", equation)
    return Entry(equation, _clean(match["unit"]), comment, group, line)


def _refuse_code_in_limits(path: Path, equation: str, line: int) -> None:
    """Refuse lookup limits that are not numbers: the translator would evaluate them as Python."""
    outside = re.sub(r"'[^']*'", "''", equation)
    for limits in _LIMITS.findall(outside):
        if not _NUMERIC_LIMITS.fullmatch(limits):
            raise ModelError(
                f"lookup limits '[{_shorten(limits)}]' are not numeric; write [(x0,y0)-(x1,y1)]",
                path=path,
                line=line,
            )


def _start(body: str) -> int:
    header = re.match(r"\s*\{[^}\n]*\}", body)
    return header.end() if header else 0


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\\\n\s*", " ", text)).strip()


def _shorten(text: str, width: int = 60) -> str:
    flat = re.sub(r"\s+", " ", text).strip()
    return flat if len(flat) <= width else flat[: width - 1] + "…"
