"""Loops over members, and the order of policies without them, as Markdown in either language."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gaoxin.language import Lang, Text
from gaoxin.telling.words.target_names import told_apart
from tests.zone.evidence.bench import Bench
from tests.zone.evidence.lever_pages import signed
from tests.zone.evidence.lever_pages import words as lever_words
from tests.zone.evidence.members import (
    ERRORS,
    SHOWN,
    LoopEffect,
    LoopMatter,
    effects,
    matters,
    ranking,
)
from tests.zone.evidence.pages import words
from tests.zone.evidence.sensitive import rank_correlation

SCENARIOS = ("momentum", "plan")
RANKED, FAR = 2030.0, 3
"""Year of the order of policies, and how many that moved most are named."""


def members_lines(bench: Bench, lang: Lang) -> list[str]:
    """Return the sections on members, on verdicts and on the order of policies."""
    text, names = words(lang), lever_words(lang)["names"]
    lines = [text["members"], "", text["members_intro"], ""]
    for scenario in SCENARIOS:
        rows = effects(bench, scenario)
        for name in SHOWN:
            lines += [text["of"].format(name=names[name], scenario=scenario), ""]
            own = [row for row in rows if row.variable == name]
            lines += [text["members_head"], "|---|---|---:|---:|---:|---:|---|"]
            lines += [*(effect_row(row, text) for row in own), ""]
    return [*lines, *matter_lines(bench, text, lang), *rank_lines(bench, text)]


def effect_row(row: LoopEffect, text: Mapping[str, str]) -> str:
    """Return a loop's effect on a variable in a year."""
    cells = " | ".join(signed(value, 2) for value in (row.low, row.mid, row.high))
    if max(abs(row.low), abs(row.high)) < 1e-9:
        return f"| {row.loop} | {row.year:.0f} | {cells} | – | {text['silent']} |"
    key, share = ("growth", row.drives) if row.drives >= 0.5 else ("damping", 1.0 - row.drives)
    mode = text[key].format(share=100 * share)
    return f"| {row.loop} | {row.year:.0f} | {cells} | {100 * row.adds:.0f} % | {mode} |"


def matter_lines(bench: Bench, text: Mapping[str, str], lang: Lang) -> list[str]:
    """Return for each loop the verdict that it moves most."""
    found = {scenario: matters(bench, scenario) for scenario in SCENARIOS}
    names = told_apart(bench.targets)
    everywhere = silent_loops(found)
    told = text["matters_intro"].format(errors=ERRORS, none=", ".join(everywhere) or text["none"])
    lines = [text["matters"], "", told, "", text["matters_head"], "|---|---|---|---:|---:|---|"]
    for scenario, rows in found.items():
        for row in rows:
            name = Text(*names[row.target]).in_(lang) if row.errors else "–"
            cells = f"{signed(row.points, 1)} | {row.errors:.1f} | "
            cells += text["yes" if row.matters else "no"]
            lines.append(f"| {row.loop} | {scenario} | {name} | {cells} |")
    return [*lines, ""]


def silent_loops(found: Mapping[str, list[LoopMatter]]) -> list[str]:
    """Return the loops that move no verdict in any scenario."""
    rows = [row for own in found.values() for row in own]
    loud = {row.loop for row in rows if row.matters}
    return [loop for loop in dict.fromkeys(row.loop for row in rows) if loop not in loud]


def rank_lines(bench: Bench, text: Mapping[str, str]) -> list[str]:
    """Return the order of policies with and without loops."""
    rows = ranking(bench, RANKED)
    places = [np.array([getattr(r, name) for r in rows]) for name in ("place", "open_place")]
    far = sorted(rows, key=lambda row: -abs(row.place - row.open_place))[:FAR]
    told = text["ranks_intro"].format(
        year=int(RANKED),
        correlation=rank_correlation(*places),
        differ=", ".join(f"`{row.lever.name}` ({row.place}, {row.open_place})" for row in far),
    )
    lines = [text["ranks"], "", told, "", text["ranks_head"], "|---|---:|---:|---:|---:|"]
    for row in rows:
        gains = f"{signed(row.closed, 2)} | {signed(row.open, 2)}"
        lines.append(f"| `{row.lever.name}` | {gains} | {row.place} | {row.open_place} |")
    return [*lines, ""]
