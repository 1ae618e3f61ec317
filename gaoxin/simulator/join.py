"""JavaScript modules joined into one script, without a parser: they keep to a few plain forms.

``import {a, b} from "./x.js";`` stands at the beginning of a line, and so does ``export`` before
``function``, ``async function``, ``const`` or ``class``. Everything else of a file is taken as it
is; what departs from this is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from gaoxin.errors import DataError

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"(\.{1,2}/[\w./-]+\.js)";[ \t]*\n?', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?function\b|const\b|class\b)", re.M)
_TOP = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|const|let|class)\s+([A-Za-z_$][\w$]*)", re.M
)
_EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|const|class)\s+([A-Za-z_$][\w$]*)", re.M)
_OTHER = re.compile(r"^(?:import\b(?!\.)|export\b).*$", re.M)


def joined(entry: Path) -> str:
    """Return a module and all that it imports as one script.

    Parameters
    ----------
    entry : Path

    Returns
    -------
    str

    Raises
    ------
    DataError
        A file has another form of import or export, imports what another does not export, or
        modules form a circle or have a name in common.
    """
    texts: dict[Path, str] = {}
    needs: dict[Path, list[Path]] = {}
    waiting = [entry.resolve()]
    while waiting:
        path = waiting.pop()
        if path in texts:
            continue
        texts[path] = path.read_text(encoding="utf-8")
        needs[path] = [(path.parent / m[2]).resolve() for m in _IMPORT.finditer(texts[path])]
        waiting += needs[path]
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = " -> ".join(path.name for path in error.args[1])
        raise DataError(f"modules import one another in a circle: {circle}", path=entry) from None
    _check_names(order, texts)
    for path in order:
        _check_imports(path, texts)
    return "\n".join(_bare(path, texts[path]) for path in order)


def _check_names(order: Iterable[Path], texts: dict[Path, str]) -> None:
    """Refuse a name that two modules have at their top level."""
    owners: dict[str, Path] = {}
    for path in order:
        for match in _TOP.finditer(texts[path]):
            if owners.setdefault(match[1], path) != path:
                message = f"'{match[1]}' is a name of {owners[match[1]].name} too; rename one"
                raise DataError(message, path=path, line=_line(texts[path], match.start()))


def _check_imports(path: Path, texts: dict[Path, str]) -> None:
    """Refuse an import of what is not exported."""
    for match in _IMPORT.finditer(texts[path]):
        other = (path.parent / match[2]).resolve()
        exported = set(_EXPORTED.findall(texts[other]))
        for name in (part.strip() for part in match[1].split(",")):
            if name and name not in exported:
                message = f"'{name}' is not exported by {other.name}"
                raise DataError(message, path=path, line=_line(texts[path], match.start()))


def _bare(path: Path, text: str) -> str:
    """Return a module without its imports and exports."""
    left = _EXPORT.sub("", _IMPORT.sub("", text))
    other = _OTHER.search(left)
    if other:
        message = f"'{other[0].strip()}' is no form that can be joined"
        raise DataError(message, path=path)
    if "</script" in left.lower():
        raise DataError("a module may not hold the end of a script element", path=path)
    return f"// {path.name}\n{left.strip()}\n"


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
