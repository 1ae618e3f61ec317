"""What a run is asked for, as the caller wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.errors import ModelError

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Request:
    """The arguments of a run; see :meth:`gaoxin.engine.model.Model.run`.

    Attributes
    ----------
    method : str or None
        Name of a method; None: what the file says.
    controls : mapping of str to float or None
        Initial and final time, time step and saving interval, by canonical name.
    """

    overrides: Mapping[str, Any] | None
    members: int | None
    method: str | None
    controls: Mapping[str, float | None]
    initial_state: xarray.Dataset | None
    seed: int = 0


def check_whole(name: str, value: Any, *, least: int) -> None:
    """Refuse what is not a whole number of at least `least`; 3.0 and "3" are not whole numbers.

    Raises
    ------
    ModelError
    """
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least:
        raise ModelError(f"{name} = {value!r}; write a whole number, {least} or more")
