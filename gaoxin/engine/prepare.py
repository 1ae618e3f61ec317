"""A run before it runs: what is given is checked, time grid and parameters are laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gaoxin.engine.arguments import check_whole
from gaoxin.engine.contents import Contents
from gaoxin.engine.graph import reachable
from gaoxin.engine.parameters import Parameters, override
from gaoxin.engine.program import Lowered
from gaoxin.engine.restart import Saved, going_on
from gaoxin.engine.timing import Timing, make_timing
from gaoxin.engine.variables import CONTROLS
from gaoxin.errors import ModelError


@dataclass(frozen=True)
class Prepared:
    """The lowered model, the time grid and the parameters of a run."""

    lowered: Lowered
    timing: Timing
    parameters: Parameters
    before: Saved | None = None


def prepare(
    contents: Contents,
    overrides: Mapping[str, Any],
    controls: Mapping[str, float | None],
    members: int | None,
    method: str,
    before: Saved | None = None,
    *,
    copied: bool = True,
) -> Prepared:
    """Check what a run is given.

    Parameters
    ----------
    overrides : mapping of str to object
        See :meth:`gaoxin.engine.model.Model.run`.
    controls : mapping of str to float or None
        Time controls that the run's arguments set; they win over overrides and the model.
    before : Saved, optional
        The run to go on from.
    copied : bool
        Whether what is returned outlives the arrays of `overrides`.

    Raises
    ------
    ModelError
        Something does not fit.
    """
    if members is not None:
        check_whole("members", members, least=1)
    given = _by_key(contents, overrides)
    fixed = {k: v for k, v in controls.items() if v is not None}
    for key in [k for k in given if k in CONTROLS]:
        fixed.setdefault(key, _scalar(contents, key, given.pop(key)))
    program = contents.program(_freed(contents, given))
    if before is not None:
        program = going_on(program)
        _check_start(before, fixed.get("initial_time"))
        fixed["initial_time"] = before.timing.start
    known = contents.controls(fixed)
    timing = make_timing(
        known["initial_time"], known["final_time"], known["time_step"], known["saveper"], method
    )
    timing = timing if before is None else _from_end(before, timing)
    values = {k: v[..., None, None] for k, v in contents.constants().items()}
    values.update({k: np.full((1, 1), v) for k, v in known.items()})
    count = members if members is not None or before is None else before.together
    rows = {}
    for key, value in given.items():
        variable = contents.variables[key]
        values[key], own_rows = override(
            contents.path, variable, value, timing, contents.ranges, copied=copied
        )
        if own_rows is not None:
            rows[key] = own_rows
        own = values[key].shape[-1]
        if own > 1 and count is not None and own != count:
            raise contents.refused(variable, f"has {own} values for {count} members")
        count = own if own > 1 else count
    if before is not None and before.parameters.members not in {1, count or 1}:
        raise ModelError(
            f"initial_state has {before.parameters.members} members, this run {count or 1}; "
            f"write members={before.parameters.members}, or start from a run of one member"
        )
    return Prepared(program, timing, Parameters(values, count or 1, rows), before)


def _check_start(before: Saved, given: float | None) -> None:
    if given is not None and abs(given - before.time) > 1e-6 * before.timing.step:
        raise ModelError(
            f"initial time {given:.12g}, but initial_state is of time {before.time:.12g}; leave "
            f"the initial time out, or run the first part with final_time={given:.12g}"
        )


def _from_end(before: Saved, timing: Timing) -> Timing:
    """Return the time grid from the end of an earlier run on."""
    if timing.step != before.timing.step:
        raise ModelError(
            f"time step {timing.step:g}, but initial_state was run with {before.timing.step:g}; "
            f"write time_step={before.timing.step:g}"
        )
    if timing.steps < before.timing.steps:
        raise ModelError(
            f"final time {timing.start + timing.steps * timing.step:g} lies before "
            f"{before.time:g}, the time of initial_state; write a later final_time"
        )
    return replace(timing, begin=before.timing.steps)


def _by_key(contents: Contents, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return overrides by canonical name."""
    if not isinstance(overrides, Mapping):
        raise ModelError(
            f"overrides is a {type(overrides).__name__}; write {{'variable name': value}}"
        )
    spelled: dict[str, str] = {}
    for name in overrides:
        key = contents.key(name)
        if key in spelled:
            raise contents.refused(
                contents.variables[key],
                f"is overridden twice, as '{spelled[key]}' and as '{name}'; leave one of them out",
            )
        spelled[key] = name
    return {key: overrides[name] for key, name in spelled.items()}


def _scalar(contents: Contents, key: str, value: Any) -> float:
    try:
        numbers = np.asarray(value, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        numbers = np.empty(0)
    if numbers.size != 1:
        raise contents.refused(
            contents.variables[key], "is the same for all members; give one number"
        )
    return float(numbers[0])


def _freed(contents: Contents, given: Mapping[str, Any]) -> frozenset[str]:
    """Check what may be overridden; return the variables that lose their equation by it."""
    program = contents.program()
    freed = []
    for key in given:
        variable = contents.variables[key]
        if key not in program.values:
            raise contents.refused(variable, "is a lookup and cannot be overridden yet")
        if key in program.structural:
            raise contents.refused(variable, "sets the order of a delay and cannot be overridden")
        if variable.is_constant:
            continue
        if any(node.op == "state" for node in reachable([program.values[key]])):
            raise contents.refused(
                variable,
                "rests on stocks and cannot be overridden; override the constants in its "
                "equation, or those of a stock's initial value",
            )
        freed.append(key)
    return frozenset(freed)
