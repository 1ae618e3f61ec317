"""Compiled steps against NumPy's: speed, time to compile, threads, gradients, what is covered."""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import gaoxin
from gaoxin.engine.compiled.bind import Binder
from gaoxin.engine.compiled.build import _compile, linked_code, processor
from gaoxin.engine.compiled.choose import engine_of
from gaoxin.engine.compiled.kept import Compiled, compiled, kept_plan
from gaoxin.engine.compiled.layout import lay_out
from gaoxin.engine.compiled.llvm import module
from gaoxin.engine.model import Model
from gaoxin.engine.running.blocks import Engine
from gaoxin.engine.running.request import Controls, Request
from gaoxin.engine.running.workers import cores
from gaoxin.errors import GaoxinError
from tests.benchmarks.timing import ROOT, best_of, draws
from tests.engine.shared_models import load, models

MEMBERS = 10_000
REFERENCE = ROOT / "tests" / "engine" / "models" / "reference.mdl"
YEARLY = Controls(save_every=1.0)
LEVER = "rd subsidy rate"
"""A lever of the zone."""


def speed() -> None:
    """Print ratios to NumPy on one core, of two threads to one, and times to compile."""
    for title, model, given, outputs, controls in _cases():
        _ratios(title, model, given, outputs, controls)
        _compiling(title, model, given, outputs)
    _compiling("10,000 equations", *_generated(10_000, 8))
    _latency()


def gradients() -> None:
    """Print what the gradient of the zone costs, in runs of the same members."""
    model, given, outputs = _zone(2000)
    options: dict[str, Any] = {"workers": 1, "save_every": 1.0}
    works: list[Callable[[], Any]] = [
        lambda: model.run(given, outputs=outputs, **options),
        lambda: model.gradient(given, outputs, **options),
    ]
    run, gradient = _processor(works)
    print(
        f"zone.mdl, 2000 members, derivatives by {len(given)} overrides: {gradient / run:.2f} "
        "runs of the same members (bar 5)"
    )


def coverage() -> None:
    """Print the published models that NumPy computes, and why."""
    whole, left = 0, []
    for path in models():
        try:
            model = load(path)
            runs = model.run()
        except GaoxinError:
            continue
        whole += 1
        if runs.attrs["backend"] != "compiled":
            left.append(f"  {path.parent.name}/{path.name}: {runs.attrs['backend_reason']}")
    share = len(left) / max(whole, 1)
    print(f"published models that NumPy computes: {len(left)} of {whole} ({share:.0%}, bar 5 %)")
    print("\n".join(left), end="\n" if left else "")


def zone_engine(members: int) -> tuple[Engine, Binder, Compiled]:
    """Return the zone laid out for compiled code, at the higher level of optimisation."""
    model, given, outputs = _zone(members)
    request = Request(given, controls=YEARLY)
    run, engine = engine_of(model._contents, request, outputs, "compiled", workers=1)
    code = compiled(model._contents.kept, run.plan, euler=True, dense=False, runs=2**40)
    return engine, Binder(code, engine.timing, engine.parameters), code


def _zone(members: int) -> tuple[Model, dict[str, Any], list[str]]:
    model = gaoxin.load(ROOT / "model" / "zone.mdl")
    names = [name.partition("[")[0].strip() for name in _column("priors.csv", "constant")]
    return (
        model,
        draws(model, list(dict.fromkeys(names)), members),
        _column("indicators.csv", "variable"),
    )


def _reference(members: int) -> tuple[Model, dict[str, Any], list[str]]:
    model = gaoxin.load(REFERENCE)
    names = list(model.variables.query("kind == 'constant'")["name"])
    stocks = list(model.variables.query("kind == 'stock'")["name"])
    return model, draws(model, names, members), stocks


