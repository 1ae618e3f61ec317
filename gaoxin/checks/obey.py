"""Whether the model obeys its reality checks: as many as memory allows in one run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.checks.outcome import Outcome
from gaoxin.checks.reality import Aim, RealityCheck, variables
from gaoxin.ensembles.constants import Constant, Ground
from gaoxin.ensembles.layers import start_of
from gaoxin.ensembles.members import pack
from gaoxin.errors import NonFinite
from gaoxin.inference.draws import draw

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.engine.model import Model
    from gaoxin.ensembles.desk import Desk

    Array = NDArray[np.float64]
    Truth = NDArray[np.bool_]

SLACK = 1e-9
"""Of the greatest value: what rounding may do."""

TOGETHER = 8192
"""Members of all checks that run at once: memory is theirs."""


def check_reality(
    desk: Desk, model: Model, checks: Sequence[RealityCheck], members: int, seed: int
) -> Iterator[Outcome]:
    """Yield whether each statement holds in so many draws of the priors."""
    base = _reference(desk, checks, members, seed)
    together = max(1, TOGETHER // members)
    for first in range(0, len(checks), together):
        yield from _judged(model, base, checks[first : first + together])


def _judged(model: Model, base: Ground, checks: Sequence[RealityCheck]) -> Iterator[Outcome]:
    """Yield the outcomes of checks that run together with one reference."""
    grounds = [base, *(_changed(base, check) for check in checks)]
    try:
        runs = _parts(model, grounds, variables(checks))
    except NonFinite:  # over one in a hundred members: look at each check alone
        for check, ground in zip(checks, grounds[1:], strict=True):
            yield _alone(model, check, base, ground)
        return
    for check, run in zip(checks, runs[1:], strict=True):
        yield judge(check, run, runs[0])


def judge(check: RealityCheck, run: xr.Dataset, reference: xr.Dataset) -> Outcome:
    """Return whether the members of a run obey a statement.

    Parameters
    ----------
    run, reference : Dataset
        The same members with and without what the check sets.
    """
    said_en, said_zh = [], []
    obeyed = np.ones(run.sizes.get("member", 1), dtype=bool)
    for aim in check.aims:
        met = obeys(aim, run, reference)
        obeyed &= met
        if not met.all():
            example = _example(aim, run, reference, int(np.argmin(met)))
            said_en.append(f"{aim.said.variable} '{aim.said.is_}' fails, as {example}")
            said_zh.append(f"{aim.said.variable}“{aim.said.is_}”不成立，例如 {example}")
    count, whole = int(obeyed.sum()), len(obeyed)
    return Outcome(
        "reality",
        check.id,
        check.said.name.en,
        check.said.name.zh,
        passed=count >= check.said.share * whole,
        said_en="; ".join([f"{count} of {whole} members obey", *said_en]),
        said_zh="；".join([f"{whole} 组抽样中 {count} 组成立", *said_zh]),
    )


def obeys(aim: Aim, run: xr.Dataset, reference: xr.Dataset) -> Truth:
    """Return, for each member, whether it meets an expectation; shape (member,).

    What is not finite meets none.
    """
    own, other = _values(aim, run), _values(aim, reference)
    both = np.concatenate([own[np.isfinite(own)], other[np.isfinite(other)], [1.0]])
    slack = SLACK * float(np.abs(both).max())
    said, ends = aim.said, own[..., -1] - other[..., -1]
    with np.errstate(invalid="ignore"):
        if said.is_ == "below":
            return np.asarray((ends <= slack).all(axis=1) & (ends < -slack).any(axis=1))
        if said.is_ == "above":
            return np.asarray((ends >= -slack).all(axis=1) & (ends > slack).any(axis=1))
        held = {
            "does not rise": lambda: np.diff(own) <= slack,
            "does not fall": lambda: np.diff(own) >= -slack,
            "zero": lambda: np.abs(own) <= slack,
            "at least": lambda: own >= _number(said.value) - slack,
            "at most": lambda: own <= _number(said.value) + slack,
            "not below": lambda: own - other >= -slack,
            "not above": lambda: own - other <= slack,
            "unchanged": lambda: np.abs(own - other) <= slack,
        }[said.is_]()
    return np.asarray(held.all(axis=(1, 2)) & np.isfinite(own).all(axis=(1, 2)))


def _number(value: float | None) -> float:
    assert value is not None  # noqa: S101  (refused when read)
    return value


def _values(aim: Aim, run: xr.Dataset) -> Array:
    """Return the values that an expectation speaks of; shape (member, element, time)."""
    found = run[aim.name]
    for axis in ("member", "time"):
        if axis not in found.dims:
            found = found.expand_dims({axis: run[axis]} if axis in run.coords else [axis])
    subscripts = [dim for dim in found.dims if dim not in {"member", "time"}]
    if aim.element:
        found = found.sel(dict(zip(subscripts, aim.element, strict=True)))
    if aim.said.after is not None:
        found = found.sel(time=found["time"] >= aim.said.after - 1e-6)
    rest = [dim for dim in found.dims if dim not in {"member", "time"}]
    array = np.asarray(found.transpose("member", *rest, "time").values, dtype=np.float64)
    return array.reshape(array.shape[0], -1, array.shape[-1])


def _example(aim: Aim, run: xr.Dataset, reference: xr.Dataset, member: int) -> str:
    """Say what a member that does not obey does at the end."""
    own, other = (
        _values(aim, part)[min(member, _values(aim, part).shape[0] - 1)]
        for part in (run, reference)
    )
    worst = int(np.argmax(np.abs(own[:, -1] - other[:, -1])))
    return (
        f"in member {member}: {own[worst, 0]:.6g} to {own[worst, -1]:.6g}, untouched "
        f"{other[worst, 0]:.6g} to {other[worst, -1]:.6g}"
    )


def _reference(desk: Desk, checks: Sequence[RealityCheck], members: int, seed: int) -> Ground:
    """Return the priors drawn, with every constant that some check changes."""
    initial = float(desk.catalogue.model.default("INITIAL TIME").values)
    constants = draw(desk.priors, members, seed)
    ground = Ground({}, members, seed, initial).drawn(
        (prior.place, constants[prior.place.key]) for prior in desk.priors
    )
    missing = {
        place.constant: Constant(place.default)
        for check in checks
        for place, _, _ in check.changes
        if place.constant not in ground.constants
    }
    return Ground({**ground.constants, **missing}, members, seed, initial)


def _changed(base: Ground, check: RealityCheck) -> Ground:
    start = start_of(check.said.from_)
    since = start if start > base.initial else -math.inf
    found = dict(base.constants)
    for place, number, is_factor in check.changes:
        constant = found[place.constant] = found[place.constant].copy()
        for element in constant.covered(place):
            value = element.at(math.inf) * number if is_factor else number
            element.lay(since, [(since, value)])
    return Ground(found, base.members, base.seed, base.initial)


def _parts(model: Model, grounds: Sequence[Ground], outputs: Sequence[str]) -> list[xr.Dataset]:
    """Run members of several grounds together; return the run of each."""
    width = grounds[0].members
    runs = model.run(
        pack(grounds), outputs=list(outputs), members=width * len(grounds), save_every=1.0
    )
    if "member" not in runs.dims:
        return [runs] * len(grounds)
    return [runs.isel(member=slice(i * width, (i + 1) * width)) for i in range(len(grounds))]


def _alone(model: Model, check: RealityCheck, base: Ground, ground: Ground) -> Outcome:
    try:
        reference, run = _parts(model, [base, ground], variables([check]))
    except NonFinite as error:
        names, fault = (check.said.name.en, check.said.name.zh), str(error)
        return Outcome("reality", check.id, *names, passed=False, said_en=fault, said_zh=fault)
    return judge(check, run, reference)
