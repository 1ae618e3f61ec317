"""Conveyors: what goes on at one end comes off at the other, some of it leaking on the way.

A conveyor is made of what the language has: its outflow is a fixed delay of what went on, less the
share that leaked; a leakage drains what is aboard; the stock adds up its flows. Steps, leakages and
the start are those of Stella's documentation (Traditional Conveyor Computation): the transit time
is a whole number of steps, a linear leakage takes the same amount of a batch in each of its steps,
an exponential one the same share of what is left; at the start the belt is as a steady inflow
would have left it. What needs batches of its own is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gaoxin.engine.reading.trees import (
    DelayFixed,
    Initial,
    Integ,
    Logic,
)
from gaoxin.engine.reading.xmile.document import Tag
from gaoxin.engine.reading.xmile.entities import Entity, Faults, Written
from gaoxin.engine.reading.xmile.flows import Drain
from gaoxin.engine.reading.xmile.functions import call, operation, variable
from gaoxin.engine.reading.xmile.modules import Module


@dataclass(frozen=True)
class Belt:
    """A conveyor and its flows.

    Attributes
    ----------
    outflow : (str, (line, column))
        What comes off at the end.
    leaks : tuple of (str, (line, column))
    exponential : bool
        Whether leakages take a share of what is left.
    """

    stock: Entity
    tag: Tag
    inflows: tuple[Written, ...]
    outflow: Written
    leaks: tuple[Written, ...]
    exponential: bool


@dataclass
class FlowRules:
    """What limits and what drives the flows of a module, by canonical name of the flow.

    Attributes
    ----------
    drains : dict
        Outflows of stocks that may not be negative.
    driven, boarding : dict
        Flows off and onto a conveyor, with their place among those.
    queues : dict
        Outflows of queues.
    """

    drains: dict[str, Drain]
    driven: dict[str, tuple[Belt, int]] = field(default_factory=dict)
    boarding: dict[str, tuple[Belt, int]] = field(default_factory=dict)
    queues: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BeltTrees:
    """What a belt's equations are made of, as trees.

    Attributes
    ----------
    level, inflow, length : syntax tree
        The stock, all that goes on, and the transit time.
    shares : tuple of syntax tree
        What each leakage takes.
    steady : bool
        Whether those never change.
    """

    level: Any
    inflow: Any
    length: Any
    shares: tuple[Any, ...]
    steady: bool
    exponential: bool

    @property
    def share(self) -> Any:
        """What all leakages take together."""
        if not self.shares:
            return 0.0
        return operation("+", *self.shares) if self.shares[1:] else self.shares[0]

    @property
    def steps(self) -> Any:
        """Steps from end to end: half of one rounds up, and there is at least one."""
        return call("transit steps", self.length)

    @property
    def before(self) -> Any:
        """The steady inflow that the start is as if left by."""
        share, step = Initial(self.share), variable("time_step")
        batches = self.steps
        if self.shares and self.exponential:
            lost = operation("*", share, step)
            left = operation("-", 1.0, operation("^", operation("-", 1.0, lost), self.steps))
            none = Logic(("=",), (share, 0.0))
            batches = call("if then else", none, self.steps, call("safediv", left, lost, 0.0))
        elif self.shares:
            gone = operation("/", operation("-", self.steps, 1.0), 2.0)
            batches = operation("-", self.steps, operation("*", share, gone))
        return operation("/", Initial(self.level), operation("*", batches, step))

    @property
    def arrived(self) -> Any:
        """What went on a transit time ago."""
        return DelayFixed(self.inflow, self.length, self.before)

    def outflow(self) -> Any:
        """Return what comes off at the end."""
        if not self.shares:
            return self.arrived
        return operation("*", self.arrived, self._left())

    def _left(self) -> Any:
        """Return the share of a batch that is left at the end."""
        kept = operation("-", 1.0, operation("*", self.share, variable("time_step")))
        if self.steady:
            if self.exponential:
                return operation("^", kept, self.steps)
            return call("max", operation("-", 1.0, self.share), 0.0)
        taken = call("ln", kept) if self.exponential else self.share
        total = self._over_transit(taken)
        if self.exponential:
            return call("exp", total)
        return call("max", operation("-", 1.0, operation("/", total, self.steps)), 0.0)

    def _over_transit(self, value: Any) -> Any:
        """Return the sum of a value over the steps that a batch was aboard, this one included."""
        step = variable("time_step")
        running = operation("+", Integ(operation("/", value, step), 0.0), value)
        first = Initial(value)
        since = operation("-", variable("time"), variable("initial_time"))
        done = operation("/", since, step)
        early = operation("*", first, operation("+", operation("-", done, self.steps), 1.0))
        filled = Logic((">=",), (operation("+", done, 0.5), self.steps))
        late = DelayFixed(running, self.length, 0.0)
        return operation("-", running, call("if then else", filled, late, early))

    def leak(self, number: int) -> Any:
        """Return a leakage."""
        share = self.shares[number]
        if self.exponential:
            return operation("*", share, self.level)
        step = variable("time_step")
        span = operation("*", self.steps, step)
        net = operation("-", self.inflow, self.arrived)
        aboard = Integ(net, operation("*", self.before, self.steps, step))
        return operation("/", operation("*", share, aboard), span)


def read_belts(module: Module, faults: Faults) -> list[Belt]:
    """Return the conveyors of a module; those that are refused are noted.

    Parameters
    ----------
    module : Module
    faults : Faults

    Returns
    -------
    list of Belt
    """
    found = []
    for entity in module.entities.values():
        tag = entity.tag.first("conveyor")
        if entity.kind != "stock" or tag is None or not entity.parts:
            continue
        why = _refused(tag) or _refused_flows(module, entity)
        if why or not tag.words("len"):
            why = f"{why}; it is not supported" if why else "needs a transit time; write <len>"
            faults.add(f"'{entity.name}' is a conveyor that {why}", tag.at)
            continue
        leaks = tuple(flow for flow in entity.outflows if _tagged(module, flow[0], "leak"))
        plain = [flow for flow in entity.outflows if flow not in leaks]
        if not plain:
            faults.add(f"'{entity.name}' is a conveyor without an outflow", tag.at)
            continue
        part = entity.parts[0]
        rest = tuple(flow for flow in entity.outflows if flow != plain[0])
        exponential = tag.get("exponential_leak").lower() == "true"
        found.append(Belt(entity, tag, part.inflows, plain[0], rest, exponential))
    return found


def _refused(tag: Tag) -> str:
    """Return what of a conveyor is not supported, or nothing."""
    if tag.get("discrete").lower() == "true":
        return "moves batches (discrete)"
    if tag.first("arrest") is not None and tag.words("arrest") not in {"", "0"}:
        return "can be arrested"
    return ""


def _refused_flows(module: Module, entity: Entity) -> str:
    part = entity.parts[0]
    for name, _ in (*part.inflows, *part.outflows):
        target = module.find(name)
        if target is None:
            continue
        tag = target[0].entities[target[1]].tag
        spread = tag.get("isee:spreadflow").lower()
        if spread not in {"", "beginning"} and (name in dict(part.inflows)):
            return f"takes '{name}' on along the belt ({spread})"
        if tag.first("leak_integers") is not None:
            return f"leaks whole units ('{name}')"
        if (tag.get("leak_start") or "0", tag.get("leak_end") or "1") != ("0", "1"):
            return f"leaks in a part of the belt ('{name}')"
    return ""


def _tagged(module: Module, name: str, kind: str) -> bool:
    target = module.find(name)
    return target is not None and target[0].entities[target[1]].tag.first(kind) is not None


def admitted(raw: Any, trees: BeltTrees, before: list[Any], limits: list[Any]) -> Any:
    """Return what of an inflow a conveyor takes on, within its limits.

    Parameters
    ----------
    raw : syntax tree
        The inflow by its own equation.
    trees : BeltTrees
    before : list of syntax tree
        Inflows that come first.
    limits : list of (syntax tree or None)
        Of the contents, and of what goes on in a time unit.

    Returns
    -------
    syntax tree
    """
    capacity, rate = limits
    found = raw
    if capacity is not None:
        room = operation("/", operation("-", capacity, trees.level), variable("time_step"))
        leaving = [trees.outflow(), *(trees.leak(i) for i in range(len(trees.shares)))]
        found = call("min", found, _rest(operation("+", room, *leaving), before))
    if rate is not None:
        found = call("min", found, _rest(rate, before))
    return found


def _rest(whole: Any, before: list[Any]) -> Any:
    return call("max", operation("-", whole, *before) if before else whole, 0.0)
