"""Checks of what a caller writes, before any work is done."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaoxin.errors import ModelError


def check_whole(name: str, value: Any, *, least: int) -> None:
    """Refuse what is not a whole number of at least `least`; 3.0 and "3" are not whole numbers.

    Raises
    ------
    ModelError
    """
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least:
        raise ModelError(f"{name} = {value!r}; write a whole number, {least} or more")
