"""What the page on the data is made from: the fit as kept, and what the verdicts rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gaoxin.desks.priors import PriorRow
    from gaoxin.inference.archive import Posterior
    from gaoxin.language import Text
    from gaoxin.verdicts.evidence import Evidence
    from gaoxin.verdicts.influence import Influence


@dataclass(frozen=True)
class Knowledge:
    """What posterior draws rest on.

    Attributes
    ----------
    evidence : Evidence
        Of the scenario that the page is about.
    posterior : Posterior
    influences : tuple of Influence
        Under that scenario, the strongest first.
    names : mapping of key to Text
        Names of constants.
    units : mapping of key to str
        Of the same, as in the model.
    sources : mapping of key to PriorRow
        Where the prior of a constant comes from.
    """

    evidence: Evidence
    posterior: Posterior
    influences: tuple[Influence, ...]
    names: Mapping[str, Text]
    units: Mapping[str, str]
    sources: Mapping[str, PriorRow]
