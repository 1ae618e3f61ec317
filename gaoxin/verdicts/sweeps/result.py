"""A sweep that has been run and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.language import NOTHING, Text
from gaoxin.verdicts.verdict import mc_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.ensembles.sweeps.sweep import Sweep
    from gaoxin.verdicts.sweeps.measures import Measure, Wants
    from gaoxin.verdicts.sweeps.summary import Summary
    from gaoxin.verdicts.verdict import Verdict

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class SweepResult:
    """Everything that is written of a sweep.

    Attributes
    ----------
    sweep : Sweep
    base : mapping of str to str
        What holds beside the axes, by language: the scenario's title, or the model's name.
    wants : Wants
    summary : Summary
    times : tuple of float
        Saved instants.
    draws : mapping of constant to array, shape (members,)
        Kept where the outcomes of members are.
    made_from : mapping of str to object
        Command, hashes, versions, seed, stamp: attributes of the netCDF file and the manifest.
    stamp : Text
        What every verdict must say of its draws.
    """

    sweep: Sweep
    base: Mapping[str, str]
    wants: Wants
    summary: Summary
    times: tuple[float, ...]
    draws: Mapping[str, Array]
    made_from: Mapping[str, Any]
    stamp: Text = NOTHING

    def verdict(self, point: int, number: int) -> Verdict | None:
        """Return the verdict of a measure at a point; None where the point is refused."""
        measure = self.wants.measures[number]
        return self.summary.verdict(point, number, measure, self.sweep.members)

    def probability(self, number: int) -> Array:
        """Return the share of members that meet a measure, shape (points,); NaN where refused."""
        share = self.summary.met[:, number] / self.sweep.members
        return np.where(self.summary.refused == "", share, np.nan)

    def median(self, number: int) -> Array:
        """Return the median outcome of a measure, shape (points,); NaN where refused."""
        return self.summary.quantiles[:, number, 1]

    def largest_error(self, number: int) -> float:
        """Return the largest Monte Carlo standard error of a measure's probabilities."""
        met = self.summary.met[self.summary.refused == "", number]
        return max((mc_error(int(m), self.sweep.members) for m in np.unique(met)), default=0.0)

    @property
    def judged(self) -> list[int]:
        """Numbers of the measures that have something to meet."""
        return [i for i, measure in enumerate(self.wants.measures) if measure.judged]

    def measure(self, number: int) -> Measure:
        """Return a measure."""
        return self.wants.measures[number]
