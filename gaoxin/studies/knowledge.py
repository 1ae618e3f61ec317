"""What posterior draws rest on, gathered: the fit as kept, further runs, names and sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.desks.priors import read_rows
from gaoxin.inference.archive import read_posterior
from gaoxin.studies.evidence import evidence
from gaoxin.telling.report.knowledge import Knowledge
from gaoxin.telling.words.constant_names import constant_names
from gaoxin.verdicts.influence import influences

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.scenario_run import ScenarioRun


READ_AGAIN = tuple(
    f"calibration/{name}"
    for name in (
        "posterior.nc",
        "structures.nc",
        "priors.csv",
        "structures.csv",
        "disturbances.csv",
        "observations.csv",
    )
)
"""Files of a workspace that this reads once more, after the draws were taken."""


def gather_knowledge(
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
