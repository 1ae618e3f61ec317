"""The scenario that the report speaks of first, and the comparisons between scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from gaoxin.names import Names, same
from gaoxin.verdicts.comparison import Comparison, compare

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.results import ScenarioResult

LEAD = "plan"
"""Name of the scenario that the report leads with, where it was run."""

Result = TypeVar("Result", bound="ScenarioResult")


def lead(results: Sequence[Result]) -> Result:
    """Return the result that the report speaks of first."""
    return next((result for result in results if same(result.id, LEAD)), results[0])


def comparisons(
    results: Sequence[ScenarioResult],
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
) -> tuple[Comparison, ...]:
    """Return each scenario held against the one it extends, where both were run.

    Those of the scenario that leads come first.

    Parameters
    ----------
    results : sequence of ScenarioResult
    targets : sequence of Target
    indicators : sequence of Indicator
        As judged.

    Returns
    -------
    tuple of Comparison
    """
    by_id = Names((result.id, result) for result in results)
    pairs = [
        (result, by_id[base])
        for result in results
        if (base := result.run.scenario.extends) is not None and base in by_id
    ]
    first = lead(results).id
    ordered = sorted(pairs, key=lambda pair: not same(pair[0].id, first))
    return tuple(compare(a.run, b.run, targets, indicators) for a, b in ordered)
