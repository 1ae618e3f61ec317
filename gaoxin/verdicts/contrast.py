"""One target under two scenarios: differences member by member, and who is better how surely."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.verdicts.verdict import TOLERANCE, meets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.verdict import Verdict


@dataclass(frozen=True)
class Contrast:
    """One target under A and under B.

    Attributes
    ----------
    a, b : Verdict
        What :func:`gaoxin.verdicts.judge` says of each alone.
    members, failed : int
        Members run, and how many of them failed under A or B: those make no pair.
    diff_p05, diff_p50, diff_p95 : float or None
        Quantiles of the paired difference A - B at the end of the target's year, in its unit. The
        middle one is the median of the differences, not the difference of the medians.
    same : bool
        Whether the difference is zero in every pair.
    only_a, only_b : int or None
        Pairs in which A alone, or B alone, meets the target; None when it is not judged.
    better, tied, worse : int or None
        Pairs in which A is better than B, equal, worse: larger is better where the rule is
        ``at_least``, smaller where it is ``at_most``; None where there is no rule.
    """

    a: Verdict
    b: Verdict
    members: int
    failed: int
    diff_p05: float | None = None
    diff_p50: float | None = None
    diff_p95: float | None = None
    same: bool = False
    only_a: int | None = None
    only_b: int | None = None
    better: int | None = None
    tied: int | None = None
    worse: int | None = None

    @property
    def target(self) -> Target:
        """The target that both are held against."""
        return self.a.target

    @property
    def diff_probability(self) -> float | None:
        """Probability under A minus that under B, failed members counted as missing the target."""
        if self.a.met is None or self.b.met is None:
            return None
        return (self.a.met - self.b.met) / self.members

    @property
    def diff_probability_ends(self) -> tuple[float, float] | None:
        """The least and greatest it can be, whatever the failed members would have done."""
        difference = self.diff_probability
        if difference is None:
            return None
        return (
            difference - self.b.failed / self.members,
            difference + self.a.failed / self.members,
        )

    @property
    def diff_error(self) -> float | None:
        """Monte Carlo standard error of `diff_probability`, from the pairs that disagree."""
        if self.only_a is None or self.only_b is None:
            return None
        return paired_error(self.only_a, self.only_b, self.members)

    @property
    def probability_a_better(self) -> float | None:
        """Share of the members in which A beats B, a tie counted half, a failed one not at all.

        With ties halved the shares of A and B add up to one (Vargha and Delaney 2000, *Journal of
        Educational and Behavioral Statistics* 25, 101-132: measure of stochastic superiority).
        """
        return None if self.wins_a is None else self.wins_a / self.members

    @property
    def probability_a_better_high(self) -> float | None:
        """The same if A had won in every failed member: the upper end of the interval."""
        return None if self.wins_a is None else (self.wins_a + self.failed) / self.members

    @property
    def better_error(self) -> float | None:
        """Monte Carlo standard error of `probability_a_better`, from the pairs that are no tie."""
        if self.better is None or self.worse is None:
            return None
        return paired_error(self.better, self.worse, self.members) / 2.0

    @property
    def wins_a(self) -> float | None:
        """Pairs that A wins, a tie counted half."""
        return _wins(self.better, self.tied)

    @property
    def wins_b(self) -> float | None:
        """Pairs that B wins, a tie counted half."""
        return _wins(self.worse, self.tied)


def contrast(
    a: Verdict,
    b: Verdict,
    outcomes_a: NDArray[np.float64],
    outcomes_b: NDArray[np.float64],
    failed: int = 0,
) -> Contrast:
    """Hold the outcomes of A against those of B, pair by pair.

    Parameters
    ----------
    a, b : Verdict
        On the same target.
    outcomes_a, outcomes_b : array, shape (members - failed,)
        Finite outcomes of the members that did not fail under either, in the same order, in the
        target's unit.
    failed : int
        How many members failed under A or B.

    Returns
    -------
    Contrast
        Without counts of pairs where the target has no number.
    """
    target, members = a.target, outcomes_a.size + failed
    gap = difference(outcomes_a, outcomes_b)
    p05, p50, p95 = (float(q) for q in np.quantile(gap, (0.05, 0.50, 0.95)))
    found = Contrast(a, b, members, failed, p05, p50, p95, same=not gap.any())
    if target.value is None:
        return found
    met, other = meets(outcomes_a, target), meets(outcomes_b, target)
    ahead = gap if target.rule == "at_least" else -gap
    return replace(
        found,
        only_a=int((met & ~other).sum()),
        only_b=int((other & ~met).sum()),
        better=int((ahead > 0).sum()),
        tied=int((ahead == 0).sum()),
        worse=int((ahead < 0).sum()),
    )


def difference(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `a - b`; zero where they differ by no more than rounding.

    Two scenarios that come to the same value by another order of operations do not differ.
    """
    with np.errstate(invalid="ignore"):  # failed members may be infinite in both
        gap = a - b
    slack = TOLERANCE * np.maximum(np.abs(a), np.abs(b))
    return np.where(np.abs(gap) <= slack, 0.0, gap)


def paired_error(plus: int, minus: int, pairs: int) -> float:
    """Return the Monte Carlo standard error of ``(plus - minus) / pairs``.

    Of `pairs` pairs `plus` speak for A and `minus` for B. It is McNemar's error of a difference of
    paired shares with half a pair added to each of the four cells, and so not zero where all pairs
    agree. Source: Agresti and Min (2005), *Statistics in Medicine* 24, 729-740.

    Parameters
    ----------
    plus, minus : int
        Pairs that speak for A, and for B.
    pairs : int
        All of them.

    Returns
    -------
    float
        Above 0.

    Examples
    --------
    >>> round(paired_error(300, 100, 1000), 4)
    0.0189
    """
    n = pairs + 2.0
    return math.sqrt(plus + minus + 1.0 - (plus - minus) ** 2 / n) / n


def _wins(won: int | None, tied: int | None) -> float | None:
    return None if won is None or tied is None else won + tied / 2.0
