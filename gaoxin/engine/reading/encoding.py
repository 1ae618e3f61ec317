"""Chinese text that says nothing of its encoding: GBK known by what it holds, never by a guess."""

from __future__ import annotations

import re
from pathlib import Path

from gaoxin.errors import DataError
from gaoxin.tables import decoded

_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x80-\xff]")
LEAST = 4
"""Characters without which nothing is known: two letters of another alphabet are one of GBK's."""

SHARE = 0.95
"""Of the characters, those that must be everyday ones."""


def is_gbk(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are Chinese in GBK beyond doubt.

    They are when nearly all their pairs are signs or the 3,755 everyday characters of GB 2312
    (level 1). Letters with accents of other encodings make pairs of rare characters, or none.
    """
    pairs = _PAIR.findall(data)
    everyday = sum(
        len(pair) == 2 and pair[1] >= 0xA1 and (0xB0 <= pair[0] <= 0xD7 or 0xA1 <= pair[0] <= 0xA3)
        for pair in pairs
    )
    return len(pairs) >= LEAST and everyday >= SHARE * len(pairs) and _decodes(data)


def _decodes(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def table_text(content: bytes, path: Path) -> str:
    r"""Return the text of a table: UTF-8, or GBK beyond doubt; every line ended by ``\n``.

    Raises
    ------
    DataError
        It is neither; says what it is instead, with the line of the first bad byte.
    """
    try:
        return decoded(content, path)
    except DataError:
        if not is_gbk(content) or b"\0" in content:
            raise
        return decoded(content.decode("gb18030").encode("utf-8"), path)
