"""``brief.html``: two A4 pages in one language, for a folder on a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gaoxin.language import Lang, text_of
from gaoxin.telling.drawing.font import font_face, subset
from gaoxin.telling.report.first_page import headline, movers, odds_table
from gaoxin.telling.report.lead import comparisons, lead
from gaoxin.telling.report.report_page import TEMPLATES
from gaoxin.telling.report.scenario_rows import likelihood_key
from gaoxin.telling.report.verdict_rows import target_cells, verdict_cells
from gaoxin.telling.words.answer import few_words, judged_verdicts
from gaoxin.telling.words.binding_words import holding
from gaoxin.telling.words.quantities import gap_text
from gaoxin.telling.words.target_names import told_apart

if TYPE_CHECKING:
    from gaoxin.telling.report.report_page import ReportInput
    from gaoxin.verdicts.results import ScenarioResult

HELD = 5
"""How many limits the second page names."""


def brief(made_of: ReportInput, lang: Lang = "en") -> str:
    """Return two pages as HTML: the verdicts of one scenario, then the others and what holds back.

    Parameters
    ----------
    made_of : ReportInput
    lang : {"en", "zh"}
        The page's only language.

    Returns
    -------
    str
        It needs nothing but itself, and prints on two sheets of A4.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("brief.html.j2")
    page = template.render(_context(made_of, lang))
    # own output, not a user's text: a style element takes no escapes
    face = Markup(font_face(subset(page)))  # noqa: S704
    return page.replace("<style>", f"<style>{face}", 1)


def _context(made_of: ReportInput, lang: Lang) -> dict[str, Any]:
    results, made_from = made_of.results, made_of.provenance
    first = lead(results)
    compared = comparisons(results, made_of.targets, made_of.indicators)
    idle = [target_cells(v) for v in first.verdicts if v.state != "judged"]
    return {
        "lang": lang,
        "at": 1 if lang == "zh" else 0,
        "stamp": made_from.stamp,
        "provenance": made_from,
        "title": text_of(first.run.scenario.title),
        "description": text_of(first.run.scenario.description),
        "headline": headline(first, results),
        "few": few_words(made_from.members),
        "rows": _rows(first),
        "odds": odds_table(results, first) if len(results) > 1 else None,
        "shorts": [v.target.short for v in judged_verdicts(first)],
        "movers": movers(compared),
        "held": holding(first.bindings, HELD),
        "idle": idle,
        "likelihoods": likelihood_key(),
    }


def _rows(first: ScenarioResult) -> list[dict[str, Any]]:
    verdicts = judged_verdicts(first)
    names = told_apart([verdict.target for verdict in verdicts])
    return [
        verdict_cells(verdict) | {"name": names[verdict.target.id], "gap": gap_text(verdict)}
        for verdict in verdicts
    ]
