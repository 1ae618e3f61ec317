"""What a reader meets in a text: a fault at its place, and many of them told as one error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from gaoxin.errors import ModelError

Item = TypeVar("Item")
Made = TypeVar("Made")

_LAST = 10**9
"""Line of a fault that has none."""

MOST = 30
"""Faults that one error tells; more are counted."""


class Unreadable(Exception):
    """Text that the language does not take; the message says why, and what to write instead.

    Attributes
    ----------
    message : str
    at : tuple of (line, column) or None
        Where, from 1.
    """

    def __init__(self, message: str, at: tuple[int, int] | None = None) -> None:
        super().__init__(message)
        self.message, self.at = message, at


def refusal(path: Path, faults: Sequence[Unreadable]) -> ModelError:
    """Return one error that tells all faults, in order of the file.

    Parameters
    ----------
    path : Path
        Of the file.
    faults : sequence of Unreadable
        At least one.

    Returns
    -------
    ModelError
        Of the first fault; what the others are stands in its ``others``.
    """
    return together([told(path, fault) for fault in faults])


def together(errors: Sequence[ModelError]) -> ModelError:
    """Return one error that tells all of some errors of one file, in order of the file.

    Errors that say the same of the same place are told once; of one that is told with its column,
    and again by the line of its equation, the former.
    """
    nested = [one for error in errors for one in (error, *error.others)]
    every = [error for error in nested if isinstance(error, ModelError)]
    for error in every:
        error.others = ()
    placed = {_words(error.message) for error in every if error.column is not None}
    known = sorted(
        {
            str(error): error
            for error in every
            if error.column is not None or _words(error.message) not in placed
        }.values(),
        key=lambda error: (error.line or _LAST, error.column or 0),
    )
    first, *others = known[:MOST]
    if len(known) > MOST:
        others.append(ModelError(f"and {len(known) - MOST} more faults", path=first.path))
    first.others = tuple(others)
    return first


def _words(message: str) -> frozenset[str]:
    """Return the words of a message, whatever their order."""
    return frozenset(re.findall(r"'[^']*'|[^\s';:?()]+", message))


def each(make: Callable[[Item], Made], items: Iterable[Item]) -> list[Made]:
    """Return what a function makes of each item; all that it refuses are told as one error.

    Raises
    ------
    ModelError
        Of the first that is refused; the others stand in its ``others``.
    """
    found, errors = [], []
    for item in items:
        try:
            found.append(make(item))
        except ModelError as error:
            errors.append(error)
    if errors:
        raise together(errors)
    return found


def told(path: Path, fault: Unreadable) -> ModelError:
    """Return the error that tells a fault of a file."""
    line, column = fault.at or (None, None)
    return ModelError(fault.message, path=path, line=line, column=column)
