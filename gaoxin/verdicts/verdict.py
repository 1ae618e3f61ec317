"""Verdicts: a target held against an ensemble."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from gaoxin.errors import DataError
from gaoxin.names import Names, same
from gaoxin.verdicts.likelihood import Likelihood, likelihood_of
from gaoxin.verdicts.series import MAX_FAILED_SHARE, failed_mask, finite, series

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import ArrayLike, NDArray

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target

State = Literal["judged", "no number", "not modelled"]

TOLERANCE = 1e-9
"""Relative. Two correct engines differ by rounding; a value held at its target must not fail it."""


@dataclass(frozen=True)
class Verdict:
    """What an ensemble says about one target.

    Attributes
    ----------
    target : Target
    state : {"judged", "no number", "not modelled"}
        A target that is not judged is still listed, with the reason.
    value_2020 : float or None
        Observed, in the target's unit.
    p05, p50, p95 : float or None
        Outcome at the end of the target's year, over the members that did not fail.
    met : int or None
        Members that meet the target; None when not judged.
    members, failed : int
        Members run, and how many of them failed.
    """

    target: Target
    state: State
    value_2020: float | None
    p05: float | None
    p50: float | None
    p95: float | None
    met: int | None
    members: int
    failed: int

    @property
    def probability(self) -> float | None:
        """Share of the members that meet the target; failed ones count as missing it."""
        return None if self.met is None else self.met / self.members

    @property
    def probability_high(self) -> float | None:
        """The same if every failed member had met it: the upper end of the interval."""
        return None if self.met is None else (self.met + self.failed) / self.members

    @property
    def mc_error(self) -> float | None:
        """Standard error of `probability` from the number of members alone."""
        return None if self.met is None else mc_error(self.met, self.members)

    @property
    def word(self) -> Likelihood | None:
        """`probability` in words that so many members can show."""
        return None if self.met is None else likelihood_of(self.met, self.members)


def mc_error(met: int, members: int) -> float:
    """Return the Monte Carlo standard error of a share.

    Half the width of Wilson's score interval at z = 1. It tends to sqrt(p (1 - p) / N) and,
    unlike it, is not zero when none or all of the members meet the target, where it is
    1 / (2 (N + 1)). Source: Wilson (1927), *JASA* 22, 209-212.

    Examples
    --------
    >>> round(mc_error(500, 1000), 4)
    0.0158
    """
    share = met / members
    spread = math.sqrt(share * (1.0 - share) / members + 0.25 / members**2)
    return spread / (1.0 + 1.0 / members)


def meets(values: ArrayLike, target: Target) -> NDArray[np.bool_]:
    """Return where `values` (in the target's unit) meet the target's rule and value."""
    if target.value is None or target.rule is None:
        raise ValueError(f"target '{target.id}' has no number")
    array = np.asarray(values, dtype=np.float64)
    slack = TOLERANCE * abs(target.value)
    if target.rule == "at_least":
        return np.asarray(array >= target.value - slack)
    return np.asarray(array <= target.value + slack)


def verdict(
    values: ArrayLike,
    target: Target,
    failed: int = 0,
    value_2020: float | None = None,
) -> Verdict:
    """Hold a target against the outcomes of its year.

    Parameters
    ----------
    values : array, shape (members - failed,)
        Finite outcomes of the members that did not fail, in the target's unit.
    target : Target
    failed : int
        How many members failed besides; at most 1 % of all.
    value_2020 : float, optional
        Observed value, passed on.

    Returns
    -------
    Verdict
    """
    outcomes = np.asarray(values, dtype=np.float64)
    members = outcomes.size + failed
    if not np.isfinite(outcomes).all() or failed > MAX_FAILED_SHARE * members or not outcomes.size:
        raise ValueError("outcomes must be finite, and at most 1 % of the members failed")
    p05, p50, p95 = (float(q) for q in np.quantile(outcomes, (0.05, 0.50, 0.95)))
    judged = target.value is not None
    return Verdict(
        target=target,
        state="judged" if judged else "no number",
        value_2020=value_2020,
        p05=p05,
        p50=p50,
        p95=p95,
        met=int(meets(outcomes, target).sum()) if judged else None,
        members=members,
        failed=failed,
    )


def judge(
    runs: xr.Dataset, targets: Iterable[Target], indicators: Iterable[Indicator]
) -> list[Verdict]:
    """Return one verdict for every target, in the table's order; none is dropped.

    Parameters
    ----------
    runs : Dataset
        Dimensions ``(member, time)`` for the targets' variables; ``attrs["failed"]`` lists the
        failed
        members.
    targets : iterable of Target
    indicators : iterable of Indicator
        Where the observed value of 2020 is from.

    Returns
    -------
    list of Verdict

    Raises
    ------
    NonFinite
        Over 1 % of the members failed, or a member not marked failed is not finite.
    DataError
        A target's variable or year is not in the run.
    """
    by_id = Names((indicator.id, indicator) for indicator in indicators)
    failed = failed_mask(runs)
    found = []
    for target in targets:
        observed = _value_2020(target, by_id.get(target.indicator))
        if target.variable:
            values = finite(at_year(runs, target), failed, target.variable)
            found.append(verdict(values, target, int(failed.sum()), observed))
        else:
            found.append(_unjudged(target, observed, failed))
    return found


def _unjudged(target: Target, observed: float | None, failed: NDArray[np.bool_]) -> Verdict:
    state: State = "no number" if target.value is None else "not modelled"
    return Verdict(target, state, observed, None, None, None, None, failed.size, int(failed.sum()))


def at_year(runs: xr.Dataset, target: Target) -> NDArray[np.float64]:
    """Return the outcomes that a target is held against, shape (member,), failed ones included.

    Raises
    ------
    DataError
        The run lacks the target's variable or year.
    """
    values = series(runs, target.variable)
    times = np.asarray(values["time"].values, dtype=np.float64)
    hit = np.flatnonzero(np.abs(times - target.year) < 1e-6)
    if not hit.size:
        raise DataError(
            f"year {target.year} of target '{target.id}' is not among the saved times "
            f"{times[0]:g} to {times[-1]:g}; write one of them",
            path=target.path,
            line=target.line,
        )
    return np.asarray(values.values[:, hit[0]], dtype=np.float64)


def _value_2020(target: Target, indicator: Indicator | None) -> float | None:
    """Observed 2020 value, unless the target is about another quantity than the indicator."""
    if indicator is None or indicator.unit != target.unit:
        return None
    if target.variable and indicator.variable and not same(target.variable, indicator.variable):
        return None
    return indicator.value_2020
