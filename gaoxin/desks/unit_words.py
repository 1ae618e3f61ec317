"""Units as a model's file writes them, for desks without a unit file of their own."""

from __future__ import annotations

import math

from gaoxin.engine.units.definitions import Definitions
from gaoxin.engine.units.text import UnreadableUnit
from gaoxin.errors import DataError
from gaoxin.units import standard_registry


def factor_between(stated: str, own: str) -> float:
    """Return how many `own` units one `stated` unit is; 1 where the model states none.

    Words are compared as in models: ``people`` is ``person``, ``Days`` is ``day``; what the
    standard list knows (hours and days, grams and kilograms) is converted.

    Raises
    ------
    DataError
        A text that is no unit, or units of two kinds.

    Examples
    --------
    >>> factor_between("1/week", "1/Day")
    0.14285714285714285
    """
    if not own.strip() or not stated.strip():
        return 1.0
    words = Definitions(standard_registry())
    try:
        one, other = words.unit(stated), words.unit(own)
    except UnreadableUnit as error:
        raise DataError(f"'{stated}' is no unit ({error}); write for example '{own}'") from None
    if not one.alike(other):
        raise DataError(f"'{stated}' is not of the kind of the model's '{own}'; write '{own}'")
    factor = one.many(other)
    return 1.0 if math.isclose(factor, 1.0, rel_tol=1e-12) else factor
