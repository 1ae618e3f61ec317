"""The XML of a model file as a tree of tags, each with its line and column.

The text is read by expat without namespaces: many tools write prefixes that they never declare.
Entities and document types are refused, nothing is fetched, and nothing is repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from gaoxin.engine.reading.source import MAX_BYTES
from gaoxin.engine.reading.trees import LineColumn
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.errors import ModelError

MAX_NESTING = 200
"""Tags inside one another."""

_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(slots=True)
class Tag:
    """One element of the file.

    Attributes
    ----------
    name : str
        Lower case; with its prefix, as ``isee:maps_to``, where it is a vendor's.
    attributes : dict of str to str
        By name, written in the same way.
    at : tuple of (line, column)
        Where its ``<`` stands.
    text : str
        All text directly in it.
    pieces : list of (int, line, column)
        Where in the file the text goes on from an offset.
    length : int
        Of the text.
    """

    name: str
    attributes: dict[str, str]
    at: LineColumn
    children: list[Tag] = field(default_factory=list)
    text: str = ""
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    length: int = 0

    def all(self, *names: str) -> Iterator[Tag]:
        """Yield the children of these names."""
        return (child for child in self.children if child.name in names)

    def first(self, name: str) -> Tag | None:
        """Return the first child of a name, or None."""
        return next(self.all(name), None)

    def words(self, name: str) -> str:
        """Return the text of the first child of a name on one line; blank where there is none."""
        child = self.first(name)
        return re.sub(r"\s+", " ", child.text).strip() if child is not None else ""

    def get(self, name: str) -> str:
        """Return an attribute without blanks at its ends; blank where there is none."""
        return self.attributes.get(name, "").strip()

    def place(self, offset: int) -> LineColumn:
        """Return line and column of a place in the text."""
        found = (0, *self.at)
        for piece in self.pieces:
            if piece[0] > offset:
                break
            found = piece
        start, line, column = found
        before = self.text[start:offset]
        if "\n" in before:
            return line + before.count("\n"), len(before) - before.rfind("\n")
        return line, column + len(before)


def read_document(path: Path, content: bytes) -> Tag:
    """Return the outermost tag of a model file, ``<xmile>``.

    Raises
    ------
    ModelError
        The file is too large, is no XML, declares entities, or is not of this kind.
    """
    if len(content) > MAX_BYTES:
        raise ModelError(f"{len(content)} bytes; a model of at most {MAX_BYTES} is read", path=path)
    plain = content.replace(b"\0", b"")  # UTF-16 hides what is searched for
    if found := _DECLARED.search(plain):
        line = plain.count(b"\n", 0, found.start()) + 1
        raise ModelError(
            "declares XML entities or a document type; remove them", path=path, line=line
        )
    reader = _TagReader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ModelError(
            f"is no XML: {expat.ErrorString(error.code)}",
            path=path,
            line=max(1, error.lineno),
            column=error.offset + 1,
        ) from None
    except Unreadable as fault:
        line, column = fault.at or (1, 1)
        raise ModelError(fault.message, path=path, line=line, column=column) from None
    except (LookupError, ValueError):
        raise ModelError("is no XML: its encoding is not known", path=path, line=1) from None
    root = reader.root
    if root is None or root.name != "xmile":
        raise ModelError("is no XMILE file; its first element must be <xmile>", path=path, line=1)
    return root


class _TagReader:
    """Makes tags of what expat meets."""

    def __init__(self) -> None:
        self.root: Tag | None = None
        self.open: list[Tag] = []
        self.texts: list[list[str]] = []
        self.prefix = ""
        self.parser: Any = expat.ParserCreate()
        self.parser.buffer_text = False
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.EntityDeclHandler = self.refuse
        self.parser.StartDoctypeDeclHandler = self.refuse

    @property
    def at(self) -> LineColumn:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def refuse(self, *_: Any) -> None:
        raise Unreadable("declares XML entities or a document type; remove them", self.at)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= MAX_NESTING:
            raise Unreadable(f"more than {MAX_NESTING} tags inside one another", self.at)
        if self.root is None:  # <x:xmile>: every tag of ours has that prefix
            self.prefix = name[: name.find(":") + 1].lower()
        plain = name.lower().removeprefix(self.prefix)
        tag = Tag(plain, {key.lower(): value for key, value in attributes.items()}, self.at)
        if self.open:
            self.open[-1].children.append(tag)
        elif self.root is None:
            self.root = tag
        self.open.append(tag)
        self.texts.append([])

    def end(self, _: str) -> None:
        tag, texts = self.open.pop(), self.texts.pop()
        tag.text = "".join(texts)

    def characters(self, text: str) -> None:
        tag, texts = self.open[-1], self.texts[-1]
        texts.append(text)
        tag.pieces.append((tag.length, *self.at))
        tag.length += len(text)
