"""Certificates: a verdict with its reasons, one document a target.

``python -m gaoxin.verdicts.certificate`` prints the JSON schema that stands in
``docs/certificate.schema.json``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from gaoxin.desks.form import schema_text

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Error = Annotated[float, Field(ge=0.0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Bilingual(_Part):
    """A name in both languages."""

    en: str
    zh: str


class CertifiedTarget(_Part):
    """The target, or the goal of a decision file."""

    id: str
    name: Bilingual
    rule: Literal["at_least", "at_most"]
    value: float
    unit: str
    year: int | float = Field(description="Or the instant of a model's own time.")
    status: str


class Chance(_Part):
    """How likely it is met, and how surely that is known."""

    probability: Probability
    probability_high: Probability = Field(description="If every failed member had met it.")
    mc_error: Error = Field(description="Monte Carlo standard error.")
    members: int = Field(ge=1)
    failed: int = Field(ge=0)
    words: Bilingual


class BandPoint(_Part):
    """Quantiles of the outcome at the end of a year."""

    year: float
    p05: float
    p25: float
    p50: float
    p75: float
    p95: float


class Reached(_Part):
    """Share of the members that have met the target at the end of a year, or before."""

    year: float
    share: Probability


class Bound(_Part):
    """A limit that binds in a year."""

    year: int
    limit: str
    element: str
    name: Bilingual
    share: Probability


class LeverEffect(_Part):
    """What a lever does alone, moved to the end of its range that helps most."""

    lever: str
    name: Bilingual
    value: float
    unit: str
    probability: Probability = Field(description="With that lever moved.")
    median_change: float = Field(description="Of the outcome, in the target's unit.")


class SufficientChange(_Part):
    """The smallest change found that suffices, or that none does."""

    found: bool
    asked: Probability
    probability: Probability
    mc_error: Error
    effort: float
    effort_basis: str
    effort_unit: str
    levers: list[dict[str, Any]]
    scenario: str = Field(description="File that 'gaoxin run' takes, beside the certificates.")


class RestsOn(_Part):
    """Shares of the variance of the outcome."""

    data: float = Field(description="Constants that observations tell of.")
    priors: float = Field(description="Constants of which only priors tell.")
    disturbances: float = Field(description="The disturbances that are still to come.")
    together: float
    narrowed: float = Field(description="By how much the data narrowed the band.")


class Flip(_Part):
    """A reading or structure under which the verdict falls on the other side of one half."""

    kind: Literal["definition", "structure"]
    group: str
    id: str
    name: Bilingual
    probability: Probability
    instead_of: Probability


class TargetConflict(_Part):
    """A target that tends to be missed where this one is met."""

    target: str
    name: Bilingual
    probability: Probability = Field(description="Of the other alone.")
    together: Probability = Field(description="Of both in one run.")
    if_independent: Probability


class BaseRate(_Part):
    """How often the like came about elsewhere: an outside view, which no verdict is made from."""

    id: str = Field(description="Row of calibration/priors.csv that holds it.")
    share: Probability
    low: Probability
    high: Probability
    of: Bilingual = Field(description="What it is a share of.")
    source: str
    note: str


class HelpfulDatum(_Part):
    """What observing an indicator at the end of a year is expected to tell."""

    indicator: str
    name: Bilingual
    year: int | float
    narrowed: Probability = Field(
        description="Share of the variance of met-or-not that is expected to go."
    )
    moved: Probability = Field(description="By how much the probability is expected to move.")
    error: Error = Field(description="Of the observation: a share of the median.")


class Certificate(_Part):
    """A verdict with its reasons."""

    form: Literal[1] = 1
    target: CertifiedTarget
    scenario: str
    verdict: Chance
    band: list[BandPoint]
    first_year: float | None = Field(description="From which half of the members have met it.")
    reached: list[Reached]
    binding: list[Bound]
    levers: list[LeverEffect] = Field(max_length=3)
    change: SufficientChange | None = Field(description="Null where no search was asked for.")
    rests_on: RestsOn | None = Field(description="Null with prior draws: nothing was learned.")
    flips: list[Flip]
    conflicts: list[TargetConflict]
    base_rates: list[BaseRate] = Field(description="Empty where the evidence has none.")
    data: list[HelpfulDatum] = Field(
        description="Which datum would help most, from 2021 to the year before the target's."
    )
    command: str = Field(description="What makes it again.")
    stamp: Bilingual = Field(description="What must be said of the draws; blank for nothing.")
    made_from: dict[str, str] = Field(description="SHA-256 of every file, by its place.")


MOST = 3
APART = -0.1
"""Correlation of being met, below which two targets conflict."""


def conflicts(
    met: NDArray[np.bool_], number: int, ids: list[str]
) -> list[tuple[str, float, float, float]]:
    """Return the targets that tend to be missed where one is met, the strongest first.

    Parameters
    ----------
    met : array of bool, shape (target, member)
    number : int
        Of the one target.
    ids : list of str
        Of all targets.

    Returns
    -------
    list of (id, probability, both, if independent)
        At most three.
    """
    own = met[number]
    found = []
    for other, row in enumerate(met):
        p, q, both = float(own.mean()), float(row.mean()), float((own & row).mean())
        spread = (p * (1 - p) * q * (1 - q)) ** 0.5
        if other != number and spread > 0.0 and (both - p * q) / spread < APART:
            found.append(((both - p * q) / spread, (ids[other], q, both, p * q)))
    return [row for _, row in sorted(found)[:MOST]]


def first_year(shares: NDArray[np.float64], years: list[float]) -> float | None:
    """Return the first year at the end of which half of the members have met a target.

    Parameters
    ----------
    shares : array, shape (year,)
        Of members that have met it so far.
    years : list of float

    Returns
    -------
    float or None
    """
    half = np.flatnonzero(shares >= 0.5)
    return years[int(half[0])] if half.size else None


def schema() -> str:
    """Return the JSON schema of a certificate, as it stands in docs/certificate.schema.json."""
    return schema_text(Certificate.model_json_schema())


if __name__ == "__main__":
    print(schema(), end="")
