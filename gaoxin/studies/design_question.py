"""What a design is asked about: rows to run, a target to hold them against, names for readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.desks.targets import Target
    from gaoxin.ensembles.populations.rows import DesignRows
    from gaoxin.language import Text

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class DesignQuestion:
    """Rows of designs, with the target that is asked about.

    Attributes
    ----------
    rows : DesignRows
        Its one output is the target's.
    target : Target
    base : str
        The scenario, or the model, that the levers change.
    names : callable
        Constants, as ``name`` or ``name[element]``, to their names.
    factor : callable
        A lever's key to the model's unit in one of the lever's.
    extreme : {"max", "min"} or None
        Whether the target is about the greatest or least value so far.
    """

    rows: DesignRows
    target: Target
    base: str
    names: Callable[[Iterable[str]], dict[str, Text]]
    factor: Callable[[str], float]
    extreme: Literal["max", "min"] | None = None

    def outcomes(self, values: Array) -> Array:
        """Return what is held against the target at each instant.

        Parameters
        ----------
        values : array, shape (row, time)

        Returns
        -------
        array, shape (row, time)
        """
        if self.extreme is None:
            return values
        upto = np.maximum if self.extreme == "max" else np.minimum
        return np.asarray(upto.accumulate(values, axis=1))

    def drawn(self) -> dict[str, Array]:
        """Return the constants that differ by draw, each of shape (draw,)."""
        found = self.rows.ground.draws()
        return {key: values for key, values in found.items() if np.ptp(values) > 0.0}
