"""The page on levers as Markdown, in either language."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gaoxin.language import Lang, Text
from gaoxin.telling.words.quantities import plain
from gaoxin.telling.words.target_names import told_apart
from tests.zone.evidence.bench import Bench
from tests.zone.evidence.levers import PURSES, SHOWN, YEARS, Decides, Moved, deciding, table
from tests.zone.evidence.upstream import FEW, Upstream, upstream

WORDS = Path(__file__).with_name("levers.toml")
SCENARIOS = ("momentum", "plan")
RULE = "|---|---:|---:|---:|---:|---:|---:|---|"
SMALL = 0.005
"""Costs and changes below are printed as 0."""


def words(lang: Lang) -> dict[str, Any]:
    """Return the texts of ``levers.toml`` in one language; names of variables by variable."""
    found: dict[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    names = {name: pair[lang] for name, pair in found.pop("names").items()}
    return {**{key: pair[lang] for key, pair in found.items()}, "names": names}


def levers_page(bench: Bench, lang: Lang) -> list[str]:
    """Return what each lever costs and moves, what decides alone, and what reaches no target."""
    text, rows = words(lang), table(bench)
    lines = [text["intro"], "", *costs(rows, text, lang)]
    for year in YEARS:
        lines += [f"## {text['change'].format(year=int(year))}", "", *changes(rows, year, text)]
    lines += [f"## {text['elasticity']}", "", *elasticities(rows, text)]
    decides = [one for name in SCENARIOS for one in deciding(bench, name)]
    lines += [*decisions(bench, decides, text, lang), *causes(bench, upstream(bench), text)]
    return lines


def costs(rows: Sequence[Moved], text: Mapping[str, Any], lang: Lang) -> list[str]:
    """Return a row a lever: practice, what it is set to, the bill by purse."""
    lines = [
        f"## {text['costs']}",
        "",
        text["costs_head"],
        "|---|---:|---:|" + "---:|" * 4 + "---|",
    ]
    for row in rows:
        bill = " | ".join(signed(row.cost[purse], 2) for purse in PURSES)
        values = f"{plain(row.lever.neutral)} | {plain(row.value)}"
        lines.append(f"| {lever_name(row, lang)} | {values} | {bill} | {remark(row, text)} |")
    free, dead = (sum(getattr(row, name) for row in rows) for name in ("free", "dead"))
    told = text["summary"].format(levers=len(rows), free=free, dead=dead)
    return [*lines, "", told, ""]


def remark(row: Moved, text: Mapping[str, Any]) -> str:
    """Return what is to be said of a lever that costs or moves nothing."""
    costs_nothing = max(abs(cost) for cost in row.cost.values()) <= 1e-6
    known = "free" if row.free else "ruled" if costs_nothing else ""
    moves = "dead" if row.dead else "silent" if row.largest < 1e-3 else ""
    return "; ".join(text[key] for key in (known, moves) if key)


def lever_name(row: Moved, lang: Lang) -> str:
    """Return a lever's name: as a scenario writes it, or its Chinese name."""
    return f"`{row.lever.name}`" if lang == "en" else row.lever.name_zh


def changes(rows: Sequence[Moved], year: float, text: Mapping[str, Any]) -> list[str]:
    """Return a row a lever: the change of each variable in a year."""
    names = " | ".join(text["names"][name] for name in SHOWN)
    lines = [f"| {text['lever']} | {names} |", "|---|" + "---:|" * len(SHOWN)]
    for row in rows:
        cells = " | ".join(signed(row.change[name, year], 2) for name in SHOWN)
        lines.append(f"| `{row.lever.name}` | {cells} |")
    return [*lines, ""]


def elasticities(rows: Sequence[Moved], text: Mapping[str, Any]) -> list[str]:
    """Return a row a lever that has elasticities: of each variable, in both years."""
    told = [
        name for name in SHOWN if any(math.isfinite(r.elasticity[name, YEARS[0]]) for r in rows)
    ]
    names = " | ".join(text["names"][name] for name in told)
    lines = [f"| {text['lever']} | {names} |", "|---|" + "---:|" * len(told)]
    for row in rows:
        if not any(math.isfinite(row.elasticity[name, YEARS[0]]) for name in told):
            continue
        pairs = (tuple(row.elasticity[name, year] for year in YEARS) for name in told)
        cells = " | ".join(f"{signed(a, 2)} / {signed(b, 2)}" for a, b in pairs)
        lines.append(f"| `{row.lever.name}` | {cells} |")
    return [*lines, ""]


def decisions(
    bench: Bench, rows: Sequence[Decides], text: Mapping[str, Any], lang: Lang
) -> list[str]:
    """Return the levers and readings that alone decide a target."""
    lines = [f"## {text['decides']}", "", text["decides_intro"], ""]
    if not rows:
        return [*lines, text["decides_none"], ""]
    names = told_apart(bench.targets)
    lines += [text["decides_head"], "|---|---|---|---:|---:|---:|"]
    for one in rows:
        odds = " | ".join(f"{100 * p:.0f} %" for p in (one.low, one.base, one.high))
        name = Text(*names[one.target]).in_(lang)
        lines.append(f"| {name} | {one.scenario} | `{one.switch}` | {odds} |")
    return [*lines, ""]


def causes(bench: Bench, found: Upstream, text: Mapping[str, Any]) -> list[str]:
    """Return what reaches no judged target, and the targets with few stocks upstream."""
    names = ", ".join(f"`{name}`" for name in found.unreached)
    few = [f"`{target}` ({count})" for target, count in found.stocks.items() if count < FEW]
    told = text["upstream_intro"].format(
        count=len(found.unreached), variables=len(bench.model.variables), names=names
    )
    lines = [f"## {text['upstream']}", "", told, ""]
    return [*lines, text["few"].format(few=FEW, names=", ".join(few) or "0"), ""]


def signed(value: float, digits: int) -> str:
    """Return a number with its sign, 0 where it is none, a dash where there is none.

    Examples
    --------
    >>> signed(1.234, 2), signed(-0.001, 2), signed(float("nan"), 2)
    ('+1.23', '0', '–')
    """
    if not math.isfinite(value):
        return "–"
    return "0" if abs(value) < SMALL else f"{value:+.{digits}f}".replace("-", "−")
