"""Compiled code of a model's runs, made once for all runs of a shape and kept with the model.

The shape of a run is its outputs, what varies over members and time, its method, and how its
switches stand: conditions of constants by which a choice falls away. Other values of constants and
overrides are no part of it: they are parameters of the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy.typing as npt

from gaoxin.engine.compiled.build import Linked, linked_code
from gaoxin.engine.compiled.layout import MOST as MOST_VALUES
from gaoxin.engine.compiled.layout import Layout, lay_out
from gaoxin.engine.compiled.slots import Slot
from gaoxin.engine.compiled.trial import check_machine
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.lowering.program import Lowered
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import Plan, make_plan, switches
from gaoxin.engine.running.remembered import Kept, remembered
from gaoxin.engine.values.graph import SHAPED, reachable
from gaoxin.engine.values.interpret import evaluate

LITTLE = 1e8
"""Instructions of a run, over members and steps, for which a quick compilation is enough."""

LARGE, FEW = 20_000, 2_000
"""Values of a step, and steps over all members, at which compiling takes longer than it saves."""


@dataclass(frozen=True)
class Compiled:
    """Code for the runs of one shape.

    Attributes
    ----------
    functions : dict of Slot to int
        Addresses; 0 for those that these runs do not call.
    scratch : int
        Rows of scratch memory.
    """

    layout: Layout
    linked: Linked
    functions: dict[Slot, int]
    scratch: int


@dataclass(frozen=True)
class Shape:
    """What is kept for runs of one shape: their plan, and by method and way of saving their code.

    Attributes
    ----------
    layouts : dict
        For Euler's method and for others; a text says why there is none.
    codes, back : dict
        Code, and code that is read backwards.
    """

    plan: Plan
    layouts: dict[bool, Layout | str] = field(default_factory=dict)
    codes: dict[tuple[bool, bool, int], Compiled] = field(default_factory=dict)
    back: dict[Any, Any] = field(default_factory=dict)


def kept_plan(
    kept: Kept,
    lowered: Lowered,
    keys: Sequence[str],
    parameters: Parameters,
    varying: Mapping[str, int] | None = None,
) -> Plan:
    """Return a plan for any values of the constants, made now or before.

    Parameters
    ----------
    kept : dict
        What is kept with the model.
    lowered : Lowered
    keys : sequence of str
        Outputs by canonical name.
    parameters : Parameters
    varying : mapping of str to int, optional
        What each parameter varies over; by default what its values do.

    Returns
    -------
    Plan
    """
    varying = parameters.varying() if varying is None else varying
    structure = (
        id(lowered.graph),
        tuple((key, lowered.values[key].number) for key in keys),
        tuple((s.number, *(n.number for n in s.parts())) for s in lowered.states),
        frozenset(varying.items()),
    )
    conditions = remembered(kept, "switches", structure, lambda: switches(lowered, keys, varying))
    values = evaluate(conditions, parameters.constant)
    positions = tuple(_position(values[node.number]) for node in conditions)

    def make() -> Shape:
        return Shape(make_plan(lowered, keys, varying, parameters.constant, general=True))

    shape: Shape = remembered(kept, "shapes", (structure, positions), make)
    return shape.plan


def _position(condition: npt.NDArray[Any]) -> int:
    """Return how a switch stands: on, off, or on for some elements."""
    return 1 if condition.all() else 2 if condition.any() else 0


def compiled(
    kept: Kept, plan: Plan, *, euler: bool, dense: bool, runs: int, asked: bool = False
) -> Compiled:
    """Return the code for a plan, made now or before.

    Parameters
    ----------
    kept : dict
        What is kept with the model.
    plan : Plan
        One of :func:`kept_plan`.
    euler : bool
        Whether the method has one stage.
    dense : bool
        Whether outputs are saved at every step.
    runs : int
        Steps, over all members.
    asked : bool
        Whether code is wanted even where it takes longer than it saves.

    Returns
    -------
    Compiled

    Raises
    ------
    NotCovered
        Something of the plan has no scalar form, or there is no compiler.
    """
    shape = kept_shape(kept, plan)
    if euler not in shape.layouts and (why := _not_worth(plan, runs, asked=asked)):
        raise NotCovered(why)
    if euler not in shape.layouts:
        shape.layouts[euler] = _laid_out(plan, euler)
    layout = shape.layouts[euler]
    if isinstance(layout, str):
        raise NotCovered(layout)
    check_machine(layout.special)
    level = level_for(layout, runs)
    for enough in range(level, 2):
        if (found := shape.codes.get((euler, dense, enough))) is not None:
            return found
    made = shape.codes[euler, dense, level] = _compile(layout, dense, level)
    return made


def _not_worth(plan: Plan, runs: int, *, asked: bool) -> str:
    """Return why a plan is not even laid out; nothing where it is."""
    loop = [*plan.running(), *plan.outputs.values()]
    size = sum(prod(n.shape) for n in reachable(loop) if plan.in_loop(n) and n.op not in SHAPED)
    if size > MOST_VALUES:
        return f"more than {MOST_VALUES} values"
    if size > LARGE and runs < FEW and not asked:
        return f"a run of {runs} steps takes less time than {size} values to compile"
    return ""


def level_for(layout: Layout, runs: int) -> int:
    """Return the level of optimisation that is worth its time for so many steps of members."""
    return 0 if runs * len(layout.code.instructions) < LITTLE else 1


def kept_shape(kept: Kept, plan: Plan) -> Shape:
    """Return what is kept for a plan."""
    known = (s for s in kept.get("shapes", {}).values() if s.plan is plan)
    return next(known, None) or Shape(plan)


def _laid_out(plan: Plan, euler: bool) -> Layout | str:
    """Return the layout of a plan, or why there is none."""
    try:
        return lay_out(plan, euler=euler)
    except NotCovered as why:
        return str(why)


def _compile(layout: Layout, dense: bool, level: int) -> Compiled:
    sections: dict[str, list[str]] = {"begin": ["begin"]}
    if dense:
        sections["both"] = ["save", "step"]
    else:
        sections["save"] = ["save"]
    if not dense or not layout.euler:
        sections["step"] = ["step"]
    linked, scratch = linked_code(layout.code, sections, level)
    functions = {
        slot: linked.addresses.get(slot.name.lower(), 0)
        for slot in (Slot.BEGIN, Slot.STEP, Slot.SAVE, Slot.BOTH)
    }
    return Compiled(layout, linked, functions, scratch)
