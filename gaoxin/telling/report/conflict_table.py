"""The contradictions inside the plan and how each was treated, as rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gaoxin.desks.treatments import SHOWN_AS
from gaoxin.language import alike
from gaoxin.telling.words.phrases import place_words

if TYPE_CHECKING:
    from gaoxin.desks.ledger import Conflict, Ledger

SEVERITIES = ("high", "medium", "low")


def conflict_tables(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the contradictions by severity, the gravest first."""
    return {
        severity: _rows((c for c in ledger.conflicts if c.severity == severity), ledger)
        for severity in SEVERITIES
    }


def _rows(conflicts: Iterable[Conflict], ledger: Ledger) -> list[dict[str, Any]]:
    return [
        {
            "id": conflict.id,
            "title": conflict.title,
            "where": [place_words(place, ledger.translations) for place in conflict.where],
            "shown_as": SHOWN_AS.get(conflict.shown_as, alike("–")),
            "treated": conflict.treated,
        }
        for conflict in conflicts
    ]
