"""Measure what a page asks for once, and write it in both languages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

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
from tests.zone.evidence.lever_pages import levers_page
from tests.zone.evidence.loop_pages import members_lines
from tests.zone.evidence.minutes import minutes_page
from tests.zone.evidence.pages import head, loops_page, surprise_page, twelve_page

DOCS = ROOT / "docs"
SCENARIOS = ("plan", "momentum")
TITLES = {
    "model-tests": ("Tests of the zone model", "园区模型的检验"),
    "surprises": ("What surprised us", "出乎意料之处"),
    "loops": ("How strong the feedback loops are", "反馈回路的强度"),
    "lever-effects": ("What each lever moves, and what it costs", "各杠杆的作用与费用"),
    "model-in-ten-minutes": ("The zone model in ten minutes", "十分钟了解园区模型"),
}
Bodies = Mapping[Lang, list[str]]


def page_path(name: str, lang: Lang, docs: Path = DOCS) -> Path:
    """Return where a page stands."""
    return docs / (f"{name}.md" if lang == "en" else f"{name}.zh-CN.md")


def write(
    names: Sequence[str] = (), docs: Path = DOCS, members: int | None = None
) -> Sequence[Path]:
    """Write pages, all where none is named; return their paths."""
    bench = Bench() if members is None else Bench(members)
    stale = any(bench.draws.stamp)
    written = []
    for name in names or TITLES:
        print(f"page: {name}", file=sys.stderr)
        for lang, body in PAGES[name](bench, docs).items():
            lines = head(name, TITLES[name], bench.members, stale, lang) + body
            path = page_path(name, lang, docs)
            path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
            written.append(path)
    return written


def model_tests(bench: Bench, _docs: Path) -> Bodies:
    """Return the twelve tests."""
    numbers = {}
    for name, test in twelve.TESTS.items():
        print(f"test: {name}", file=sys.stderr)
        numbers[name] = test(bench)
    fits, anomalies = twelve.reproduced(bench), twelve.anomalies(bench)
    return {lang: twelve_page(twelve.words(), numbers, fits, anomalies, lang) for lang in LANGS}


def what_surprised(bench: Bench, _docs: Path) -> Bodies:
    """Return the surprises."""
    found = surprises.measured(bench)
    return {lang: surprise_page(surprises.words(), found, lang) for lang in LANGS}


def how_loops_act(bench: Bench, docs: Path) -> Bodies:
    """Return the loops, and write their charts."""
    results, found = loop_results(bench), {}
    for lang in LANGS:
        charts = write_figures(results[0], docs, lang)
        paths = {path.stem.split(".")[0]: f"figures/{path.name}" for path in charts}
        found[lang] = loops_page(results, paths, lang) + members_lines(bench, lang)
    return found


def how_levers_act(bench: Bench, _docs: Path) -> Bodies:
    """Return the levers."""
    return {lang: levers_page(bench, lang) for lang in LANGS}


def in_ten_minutes(bench: Bench, docs: Path) -> Bodies:
    """Return the page of a modeller, and write its picture."""
    return {lang: minutes_page(bench, docs, lang) for lang in LANGS}


PAGES: Mapping[str, Callable[[Bench, Path], Bodies]] = {
    "model-tests": model_tests,
    "surprises": what_surprised,
    "loops": how_loops_act,
    "lever-effects": how_levers_act,
    "model-in-ten-minutes": in_ten_minutes,
}


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
