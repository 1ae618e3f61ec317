"""What went wrong with members whose numbers left the finite ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.contents import Contents
from gaoxin.engine.keeping.missing import as_nan, blanks, missing_nodes, unknown
from gaoxin.engine.keeping.results import failed_members
from gaoxin.engine.reading.trees import Integ, references
from gaoxin.engine.running.replay import replay, start
from gaoxin.engine.running.run import Run
from gaoxin.engine.running.stores import Store
from gaoxin.errors import NonFinite
from gaoxin.names import canonical

FAILED_SHARE = 0.01
"""A run in which more members than this share are not finite is refused."""

EXAMINED = 20
"""Failed members that are run again to see why."""


def check(
    contents: Contents, run: Run, filled: Mapping[str, Store], *, alone: bool
) -> tuple[list[int], list[str]]:
    """Find the members that are not finite, blank them and say why.

    Parameters and errors are those of :func:`account`.

    Parameters
    ----------
    contents : Contents
    run : Run
    filled : mapping of canonical name to Store
        Of the outputs; members that failed become NaN in it.
    alone : bool
        Whether a run of one member is a single run, and not an ensemble of one.

    Returns
    -------
    failed : list of int
    diagnosis : list of str
        A text for each.

    Raises
    ------
    NonFinite
        See :func:`account`.
    """
    earlier = run.lost
    found = failed_members(filled, run.setup.parameters.members)
    if found and (missing := blanks(run.plan, run.setup.parameters)):
        found = failed_members(filled, run.setup.parameters.members, missing)
    failed = sorted({*found, *earlier})
    texts = account(contents, run, failed, alone=alone)
    as_nan(filled, unknown(run.plan, run.setup.parameters))
    for store in filled.values():
        if store.by_member and failed:
            store.values[..., failed] = np.nan
    return failed, texts


def account(contents: Contents, run: Run, failed: Sequence[int], *, alone: bool) -> list[str]:
    """Say of each failed member why, or refuse the run.

    Parameters
    ----------
    contents : Contents
    run : Run
    failed : sequence of int
        In order; those of a run before this one are among them.
    alone : bool
        Whether a run of one member is a single run, and not an ensemble of one.

    Returns
    -------
    list of str
        A text for each failed member; only the first are examined.

    Raises
    ------
    NonFinite
        A single run failed, or more than 1 % of the members did.
    """
    members = run.setup.parameters.members
    earlier = run.lost
    examined = failed[:EXAMINED]
    found = diagnose(contents, run, [m for m in examined if m not in earlier])
    first = run.setup.parameters.first
    whys = [found.get(m, "failed before the restart") for m in examined]
    if failed and alone and members == 1:
        raise NonFinite(whys[0], path=contents.path)
    texts = [f"member {first + m}: {why}" for m, why in zip(examined, whys, strict=True)]
    if len(failed) > FAILED_SHARE * members:
        raise NonFinite(
            f"{len(failed)} of {members} members left the finite numbers; {texts[0]}",
            path=contents.path,
        )
    return texts + [f"member {first + m}: not examined" for m in failed[EXAMINED:]]


def diagnose(contents: Contents, run: Run, members: Sequence[int]) -> dict[int, str]:
    """Name the first variable of each member that is not finite, and the time.

    The members' runs are repeated side by side, every value recorded.

    Parameters
    ----------
    contents : Contents
    run : Run
    members : sequence of int
        Counted from the first member of the run.

    Returns
    -------
    dict of member to str
    """
    plan, timing, parameters = run.plan, run.setup.timing, run.setup.parameters
    picked = np.asarray(members, dtype=np.intp)
    said: dict[int, str] = {}
    if not members:
        return said
    blank = missing_nodes(plan, parameters)

    def look(node: int, array: npt.NDArray[Any], what: str, when: str = "") -> None:
        """Say of each member that has a bad number here, unless it had one before."""
        bad = np.isinf(array) if node in blank else ~np.isfinite(array)
        if not bad.any():
            return
        by_member = np.broadcast_to(bad, (*bad.shape[:-1], len(picked))).reshape(-1, len(picked))
        for place in np.flatnonzero(by_member.any(axis=0)).tolist():
            own = array[..., place if array.shape[-1] > 1 else 0]
            said.setdefault(members[place], f"{what} {_text(own)}{when}")

    begin = start(plan, timing, parameters, picked).now
    for state in plan.states:
        if state.initial is not None:
            look(state.initial.number, begin[state.number], f"'{state.variable}' starts at")
    keys = {n.number: k for k, n in plan.outputs.items()}
    for key, node in run.setup.lowered.values.items():
        keys.setdefault(node.number, key)
    for step, found in replay(plan, timing, parameters, picked, list(plan.outputs.values())):
        if len(said) == len(members):
            break
        first = f" first at time {timing.start + step * timing.step:g}"
        bad = [n for n, array in found.items() if n in keys and not np.isfinite(array).all()]
        for number in _causes_first(contents, {n: keys[n] for n in bad}):
            look(number, found[number], f"'{contents.variables[keys[number]].name}' is", first)
        for state in plan.states:
            if state.change is not None:
                change = found[state.change.number]
                look(state.change.number, change, f"the change of '{state.variable}' is", first)
    return {m: said.get(m, "a value left the finite numbers between two steps") for m in members}


def _causes_first(contents: Contents, bad: Mapping[int, str]) -> list[int]:
    """Return the numbers of variables, those before the others that the others use."""
    number = {key: at for at, key in bad.items()}
    ordered: dict[int, None] = {}
    begun: set[str] = set()

    def used(key: str) -> list[str]:
        trees = [e.tree for e in contents.variables[key].equations]
        if any(isinstance(tree, Integ) for tree in trees):
            return []  # a stock is what it was a step before
        return [k for r in references(trees) if (k := canonical(r.reference)) in number]

    for first in number:
        stack = [first]
        while stack:
            key = stack[-1]
            if key not in begun:
                begun.add(key)
                stack += [k for k in used(key) if k not in begun]
            else:
                ordered.setdefault(number[stack.pop()])
    return list(ordered)


def _text(array: npt.NDArray[Any]) -> str:
    return str(array[~np.isfinite(array)].ravel()[0])
