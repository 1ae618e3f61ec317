"""Measure everything once, and write the pages in both languages."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from gaoxin.desks.workspace import Workspace
from gaoxin.language import LANGS, Lang
from gaoxin.studies.inputs import open_run
from gaoxin.studies.loops import measured
from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.loop_charts import loop_effect_chart, loop_share_chart
from gaoxin.telling.drawing.svg import standalone
from gaoxin.verdicts.loop_effects import LoopResult
from tests.zone.evidence import surprises, twelve
from tests.zone.evidence.bench import ROOT, Bench
from tests.zone.evidence.pages import head, loops_page, surprise_page, twelve_page

DOCS = ROOT / "docs"
SCENARIOS = ("plan", "momentum", "low-carbon", "battery-downturn")
TITLES = {
    "model-tests": ("Tests of the zone model", "园区模型的检验"),
    "surprises": ("What surprised us", "出乎意料之处"),
    "loops": ("How strong the feedback loops are", "反馈回路的强度"),
}
Page = Literal["model-tests", "surprises", "loops"]


def page_path(name: str, lang: Lang, docs: Path = DOCS) -> Path:
    """Return where a page stands."""
    return docs / (f"{name}.md" if lang == "en" else f"{name}.zh-CN.md")


def write(docs: Path = DOCS, members: int | None = None) -> list[Path]:
    """Write all pages and figures; return their paths."""
    bench = Bench() if members is None else Bench(members)
    stale = any(bench.draws.stamp)
    numbers = {}
    for name, test in twelve.TESTS.items():
        print(f"test: {name}", file=sys.stderr)
        numbers[name] = test(bench)
    found = surprises.measured(bench)
    fits, anomalies = twelve.reproduced(bench), twelve.anomalies(bench)
    results = loop_results(bench)
    written = []
    for lang in LANGS:
        figures = write_figures(results[0], docs, lang)
        bodies = {
            "model-tests": twelve_page(twelve.words(), numbers, fits, anomalies, lang),
            "surprises": surprise_page(surprises.words(), found, lang),
            "loops": loops_page(
                results, {p.stem.split(".")[0]: f"figures/{p.name}" for p in figures}, lang
            ),
        }
        for name, body in bodies.items():
            lines = head(name, TITLES[name], bench.members, stale, lang) + body
            path = page_path(name, lang, docs)
            path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
            written.append(path)
        written += figures
    return written


def loop_results(bench: Bench) -> list[LoopResult]:
    """Return the loops of some scenarios, measured."""
    inputs = open_run(Workspace(ROOT), SCENARIOS, members=bench.members, seed=0, allow_stale=True)
    results = []
    for scenario in inputs.scenarios:
        print(f"loops: {scenario.id}", file=sys.stderr)
        results.append(measured(inputs, scenario, bench.loops))
    return results


def write_figures(result: LoopResult, docs: Path, lang: Lang) -> Sequence[Path]:
    """Write the two charts of a scenario in one language; return their paths."""
    charts = {
        "effects": loop_effect_chart(result.effects, result.scenario),
        "shares": loop_share_chart(result.shares, result.loops, result.scenario),
    }
    fonts = subset("".join(charts.values()))
    folder = docs / "figures"
    folder.mkdir(exist_ok=True)
    paths = []
    for name, svg in charts.items():
        path = folder / f"loops-{name}{'' if lang == 'en' else '.zh-CN'}.svg"
        path.write_text(standalone(svg, lang, fonts), encoding="utf-8")
        paths.append(path)
    return paths
