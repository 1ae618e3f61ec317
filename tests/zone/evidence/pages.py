"""The pages as Markdown, in either language."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gaoxin.inference.theil import HistoricalFit
from gaoxin.language import Lang, Text, name_of
from gaoxin.telling.terminal.loop_print import KINDS
from gaoxin.telling.words.quantities import share_cell
from gaoxin.verdicts.loop_effects import LoopResult, distinct
from tests.zone.evidence.anomaly import Anomaly
from tests.zone.evidence.bench import Pair
from tests.zone.evidence.surprises import Found

WORDS = Path(__file__).with_name("loops.toml")
OTHER = {"en": "[中文]({name}.zh-CN.md)", "zh": "[English]({name}.md)"}


def head(name: str, title: tuple[str, str], members: int, stale: bool, lang: Lang) -> list[str]:
    """Return the title of a page, and what it was made from."""
    text = words(lang)
    made = text["made"].format(members=members)
    made = f"{made} {text['stale']}" if stale else made
    return [f"# {Text(*title).in_(lang)}", "", OTHER[lang].format(name=name), "", made, ""]


def words(lang: Lang) -> dict[str, str]:
    """Return the texts of ``loops.toml`` in one language."""
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {key: pair[lang] for key, pair in table.items()}


def twelve_page(
    texts: Mapping[str, Mapping[str, Any]],
    numbers: Mapping[str, Mapping[str, Any]],
    fits: Mapping[Pair, HistoricalFit],
    anomalies: Sequence[tuple[Anomaly, float, float]],
    lang: Lang,
) -> list[str]:
    """Return the sections of ``docs/model-tests.md``: one a test."""
    lines: list[str] = []
    labels = {"en": ("Done", "By", "Found"), "zh": ("做法", "执行", "结果")}[lang]
    for count, (key, text) in enumerate(texts.items(), start=1):
        by = ", ".join(f"`{one}`" for one in text["by"])
        lines += [
            f"## {count}. {text['title'][lang]}",
            "",
            f"*{text['asks'][lang]}*",
            "",
            f"- {labels[0]}: {text['done'][lang]}",
            f"- {labels[1]}: {by}",
            f"- {labels[2]}: {text['found'][lang].format(**numbers[key])}",
            "",
        ]
        if key == "reproduction":
            lines += fit_table(fits, lang)
        if key == "anomaly":
            lines += anomaly_table(anomalies, lang)
    return lines


def fit_table(fits: Mapping[Pair, HistoricalFit], lang: Lang) -> list[str]:
    """Return a row a series: points, MAPE, Theil's shares."""
    heading = {
        "en": "| series | points | MAPE, % | bias | unequal variation | unequal covariation |",
        "zh": "| 序列 | 点数 | MAPE，% | 偏差 | 波动不等 | 协变不等 |",
    }[lang]
    rows = [
        f"| {Text(*name).in_(lang)} | {one.count} | {_cell(one.mape, '.1f')} | {_cell(one.bias)} | "
        f"{_cell(one.variation)} | {_cell(one.covariation)} |"
        for name, one in fits.items()
    ]
    return [heading, "|---|---:|---:|---:|---:|---:|", *rows, ""]


def anomaly_table(rows: Sequence[tuple[Anomaly, float, float]], lang: Lang) -> list[str]:
    """Return a row a loop: what its deletion does, and why that is anomalous."""
    heading = {
        "en": "| loop | scenario | variable, 2025 | change | members | anomalous, since |",
        "zh": "| 回路 | 情景 | 变量（2025 年） | 变化 | 样本占比 | 反常之处 |",
    }[lang]
    cells = [
        f"| {one.loop} | {one.scenario} | {one.variable} | {change:+.1f} % | {share:.0f} % | "
        f"{Text(*one.why).in_(lang)} |"
        for one, change, share in rows
    ]
    return [heading, "|---|---|---|---:|---:|---|", *cells, ""]


def surprise_page(
    texts: Mapping[str, Mapping[str, Mapping[str, str]]], found: Mapping[str, Found], lang: Lang
) -> list[str]:
    """Return the sections of ``docs/surprises.md``: one a surprise."""
    labels = {
        "en": ("Expected", "Found", "Why", "Fate", "No longer so in this version."),
        "zh": ("预期", "所见", "原因", "处理", "本版本中已不存在。"),
    }[lang]
    lines: list[str] = []
    for count, (key, text) in enumerate(texts.items(), start=1):
        numbers, still = found[key]
        lines += [f"## {count}. {text['title'][lang]}", ""]
        if not still:
            lines += [f"**{labels[4]}**", ""]
        lines += [
            f"- {labels[0]}: {text['expected'][lang]}",
            f"- {labels[1]}: {text['found'][lang].format(**numbers)}",
            f"- {labels[2]}: {text['why'][lang]}",
            f"- {labels[3]}: {text['fate'][lang]}",
            "",
        ]
    return lines


def loops_page(results: Sequence[LoopResult], figures: Mapping[str, str], lang: Lang) -> list[str]:
    """Return ``docs/loops.md``: the loops, the figures, the first target by scenario."""
    first, text = results[0], words(lang)
    lines = [text["intro"], "", text["loops"], "|---|---|---|---|"]
    for loop in first.loops:
        note = Text(getattr(loop, "note", ""), getattr(loop, "note_zh", "")).in_(lang)
        kind, name = (text.in_(lang) for text in (KINDS[loop.polarity], name_of(loop)))
        lines.append(f"| {loop.id} | {kind} | {name} | {note} |")
    lines += ["", text["figures"], ""]
    lines += [f"![{name}]({path})" for name, path in figures.items()]
    ids = [loop.id for loop in first.loops]
    lines += ["", text["effects"], "", text["targets"] + " | ".join(["", *ids])[2:] + " |"]
    lines.append("|---|---|" + "---:|" * len(ids))
    for target in distinct(e.target for e in first.effects):
        for result in results:
            known = {(e.target.id, e.loop.id): e.last for e in result.effects}
            cells = [share_cell(known[target.id, one], signed=True) or "0" for one in ids]
            name = name_of(target).in_(lang)
            lines.append(f"| {name} | {result.scenario.id} | {' | '.join(cells)} |")
    return [*lines, ""]


def _cell(value: float, form: str = ".2f") -> str:
    return "–" if math.isnan(value) else format(value, form)
