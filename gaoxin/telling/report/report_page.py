"""The page as a whole: its sections' cells gathered, its templates filled, its font embedded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.language import Lang, Text
from gaoxin.telling.drawing import style
from gaoxin.telling.drawing.font import font_face, subset
from gaoxin.telling.report.conflict_table import conflict_tables
from gaoxin.telling.report.data_page import data_cells, data_figures, evidence_figures
from gaoxin.telling.report.first_page import NAMED, headline, movers, odds_table
from gaoxin.telling.report.hindcast_rows import fell_cells, hindcast_cells
from gaoxin.telling.report.inline_charts import comparison_figures, fan_charts, inline_limit_chart
from gaoxin.telling.report.lead import comparisons, lead
from gaoxin.telling.report.limit_table import limit_rows
from gaoxin.telling.report.loop_table import StoredLoops, loop_section
from gaoxin.telling.report.scenario_rows import likelihood_key, scenario_cells
from gaoxin.telling.report.verdict_rows import idle_indicators, matrix, target_cells
from gaoxin.telling.words.answer import few_words
from gaoxin.telling.words.binding_words import holding, idle
from gaoxin.telling.words.phrases import place_words
from gaoxin.verdicts.likelihood import FEW
from gaoxin.verdicts.past import hindcasts

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.ledger import Ledger
    from gaoxin.desks.targets import Target
    from gaoxin.telling.report.knowledge import Knowledge
    from gaoxin.verdicts.observed import Fell
    from gaoxin.verdicts.results import Provenance, ScenarioResult

TEMPLATES = Path(__file__).parent / "templates"

SECTIONS: dict[str, Text] = {
    "first": Text("In a minute", "一页结论"),
    "summary": Text("Verdicts", "评判"),
    "charts": Text("Charts", "走势"),
    "compared": Text("Scenarios compared", "情景比较"),
    "binds": Text("What holds back", "制约因素"),
    "data": Text("What the data say", "数据说明什么"),
    "conflicts": Text("Contradictions", "规划内部矛盾"),
    "method": Text("Method", "方法"),
    "provenance": Text("Provenance", "来源与复现"),
}
"""The name in the bar of each section, in the order of the page; its key names its template."""


@dataclass(frozen=True)
class ReportInput:
    """What the page is made from.

    Attributes
    ----------
    results : sequence of ScenarioResult
        In the order of the columns; all judged on the same targets, over the same draws.
    targets, indicators
        As judged.
    provenance : Provenance
    ledger : Ledger or None
        Contradictions of the plan, readings of the past, and what is said of them.
    knowledge : Knowledge or None
        What posterior draws rest on; None with prior draws.
    loops : StoredLoops or None
        What ``gaoxin loops`` has measured under the scenario that the page leads with.
    simulator : str
        The page beside this one in which levers can be moved; blank for none.
    fallen : sequence of Fell
        Where each observation since the plan fell in the forecast made without it.
    certificates : bool
        Whether ``gaoxin certify`` has written pages of the same files beside it.
    """

    results: Sequence[ScenarioResult]
    targets: Sequence[Target]
    indicators: Sequence[Indicator]
    provenance: Provenance
    ledger: Ledger | None = None
    knowledge: Knowledge | None = None
    loops: StoredLoops | None = None
    simulator: str = ""
    fallen: Sequence[Fell] = ()
    certificates: bool = False


def report(made_of: ReportInput, lang: Lang = "en") -> str:
    """Return the page as HTML: charts inline, font embedded, both languages, no link outward.

    Parameters
    ----------
    made_of : ReportInput
    lang : {"en", "zh"}
        The language shown first. The reader can switch, with or without JavaScript.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("report.html.j2")
    # A first pass without the font tells which glyphs the page needs.
    page = template.render(_context(made_of, lang), face="")
    # Own output, not a user's text: a style element takes no escapes.
    face = Markup(font_face(subset(page)))  # noqa: S704
    return page.replace("<style>", f"<style>{face}", 1)


def _context(made_of: ReportInput, lang: Lang) -> dict[str, Any]:
    results, made_from = made_of.results, made_of.provenance
    first = lead(results)
    verdicts = results[0].verdicts
    compared = comparisons(results, made_of.targets, made_of.indicators)
    ledger, knowledge = made_of.ledger, made_of.knowledge
    return {
        "lang": lang,
        "simulator": made_of.simulator,
        "sections": _sections(ledger),
        "css": _css(),
        "language_script": _script(),
        "prior": made_from.draws == "prior",
        "stamp": made_from.stamp,
        "provenance": made_from,
        "failed": max(verdict.failed for result in results for verdict in result.verdicts),
        "few_words": few_words(made_from.members),
        "few": FEW if made_from.members < FEW else 0,
        "likelihoods": likelihood_key(),
        "colours": _colours(),
        "lead": first,
        "disturbed": bool(first.run.runs.attrs.get("disturbed")),
        "headline": headline(first, results),
        "odds": odds_table(results, first),
        "movers": movers(compared),
        "holding": holding(first.bindings, NAMED),
        "held": holding(first.bindings),
        "idle_limits": idle(first.bindings),
        "groups": matrix(results),
        "past": [hindcast_cells(h) for h in hindcasts(results[0].run.runs, made_of.indicators)],
        "since": [fell_cells(entry) for entry in made_of.fallen],
        "scenarios": scenario_cells(results),
        "limits": limit_rows(results),
        "loops": loop_section(made_of.loops, made_of.targets),
        "conflicts": None if ledger is None else conflict_tables(ledger),
        "rests": None
        if knowledge is None or ledger is None
        else evidence_figures(knowledge, ledger),
        "data": None if knowledge is None or ledger is None else data_cells(knowledge, ledger),
        "certificates": made_of.certificates,
        "idle_targets": [target_cells(v) for v in verdicts if v.state != "judged"],
        "idle_indicators": idle_indicators(made_of.indicators),
        "assumed_targets": [target_cells(v) for v in verdicts if v.target.status == "assumed"],
        "placed": partial(place_words, translations={} if ledger is None else ledger.translations),
        **_figures(made_of, compared, first),
    }


def _sections(ledger: Ledger | None) -> list[tuple[int, str, Text]]:
    """Return number, key and name of each section; numbers stay where one is left out."""
    left_out = {"conflicts"} if ledger is None else set()
    numbered = enumerate(SECTIONS.items(), 1)
    return [(number, key, name) for number, (key, name) in numbered if key not in left_out]


def _figures(made_of: ReportInput, compared: Any, first: ScenarioResult) -> dict[str, Any]:
    stamp, knowledge, ledger = made_of.provenance.stamp, made_of.knowledge, made_of.ledger
    tables = (made_of.targets, made_of.indicators)
    return {
        "charts": fan_charts(made_of.results, *tables),
        "compared": comparison_figures(compared, *tables, first.id, stamp),
        "limit_chart": inline_limit_chart(first, stamp),
        "data_figures": (
            None if knowledge is None or ledger is None else data_figures(knowledge, ledger)
        ),
    }


def _css() -> Any:
    from markupsafe import Markup

    sheets = ("report.css", "print.css")
    text = "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in sheets)
    return Markup(text)  # noqa: S704 - files of this package


def _script() -> Any:
    from markupsafe import Markup

    text = (TEMPLATES / "language.js").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - a file of this package


def _colours() -> dict[str, str]:
    return {
        "ink": style.INK,
        "rule": style.RULE,
        "blue": style.BLUE,
        "band_50": style.BAND_50,
        "band_90": style.BAND_90,
        "vermillion": style.VERMILLION,
    }
