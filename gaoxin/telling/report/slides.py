"""The report's main charts as slides: each with a title, and a line that says what it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.language import Text, name_of, text_of
from gaoxin.telling.drawing.fan_charts import charted, indicator_charts
from gaoxin.telling.drawing.forest import target_chart
from gaoxin.telling.drawing.limit_strips import limit_chart
from gaoxin.telling.drawing.matrix_chart import matrix_chart
from gaoxin.telling.drawing.slide import slide
from gaoxin.telling.report.data_page import data_charts
from gaoxin.telling.report.lead import comparisons, lead
from gaoxin.telling.words.quantities import unit_words

if TYPE_CHECKING:
    from gaoxin.telling.report.report_page import ReportInput

PER_ROW = 4
"""Scenarios side by side: the seven of the zone fill a slide in two rows."""

DATA = {
    "learned": Text("What the data have taught", "数据揭示了什么"),
    "predicted": Text("Observed values, and the fit without them", "观测值与不用该值的预测"),
    "shares": Text("What the outcomes of 2025 rest on", "2025年结果的不确定性来自何处"),
}
"""Titles of the charts of the page on the data."""


def slides(made_of: ReportInput) -> dict[str, str]:
    """Return an SVG of slide size a chart of the report, in both languages, by its name.

    Parameters
    ----------
    made_of : ReportInput

    Returns
    -------
    dict of str to str
        ``matrix``; ``fan-<indicator>``, all scenarios on one; ``limits`` of the scenario that the
        report leads with; ``compare-<a>-<b>``; with posterior draws the charts of the data.
    """
    results, stamp = made_of.results, made_of.provenance.stamp
    tables, first, below = (made_of.targets, made_of.indicators), lead(results), _below(made_of)
    title = Text("Probability of meeting each target, %", "各项目标实现的概率（%）")
    found = {"matrix": slide([matrix_chart(results)], title, below)}
    for indicator in charted(made_of.indicators, made_of.targets):
        charts = indicator_charts(indicator, made_of.targets, results, per_row=PER_ROW)
        name, unit = name_of(indicator), unit_words(indicator.unit)
        named = Text(f"{name.en}, {unit.en}", f"{name.zh}（{unit.zh}）")
        found[f"fan-{indicator.id}"] = slide(charts, named, below)
    if first.bindings:
        chart = limit_chart(first.bindings, first.run.scenario, stamp)
        found["limits"] = slide([chart], Text("What holds back", "制约因素"), below)
    for one in comparisons(results, *tables):
        a, b = text_of(one.a.title), text_of(one.b.title)
        title = Text(f"{a.en} against {b.en}", f"{a.zh}与{b.zh}比较")
        found[f"compare-{one.a.id}-{one.b.id}"] = slide([target_chart(one, stamp)], title, below)
    if made_of.knowledge is not None and made_of.ledger is not None:
        charts_of = data_charts(made_of.knowledge, made_of.ledger)
        found |= {k: slide([svg], DATA[k], below) for k, svg in charts_of.items() if svg}
    return found


def _below(made_of: ReportInput) -> Text:
    """Return what every slide says at its foot: what was run, on which draws, by what."""
    made_from = made_of.provenance
    draws = Text("posterior", "后验") if made_from.draws == "posterior" else Text("prior", "先验")
    en = f"{made_from.members:,} members a scenario, {draws.en} draws, seed {made_from.seed}"
    zh = f"每个情景 {made_from.members:,} 个样本，{draws.zh}抽样，种子 {made_from.seed}"
    stamp = made_from.stamp
    if any(stamp):
        en, zh = f"{en}; {stamp.en}", f"{zh}；{stamp.zh}"
    version = made_from.versions["gaoxin"]
    return Text(f"{en}. gaoxin {version}", f"{zh}。gaoxin {version}")
