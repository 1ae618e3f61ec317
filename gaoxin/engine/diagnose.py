"""What went wrong with members whose numbers left the finite ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.blanks import blanks, missing_nodes
from gaoxin.engine.contents import Contents
from gaoxin.engine.plan import Plan
from gaoxin.engine.prepare import Prepared
from gaoxin.engine.replay import replay, start
from gaoxin.engine.results import Store, failed_members
from gaoxin.errors import NonFinite

FAILED_SHARE = 0.01
"""A run in which more members than this share are not finite is refused."""

EXAMINED = 20
"""Failed members that are run again to see why."""


def check(
    contents: Contents, prepared: Prepared, plan: Plan, filled: Mapping[str, Store], *, alone: bool
) -> tuple[list[int], list[str]]:
    """Find the members that are not finite, blank them and say why.

    Parameters and errors are those of :func:`account`.

    Returns
    -------
    failed : list of int
    diagnosis : list of str
        A text for each.
    """
    earlier = prepared.before.failed if prepared.before is not None else ()
    found = failed_members(filled, prepared.parameters.members)
    if found and (missing := blanks(plan)):
        found = failed_members(filled, prepared.parameters.members, missing)
    failed = sorted({*found, *earlier})
    texts = account(contents, prepared, plan, failed, alone=alone)
    for store in filled.values():
        if store.by_member and failed:
            store.values[..., failed] = np.nan
    return failed, texts


def account(
    contents: Contents, prepared: Prepared, plan: Plan, failed: Sequence[int], *, alone: bool
) -> list[str]:
    """Say of each failed member why, or refuse the run.

    Parameters
    ----------
    failed : sequence of int
        In order; those of a run before this one are among them.
    alone : bool
        Whether a run of one member is a single run, and not an ensemble of one.

    Raises
    ------
    NonFinite
        A single run failed, or more than 1 % of the members did.
    """
    members = prepared.parameters.members
    earlier = prepared.before.failed if prepared.before is not None else ()
    texts = [
        f"member {m}: failed before the restart"
        if m in earlier
        else diagnose(contents, prepared, plan, m)
        for m in failed[:EXAMINED]
    ]
    if failed and alone and members == 1:
        raise NonFinite(texts[0].removeprefix("member 0: "), path=contents.path)
    if len(failed) > FAILED_SHARE * members:
        raise NonFinite(
            f"{len(failed)} of {members} members left the finite numbers; {texts[0]}",
            path=contents.path,
        )
    return texts + [f"member {m}: not examined" for m in failed[EXAMINED:]]


def diagnose(contents: Contents, prepared: Prepared, plan: Plan, member: int) -> str:
    """Name the first variable of a member that is not finite, and the time.

    The member's run is repeated alone, every value recorded.
    """
    timing, parameters = prepared.timing, prepared.parameters
    alone = slice(member, member + 1)
    begin = start(plan, timing, parameters, alone).now
    blank = missing_nodes(plan)

    def is_bad(node: int, array: npt.NDArray[Any]) -> bool:
        return bool((np.isinf(array) if node in blank else ~np.isfinite(array)).any())

    for state in plan.states:
        if state.initial is not None and is_bad(state.initial.number, begin[state.number]):
            return f"member {member}: '{state.variable}' starts at {_text(begin[state.number])}"
    names = {n.number: contents.variables[k].name for k, n in plan.outputs.items()}
    for key, node in prepared.lowered.values.items():
        names.setdefault(node.number, contents.variables[key].name)
    for step, found in replay(plan, timing, parameters, alone, list(plan.outputs.values())):
        time = timing.start + step * timing.step
        for number, array in found.items():  # operands come before their users
            if number in names and is_bad(number, array):
                return (
                    f"member {member}: '{names[number]}' is {_text(array)} first at time {time:g}"
                )
        for state in plan.states:
            change = found[state.change.number] if state.change is not None else np.zeros(1)
            if state.change is not None and is_bad(state.change.number, change):
                return (
                    f"member {member}: the change of '{state.variable}' is {_text(change)} "
                    f"first at time {time:g}"
                )
    return f"member {member}: a value left the finite numbers between two steps"


def _text(array: npt.NDArray[Any]) -> str:
    return str(array[~np.isfinite(array)].ravel()[0])
