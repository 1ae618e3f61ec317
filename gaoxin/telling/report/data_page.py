"""The page on the data: learned, assumed, unknowable; its rows and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gaoxin.telling.drawing.learned_chart import learned_chart
from gaoxin.telling.drawing.predicted_chart import predicted_chart
from gaoxin.telling.drawing.variance_chart import PARTS, variance_chart, variance_parts
from gaoxin.telling.report import assumed, learned, unknowable
from gaoxin.telling.report.inline_charts import inline_chart

if TYPE_CHECKING:
    from gaoxin.desks.ledger import Ledger
    from gaoxin.telling.report.knowledge import Knowledge


def evidence_figures(knowledge: Knowledge, ledger: Ledger) -> dict[str, Any]:
    """Return the figures that the first page and the method tell of the fit."""
    rows = learned.predictions(knowledge.posterior, ledger)
    inside, held, of = learned.coverage(rows)
    split = [variance_parts(share) for share in knowledge.evidence.shares]
    return {
        **learned.figures(knowledge.posterior),
        "inside": inside,
        "held": held,
        "of": of,
        "priors": assumed.sources(knowledge),
        "widest": unknowable.widest(knowledge.evidence),
        "typical": [assumed.median_text(share[i] for share in split) for i in range(len(PARTS))],
    }


def data_cells(knowledge: Knowledge, ledger: Ledger) -> dict[str, Any]:
    """Return the rows and sentences of the page."""
    rows = learned.predictions(knowledge.posterior, ledger)
    return {
        "scenario": knowledge.evidence.scenario,
        "misfits": learned.misfits(rows, ledger),
        "trend": learned.against_trend(knowledge.posterior),
        "untouched": assumed.untouched(knowledge),
        "reading_groups": assumed.groups(ledger),
        "made_into_priors": assumed.made_into_priors(ledger),
        "checks": assumed.checks(ledger),
        "ridges": unknowable.ridge_rows(knowledge),
        "structures": unknowable.structures(knowledge.evidence),
        "definitions": unknowable.definitions(knowledge.evidence),
        "parts": [{"colour": colour, "name": name} for _, colour, _, name in PARTS],
    }


def data_charts(knowledge: Knowledge, ledger: Ledger) -> dict[str, str]:
    """Return the three charts of the page as SVG, each blank where it would be empty."""
    known = learned.parameters(knowledge)
    shown = [row for row in known if row.contraction >= learned.LEAST][: learned.SHOWN]
    rows = learned.predictions(knowledge.posterior, ledger)
    shares = knowledge.evidence.shares
    choices = unknowable.by_choices(knowledge.evidence, [share.target for share in shares])
    return {
        "learned": learned_chart(shown) if shown else "",
        "predicted": predicted_chart(rows) if rows else "",
        "shares": variance_chart(shares, choices) if shares else "",
    }


LABELS = {
    "learned": "prior against posterior",
    "predicted": "observations and predictions",
    "shares": "what the bands rest on",
}
"""What each chart is, for readers who do not see it."""


def data_figures(knowledge: Knowledge, ledger: Ledger) -> dict[str, Any]:
    """Return the three charts made ready for the page, each blank where it would be empty."""
    charts = data_charts(knowledge, ledger)
    return {key: svg and inline_chart(svg, key, LABELS[key]) for key, svg in charts.items()}
