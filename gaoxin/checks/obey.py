"""Whether the model obeys its reality checks: as many as memory allows in one run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.checks.extremes import ground_anywhere
from gaoxin.checks.outcome import CheckOutcome
from gaoxin.checks.reality import Change, RealityCheck, variables
from gaoxin.checks.relations import Judgement, judged
from gaoxin.ensembles.constants import Constant, Ground
from gaoxin.ensembles.layers import start_of
from gaoxin.ensembles.members import pack
from gaoxin.errors import NonFinite
from gaoxin.inference.draws import draw

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.desks.desk import Desk
    from gaoxin.engine.model import Model

TOGETHER = 40_000
"""Members times saved instants of all checks that run at once: memory is theirs."""


@dataclass(frozen=True)
class Case:
    """A check with the constants of its runs: with nothing set, then with each setting."""

    check: RealityCheck
    grounds: tuple[Ground, ...]

    @property
    def grid(self) -> tuple[bool, int]:
        """Return what runs must share to run at once: the times saved, and the end."""
        return self.check.said.at_steps, self.check.said.run_to or 0


def check_reality(
    desk: Desk, model: Model, checks: Sequence[RealityCheck], members: int, seed: int
) -> Iterator[CheckOutcome]:
    """Yield whether each statement holds in so many draws of the priors.

    Statements that are judged at the same times run together, so that they do not come in the
    file's order.

    Parameters
    ----------
    desk : Desk
    model : Model
    checks : sequence of RealityCheck
    members : int
        Draws of the priors.
    seed : int

    Yields
    ------
    CheckOutcome
        One a statement.
    """
    cases = sorted(_cases(desk, checks, members, seed), key=lambda case: case.grid)
    for (at_steps, run_to), alike in groupby(cases, key=lambda case: case.grid):
        grid = _grid(model, at_steps, run_to)
        instants = round((grid["final_time"] - _own(model, "INITIAL TIME")) / grid["save_every"])
        for batch in _batches(alike, TOGETHER // (members * (instants + 1))):
            yield from _judged(model, batch, grid)


def _own(model: Model, name: str) -> float:
    return float(model.default(name).values)


def _grid(model: Model, at_steps: bool, run_to: int) -> dict[str, float]:
    step = _own(model, "TIME STEP") if at_steps else 1.0
    return {"save_every": step, "final_time": run_to or _own(model, "FINAL TIME")}


def _batches(cases: Iterable[Case], room: int) -> Iterator[list[Case]]:
    """Yield cases in lots of at most `room` runs, at least one case each."""
    lot: list[Case] = []
    for case in cases:
        if lot and len(_distinct([*lot, case])) > room:
            yield lot
            lot = []
        lot.append(case)
    if lot:
        yield lot


def _distinct(cases: Sequence[Case]) -> list[Ground]:
    """Return the grounds of several cases; one that they share comes once."""
    return list({id(ground): ground for case in cases for ground in case.grounds}.values())


def _judged(model: Model, cases: Sequence[Case], grid: dict[str, float]) -> Iterator[CheckOutcome]:
    """Yield the outcomes of checks that run together."""
    grounds = _distinct(cases)
    outputs = variables([case.check for case in cases])
    try:
        runs = _parts(model, grounds, outputs, grid)
    except NonFinite as error:  # over one in a hundred members: look at each check alone
        if len(cases) > 1:
            for case in cases:
                yield from _judged(model, [case], grid)
            return
        said, fault = cases[0].check, str(error)
        names = said.said.name.en, said.said.name.zh
        yield CheckOutcome("reality", said.id, *names, passed=False, said_en=fault, said_zh=fault)
        return
    found = dict(zip(map(id, grounds), runs, strict=True))
    for case in cases:
        yield judge_check(case.check, [found[id(ground)] for ground in case.grounds])


def judge_check(check: RealityCheck, runs: Sequence[xr.Dataset]) -> CheckOutcome:
    """Return whether the members of some runs obey a statement.

    Parameters
    ----------
    runs : sequence of Dataset
        The same members with nothing set, then with each setting of the check.
    """
    said_en, said_zh = [], []
    obeyed = np.ones(runs[0].sizes.get("member", 1), dtype=bool)
    for aim in check.aims:
        found = judged(aim, runs)
        obeyed &= found.met
        if not found.met.all():
            said = aim.said
            en, zh = _example(found)
            said_en.append(f"{said.variable} '{said.is_}' fails, as {en}")
            said_zh.append(f"{said.variable}“{said.is_}”不成立，例如 {zh}")
    count, whole = int(obeyed.sum()), len(obeyed)
    passed = count >= check.said.share * whole
    missed = None if passed else check.said.missed
    return CheckOutcome(
        "reality",
        check.id,
        check.said.name.en,
        check.said.name.zh,
        passed=passed,
        said_en="; ".join([f"{count} of {whole} members obey", *said_en]),
        said_zh="；".join([f"{whole} 组抽样中 {count} 组成立", *said_zh]),
        missed_en=missed.en if missed else "",
        missed_zh=missed.zh if missed else "",
    )


def _example(found: Judgement) -> tuple[str, str]:
    """Say in both languages what a member that does not obey does."""
    member = int(np.argmin(found.met))
    own, other = found.left[member], found.right[member]
    worst, then = np.unravel_index(int(np.argmax(np.abs(own - other))), own.shape)
    left, right = (f"{x[worst, 0]:.6g} to {x[worst, -1]:.6g}" for x in (own, other))
    apart = f"{own[worst, then]:.6g}", f"{other[worst, then]:.6g}", f"{found.times[then]:.6g}"
    en = (
        f"in member {member}: {left}, {found.beside[0]} {right}; "
        f"furthest apart in {apart[2]}: {apart[0]}, {apart[1]}"
    )
    zh = (
        f"第 {member} 组：{left}，{found.beside[1]} {right}；"
        f"{apart[2]} 年末相差最大：{apart[0]}，{apart[1]}"
    )
    return en, zh.replace(" to ", " 至 ")


def _cases(desk: Desk, checks: Sequence[RealityCheck], members: int, seed: int) -> Iterator[Case]:
    """Yield each check with its runs; those that start from the same draws share them."""
    bases = {"neutral": _drawn(desk, members, seed)}
    for check in checks:
        said = check.said
        if said.levers not in bases:
            bases[said.levers] = ground_anywhere(desk, members, seed)
        base = bases[said.levers]
        if check.given:
            base = _changed(base, check.given, -math.inf)
        start = start_of(said.from_)
        since = start if start > base.initial else -math.inf
        changed = [
            _changed(base, setting, since) if setting else base for setting in check.settings
        ]
        yield Case(check, (base, *changed))


def _drawn(desk: Desk, members: int, seed: int) -> Ground:
    """Return the priors drawn."""
    initial = float(desk.catalogue.model.default("INITIAL TIME").values)
    constants = draw(desk.drawn, members, seed)
    return Ground({}, members, seed, initial).drawn(
        (prior.place, constants[prior.place.key]) for prior in desk.drawn
    )


def _changed(base: Ground, changes: Sequence[Change], since: float) -> Ground:
    found = dict(base.constants)
    for change in changes:
        name = change.place.constant
        own = found[name].copy() if name in found else Constant(change.place.default)
        found[name] = own
        for element in own.covered(change.place):
            value = change.number
            if change.is_factor:
                value = element.at(math.inf) * change.number
            element.lay(since, [(since, value)])
    return Ground(found, base.members, base.seed, base.initial)


def _alike(grounds: Sequence[Ground]) -> list[Ground]:
    """Return grounds that all hold the same constants: the model's own where nothing is said."""
    own = {
        name: Constant(constant.default)
        for ground in grounds
        for name, constant in ground.constants.items()
    }
    return [
        Ground({**own, **ground.constants}, ground.members, ground.seed, ground.initial)
        for ground in grounds
    ]


def _parts(
    model: Model, grounds: Sequence[Ground], outputs: Sequence[str], grid: dict[str, float]
) -> list[xr.Dataset]:
    """Run members of several grounds together; return the run of each."""
    width = grounds[0].members
    runs = model.run(
        pack(_alike(grounds)),
        outputs=list(outputs),
        members=width * len(grounds),
        save_every=grid["save_every"],
        final_time=grid["final_time"],
    )
    if "member" not in runs.dims:
        return [runs] * len(grounds)
    return [runs.isel(member=slice(i * width, (i + 1) * width)) for i in range(len(grounds))]
