"""``report.html``: one page that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.verdicts import style
from gaoxin.verdicts.figures import (
    PER_ROW,
    chart_style,
    charted,
    indicator_charts,
    of_indicator,
)
from gaoxin.verdicts.font import font_face, subset
from gaoxin.verdicts.likelihood import FEW, LIKELIHOODS
from gaoxin.verdicts.report.past import hindcast_cells, hindcasts
from gaoxin.verdicts.report.rows import (
    idle_indicators,
    matrix,
    response_row,
    target_cells,
    verdict_cells,
)
from gaoxin.verdicts.results import responses
from gaoxin.verdicts.svg import inline
from gaoxin.verdicts.text import unit_words

if TYPE_CHECKING:
    from gaoxin.verdicts.indicators import Indicator
    from gaoxin.verdicts.results import Provenance, ScenarioResult
    from gaoxin.verdicts.targets import Target
    from gaoxin.verdicts.text import Lang

TEMPLATES = Path(__file__).parent / "templates"


def report(
    results: Sequence[ScenarioResult],
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    provenance: Provenance,
    lang: Lang = "en",
) -> str:
    """Return the page as HTML: charts inline, font embedded, both languages, no link outward.

    Parameters
    ----------
    results : sequence of ScenarioResult
        In the order of the columns; all judged on the same targets.
    lang : {"en", "zh"}
        The language shown first. The reader can switch, with or without JavaScript.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("report.html.j2")
    context = _context(results, targets, indicators, provenance, lang)
    # A first pass without the font tells which glyphs the page needs.
    page = template.render(context, face="")
    # Own output, not a user's text: a style element takes no escapes.
    face = Markup(font_face(subset(page)))  # noqa: S704
    return page.replace("<style>", f"<style>{face}", 1)


def _context(
    results: Sequence[ScenarioResult],
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    provenance: Provenance,
    lang: Lang,
) -> dict[str, Any]:
    from markupsafe import Markup

    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    first = results[0].verdicts
    return {
        "lang": lang,
        "css": Markup(css),  # noqa: S704 - a file of this package
        "prior": provenance.draws == "prior",
        "provenance": provenance,
        "failed": max(verdict.failed for result in results for verdict in result.verdicts),
        "few": FEW if provenance.members < FEW else 0,
        "likelihoods": _likelihood_key(),
        "colours": {
            "ink": style.INK,
            "blue": style.BLUE,
            "band_50": style.BAND_50,
            "band_90": style.BAND_90,
            "vermillion": style.VERMILLION,
        },
        "groups": matrix(results),
        "past": [hindcast_cells(h) for h in hindcasts(results[0].run.runs, indicators)],
        "scenarios": [_scenario(result, results) for result in results],
        "charts": _charts(results, targets, indicators),
        "idle_targets": [target_cells(v) for v in first if v.state != "judged"],
        "idle_indicators": idle_indicators(indicators),
        "assumed_targets": [target_cells(v) for v in first if v.target.status == "assumed"],
    }


def _likelihood_key() -> list[dict[str, str]]:
    key, upper = [], 1.0
    for word in LIKELIHOODS:
        bounds = f"{100 * word.at_least:.0f}–{100 * upper:.0f} %"
        key.append({"en": word.en, "zh": word.zh, "colour": word.colour, "range": bounds})
        upper = word.at_least
    return key


def _scenario(result: ScenarioResult, results: Sequence[ScenarioResult]) -> dict[str, Any]:
    scenario = result.run.scenario
    base = next((other for other in results if other.id == scenario.extends), None)
    return {
        "id": scenario.id,
        "title": (scenario.title["en"], scenario.title["zh"]),
        "description": (scenario.description["en"], scenario.description["zh"]),
        "extends": scenario.extends,
        "changes": [
            {
                "label": (change.label_en, change.label_zh),
                "name": change.name,
                "unit": (unit_words(change.unit, "en"), unit_words(change.unit, "zh")),
                "base": change.base,
                "new": change.new,
            }
            for change in result.changes
        ],
        "responses": None if base is None else [response_row(r) for r in responses(result, base)],
        "rows": [verdict_cells(verdict) for verdict in result.verdicts],
    }


def _charts(
    results: Sequence[ScenarioResult], targets: Sequence[Target], indicators: Sequence[Indicator]
) -> list[dict[str, Any]]:
    """Return the charts in two groups: indicators with a target first, then those without."""
    chosen = charted(indicators, targets)
    with_target = [indicator for indicator in chosen if of_indicator(indicator, targets)]
    without = [indicator for indicator in chosen if indicator not in with_target]
    groups = [
        (("With a target", "有目标的指标"), with_target),
        (("Observed in 2015 and 2020, without a target", "有实绩、无目标的指标"), without),
    ]
    with chart_style():
        return [
            {"title": title, "charts": [_chart(i, targets, results) for i in group]}
            for title, group in groups
            if group
        ]


def _chart(
    indicator: Indicator, targets: Sequence[Target], results: Sequence[ScenarioResult]
) -> dict[str, Any]:
    from markupsafe import Markup

    label = f"{indicator.name_en} {indicator.name_zh}: median, 50 % and 90 % bands, 2015-2025"
    parts = enumerate(indicator_charts(indicator, targets, results))
    return {
        "name": (indicator.name_en, indicator.name_zh),
        "unit": (unit_words(indicator.unit, "en"), unit_words(indicator.unit, "zh")),
        # matplotlib has escaped every text in it
        "svgs": [Markup(inline(svg, f"c-{indicator.id}-{n}", label)) for n, svg in parts],  # noqa: S704
        "width": round(100 * min(len(results), PER_ROW) / PER_ROW, 1),
    }