def _generated(equations: int, members: int) -> tuple[Model, dict[str, Any], list[str]]:
    """Return a ring of stocks, five equations each."""
    rings = equations // 5
    lines = ["{UTF-8}"]
    for i in range(rings):
        before = (i - 1) % rings
        lines += [
            f"k {i}={0.05 + 0.001 * (i % 7)}~~|",
            f"pressure {i}=MIN(2,MAX(0,stock {before}/(stock {i}+1)))~~|",
            f"inflow {i}=stock {i}*k {i}*pressure {i}*EXP(-0.01*stock {i})~~|",
            f"outflow {i}=stock {i}*0.04/(1+pressure {i})~~|",
            f"stock {i}=INTEG(inflow {i}-outflow {i},{1 + i % 5})~~|",
        ]
    lines.append("INITIAL TIME=0~~|\nFINAL TIME=10~~|\nTIME STEP=0.0625~~|\nSAVEPER=1~~|")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ring.mdl"
        path.write_text("\n".join(lines), encoding="utf-8")
        model = gaoxin.load(path)
    given = draws(model, [f"k {i}" for i in range(rings)], members)
    return model, given, [f"stock {i}" for i in range(0, rings, max(1, rings // 50))]


def _cases() -> list[tuple[str, Model, dict[str, Any], list[str], Controls]]:
    return [
        ("zone.mdl (bar 5)", *_zone(MEMBERS), YEARLY),
        ("reference.mdl (bar 2.5)", *_reference(MEMBERS), Controls()),
        ("1,000 equations (bar 2.5)", *_generated(1000, 4096), Controls()),
    ]


def _ratios(
    title: str, model: Model, given: dict[str, Any], outputs: Sequence[str], controls: Controls
) -> None:
    """Print the time of the steps of a run by NumPy and by compiled code, and on two threads."""

    def engine(backend: str, workers: int) -> Callable[[], Any]:
        request = Request(given, controls=controls)
        return engine_of(model._contents, request, outputs, backend, workers=workers)[1].simulate

    tape, one = _processor([engine("numpy", 1), engine("compiled", 1)])
    members = len(next(iter(given.values()))["member"])
    per = 1e6 / members
    print(
        f"{title}: {members} members, one core: NumPy {tape * per:.1f} us a member, compiled "
        f"{one * per:.1f}: {tape / one:.1f} times"
    )
    if cores() > 1:
        single, both = (best_of(5, engine("compiled", n)) for n in (1, 2))
        print(f"  two threads {single / both:.2f} times one (wall time; bar 1.85 on the zone)")


def _processor(works: Sequence[Callable[[], Any]], repetitions: int = 4) -> list[float]:
    """Return the least processor time of each work; they take turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(repetitions):
        for own, work in zip(times, works, strict=True):
            begin = time.process_time()
            work()
            own.append(time.process_time() - begin)
    return [min(own) for own in times]


def _compiling(title: str, model: Model, given: dict[str, Any], outputs: Sequence[str]) -> None:
    """Print processor times from a plan to functions, compiled and taken from the cache."""
    setup = model.prepare(given)
    keys = [model.canonical(name) for name in outputs]
    plan = kept_plan({}, setup.lowered, keys, setup.parameters)
    clock = time.process_time
    begin = clock()
    layout = lay_out(plan, euler=True)
    sections = {name: [name] for name in ("begin", "step", "save")}
    ir, _ = module(layout.code, sections, wide=processor().wide)
    written = clock()
    spent = {}
    for level in (0, 1):
        start = clock()
        _compile(ir, level)
        spent[level] = clock() - start
    cached = _from_cache(lambda: linked_code(lay_out(plan, euler=True).code, sections, 1))
    print(
        f"  {title}: {len(layout.code.instructions)} instructions, compiled in "
        f"{written - begin + spent[1]:.2f} s (quick level {written - begin + spent[0]:.2f} s), "
        f"from the cache {cached * 1e3:.0f} ms"
    )


def _from_cache(work: Callable[[], Any]) -> float:
    """Return the least processor time of a work for which code is kept."""
    before = os.environ.get("GAOXIN_CACHE")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GAOXIN_CACHE"] = folder
        work()
        least = _processor([work], 5)[0]
    del os.environ["GAOXIN_CACHE"]
    if before is not None:
        os.environ["GAOXIN_CACHE"] = before
    return least


def _latency() -> None:
    """Print the time of whole small runs, warm."""
    model, given, outputs = _zone(8)
    eight = _processor([lambda: model.run(given, outputs=outputs, members=8)], 20)[0]
    print(f"zone.mdl, 8 members, {len(outputs)} outputs, warm: {eight * 1e3:.1f} ms (bar 20)")
    model, given, outputs = _zone(2000)
    asked = {"band": gaoxin.reducers.quantiles((0.05, 0.25, 0.5, 0.75, 0.95))}
    past = model.run(given, outputs=outputs[:1], final_time=2020.0)
    settings = iter(np.linspace(0.05, 0.3, 100))

    def bands(before: Any = None) -> None:
        moved = given | {LEVER: float(next(settings))}
        model.reduce(moved, asked, outputs=outputs, save_every=1.0, initial_state=before)

    for title, before in (("from 2020, where levers begin to act", past), ("from 2014", None)):
        bands(before)
        wall = best_of(10, lambda: bands(before))  # noqa: B023 - called in this turn
        used = _processor([lambda: bands(before)], 5)[0]  # noqa: B023
        print(
            f"zone.mdl, 2000 members, changed lever to bands of {len(outputs)} indicators, warm, "
            f"{title}: {wall * 1e3:.0f} ms of wall time (bar 120, of the first), "
            f"{used * 1e3:.0f} ms of processor time"
        )


def _column(table: str, column: str) -> list[str]:
    path = ROOT / "calibration" / table
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = [row[column].strip() for row in csv.DictReader(file)]
    return list(dict.fromkeys(name for name in found if name))
