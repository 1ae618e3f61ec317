"""A request checked against the model: its time grid, its parameters, where it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gaoxin.engine.contents import Contents
from gaoxin.engine.lowering.program import Lowered
from gaoxin.engine.running.methods import method_of
from gaoxin.engine.running.overrides import read_overrides
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.remembered import remembered
from gaoxin.engine.running.request import Request
from gaoxin.engine.running.restart import SavedState, continued, recall
from gaoxin.engine.running.timing import Timing, make_timing
from gaoxin.errors import ModelError


@dataclass(frozen=True)
class Setup:
    """What a run computes with: the lowered model, the time grid and the parameters.

    Attributes
    ----------
    before : SavedState or None
        The run that it goes on from.
    """

    lowered: Lowered
    timing: Timing
    parameters: Parameters
    before: SavedState | None = None


def set_up(contents: Contents, request: Request) -> Setup:
    """Check what a run is asked for, and lay out what it computes with.

    Raises
    ------
    ModelError
        Something does not fit.
    """
    request.check()
    members, state = request.members, request.initial_state
    before = None if state is None else recall(state, contents.content_hash)
    overrides = read_overrides(contents, request.overrides)
    fixed = _agreed(overrides.controls, request.controls.given())
    program = contents.program(overrides.free())
    if "final_time" not in fixed and contents.ends_by_time:
        # the time at which the run ends is fixed before it begins; what the equation says is told
        told = {**program.values, "final_time": program.controls["final_time"]}
        program = replace(program, values=told)
    if before is not None:
        overrides.refuse_starts()
        whole = program
        program, _ = remembered(
            contents.kept, "continued", id(whole), lambda: (continued(whole), whole)
        )
        _check_start(before, fixed.get("initial_time"))
        fixed["initial_time"] = before.timing.start
    known = contents.controls(fixed)
    try:
        timing = make_timing(
            known["initial_time"],
            known["final_time"],
            known["time_step"],
            known["saveper"],
            method_of(contents.method if request.method is None else request.method),
        )
    except ModelError as error:
        raise ModelError(error.message, path=contents.path) from None
    timing = timing if before is None else _from_end(before, timing)
    values = contents.held_constants()
    values.update({k: np.full((1, 1), v) for k, v in known.items()})
    count = members if members is not None or before is None else before.together
    arrays = overrides.arrays(timing, int(request.first_member))
    for key, (variable, array) in arrays.items():
        values[key] = array
        own = array.shape[-1]
        if own > 1 and count is not None and own != count:
            raise contents.refused(variable, f"has {own} values for {count} members")
        count = own if own > 1 else count
    missing = [v for k, v in contents.data_without_file().items() if k not in values]
    if missing:
        raise contents.without_data(missing)
    first = int(request.first_member)
    parameters = Parameters(values, count or 1, request.seed, first, frozenset(arrays))
    if before is not None:
        _check_members(before.parameters, parameters)
    return Setup(program, timing, parameters, before)


def _agreed(overridden: Mapping[str, float], given: Mapping[str, float]) -> dict[str, float]:
    """Return the time controls of a run; one that is told twice must be told the same."""
    for name in overridden.keys() & given.keys():
        if overridden[name] != given[name]:
            raise ModelError(
                f"{name.replace('_', ' ').upper()} is {overridden[name]:g} among the "
                f"overrides and {given[name]:g} as an argument; leave one of them out"
            )
    return {**overridden, **given}


def _check_members(before: Parameters, now: Parameters) -> None:
    """Refuse to go on with other members than those that came so far."""
    if before.members not in {1, now.members}:
        raise ModelError(
            f"initial_state has {before.members} members, this run {now.members}; "
            f"write members={before.members}, or start from a run of one member"
        )
    if before.first != now.first and (before.members > 1 or before.first):
        raise ModelError(
            f"initial_state begins with member {before.first}, this run with member {now.first}; "
            f"write first_member={before.first}"
        )


def _check_start(before: SavedState, given: float | None) -> None:
    if given is not None and abs(given - before.time) > 1e-6 * before.timing.step:
        raise ModelError(
            f"initial time {given:.12g}, but initial_state is of time {before.time:.12g}; leave "
            f"the initial time out, or run the first part with final_time={given:.12g}"
        )


def _from_end(before: SavedState, timing: Timing) -> Timing:
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
