"""Base rates: how often the like of a target came about elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.desks.base_rates import read_base_rates
from gaoxin.names import Names
from gaoxin.verdicts.certificate import BaseRate, Bilingual

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target
    from gaoxin.desks.workspace import Workspace


def base_rates(workspace: Workspace, targets: Sequence[Target]) -> dict[str, list[BaseRate]]:
    """Return by target the base rates that the workspace's evidence has.

    Parameters
    ----------
    workspace : Workspace
    targets : sequence of Target
        Those that are told of.

    Returns
    -------
    dict of target to list of BaseRate

    Raises
    ------
    DataError
        See :func:`gaoxin.desks.base_rates.read_base_rates`.
    """
    asked = Names((target.id, target.id) for target in targets)
    found: dict[str, list[BaseRate]] = {}
    for row, stated in read_base_rates(workspace):
        if row.target not in asked:
            continue
        rate = BaseRate(
            id=stated.id,
            share=stated.central,
            low=stated.low,
            high=stated.high,
            of=Bilingual(en=row.of_en, zh=row.of_zh),
            source=stated.source,
            note=stated.note,
        )
        found.setdefault(asked[row.target], []).append(rate)
    return found
