"""What a file says, equation by equation: the records that a reader of a language gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Equation:
    """One definition of a variable, or of a part of a subscripted one.

    Attributes
    ----------
    name, key : str
        Spelling in the model, and canonical spelling.
    subscripts : tuple of str
        Canonical subscripts of the left side.
    excepts : tuple of tuple of str
        The groups after ``:EXCEPT:``.
    tree : object
        A node of :mod:`gaoxin.engine.reading.trees`, a float, or an array of numbers.
    kind : {"equation", "lookup", "data"}
    missing : str
        How data goes on between its points: interpolate, hold_backward, look_forward or raw.
    text : str
        The equation as it stands in the file, on one line; empty where the file has no such text.
    column : int or None
        Where its name begins in its line, from 1.
    """

    name: str
    key: str
    subscripts: tuple[str, ...]
    excepts: tuple[tuple[str, ...], ...]
    tree: Any
    kind: str
    unit: str
    low: float | None
    high: float | None
    comment: str
    group: str
    line: int
    missing: str = ""
    text: str = ""
    column: int | None = None

    @property
    def reading(self) -> str:
        """How the data that a data equation is made of go on in it; blank for other equations."""
        return (self.missing or "interpolate") if self.kind == "data" else ""


@dataclass(frozen=True)
class RangeText:
    """A subscript range as written: elements (or sub-ranges), copies and mappings.

    Attributes
    ----------
    cells : tuple of str
        Where a spreadsheet lists the elements: file, sheet, first cell, last cell, prefix.
    """

    name: str
    key: str
    elements: tuple[str, ...]
    mappings: tuple[tuple[str, tuple[str, ...]], ...]
    line: int
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Macro:
    """Equations that are written once and used by name.

    Attributes
    ----------
    takes : tuple of str
        Canonical names of what a call gives it, in order.
    equations : dict
        Its own variables by canonical name; the result is the one of its own name.
    gives : tuple of str
        Canonical names of what it gives besides.
    """

    name: str
    key: str
    takes: tuple[str, ...]
    equations: dict[str, Equation]
    line: int
    gives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Translated:
    """A model's text as trees, in order of appearance.

    Attributes
    ----------
    equivalences : tuple of tuple of str
        Units that the file's settings call the same.
    method : {"euler", "rk2", "rk4"}
        How the file's settings integrate: the default of a run.
    tags : dict of str to str
        File behind a tag, as ``?data``, by the file's settings.
    notes : tuple of str
        What was read and set aside, each with its line: for whoever asks, no fault.
    """

    equations: list[Equation]
    ranges: list[RangeText]
    macros: dict[str, Macro] = field(default_factory=dict)
    equivalences: tuple[tuple[str, ...], ...] = ()
    method: str = "euler"
    tags: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
