"""What a model file says, whatever program saved it: the content that hashes are made of.

A byte-order mark and line ends say nothing; nor do the views of a Vensim file, which move when a
picture is drawn anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from gaoxin.engine.reading.equations import Macro
from gaoxin.engine.reading.source import plain
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.variables import Variable

_VIEWS = re.compile(rb"^\\{2,3}---///.*\Z", re.MULTILINE | re.DOTALL)
_EQUIVALENT = re.compile(rb"^22:.+$", re.MULTILINE)
_TAG = re.compile(rb"^30:\s*\?.+$", re.MULTILINE)
_METHOD = re.compile(rb"^15:\s*\d+\s*,\s*\d+\s*,\s*\d+\s*,\s*(0*[1-9]\d*)", re.MULTILINE)
"""The number of an integration method that is not Euler's, the one that a file without it has."""
_SIGN = re.compile(r'"[^"]*"|\s*(?P<sign>[^\w\s"])\s*')
DIGITS = 16
"""Hexadecimal digits of the hash of an equation: enough to tell one of some thousands."""


def substance(path: Path, content: bytes) -> bytes:
    """Return what a model file says.

    Of a Vensim file these are its equations, units that are the same, files behind tags, and how it
    is integrated.

    Parameters
    ----------
    path : Path
        Its name tells the kind of file.
    content : bytes
    """
    text = plain(content)
    if path.suffix.lower() != ".mdl":
        return text
    views = _VIEWS.search(text)
    if views is None:
        return text
    settings = [*_EQUIVALENT.findall(views[0]), *_TAG.findall(views[0])]
    method = _METHOD.search(views[0])
    if method is not None:
        settings.append(b"15:" + method[1])
    return text[: views.start()].rstrip() + b"\n" + b"\n".join(settings)


def equation_hashes(
    variables: Mapping[str, Variable],
    ranges: Ranges,
    macros: Mapping[str, Macro],
    files: Mapping[str, str],
) -> dict[str, str]:
    """Return a hash of each thing that a run is made from, by its name.

    Parameters
    ----------
    variables, ranges, macros
        As read from the file. Of a variable its equations, unit and limits count; comments,
        groups and order do not.
    files : mapping of str to str
        Hash of each file that numbers come from.

    Returns
    -------
    dict of str to str
    """
    found = {variable.name: _hash(*_parts(variable)) for variable in variables.values()}
    for key, elements in ranges.elements.items():
        found[f"{ranges.spelling[key]} (range)"] = _hash(*elements)
    for (key, target), elements in ranges.mappings.items():
        name = f"{ranges.spelling[key]} -> {ranges.spelling[target]}"
        found[f"{name} (mapping)"] = _hash(*elements)
    for macro in macros.values():
        texts = (e.text for e in macro.equations.values())
        found[f"{macro.name} (macro)"] = _hash(*macro.takes, *texts)
    return found | {name: digest[:DIGITS] for name, digest in files.items()}


def _parts(variable: Variable) -> list[str]:
    return [f"{_tight(e.text)}~{_tight(e.unit)}~{e.low}~{e.high}" for e in variable.equations]


def _tight(text: str) -> str:
    """Return an equation without spaces beside signs; those in quotes belong to a name."""
    return _SIGN.sub(lambda match: match["sign"] or match[0], text)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:DIGITS]
