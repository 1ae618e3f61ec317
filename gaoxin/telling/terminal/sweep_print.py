"""A sweep as a table for the terminal: over the whole design, how low and how high each goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import NOTHING, Lang, Text, joined, name_of
from gaoxin.telling.terminal.house_table import plain_table, short_unit, stamp_sentence
from gaoxin.telling.words.quantities import number, rule_value, share_text, tick
from gaoxin.telling.words.sweep_words import refused_words, when_words
from gaoxin.verdicts.sweeps.main_effects import main_effects

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text as RichText

    from gaoxin.verdicts.sweeps.result import SweepResult

HEADINGS = (
    Text("Target", "目标"),
    Text("Goal", "目标值"),
    Text("Median, lowest to highest", "中位数（低—高）"),
    Text("Prob. %, lowest to highest", "概率 %（低—高）"),
)
BEST = Text("Highest at", "概率最高处")
MOVER = Text("Moved most by", "影响最大的轴")
FEW = 2
"""Axes up to which the best point is told by its values, and beyond by what moves it most."""


def render(result: SweepResult, lang: Lang = "en") -> Table:
    """Return a row a measure: the range of its median and probability over the design points."""
    sweep = result.sweep
    title = f"{sweep.title[lang]} ({sweep.id})"
    table = plain_table(title, _caption(result, lang))
    headings = (*HEADINGS, BEST if len(sweep.axes) <= FEW else MOVER)
    first, *middle, last = (heading.in_(lang) for heading in headings)
    table.add_column(first)
    for heading in middle:
        table.add_column(heading, justify="right")
    table.add_column(last)
    for n in range(len(result.wants.measures)):
        table.add_row(*_cells(result, n, lang))
    return table


def _cells(result: SweepResult, n: int, lang: Lang) -> list[RichText]:
    from rich.text import Text as RichText

    measure = result.measure(n)
    target = measure.target
    name = RichText(name_of(target).in_(lang))
    name.append(
        f" {short_unit(target.unit).in_(lang)}, {when_words(measure).in_(lang)}", style="dim"
    )
    few = len(result.sweep.axes) <= FEW
    medians = _span([number(float(x)) for x in _ends(result.median(n))])
    shares = "–"
    if measure.judged:
        shares = _span([_share(result, n, point) for point in _extremes(result, n)])
    last = _best(result, n) if few else _movers(result, n, lang)
    goal = rule_value(target).replace(" ", "")
    return [name, *(RichText(text) for text in (goal, medians, shares, last))]


def _ends(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if known.size else (np.nan, np.nan)


def _extremes(result: SweepResult, n: int) -> list[int]:
    """Return a point of the least probability and one of the greatest, unless all are refused."""
    shares = result.probability(n)
    if not np.isfinite(shares).any():
        return []
    return [int(np.nanargmin(shares)), int(np.nanargmax(shares))]


def _share(result: SweepResult, n: int, point: int) -> str:
    verdict = result.verdict(point, n)
    if verdict is None:
        return "–"
    if not result.wants.drawn:
        return "100" if verdict.met else "0"
    return share_text(verdict).removesuffix(" %")


def _span(ends: list[str]) -> str:
    return " … ".join(dict.fromkeys(ends)) or "–"


def _best(result: SweepResult, n: int) -> str:
    """Return the values of the point of the highest probability, and how many points share it."""
    shares = result.probability(n)
    if not result.measure(n).judged or _is_flat(shares):
        return "–"
    best = int(np.nanargmax(shares))
    values = result.sweep.points[best].tolist()
    others = int((shares == shares[best]).sum()) - 1
    return "; ".join(tick(value) for value in values) + (f" (+{others})" if others else "")


def _movers(result: SweepResult, n: int, lang: Lang) -> str:
    """Return the two axes that move the probability most, and how far; else those of the median."""
    sweep, shares = result.sweep, 100.0 * result.probability(n)
    by_share = result.measure(n).judged and result.wants.drawn and not _is_flat(shares)
    values = shares if by_share else result.median(n)
    if _is_flat(values):
        return "–"
    unit = Text(" points", "个百分点").in_(lang) if by_share else ""
    strongest = main_effects(sweep.points, sweep.design == "grid", values)[:2]
    return "; ".join(f"{sweep.axes[e.axis].key} {number(e.size)}{unit}" for e in strongest)


def _is_flat(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bool:
    known = values[np.isfinite(values)]
    return not known.size or bool(known.min() == known.max())


def _caption(result: SweepResult, lang: Lang) -> str:
    sweep = result.sweep
    drawn = Text(
        f", {sweep.members:,} runs each, the same draws at every point",
        f"，每点{sweep.members:,}次运行，各点用同一组抽样",
    )
    runs = drawn if result.wants.drawn else Text(", one run each", "，每点运行一次")
    counts = Text(
        f"{len(sweep.points):,} points{runs.en}, around: {result.base['en']}.",
        f"{len(sweep.points):,}个点{runs.zh}，基准：{result.base['zh']}。",
    )
    headings = "; ".join(axis.heading for axis in sweep.axes)
    axes = Text(f"Highest at: {headings}.", f"概率最高处依次为：{headings}。")
    best = axes if result.judged and len(sweep.axes) <= FEW else NOTHING
    sentences = [stamp_sentence(result.stamp), counts, best, refused_words(result)]
    return joined(sentences).in_(lang)
