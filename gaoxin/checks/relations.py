"""Relations judged: in which members a run meets what a reality check expects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.checks.statements import AGAINST, ALONG, Aim, Expectation
from gaoxin.checks.terms import EDGE

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Truth = NDArray[np.bool_]


@dataclass(frozen=True)
class Judgement:
    """Which members meet an expectation, and what was compared.

    Attributes
    ----------
    met : array of bool, shape (member,)
    left, right : array, shape (member, element, time)
    beside : tuple of str
        What `right` is, in English and Chinese.
    times : array, shape (time,)
    """

    met: Truth
    left: Array
    right: Array
    beside: tuple[str, str]
    times: Array


def judged(aim: Aim, runs: Sequence[xr.Dataset]) -> Judgement:
    """Judge one expectation.

    Parameters
    ----------
    runs : sequence of Dataset
        The same members with nothing set, then with each setting of the check in turn.

    Notes
    -----
    What is not finite meets nothing. A judgement of several runs shows the first that fails.
    """
    reference, *changed = runs
    if aim.said.is_ in ALONG:
        return _along(aim, changed)
    if aim.said.is_ in AGAINST:
        return _first([_against(aim, run, reference) for run in changed])
    return _first([_within(aim, run, reference) for run in changed])


def _first(found: list[Judgement]) -> Judgement:
    met = np.logical_and.reduce([one.met for one in found])
    shown = next((one for one in found if not one.met.all()), found[0])
    return replace(shown, met=met)


def _within(aim: Aim, run: xr.Dataset, reference: xr.Dataset) -> Judgement:
    said = aim.said
    own = aim.terms.of(run, said.after, said.until)
    slack = aim.terms.scale(run)
    if aim.than is not None:
        right, beside = aim.than.of(run, said.after, said.until), ("against", "对比")
        slack = np.maximum(slack, 0.0 if said.is_ == "gains" else aim.than.scale(run))
    elif said.value is not None:
        right, beside = np.full_like(own, said.value), ("against", "对比")
        slack = np.maximum(slack, abs(said.value))
    else:
        right = aim.terms.of(reference, said.after, said.until)
        beside = ("untouched", "不作改动时")
    if said.is_ == "zero":  # what cancels is of no size itself
        slack = np.maximum(slack, 1.0)
    slack = slack * said.within
    if said.is_ == "gains":
        lengths = np.diff(_times(run, said))
        held = np.abs(np.diff(own) - right[..., :-1] * lengths) <= slack
    else:
        held = {
            "does not rise": lambda: np.diff(own) <= slack,
            "does not fall": lambda: np.diff(own) >= -slack,
            "zero": lambda: np.abs(own) <= slack,
            "at least": lambda: own >= right - slack,
            "at most": lambda: own <= right + slack,
            "equals": lambda: np.abs(own - right) <= slack,
        }[said.is_]()
    met = _all(held) & _all(np.isfinite(own))
    return Judgement(met, own, np.broadcast_to(right, own.shape), beside, _times(run, said))


def _times(run: xr.Dataset, said: Expectation) -> Array:
    """Return the saved times in the window of an expectation."""
    times = np.asarray(run["time"].values, dtype=np.float64)
    low = -np.inf if said.after is None else said.after - EDGE
    high = np.inf if said.until is None else said.until + EDGE
    return times[(times >= low) & (times <= high)]


def _against(aim: Aim, run: xr.Dataset, reference: xr.Dataset) -> Judgement:
    """Compare at every saved time; 'below' and 'above' at the last one: an effect takes time."""
    said = aim.said
    own, other = (aim.terms.of(part, said.after, said.until) for part in (run, reference))
    slack = said.within * np.maximum(aim.terms.scale(run), aim.terms.scale(reference))
    gap = own - other
    tests: dict[str, Callable[[], Truth]] = {
        "below": lambda: _strictly(-gap[..., -1:], slack),
        "above": lambda: _strictly(gap[..., -1:], slack),
        "not below": lambda: _all(gap >= -slack),
        "not above": lambda: _all(gap <= slack),
        "unchanged": lambda: _all(np.abs(gap) <= slack),
    }
    met = tests[said.is_]() & _all(np.isfinite(own))
    return Judgement(met, own, other, ("untouched", "不作改动时"), _times(run, said))


def _all(held: Truth) -> Truth:
    """Return in which members it holds for every element at every time."""
    return np.asarray(held.all(axis=(1, 2)))


def _strictly(gap: Array, slack: Array) -> Truth:
    """Return in which members no element falls behind, and at least one gains."""
    return np.asarray(_all(gap >= -slack) & (gap > slack).any(axis=(1, 2)))


def _along(aim: Aim, runs: Sequence[xr.Dataset]) -> Judgement:
    said = aim.said
    values = [aim.terms.of(run, said.after, said.until) for run in runs]
    slack = said.within * np.maximum.reduce([aim.terms.scale(run) for run in runs])
    sign = 1.0 if said.is_ in {"rises with it", "never falls with it"} else -1.0
    gaps = [sign * (late - early) for early, late in pairwise(values)]
    met = np.logical_and.reduce([_all(gap >= -slack) for gap in gaps])
    if not said.is_.startswith("never"):
        met &= _strictly(sign * (values[-1] - values[0])[..., -1:], slack)
    worst = int(np.argmin([gap.min() for gap in gaps]))
    beside = ("one value before", "前一取值时")
    return Judgement(met, values[worst + 1], values[worst], beside, _times(runs[0], said))
