"""TOML with line numbers: the standard parser for the values, a syntax tree for the lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from gaoxin.errors import DataError, ScenarioError
from gaoxin.tables import read_text

if TYPE_CHECKING:
    from tree_sitter import Node

Key = tuple[str | int, ...]

_AT = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)", re.DOTALL
)


_DIGITS = re.compile(r"\d[\d_]{4000,}", re.ASCII)


def read_toml(path: Path, what: str = "scenario file") -> tuple[dict[str, Any], dict[Key, int]]:
    """Return a TOML file's values, and the line of each key; `what` it is, for messages.

    Returns
    -------
    values : dict
    lines : dict of key path to int
        A list's items stand under their index: ``("levers", "x", "years", 0)``.

    Raises
    ------
    ScenarioError
        With file and line: missing, empty, not UTF-8, a syntax error, a key that stands twice, a
        whole number of more than 64 bits, which TOML has not.
    """
    try:
        text = read_text(path, what=what)
    except DataError as error:
        raise ScenarioError(error.message, path=error.path, line=error.line) from None
    try:
        values, lines = tomllib.loads(text), key_lines(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text, path) from None
    except ValueError:  # more digits than Python makes a whole number of
        found = _DIGITS.search(text)
        at = text.count("\n", 0, found.start()) + 1 if found else None
        raise _too_long("a number", found[0] if found else "", path, at) from None
    except RecursionError:
        raise ScenarioError("lists or tables nested too deep", path=path) from None
    for key, number in _whole_numbers(values, ()):
        if not -(2**63) <= number < 2**63:
            name = ".".join(str(part) for part in key)
            raise _too_long(name, str(number), path, lines.get(key))
    return values, lines


def _whole_numbers(value: Any, inside: Key) -> Iterator[tuple[Key, int]]:
    """Yield the whole numbers of a table with their keys."""
    if isinstance(value, int):
        yield inside, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _whole_numbers(item, (*inside, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _whole_numbers(item, (*inside, index))


def _too_long(name: str, digits: str, path: Path, line: int | None) -> ScenarioError:
    shown = f"{digits[:12]}... ({len(digits.strip('+-'))} digits)"
    message = f"{name} = {shown} is no whole number of TOML, which has at most 19 digits"
    return ScenarioError(
        f"{message}; write a smaller one, or one such as 1e20", path=path, line=line
    )


def _syntax_error(report: str, text: str, path: Path) -> ScenarioError:
    match = _AT.fullmatch(report)
    what, line = (match["what"], match["line"]) if match else (report, None)
    at = int(line) if line else text.rstrip().count("\n") + 1
    source = text.splitlines()[at - 1].strip() if at <= len(text.splitlines()) else ""
    if foreign := _foreign(source):
        what = f"TOML syntax: {foreign}"
    elif what.startswith("Cannot overwrite") or what.startswith("Cannot declare"):
        what = f"{what}: this key stands above already; keep one of them"
    else:
        what = f'TOML syntax: {what}; write for example x = {{ value = 1.0, unit = "mu/year" }}'
    return ScenarioError(f"{what} (here: {source[:60]!r})", path=path, line=at)


_PLAIN = str.maketrans("“”„‘’：，；＝［］｛｝（）．＃", '"""\'\':,;=[]{}().#')


def _foreign(source: str) -> str:
    """Say which sign of a Chinese keyboard or a text editor stands for one of TOML; or nothing."""
    code = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", source)
    for sign in code:
        plain = normalize("NFKC", sign.translate(_PLAIN))
        if sign != plain and plain.isascii() and plain.isprintable():
            return f"'{sign}' is no sign of TOML; write {plain} in its place"
    return ""


def key_lines(text: str) -> dict[Key, int]:
    """Return the line of every key and list item of a TOML text, counted from 1."""
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    tree = Parser(Language(tree_sitter_toml.language())).parse(text.encode())
    lines: dict[Key, int] = {}
    for node in tree.root_node.named_children:
        for key, line in _visit(node, ()):
            lines.setdefault(key, line)
    return lines


def _visit(node: Node, inside: Key) -> Iterator[tuple[Key, int]]:
    """Yield the keys of a pair or a table, and of what it holds."""
    line = node.start_point[0] + 1
    if node.type in {"pair", "table"}:
        head, *rest = node.named_children
        path = (*inside, *_names(head))
        for end in range(len(inside) + 1, len(path) + 1):
            yield path[:end], line
        for child in rest:
            yield from _visit(child, path)
    elif node.type == "inline_table":
        for child in node.named_children:
            yield from _visit(child, inside)
    elif node.type == "array":
        items = [child for child in node.named_children if child.type != "comment"]
        for index, child in enumerate(items):
            yield (*inside, index), child.start_point[0] + 1
            yield from _visit(child, (*inside, index))


def _names(node: Node) -> Key:
    """Return the parts of a key, unquoted."""
    if node.type == "dotted_key":
        return tuple(name for child in node.named_children for name in _names(child))
    text = (node.text or b"").decode()
    return (next(iter(tomllib.loads(f"{text} = 0"))),)
