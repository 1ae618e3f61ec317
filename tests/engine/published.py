"""Public models against Vensim's saved runs: ``python -m tests.engine.published [GROUP [NAME]]``.

The script that judges lies beside the models, outside of this tree (``shared/published``). Here
stands what differs from a saved run for a reason that was found, each with how far it may: a share
of the greatest value of the column. What differs otherwise is a fault of ours.
"""

from __future__ import annotations

import importlib.util
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).parents[3] / "shared" / "published"

Columns = dict[str, npt.NDArray[np.float64]]
"""Times and values of each column, shape (2, times)."""

Excuse = tuple[float, str]
"""How far a column may differ, and why."""

SOLVER = "Vensim stops a few 1e-6 of the supply beside the price; where curves are flat that is far"
LEFT_OVER = "the saved run is older than the model, which has no such variable"
LOOKUP = "a lookup, which is no value: the file's decoder gives it numbers of other variables, or 0"
RENAMED = "the decoder wrote another letter for the point in its name"
HEAT = "carbon of two deep layers that differs in the eighth digit: 0 in single precision"
RATE = "a difference of the stock of carbon from step to step, over a small emission"
GAP = "two concentrations that differ in the seventh digit, over a third"

CASES = ("deterministic", "high_2xco2_sensitivity", "low_2xco2_sensitivity")
REGIONS = (
    *("cop_developing_b", "g77_china", "g77_india", "oecd_eu", "oecd_us"),
    *("remaining_developed", "remaining_developing_a"),
)
GASES = ("125", "134a", "143a", "152a", "227ea", "23", "245ca", "32")
C_LEARN: Mapping[str, Excuse] = {
    "goal_1\u20245_for_temperature": (math.inf, RENAMED),
    "ref_global_emissions_from_graph_lookup": (math.inf, LOOKUP),
    **{f"rs_hfc{gas}[{region}]": (math.inf, LOOKUP) for gas in GASES for region in REGIONS},
    **{f"diffusion_flux[{case},layer4]": (5e-4, HEAT) for case in CASES},
    **{f"atmospheric_retention[{case}]": (4e-4, RATE) for case in CASES},
    "co2eq_gap_closing_percentage": (20.0, GAP),
}
INCREASES = [f"Fractional Increase[A{i},A{j}]" for i in (1, 2, 3) for j in (1, 2, 3)]
PRICES = ("amount demanded[triangular,d1]", "market price[triangular]")


def excuses() -> Iterator[tuple[tuple[str, str], Excuse]]:
    """Yield what is excused: model and column, with how far it may differ, and why."""
    for column, excuse in C_LEARN.items():
        yield ("c-learn/model.mdl", column), excuse
    for column in INCREASES:
        yield ("same_family_179/same_family_179.mdl", column), (math.inf, LEFT_OVER)
    for column in PRICES:
        yield ("allocate_price/allocate_price.mdl", column), (1e-3, SOLVER)


def script() -> ModuleType:
    """Return the script that judges, with what is excused here."""
    spec = importlib.util.spec_from_file_location("published_judge", FOLDER / "judge.py")
    assert spec is not None
    assert spec.loader is not None
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    own = {**vars(judge)["EXCEPT"], **dict(excuses())}
    vars(judge).update(EXCEPT=own, published=_known_as_missing(judge))
    return judge


def _known_as_missing(judge: ModuleType) -> Callable[[Path], Columns]:
    """Return how the script reads numbers; -2^110 is missing too: C-LEARN's run holds it."""
    read: Callable[[Path], Columns] = vars(judge)["published"]

    def published(path: Path) -> Columns:
        return {
            name: np.array([times, np.where(values == -(2.0**110), np.nan, values)])
            for name, (times, values) in read(path).items()
        }

    return published


if __name__ == "__main__":
    sys.exit(vars(script())["main"](sys.argv[1:]))
