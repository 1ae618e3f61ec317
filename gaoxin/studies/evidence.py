"""The runs that tell what a verdict rests on, side by side in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.desks.indicators import measures
from gaoxin.ensembles.together import run_together
from gaoxin.ensembles.variants import first, variants
from gaoxin.studies.alternatives import alternatives, judged_as
from gaoxin.verdicts.evidence import Evidence
from gaoxin.verdicts.shares import shares
from gaoxin.verdicts.verdict import judge

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.member_draws import Draws
    from gaoxin.ensembles.scenario import Scenario

MEMBERS = 1000
"""Members of each further run at most: a share of the variance is then off by about 0.03."""


def evidence(
    desk: Desk,
    model: Model,
    scenario: Scenario,
    draws: Draws,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    *,
    workers: int | None = None,
) -> Evidence:
    """Return what the verdicts of `scenario` rest on.

    Parameters
    ----------
    desk : Desk
    model : Model
    scenario : Scenario
    draws : Draws
        From a posterior.
    targets, indicators
        As judged.
    workers : int, optional
        Cores to use; all that are there by default.

    Returns
    -------
    Evidence
    """
    outputs = [row.variable for row in measures(targets, indicators)]
    some = first(draws, min(MEMBERS, draws.members))
    parted = variants(desk, some)
    choices = alternatives(desk, scenario, some)
    # What is by default is the same run for every definition, and for the structures.
    others = [one for one in choices if not one.default]
    plain = (scenario, some)
    runs = run_together(
        desk,
        model,
        [
            *((scenario, one) for one in parted.values()),
            plain,
            *((one.scenario, one.draws) for one in others),
        ],
        workers=workers,
        outputs=outputs,
    )
    own = iter(runs[len(parted) :])
    base = judge(next(own), targets, indicators)
    return Evidence(
        scenario.id,
        shares(dict(zip(parted, runs, strict=False)), targets),
        tuple(
            judged_as(one, base if one.default else judge(next(own), targets, indicators))
            for one in choices
        ),
    )
