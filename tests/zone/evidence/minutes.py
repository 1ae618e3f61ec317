"""``docs/model-in-ten-minutes.md``: the page of a modeller, with its figures."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.desks.levers import Lever
from gaoxin.language import Lang
from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.svg import standalone
from gaoxin.telling.words.quantities import plain
from gaoxin.verdicts.verdict import meets
from tests.zone.conftest import Zone
from tests.zone.evidence.bench import Bench, at, median
from tests.zone.evidence.lever_pages import signed
from tests.zone.evidence.levers import levers, onward, stage, values
from tests.zone.evidence.members import OUTSIDE
from tests.zone.evidence.sensitive import ranked
from tests.zone.evidence.spine import spine_chart

WORDS = Path(__file__).with_suffix(".toml")
SCENARIOS = ("momentum", "plan", "stretch")
MOST, WIDER = 8, 4
"""Constants and levers that are told; times the members of a single run."""

GDP = "annual GDP"
TARGET = "gdp"


def minutes_page(bench: Bench, docs: Path, lang: Lang) -> list[str]:
    """Return the page, and write its picture."""
    text: dict[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    mechanisms = text.pop("mechanism")
    own = {key: pair[lang] for key, pair in text.items()}
    path = picture(docs, lang)
    lines = [own["what"].format(**size(bench)), "", f"![{own['picture']}]({path})", ""]
    lines += [f"## {own['mechanisms']}", ""]
    lines += [
        f"{count}. **{one['title'][lang]}** {one['says'][lang]}"
        for count, one in enumerate(mechanisms.values(), start=1)
    ]
    lines += ["", f"## {own['changes']}", "", own["changes_intro"], "", own["constants_head"]]
    lines += ["|---|---:|"]
    lines += [f"| `{name}` | {signed(r, 2)} |" for name, r in leading(bench)]
    lines += ["", own["levers_intro"], "", own["levers_head"], "|---|---:|---:|---:|"]
    for lever, value, change, odds in movers(bench):
        name = f"`{lever.name}`" if lang == "en" else lever.name_zh
        cells = f"{plain(value)} | {signed(change, 1)} | {100 * odds:.1f}"
        lines.append(f"| {name} | {cells} |")
    lines += ["", f"## {own['outside']}", "", own["outside_says"].format(**outside(bench))]
    return [*lines, "", own["more"], ""]


def picture(docs: Path, lang: Lang) -> str:
    """Write the picture of a language; return its path from the page."""
    svg = spine_chart()
    path = docs / "figures" / f"spine{'' if lang == 'en' else '.zh-CN'}.svg"
    path.parent.mkdir(exist_ok=True)
    path.write_text(standalone(svg, lang, subset(svg)), encoding="utf-8")
    return f"figures/{path.name}"


def size(bench: Bench) -> dict[str, int]:
    """Return how large the model is."""
    kinds = bench.model.variables["kind"]
    return {
        "variables": len(kinds),
        "stocks": int((kinds == "stock").sum()),
        "constants": int((kinds == "constant").sum()),
        "priors": len(bench.desk.priors),
        "fitted": len(bench.draws.fitted),
        "loops": len(bench.loops),
        "levers": len(levers(bench)),
        "targets": len(bench.judged),
    }


@cache
def leading(bench: Bench) -> list[tuple[str, float]]:
    """Return the drawn constants that GDP of 2025 under the plan follows most."""
    spelled = {bench.model.canonical(str(n)): str(n) for n in bench.model.variables["name"]}
    rows = [row for row in ranked(wide(bench), "plan", GDP) if not later(row[0], 2025)]
    return [(_spelled(key, spelled), r) for key, r in rows[:MOST]]


def wide(bench: Bench) -> Bench:
    """Return the bench with more members, for what one run tells."""
    return Bench(WIDER * bench.members)


def later(key: str, year: int) -> bool:
    """Return whether a drawn constant is one of a later year, as an innovation is.

    Examples
    --------
    >>> later("innovation[energy,2026]", 2025), later("innovation[energy,2025]", 2025)
    (True, False)
    """
    last = key.rstrip("]").rpartition(",")[2]
    return last.isdigit() and int(last) > year


def _spelled(key: str, names: dict[str, str]) -> str:
    name, bracket, element = key.partition("[")
    return names.get(name, name) + bracket + element.replace("_", " ")


@cache
def movers(bench: Bench) -> list[tuple[Lever, float, float, float]]:
    """Return the levers whose end moves GDP of 2025 most under the plan, with P(GDP target)."""
    base = stage(bench, "plan")
    target = bench.target(TARGET)
    whole = values(onward(bench, base, None, 0.0, [GDP]), GDP, 2025.0)
    found = []
    for lever in levers(bench):
        if lever.sector in OUTSIDE:
            continue
        for end in (lever.low, lever.high):
            after = values(onward(bench, base, lever.name, end, [GDP]), GDP, 2025.0)
            change = float(np.median(100.0 * (after / whole - 1.0)))
            found.append((lever, end, change, float(meets(after, target).mean())))
    return sorted(found, key=lambda row: -abs(row[2]))[:MOST]


@cache
def outside(bench: Bench) -> dict[str, float]:
    """Return the plan's growth among prefectures, and what the model says of it."""
    target = bench.target(TARGET)
    zone = Zone(bench.workspace, bench.model)
    prior = next(row for row in zone.table("priors") if row["id"] == "W018")
    start = next(row for row in zone.table("observations") if row["id"] == "gdp_2020")
    now, goal = float(start["value"]), float(target.value or 0.0)
    found = {
        "now": now,
        "goal": goal,
        "rate": 100.0 * ((goal / now) ** 0.2 - 1.0),
        "share": 100.0 * float(prior["central"]),
    }
    for name in SCENARIOS:
        (runs,) = wide(bench).runs(name, [{}], [GDP])
        reached = at(runs, GDP)
        found[f"{name}_odds"] = 100.0 * float(meets(reached, target).mean())
        found[f"{name}_rate"] = 100.0 * ((median(reached) / now) ** 0.2 - 1.0)
    return found
