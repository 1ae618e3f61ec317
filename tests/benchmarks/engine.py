"""The engine against PySD's own run, one core against all, and where its time goes."""

from __future__ import annotations

import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.engine.running.blocks import BLOCK
from gaoxin.engine.running.forcing import Forcing, save_times_only
from gaoxin.engine.running.machine import Machine
from gaoxin.engine.running.request import Request
from gaoxin.engine.running.run import plan_run
from gaoxin.engine.running.schedule import ArrayCall
from gaoxin.engine.running.stores import stores
from gaoxin.engine.running.workers import cores
from tests.benchmarks.timing import ROOT, draws, side_by_side

REFERENCE = ROOT / "tests" / "engine" / "models" / "reference.mdl"
MEMBERS = 16_384
MANY = (20_000, 100_000)


def engine() -> None:
    """Print the table."""
    text = REFERENCE.read_text(encoding="utf-8")
    for title, content in (("with lookups", text), ("without lookups", without_lookups(text))):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "reference.mdl"
            path.write_text(content, encoding="utf-8")
            print(f"reference.mdl {title}")
            _against_pysd(path)
            model = gaoxin.load(path)
            for members in MANY:
                _on_all_cores(model, members)
            _where_time_goes(model)


def without_lookups(text: str) -> str:
    """Return the reference model with every lookup replaced by the formula its odd rows use."""
    lines = text.split("\n")
    kept = []
    for line in lines:
        if "(ratio" in line and line.strip().startswith("effect tab"):
            number = line.strip().removeprefix("effect tab ").split("(")[0]
            line = f"\tEXP(-0.5*ratio {number}*ratio {number})+0.5"
        kept.append(line)
    return "\n".join(kept)


def _against_pysd(path: Path) -> None:
    """Print the ratio to PySD, and a null control: the same work against itself."""
    import pysd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = pysd.read_vensim(str(path))
        theirs.run()
        model, given, outputs = _drawn(gaoxin.load(path), MEMBERS)
        ours = partial(model.run, given, outputs=outputs, workers=1)
        their, own, again = side_by_side(5, [theirs.run, ours, ours])
    kinds = model.variables["kind"]
    values = MEMBERS * int(kinds.isin(["stock", "auxiliary"]).sum()) * _steps(model)
    print(
        f"  one core, {MEMBERS} members, {len(given)} constants drawn: PySD {their * 1e3:.1f} ms a "
        f"run, gaoxin {own / MEMBERS * 1e6:.1f} us a member: {their * MEMBERS / own:,.0f} times\n"
        f"  null control (the same against itself): {again / own:.3f} times\n"
        f"  {values / own / 1e6:,.0f} million values of a variable, a member and a step per second"
    )


def _on_all_cores(model: Model, members: int) -> None:
    """Print how much faster all cores are than one."""
    model, given, outputs = _drawn(model, members)
    works = [partial(model.run, given, outputs=outputs, workers=n) for n in (1, cores())]
    one, many = side_by_side(3, works)
    print(f"  {members} members: {one:.2f} s on one core, {many:.2f} s on {cores()}: ", end="")
    print(f"{one / many:.2f} times")


def _drawn(model: Model, members: int) -> tuple[Model, dict[str, Any], list[str]]:
    names = list(model.variables.query("kind == 'constant'")["name"])
    outputs = list(model.variables.query("kind == 'stock'")["name"])
    return model, draws(model, names, members), outputs


def _steps(model: Model) -> int:
    return model.prepare().timing.steps + 1


def _where_time_goes(model: Model) -> None:
    """Print shares of a run of one block: by phase, and by kind of call in the steps."""
    model, given, outputs = _drawn(model, BLOCK)
    begin = time.perf_counter()
    run = plan_run(model._contents, Request(given), outputs)
    planned = time.perf_counter()
    plan, timing, parameters = run.plan, run.setup.timing, run.setup.parameters
    filled = stores(plan, timing, parameters.members)
    forcing = Forcing(plan, timing, parameters)
    save_times_only(plan, timing, forcing, filled)
    machine = Machine(plan, timing, parameters, forcing, filled, BLOCK)
    emitted = time.perf_counter()
    machine.run(0)
    done = time.perf_counter()
    whole = done - begin
    print(
        f"  one block of {BLOCK}: check and plan {(planned - begin) / whole:.0%}, lay out calls "
        f"{(emitted - planned) / whole:.0%}, steps {(done - emitted) / whole:.0%}"
    )
    spent: defaultdict[str, float] = defaultdict(float)
    machine.stepping = [_timed(call, spent) for call in machine.stepping]
    machine.saving = [_timed(call, spent) for call in machine.saving]
    machine.run(0)
    total = sum(spent.values())
    most = sorted(spent, key=lambda name: -spent[name])[:8]
    shares = ", ".join(f"{name} {spent[name] / total:.0%}" for name in most)
    print(f"  of the calls in the steps ({len(machine.stepping)} a step): {shares}")


def _timed(call: ArrayCall, spent: defaultdict[str, float]) -> Callable[[], Any]:
    inner = call.func if isinstance(call, partial) else call
    name = str(getattr(inner, "__name__", type(inner).__name__))

    def work() -> None:
        begin = time.perf_counter()
        call()
        spent[name] += time.perf_counter() - begin

    return work
