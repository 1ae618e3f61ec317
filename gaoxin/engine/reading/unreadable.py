"""What a reader meets in a text: a fault at its place, and many of them told as one error."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gaoxin.errors import ModelError

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
    told = sorted(faults, key=lambda fault: fault.at or (0, 0))
    first, *others = [_error(path, fault) for fault in told[:MOST]]
    if len(told) > MOST:
        others.append(ModelError(f"and {len(told) - MOST} more faults", path=path))
    first.others = tuple(others)
    return first


def _error(path: Path, fault: Unreadable) -> ModelError:
    line, column = fault.at or (None, None)
    return ModelError(fault.message, path=path, line=line, column=column)
