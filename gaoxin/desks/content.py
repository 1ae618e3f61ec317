"""Hashes of what the files of a workspace say, and not of their bytes.

Line ends, a byte-order mark, quotes, blank lines, and the order of rows and columns are no content:
a file that a spreadsheet, an editor or Git has saved again says what it said. Two files of one hash
make the same results. ``python -m gaoxin.desks.content FILE...`` prints them as results do.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from gaoxin.desks.register import TABLES
from gaoxin.desks.table import Row, read_table
from gaoxin.engine.contents import KINDS
from gaoxin.engine.reading.source import plain
from gaoxin.engine.reading.substance import substance
from gaoxin.tables import read_text

_FORMS = {Path(table.place).name: table.form for table in TABLES}


def content_hash(path: Path) -> str:
    """Return the SHA-256 of what a file says.

    Of a table its rows, of a scenario its values, of a model its equations and comments, of the
    unit file its definitions; of any other file its bytes.

    Raises
    ------
    DataError, ScenarioError
        The file cannot be read, with its line.
    """
    return hashlib.sha256(_content(path)).hexdigest()


def rows_content(rows: Iterable[Row]) -> dict[str, dict[str, str]]:
    """Return what a table says: by row its filled cells by column, numbers in one spelling."""
    return {row.label: row.content() for row in rows}


def content_text(content: Mapping[str, object]) -> bytes:
    """Return content as text to be hashed: in order of names, not of the file."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()


def _content(path: Path) -> bytes:
    kind = path.suffix.lower()
    if path.name in _FORMS:
        return content_text(rows_content(read_table(path, _FORMS[path.name])))
    if kind == ".toml":
        return content_text(tomllib.loads(read_text(path, what="scenario file")))
    if kind == ".txt":
        lines = (line.split("#", 1)[0] for line in read_text(path, what="unit file").splitlines())
        return "\n".join(" ".join(line.split()) for line in lines if line.strip()).encode()
    data = path.read_bytes()
    if kind == ".csv":
        return plain(data)
    return substance(path, data) if kind in KINDS else data


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(content_hash(Path(name)), name)
