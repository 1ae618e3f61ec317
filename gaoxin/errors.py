"""Errors of gaoxin. Each says where the fault is, what it is, and what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gaoxin.names import nearest as nearest


class GaoxinError(Exception):
    """Base of every error a user's input can cause.

    Parameters
    ----------
    message : str
        What is wrong, the offending value, and the remedy.
    path : Path or str, optional
        The file at fault.
    line : int, optional
        Its line, counted from 1.
    column : int, optional
        Its place in the line, counted from 1.

    Attributes
    ----------
    others : tuple of GaoxinError
        Further faults that were found in one reading.

    Notes
    -----
    ``str(error)`` is ``path:line:column: message`` with the parts that are known, and below it one
    line for each of the others. The command line prints it and leaves with :attr:`exit_code`.
    """

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        self.message = message
        self.path = Path(path) if path is not None else None
        self.line = line
        self.column = column
        self.others: tuple[GaoxinError, ...] = ()
        super().__init__(message, path, line, column)

    def __str__(self) -> str:
        where = [str(n) for n in (self.path, self.line, self.column) if n is not None]
        own = self.message if self.path is None else f"{':'.join(where)}: {self.message}"
        return "\n".join([own, *map(str, self.others)])

    def __reduce__(self) -> tuple[object, ...]:
        place = (self.path, self.line, self.column)
        return _rebuild, (type(self), self.message, place, self.others)


class ModelError(GaoxinError):
    """A model file, or what is asked of a model, is wrong."""


class ScenarioError(GaoxinError):
    """A scenario file, a lever table or a sweep is wrong."""


class DataError(GaoxinError):
    """A table of the calibration desk, or a workspace, is wrong."""


class NotConverged(GaoxinError):
    """A sampler's draws cannot be trusted; the message carries the figures.

    Attributes
    ----------
    fit : object
        The draws all the same, for inspection; None where there are none.
    """

    fit: Any = None


class NonFinite(GaoxinError):
    """A run left the finite numbers; the message names variable, member and time."""


class GaoxinWarning(UserWarning):
    """What was asked for can be done, and is hardly what was meant; the message says why."""


def _rebuild(
    cls: type[GaoxinError],
    message: str,
    place: tuple[Path | None, int | None, int | None],
    others: tuple[GaoxinError, ...],
) -> GaoxinError:
    """Make an error again after pickling (a worker process sends it to its parent)."""
    path, line, column = place
    error = cls(message, path=path, line=line, column=column)
    error.others = others
    return error
