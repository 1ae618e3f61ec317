"""``gaoxin sensitivity``: which factors a target's outcome, or its being met, answers to."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gaoxin.decisions.sensitivity import (
    GivenData,
    Regional,
    Screening,
    SobolIndices,
    given_data,
    morris_design,
    regional,
    screening,
    sobol_design,
    sobol_indices,
    sobol_over_time,
    sobol_rows,
)
from gaoxin.errors import GaoxinError
from gaoxin.studies.frames import data_frame
from gaoxin.studies.progress import Progress, silent
from gaoxin.verdicts.verdict import meets

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from gaoxin.ensembles.populations.rows import Factor
    from gaoxin.language import Text
    from gaoxin.studies.design_question import DesignQuestion

    Array = NDArray[np.float64]

On = Literal["value", "probability"]
TRAJECTORIES, BASE, TOP, GIVEN = 20, 1024, 20, 4000


@dataclass(frozen=True)
class Cost:
    """What a sensitivity analysis would take.

    Attributes
    ----------
    screening, sobol, given : int
        Member-runs of each part.
    seconds : float
        Measured on a small part.
    """

    screening: int
    sobol: int
    given: int
    seconds: float

    @property
    def runs(self) -> int:
        """Member-runs in all."""
        return self.screening + self.sobol + self.given


@dataclass(frozen=True)
class SensitivityStudy:
    """Indices of a target.

    Attributes
    ----------
    asked : DesignQuestion
    on : {"value", "probability"}
        The outcome, or whether it meets the target.
    factors : tuple of Factor
        All of them, as screened.
    screened : Screening
    kept : tuple of Factor
        Those with indices: the most effective ones.
    sobol : SobolIndices
    times : tuple of float
    over_time : (array, array), shape (time, factor)
        First and total indices of the kept factors.
    parameters : tuple of (str, Text)
        Constants that differ by draw.
    given : GivenData
        Of the parameters, on draws as they are.
    regions : Regional
        Of the parameters, then of the levers among the factors kept.
    regional_keys : tuple of (str, Text)
    runs : int
    """

    asked: DesignQuestion
    on: On
    factors: tuple[Factor, ...]
    screened: Screening
    kept: tuple[Factor, ...]
    sobol: SobolIndices
    times: tuple[float, ...]
    over_time: tuple[Array, Array]
    parameters: tuple[tuple[str, Text], ...]
    given: GivenData
    regions: Regional
    regional_keys: tuple[tuple[str, Text], ...]
    runs: int

    @property
    def document(self) -> dict[str, Any]:
        """What ``--json`` prints."""
        sobol = self.sobol
        return {
            "target": self.asked.target.id,
            "on": self.on,
            "base": self.asked.base,
            "member_runs": self.runs,
            "variance": sobol.variance,
            "screening": _rows(
                [(f.key, f.name) for f in self.factors],
                mu_star=self.screened.effect.value,
                mu_star_half=self.screened.effect.half,
                sigma=self.screened.sigma,
            ),
            "sobol": _rows(
                [(f.key, f.name) for f in self.kept],
                first=sobol.first.value,
                first_half=sobol.first.half,
                total=sobol.total.value,
                total_half=sobol.total.half,
            ),
            "pairs": _pairs(self.kept, sobol),
            "times": list(self.times),
            "over_time": {
                factor.key: {
                    "first": self.over_time[0][:, i].tolist(),
                    "total": self.over_time[1][:, i].tolist(),
                }
                for i, factor in enumerate(self.kept)
            },
            "given_data": _rows(self.parameters, pawn=self.given.value),
            "given_data_noise": self.given.noise,
            "regional": _rows(
                self.regional_keys,
                distance=self.regions.distance,
                p_value=self.regions.p_value,
                direction=self.regions.direction,
            ),
        }

    @property
    def indices(self) -> pd.DataFrame:
        """A row a factor with its Sobol indices, the greatest total first."""
        rows = self.document["sobol"]
        return data_frame(tuple(rows[0]), rows)


def cost_of(
    asked: DesignQuestion, *, trajectories: int, base: int, top: int, given: int, second: bool
) -> Cost:
    """Return what an analysis would take; a small part of it is run.

    Parameters
    ----------
    asked : DesignQuestion
    trajectories, base, top, given : int
        See :func:`sensitivity`.
    second : bool

    Returns
    -------
    Cost
    """
    factors = len(asked.rows.factors)
    kept = min(top, factors)
    rows = np.full((2000, factors), 0.5)
    asked.rows.run(rows[:10])  # compiled
    began = time.perf_counter()
    asked.rows.run(rows)
    each = (time.perf_counter() - began) / len(rows)
    own = (trajectories * (factors + 1), sobol_rows(kept, base, second=second), given)
    return Cost(*own, sum(own) * each)


def sensitivity(
    asked: DesignQuestion,
    *,
    on: On = "value",
    trajectories: int = TRAJECTORIES,
    base: int = BASE,
    top: int = TOP,
    given: int = GIVEN,
    second: bool = False,
    seed: int = 0,
    progress: Progress = silent,
) -> SensitivityStudy:
    """Screen all factors, and take the indices of those that act most.

    Parameters
    ----------
    asked : DesignQuestion
    on : {"value", "probability"}
        The outcome, or whether it meets the target: the share of that variance.
    trajectories : int
        Of the screening.
    base : int
        Of the Saltelli design, a power of 2.
    top : int
        Factors kept after the screening.
    given : int
        Draws, as they are, for the parameters: they depend on each other.
    second : bool
        Whether pairs are wanted too.
    seed : int
    progress : callable

    Returns
    -------
    SensitivityStudy

    Raises
    ------
    GaoxinError
        A base that is no power of 2.
    """
    if base & (base - 1) or base < 8:
        raise GaoxinError(f"{base} base samples; write a power of 2 from 8 on, such as 1024")
    rows, target = asked.rows, asked.target

    def outcome(values: Array) -> Array:
        whole = np.where(np.isfinite(values), values, np.nanmedian(values, axis=0))
        return whole if on == "value" else meets(whole, target).astype(np.float64)

    first_design = morris_design(len(rows.factors), trajectories, seed)
    moved = asked.outcomes(rows.run(first_design, lambda share: progress("screening", share))[0])
    screened = screening(first_design, outcome(moved[:, -1:])[:, 0], seed)
    order = np.argsort(-screened.effect.value, kind="stable")[: min(top, len(rows.factors))]
    kept = tuple(rows.factors[i] for i in sorted(order))
    few = replace(rows, factors=kept)
    design = sobol_design(len(kept), base, seed, second=second)
    runs = few.run(design, lambda share: progress("Sobol design", share))
    values = outcome(asked.outcomes(runs[0]))
    found = sobol_indices(values[:, -1], len(kept), seed, second=second)
    over_time = sobol_over_time(values, len(kept), second=second)
    given_rows = _given(asked, given, seed, progress)
    levers, drawn, constants, result = given_rows
    final = outcome(result[:, -1:])[:, 0]
    names = asked.names(constants)
    parameters = tuple((key, names[key]) for key in constants)
    # of levers and of parameters alike: which of them differ where the target is met
    lever_keys = tuple((f.key, f.name) for f in rows.factors if f.kind == "lever")
    met = meets(np.nan_to_num(result[:, -1], nan=-np.inf), target)
    everything = np.concatenate([levers, drawn], axis=1)
    return SensitivityStudy(
        asked,
        on,
        rows.factors,
        screened,
        kept,
        found,
        rows.times,
        over_time,
        parameters,
        given_data(drawn, final, seed),
        regional(everything, met),
        (*lever_keys, *parameters),
        len(first_design) + len(design) + given,
    )


def _given(
    asked: DesignQuestion, given: int, seed: int, progress: Progress
) -> tuple[Array, Array, list[str], Array]:
    """Return levers anywhere, draws as they are, and what comes of both."""
    rows = asked.rows
    levers = tuple(factor for factor in rows.factors if factor.kind == "lever")
    rng = np.random.default_rng(seed + 7)
    cube = rng.random((given, len(levers)))
    index = np.arange(given) % rows.ground.members
    constants = asked.drawn()
    columns = [values[index] for values in constants.values()]
    drawn = np.stack(columns, axis=1) if columns else np.zeros((given, 0))
    runs = replace(rows, factors=levers).run(
        cube, lambda share: progress("draws as they are", share), draws=index
    )
    return cube, drawn, list(constants), asked.outcomes(runs[0])


def _rows(keys: Sequence[tuple[str, Text]], **columns: Array) -> list[dict[str, Any]]:
    """Return a row a factor, the first column's greatest first."""
    lead = np.nan_to_num(next(iter(columns.values())))
    if "total" in columns:
        lead = np.nan_to_num(columns["total"])
    order = np.argsort(-lead, kind="stable")
    return [
        {
            "factor": keys[i][0],
            "name_en": keys[i][1].en,
            "name_zh": keys[i][1].zh,
            **{name: _plain(float(column[i])) for name, column in columns.items()},
        }
        for i in order
    ]


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else value


def _pairs(kept: Sequence[Factor], sobol: SobolIndices) -> list[dict[str, Any]]:
    if sobol.pairs is None or sobol.pairs_half is None:
        return []
    count = len(kept)
    found = [
        {
            "factors": [kept[i].key, kept[j].key],
            "second": float(sobol.pairs[i, j]),
            "second_half": float(sobol.pairs_half[i, j]),
        }
        for i in range(count)
        for j in range(i + 1, count)
    ]
    return sorted(found, key=lambda row: -float(str(row["second"])))
