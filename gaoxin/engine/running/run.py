"""A run that may begin: a setup, the plan of what it has to compute, what its results say of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gaoxin.engine.contents import Contents
from gaoxin.engine.lowering.program import Lowered
from gaoxin.engine.running.memory import check_room, labels_size, told
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import Plan, make_plan
from gaoxin.engine.running.remembered import remembered
from gaoxin.engine.running.request import Request, listed
from gaoxin.engine.running.restart import SavedState, kept_names, with_kept
from gaoxin.engine.running.setup import Setup, set_up


@dataclass(frozen=True)
class Run:
    """A run that may begin.

    Attributes
    ----------
    attributes : dict
        What its results say of it.
    """

    setup: Setup
    plan: Plan
    attributes: dict[str, Any]

    def told(self, failed: Sequence[int], texts: Sequence[str]) -> dict[str, Any]:
        """Return the attributes of its results, with the members that failed, and why."""
        first = self.setup.parameters.first
        numbers = [first + member for member in failed]
        return self.attributes | {"failed": numbers, "diagnosis": list(texts)}

    def state(self, model_hash: str, failed: Sequence[int]) -> SavedState:
        """Return what another run needs to go on from this one."""
        s = self.setup
        kept = s.parameters.copied()
        return SavedState(model_hash, s.lowered, s.timing, kept, s.before, tuple(failed))

    @property
    def lost(self) -> tuple[int, ...]:
        """Members that had failed before the run began."""
        return self.setup.before.failed if self.setup.before is not None else ()


Planner = Callable[[Lowered, Sequence[str], Parameters], Plan]
"""From a lowered model, outputs by canonical name and parameters, a plan."""


def planned(lowered: Lowered, keys: Sequence[str], parameters: Parameters) -> Plan:
    """Return the plan of a run with these very constants.

    Parameters
    ----------
    lowered : Lowered
    keys : sequence of str
        Outputs by canonical name.
    parameters : Parameters

    Returns
    -------
    Plan
    """
    return make_plan(lowered, keys, parameters.varying(), parameters.constant)


def plan_run(
    contents: Contents,
    request: Request,
    outputs: Sequence[str] | None,
    planner: Planner = planned,
) -> Run:
    """Check what a run is asked for, and plan it.

    Parameters
    ----------
    contents : Contents
    request : Request
    outputs : sequence of str or None
        Variables to compute; None: all of them.
    planner : callable

    Returns
    -------
    Run

    Raises
    ------
    ModelError
        Something does not fit.
    """
    outputs = listed(outputs)
    setup = set_up(contents, request)
    lowered, parameters = setup.lowered, setup.parameters
    keys = list(lowered.values) if outputs is None else [output(contents, n) for n in outputs]
    if setup.before is not None:
        shape = (id(lowered), tuple(keys))
        names, _ = remembered(
            contents.kept, "kept names", shape, lambda: (kept_names(lowered, keys), lowered)
        )
        parameters = with_kept(setup.before, names, parameters)
        setup = replace(setup, parameters=parameters)
    plan = planner(lowered, list(dict.fromkeys(keys)), parameters)
    what = told(plan, setup.timing, parameters.members)
    check_room(labels_size(parameters.members), what)  # any way to run needs as much
    return Run(setup, plan, _attributes(contents, request, setup))


def _attributes(contents: Contents, request: Request, setup: Setup) -> dict[str, Any]:
    found = {
        "model": contents.path.name,
        "model_hash": contents.content_hash,
        "method": setup.timing.method.name,
        "time_step": setup.timing.step,
        "seed": int(request.seed),
    }
    first = setup.parameters.first
    return found | ({"first_member": first} if first else {})


def output(contents: Contents, name: str) -> str:
    """Return the canonical name of a variable that has values.

    Raises
    ------
    ModelError
        No such variable (with the nearest), or a lookup.
    """
    key = contents.key(name)
    if key not in contents.program().values:
        raise contents.refused(contents.variables[key], "is a lookup, not a value")
    return key
