"""Base rates: how often the like of a target came about elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.desks.base_rates import read_base_rates
from gaoxin.desks.priors import read_rows
from gaoxin.desks.targets import read_targets
from gaoxin.errors import nearest
from gaoxin.verdicts.certificate import BaseRate, Bilingual

if TYPE_CHECKING:
    from gaoxin.desks.base_rates import BaseRateRow
    from gaoxin.desks.priors import PriorRow
    from gaoxin.desks.targets import Target
    from gaoxin.desks.workspace import Workspace

TABLE = "base_rates.csv"


def base_rates(workspace: Workspace, targets: Sequence[Target]) -> dict[str, list[BaseRate]]:
    """Return by target the base rates that the workspace's evidence has.

    Parameters
    ----------
    workspace : Workspace
        Its ``calibration/base_rates.csv`` need not be there.
    targets : sequence of Target
        Those that are told of.

    Returns
    -------
    dict of target to list of BaseRate

    Raises
    ------
    DataError
        A row names no target, no row of priors.csv, or one that is no share.
    """
    path = workspace.calibration_dir / TABLE
    if not path.is_file():
        return {}
    known = {row.id: row for row in read_rows(workspace.table("priors"))}
    asked = {target.id for target in targets}
    every = [target.id for target in read_targets(workspace.table("targets"))]
    found: dict[str, list[BaseRate]] = {}
    for row in read_base_rates(path, every):
        rate = _rate(row, known)
        if row.target in asked:
            found.setdefault(row.target, []).append(rate)
    return found


def _rate(row: BaseRateRow, known: dict[str, PriorRow]) -> BaseRate:
    if row.prior not in known:
        raise row.error(f"unknown row '{row.prior}' of priors.csv{nearest(row.prior, known)}")
    stated = known[row.prior]
    if stated.role != "benchmark" or not 0.0 <= stated.low <= stated.central <= stated.high <= 1.0:
        raise row.error(
            f"row '{row.prior}' of priors.csv is no share; name one of role benchmark, its three "
            "numbers in order between 0 and 1"
        )
    return BaseRate(
        id=stated.id,
        share=stated.central,
        low=stated.low,
        high=stated.high,
        of=Bilingual(en=row.of_en, zh=row.of_zh),
        source=stated.source,
        note=stated.note,
    )
