"""All charts of a sweep on one page, with where each target is most and least likely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.language import Text, name_of, text_of
from gaoxin.telling.drawing.font import font_face, subset
from gaoxin.telling.drawing.sweeps.sweep_page import axis_words
from gaoxin.telling.report.inline_charts import inline_chart
from gaoxin.telling.words.quantities import number, plain, rule_value, share_words, unit_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gaoxin.language import Lang
    from gaoxin.verdicts.sweeps.result import SweepResult


def sweep_page(result: SweepResult, charts: Mapping[str, str], lang: Lang) -> str:
    """Return the page as HTML that needs nothing but itself; `lang` is shown first.

    Parameters
    ----------
    result : SweepResult
    charts : mapping of str to str
        SVG in both languages by the name of its file, in the measures' order.
    lang : {"en", "zh"}

    Returns
    -------
    str
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gaoxin.telling.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sweep = result.sweep
    rows = [_row(result, n) for n in range(len(result.wants.measures))]
    page = environment.get_template("sweep.html.j2").render(
        lang=lang,
        title=sweep.title[lang],
        name=text_of(sweep.title),
        told=text_of(sweep.description) if any(sweep.description.values()) else None,
        base=text_of(result.base),
        stamp=result.stamp,
        points=len(sweep.points),
        members=sweep.members,
        axes=[axis_words(axis) for axis in sweep.axes],
        rows=rows,
        charts=[
            inline_chart(svg, f"m{n}", f"{row['name'].en} {row['goal'].en}")
            for n, (svg, row) in enumerate(zip(charts.values(), rows, strict=True))
        ],
    )
    return page.replace("<style>", f"<style>{font_face(subset(page))}", 1) + "\n"


def _row(result: SweepResult, n: int) -> dict[str, Any]:
    """Return a measure with its range over the design, and where its ends are."""
    measure = result.measure(n)
    unit = unit_words(measure.target.unit)
    values = result.probability(n) if measure.judged else result.median(n)
    ends: dict[str, Any] = {"low": "–", "high": "–", "where": ""}
    known = np.flatnonzero(np.isfinite(values))
    if known.size:
        low, high = (known[int(at(values[known]))] for at in (np.argmin, np.argmax))
        ends = {
            "low": _said(result, n, low),
            "high": _said(result, n, high),
            "where": _place(result, high) if values[high] > values[low] else "",
        }
    goal = rule_value(measure.target) if measure.judged else ""
    return {
        "name": name_of(measure.target),
        "goal": Text(f"{goal} {unit.en}".strip(), f"{goal} {unit.zh}".strip()),
        "judged": measure.judged,
        **ends,
    }


def _said(result: SweepResult, n: int, point: int) -> str:
    verdict = result.verdict(point, n)
    if verdict is None or not result.measure(n).judged:
        return number(float(result.median(n)[point]))
    return share_words(verdict.met, verdict.members, verdict.failed)


def _place(result: SweepResult, point: int) -> str:
    """Return the values of a design point, an axis each."""
    values = zip(result.sweep.axes, result.sweep.points[point].tolist(), strict=True)
    return ", ".join(f"{axis.key} {plain(value)}" for axis, value in values)
