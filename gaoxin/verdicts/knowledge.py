"""What the page on the data is made from: the fit as kept, and what the verdicts rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.desks.priors import read_rows
from gaoxin.inference.archive import read_posterior
from gaoxin.telling.words.constant_names import constant_names
from gaoxin.verdicts.evidence import Evidence, evidence
from gaoxin.verdicts.influence import Influence, influences

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.priors import PriorRow
    from gaoxin.desks.targets import Target
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.run import ScenarioRun
    from gaoxin.inference.archive import Posterior
    from gaoxin.language import Text


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
        Names of constants and model errors.
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


def gather(
    desk: Desk,
    model: Model,
    run: ScenarioRun,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    *,
    workers: int | None = None,
) -> Knowledge:
    """Return what the verdicts of a scenario's run rest on.

    Parameters
    ----------
    desk : Desk
    model : Model
    run : ScenarioRun
        Over draws of a posterior.
    targets, indicators
        As judged.
    workers : int, optional
        Cores to use; all that are there by default.

    Returns
    -------
    Knowledge
    """
    posterior = read_posterior(desk.workspace.posterior)
    sampled = [str(name) for name in posterior.tables["parameter"].values]
    places = {prior.place.key: prior.place for prior in desk.priors}
    rows = {row.id: row for row in read_rows(desk.workspace.table("priors"))}
    keys = dict.fromkeys([*sampled, *places])
    return Knowledge(
        evidence(desk, model, run.scenario, run.draws, targets, indicators, workers=workers),
        posterior,
        influences(run.draws.constants, run.runs, targets),
        constant_names(keys, desk.catalogue, desk.elements),
        {key: places[key].unit if key in places else "dimensionless" for key in keys},
        {prior.place.key: rows[prior.id] for prior in desk.priors},
    )
