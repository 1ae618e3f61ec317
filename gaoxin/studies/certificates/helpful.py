"""Which datum would help: indicators that, observed before a target's year, tell most of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.decisions.information import informed
from gaoxin.verdicts.certificate import Bilingual, HelpfulDatum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.studies.certificates.outcomes import MemberOutcomes

    Array = NDArray[np.float64]

ERROR, MOST = 0.03, 5
"""Error of an observation, as a share of the indicator's median; and how many are told of."""


@dataclass(frozen=True)
class Observable:
    """What could be observed.

    Attributes
    ----------
    id : str
    name : Bilingual
    times : tuple of float
    values : array, shape (member, time)
        Of every member, as in :attr:`MemberOutcomes.values`.
    """

    id: str
    name: Bilingual
    times: tuple[float, ...]
    values: Array


def helpful_data(
    outcomes: MemberOutcomes, observables: Iterable[Observable], start: float, seed: int
) -> list[HelpfulDatum]:
    """Return what would tell most of a target.

    Parameters
    ----------
    outcomes : MemberOutcomes
    observables : iterable of Observable
    start : float
        Earlier instants are past.
    seed : int
        Of the observations' errors.

    Returns
    -------
    list of HelpfulDatum
        The most telling first; an indicator once, at its most telling instant before the target's.
    """
    met = outcomes.met[outcomes.good, -1]
    found = []
    for one in observables:
        told = (
            datum
            for i, time in enumerate(one.times)
            if start <= time < outcomes.times[-1]
            for datum in _datum(one, time, one.values[outcomes.good, i], met, seed)
        )
        best = max(told, key=lambda datum: datum.narrowed, default=None)
        if best is not None and best.narrowed > 0.0:
            found.append(best)
    return sorted(found, key=lambda datum: -datum.narrowed)[:MOST]


def _datum(
    one: Observable, time: float, column: Array, met: NDArray[np.bool_], seed: int
) -> list[HelpfulDatum]:
    """Return what an observation at an instant tells; nothing where it has no number."""
    if not np.isfinite(column).all():
        return []
    told = informed(met, column, ERROR * abs(float(np.median(column))), seed)
    return [
        HelpfulDatum(
            indicator=one.id,
            name=one.name,
            year=int(time) if float(time).is_integer() else time,
            narrowed=told.narrowed,
            moved=min(1.0, told.moved),
            error=ERROR,
        )
    ]
