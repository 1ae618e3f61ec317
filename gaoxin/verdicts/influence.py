"""Which constants move an outcome: rank correlations over the members of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.verdicts.series import failed_mask
from gaoxin.verdicts.verdict import at_year

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.targets import Target

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Influence:
    """How a constant moves the outcome that it moves most.

    Attributes
    ----------
    constant : str
        Its key.
    target : Target
        Of the judged targets, the one whose outcome follows the constant most closely.
    correlation : float
        Spearman's rank correlation with that outcome over the members, in [-1, 1].
    """

    constant: str
    target: Target
    correlation: float


def influences(
    constants: Mapping[str, Array], runs: xr.Dataset, targets: Sequence[Target]
) -> tuple[Influence, ...]:
    """Return for each constant the outcome that it moves most, the strongest first.

    Parameters
    ----------
    constants : mapping of key to array, shape (member,)
        The draws that `runs` were made from.
    runs : Dataset
        Dimensions ``(member, time)`` for the targets' variables; failed members are left out.
    targets : sequence of Target
        Those that are not judged are passed over.

    Returns
    -------
    tuple of Influence
        Rank correlations; constants that do not vary are left out.

    Notes
    -----
    A correlation of N members is off by about 1 / sqrt(N).
    """
    judged = [t for t in targets if t.variable and t.value is not None]
    varying = {key: values for key, values in constants.items() if np.ptp(values) > 0.0}
    if not judged or not varying:
        return ()
    good = ~failed_mask(runs)
    causes = _standard_ranks(np.stack(list(varying.values()))[:, good])
    effects = _standard_ranks(np.stack([at_year(runs, target)[good] for target in judged]))
    table = causes @ effects.T / good.sum()
    most = np.argmax(np.abs(table), axis=1)
    found = [
        Influence(key, judged[column], float(row[column]))
        for key, row, column in zip(varying, table, most, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.correlation)))


def _standard_ranks(rows: Array) -> Array:
    """Return the ranks of each row, ties shared, with mean 0 and standard deviation 1.

    A row of one value has no ranks to compare and becomes zeros.
    """
    import pandas as pd  # as SciPy ranks, without its statistics, slow to import

    ranks = pd.DataFrame(rows).rank(axis=1).to_numpy()
    ranks = ranks - ranks.mean(axis=1, keepdims=True)
    spread = ranks.std(axis=1, keepdims=True)
    return np.asarray(np.divide(ranks, spread, out=np.zeros_like(ranks), where=spread > 0.0))
