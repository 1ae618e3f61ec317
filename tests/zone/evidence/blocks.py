"""What a fit says of a whole block of readings that it did not see: money, firms or energy.

``python -m tests.zone.evidence.blocks [BLOCK...]`` fits the others anew, some ten minutes a block,
and prints every reading with its interval and PIT, then coverage and CRPS beside persistence,
trend and the priors.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from fnmatch import fnmatchcase

import numpy as np

from gaoxin.inference.fitting import calibrate
from gaoxin.inference.holdout import BASELINES, HeldOut, foretell
from gaoxin.inference.observations import Observation, observations
from gaoxin.inference.predictive import intervals
from gaoxin.inference.problem import pose
from gaoxin.studies.calibrate import open_fit
from gaoxin.studies.foresight import prediction_scores
from tests.zone.evidence.bench import Bench

BLOCKS: Mapping[str, tuple[str, ...]] = {
    "money": ("tax_*", "budget_*", "fund_revenue_*", "spending_*", "soe_*", "debt_*", "platform_*"),
    "firms": ("registered_*", "four_above_*", "tech_smes_*", "hightech_firms_*", "incubated_*"),
    "energy": ("energy_*", "co2_*"),
}
"""Ids of observations.csv, as of file names."""


def is_of(block: str, observation: Observation) -> bool:
    """Return whether an observation belongs to a block."""
    return any(fnmatchcase(observation.id, pattern) for pattern in BLOCKS[block])


def left_out(bench: Bench, block: str, seed: int = 0) -> list[HeldOut]:
    """Return the predictions of a block's readings by a fit of all others.

    Parameters
    ----------
    bench : Bench
    block : str
    seed : int

    Returns
    -------
    list of HeldOut

    Raises
    ------
    NotConverged
        The chains do not agree.
    """
    calibration = open_fit(bench.workspace)
    model, priors, rows = calibration.model, calibration.drawn, calibration.observations
    sizes = calibration.disturbances.sizes
    seen = tuple(o for o in rows if not is_of(block, o))
    fit = calibrate(model, priors, seen, sizes=sizes, seed=seed)
    whole = pose(model, priors, rows, sizes=sizes, seed=seed)
    readings = observations(r for r in calibration.readings if r.use in {"fit", "prior"})
    hidden = {o.id for o in rows} - {o.id for o in seen}
    known = [o for o in readings if o.id not in hidden]
    return foretell(fit, whole, lambda o: o.id in hidden, known, seed)


def main(blocks: list[str]) -> None:
    """Print what each block's predictions were worth."""
    bench = Bench()
    for block in blocks or list(BLOCKS):
        held = left_out(bench, block)
        print(f"{block}: {len(held)} readings left out together")
        for one in held:
            low, middle, high = intervals([one.observation], one.drawn[None])[:, 0]
            said = f"{middle:.4g} ({low:.4g} to {high:.4g})"
            print(f"  {one.observation.id}: {one.observation.value:g}, said {said}, {one.pit:.2f}")
        crps = {k: np.array([one.scores[k] for one in held]) for k in ("fit", *BASELINES)}
        pits, widths, before = np.array([(h.pit, h.width, h.prior_width) for h in held]).T
        for key, value in prediction_scores(pits, widths, before, crps).items():
            print(f"  {key}: {value}")


if __name__ == "__main__":
    main(sys.argv[1:])
