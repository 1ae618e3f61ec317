"""The variable that an override is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gaoxin.engine.reading.subscripts import Dim, Ranges
from gaoxin.engine.reading.variables import Variable
from gaoxin.errors import ModelError
from gaoxin.names import canonical

MEMBER, TIME, X = "member", "time", "x"
"""Axes that no subscript names: members, instants, and the points of a lookup."""


@dataclass(frozen=True)
class Overridden:
    """A variable that is given from outside.

    Attributes
    ----------
    path : Path
        The model's file, for messages.
    """

    path: Path
    variable: Variable
    ranges: Ranges

    @cached_property
    def axes(self) -> dict[str, Dim]:
        """The variable's dimensions by their canonical names, in order."""
        names = self.ranges.axes(self.variable.dims)
        return dict(zip(map(canonical, names), self.variable.dims, strict=True))

    @property
    def is_lookup(self) -> bool:
        """Whether it is a table that is looked up."""
        return any(e.kind == "lookup" for e in self.variable.equations)

    def axis(self, name: str) -> str | None:
        """Return the canonical name of the axis that `name` is; None where it is none."""
        if name in {MEMBER, TIME} or (name == X and self.is_lookup):
            return name
        key = canonical(name)
        return key if key in self.axes else None

    def known(self) -> list[str]:
        """Return the names of all axes that a value may run over."""
        points = [X] if self.is_lookup else []
        return [MEMBER, TIME, *self.ranges.axes(self.variable.dims), *points]

    def spelled(self, axis: str) -> str:
        """Return an axis as results name it."""
        names = self.ranges.axes(self.variable.dims)
        return next((name for name in names if canonical(name) == axis), axis)

    def refused(self, what: str) -> ModelError:
        """Return an error about the override: what was given, and what to write instead."""
        return ModelError(
            f"override of '{self.variable.name}' {what}", path=self.path, line=self.variable.line
        )
