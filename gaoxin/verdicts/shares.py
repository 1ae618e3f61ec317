"""How far a band rests on data, on priors and on chance.

The variance of an outcome is parted among three independent groups: what the fit gives (fitted
constants, and the disturbances of the past), constants that only priors give, and the disturbances
that are still to come. Runs that share one group and draw the others anew have a covariance that is
the variance which the group explains by itself (Sobol 1993; Saltelli et al. 2010, *Comput. Phys.
Commun.* 181, 259-270). Four runs hold two such pairs for each group.
"""

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

PAIRS = {
    "fitted": (("whole", "fitted"), ("unfitted", "chance")),
    "unfitted": (("whole", "unfitted"), ("fitted", "chance")),
    "chance": (("whole", "chance"), ("fitted", "unfitted")),
}
"""Group, a field of :class:`Share`, to the pairs of runs that have nothing else in common."""


@dataclass(frozen=True)
class Share:
    """How far the band of one target's outcome rests on what.

    Attributes
    ----------
    target : Target
    prior, posterior : tuple of float
        5, 50 and 95 % points of the outcome with prior draws, and with posterior draws.
    narrowed : float
        1 - width of the posterior band over that of the prior band, on the outcome's scale: what
        the data took away. Negative where the band widened.
    fitted, unfitted, together, chance : float
        Shares of the variance of the posterior outcome on its scale: by parameters that the
        observations tell of, by those of which only priors tell (they act after 2020, or no
        observation feels them), by disturbances after the last observation, and by what only their
        acting together makes. They add up to 1; each is off by about 1 / sqrt(members).
    """

    target: Target
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    narrowed: float
    fitted: float
    unfitted: float
    together: float
    chance: float


def shares(runs: Mapping[str, xr.Dataset], targets: Sequence[Target]) -> tuple[Share, ...]:
    """Return how far the band of each judged target rests on what.

    Parameters
    ----------
    runs : mapping of str to Dataset
        Those of :func:`variants`, which hold the targets' variables.
    targets : sequence of Target
        Those that are not judged are passed over.

    Returns
    -------
    tuple of Share
        Over the members that failed in no run.
    """
    good = ~np.any([failed_mask(one) for one in runs.values()], axis=0)
    return tuple(
        _share(target, {name: at_year(one, target)[good] for name, one in runs.items()})
        for target in targets
        if target.variable and target.value is not None
    )


def _share(target: Target, at: Mapping[str, Array]) -> Share:
    """Part the variance of one outcome; `at` holds its values by run, shape (member,).

    On the logarithm where every value is above 0, so that a few large ones do not decide.
    """
    above = all((values > 0.0).all() for values in at.values())
    on = {name: np.log(values) if above else values for name, values in at.items()}
    return Share(
        target,
        _points(at["prior"]),
        _points(at["whole"]),
        narrowed=narrowing(on["prior"], on["whole"]),
        **parted(on),
    )


def parted(runs: Mapping[str, Array]) -> dict[str, float]:
    """Part the variance of an outcome among the groups of :data:`PAIRS`.

    A group's part is the correlation of two runs that have it in common and nothing else: the
    first-order index of Sobol (1993).

    Parameters
    ----------
    runs : mapping of str to array, shape (member,)
        The outcome in each run that a pair names.

    Returns
    -------
    dict of str to float
        ``fitted``, ``unfitted``, ``chance``, none below zero, and ``together``: what is left of 1.
        All are zero for an outcome that does not vary.
    """
    whole = runs["whole"]
    if not whole.size or np.ptp(whole) == 0.0:
        return dict.fromkeys((*PAIRS, "together"), 0.0)
    own = {
        group: max(0.0, float(np.mean([_common(runs[a], runs[b]) for a, b in pairs])))
        for group, pairs in PAIRS.items()
    }
    return {**own, "together": 1.0 - sum(own.values())}


def narrowing(prior: Array, posterior: Array) -> float:
    """Return 1 - the width of a posterior's 90 % band over that of the prior's; 0 for no prior."""
    wide = _width(prior) if prior.size else 0.0
    return 1.0 - _width(posterior) / wide if wide > 0.0 else 0.0


def _common(a: Array, b: Array) -> float:
    """Return the correlation of two runs, zero where one of them does not vary."""
    spread = float(a.std() * b.std())
    return float(np.mean((a - a.mean()) * (b - b.mean()))) / spread if spread > 0.0 else 0.0


def _points(values: Array) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, (0.05, 0.50, 0.95))
    return float(low), float(middle), float(high)


def _width(values: Array) -> float:
    low, high = np.quantile(values, (0.05, 0.95))
    return float(high - low)
