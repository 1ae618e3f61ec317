"""What the members of a run say of a target, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.verdicts.certificate import (
    BandPoint,
    Bilingual,
    CertifiedTarget,
    Reached,
    TargetConflict,
    conflicts,
    first_year,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.language import Text

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


@dataclass(frozen=True)
class MemberOutcomes:
    """A target, and what each member of a run came to.

    Attributes
    ----------
    target : CertifiedTarget
    times : tuple of float
        Saved instants up to the target's.
    values : array, shape (member, time)
    met : array of bool, shape (member, time)
        Whether the target was met at the instant.
    good : array of bool, shape (member,)
        Members that did not fail.
    """

    target: CertifiedTarget
    times: tuple[float, ...]
    values: Array
    met: Flags
    good: Flags

    @property
    def finally_met(self) -> Flags:
        """Which members meet it at its own instant; one that failed does not; (member,)."""
        return np.asarray(self.met[:, -1] & self.good)

    def band(self) -> list[BandPoint]:
        """Return quantiles of the outcome at each instant after the first."""
        found = []
        for i, time in enumerate(self.times):
            column = self.values[self.good, i]
            if i and np.isfinite(column).all():
                points = np.quantile(column, list(QUANTILES.values())).tolist()
                found.append(BandPoint(year=time, **dict(zip(QUANTILES, points, strict=True))))
        return found

    def reached(self, start: float) -> tuple[float | None, list[Reached]]:
        """Return from when on half of the members have met it, and what share has by when.

        Parameters
        ----------
        start : float
            Instants before it are not told of.

        Returns
        -------
        float or None
        list of Reached
        """
        so_far = np.maximum.accumulate(self.met[self.good], axis=1).mean(axis=0)
        later = [i for i, time in enumerate(self.times) if time >= start]
        rows = [Reached(year=self.times[i], share=float(so_far[i])) for i in later]
        return first_year(so_far[later], [self.times[i] for i in later]), rows


def conflicts_of(outcomes: Sequence[MemberOutcomes], number: int) -> list[TargetConflict]:
    """Return the targets that tend to be missed where one is met.

    Parameters
    ----------
    outcomes : sequence of MemberOutcomes
        Of one run, its members in one order.
    number : int
        Of the one target.

    Returns
    -------
    list of TargetConflict
    """
    names = {one.target.id: one.target.name for one in outcomes}
    met = np.stack([one.finally_met for one in outcomes])
    return [
        TargetConflict(
            target=other,
            name=names[other],
            probability=q,
            together=both,
            if_independent=apart,
        )
        for other, q, both, apart in conflicts(met, number, list(names))
    ]


def bilingual(text: Text) -> Bilingual:
    """Return a text in both languages, as certificates hold it."""
    return Bilingual(en=text.en, zh=text.zh)
