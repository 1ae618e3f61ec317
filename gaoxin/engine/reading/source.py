"""From bytes to text: encoding and line ends. Nothing is evaluated here."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from gaoxin.engine.reading.encoding import is_gbk
from gaoxin.errors import ModelError

MAX_BYTES = 32 * 1024 * 1024
"""Larger files are refused."""

_NO_ALPHABETS = {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"}
"""Codecs that read more than an alphabet out of bytes."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEADER = re.compile(rb"\s*\{([^}\n]{1,40})\}")


def plain(content: bytes) -> bytes:
    r"""Return a text file without byte-order mark, every line ended by ``\n``; UTF-16 as it is."""
    if b"\0" in content:
        return content
    return content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def read_text(path: Path, data: bytes, encoding: str | None = None) -> str:
    """Decode a model file, strictly.

    Parameters
    ----------
    path : Path
        For messages.
    data : bytes
    encoding : str, optional
        As the caller knows it; else that of the file's ``{...}`` header, else UTF-8, or GBK where
        the bytes are Chinese beyond doubt, or UTF-16 where they begin with its mark.

    Returns
    -------
    str

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
    if encoding is None and data.startswith(_UTF16):
        data = _from_utf16(path, data)
    header = _HEADER.match(data.removeprefix(codecs.BOM_UTF8))
    told = header.group(1).decode("ascii", "replace").strip() if header else None
    name = encoding or told or "UTF-8"
    try:
        if codecs.lookup(name).name in _NO_ALPHABETS:
            raise LookupError(name)
        text = data.decode("utf-8-sig" if name.upper() in {"UTF-8", "UTF8"} else name)
    except UnicodeDecodeError as error:
        if not (encoding or told) and is_gbk(data):
            text = data.decode("gb18030")
        else:
            raise _undecoded(path, data, error, name, told) from None
    except (LookupError, ValueError):
        if encoding:
            raise ModelError(
                f"unknown encoding '{encoding}'; give one as encoding='gbk'", path=path
            ) from None
        raise ModelError(
            f"unknown encoding '{name}' in the first line; write {{UTF-8}}", path=path, line=1
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _from_utf16(path: Path, data: bytes) -> bytes:
    """Return a text that begins with the mark of UTF-16 as UTF-8."""
    try:
        return data.decode("utf-16").encode("utf-8")
    except UnicodeError:
        raise ModelError(
            "begins as a file of UTF-16 does, and is not one; save the file as UTF-8", path=path
        ) from None


def _undecoded(
    path: Path, data: bytes, error: UnicodeDecodeError, name: str, told: str | None
) -> ModelError:
    remedy = "save the file as UTF-8, or name its encoding in the first line, as {GBK}"
    if not told:
        remedy += ", or give it to load, as encoding='gbk' or encoding='cp1252'"
    return ModelError(
        f"byte 0x{data[error.start]:02x} is not {name}; {remedy}",
        path=path,
        line=data.count(b"\n", 0, error.start) + 1,
    )
