"""The charts of the report, made ready to stand inside the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gaoxin.language import Text, name_of
from gaoxin.names import same
from gaoxin.telling.drawing.difference_chart import difference_chart, with_target
from gaoxin.telling.drawing.fan_charts import PER_ROW, charted, indicator_charts, of_indicator
from gaoxin.telling.drawing.forest import target_chart
from gaoxin.telling.drawing.limit_strips import limit_chart
from gaoxin.telling.drawing.svg import inline
from gaoxin.telling.words.quantities import unit_words

if TYPE_CHECKING:
    from markupsafe import Markup

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.comparison import Comparison
    from gaoxin.verdicts.results import ScenarioResult


def inline_chart(svg: str, prefix: str, label: str) -> Markup:
    """Return a chart for the page: ids of its own, a label, both languages.

    Parameters
    ----------
    svg : str
        A chart, from ``<svg`` on.
    prefix : str
        Of the ids, each page's own for a chart.
    label : str
        For readers who do not see it.

    Returns
    -------
    Markup
    """
    from markupsafe import Markup

    # every text in it was escaped where it was written
    return Markup(inline(svg, prefix, label))  # noqa: S704


def fan_charts(
    results: Sequence[ScenarioResult], targets: Sequence[Target], indicators: Sequence[Indicator]
) -> list[dict[str, Any]]:
    """Return the fans in two groups: indicators with a target first, then those without.

    Parameters
    ----------
    results : sequence of ScenarioResult
        One a panel.
    targets : sequence of Target
    indicators : sequence of Indicator

    Returns
    -------
    list of dict
        One a group that is not empty: its title and its charts.
    """
    chosen = charted(indicators, targets)
    aimed = [indicator for indicator in chosen if of_indicator(indicator, targets)]
    without = [indicator for indicator in chosen if indicator not in aimed]
    groups = [
        (Text("With a target", "有目标的指标"), aimed),
        (Text("Observed in 2015 and 2020, without a target", "有实绩、无目标的指标"), without),
    ]
    return [
        {"title": title, "charts": [_fan(i, targets, results) for i in group]}
        for title, group in groups
        if group
    ]


def _fan(
    indicator: Indicator, targets: Sequence[Target], results: Sequence[ScenarioResult]
) -> dict[str, Any]:
    label = f"{indicator.name_en} {indicator.name_zh}: median, 50 % and 90 % bands, 2015-2025"
    parts = enumerate(indicator_charts(indicator, targets, results))
    return {
        "name": name_of(indicator),
        "unit": unit_words(indicator.unit),
        "svgs": [inline_chart(svg, f"c-{indicator.id}-{n}", label) for n, svg in parts],
        "width": round(100 * min(len(results), PER_ROW) / PER_ROW, 1),
    }


def comparison_figures(
    comparisons: Sequence[Comparison],
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    full: str,
    stamp: Text,
) -> list[dict[str, Any]]:
    """Return the charts of each comparison; that of the scenario `full` over time as well.

    Parameters
    ----------
    comparisons : sequence of Comparison
    targets : sequence of Target
    indicators : sequence of Indicator
    full : str
        A scenario's id.
    stamp : Text
        What the draws are; empty where nothing needs saying.

    Returns
    -------
    list of dict
        One a comparison: the ids of both sides, whether they are the same, and the charts.
    """
    rows = with_target(indicators, targets)
    charted_comparisons = []
    for comparison in comparisons:
        a, b = comparison.a, comparison.b
        label = f"{a.id} against {b.id}: differences and odds by target"
        charts = [inline_chart(target_chart(comparison, stamp), f"d-{a.id}", label)]
        if same(a.id, full):
            svg = difference_chart(comparison, rows, stamp)
            charts.append(inline_chart(svg, f"t-{a.id}", f"{a.id} against {b.id}: over time"))
        charted_comparisons.append(
            {"a": a.id, "b": b.id, "same": comparison.same, "charts": charts}
        )
    return charted_comparisons


def inline_limit_chart(result: ScenarioResult, stamp: Text) -> Markup | None:
    """Return the chart of what binds under a scenario; None where no limit is kept."""
    if not result.bindings:
        return None
    svg = limit_chart(result.bindings, result.run.scenario, stamp)
    return inline_chart(svg, f"l-{result.id}", f"{result.id}: what binds, by year")
