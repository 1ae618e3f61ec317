"""The equations of stocks and flows: what a stock adds up, what limits or drives a flow."""

from __future__ import annotations

from functools import partial
from typing import Any

from gaoxin.engine.reading.trees import LineColumn, Reference, marked, placed
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.conveyors import (
    Belt,
    BeltTrees,
    FlowRules,
    admitted,
    read_belts,
)
from gaoxin.engine.reading.xmile.document import Tag
from gaoxin.engine.reading.xmile.entities import ArrayPart, Entity, Faults
from gaoxin.engine.reading.xmile.fixed import is_fixed
from gaoxin.engine.reading.xmile.flows import drains, limited, may_not_be_negative, net_flow
from gaoxin.engine.reading.xmile.functions import call, operation
from gaoxin.engine.reading.xmile.grammar import parse
from gaoxin.engine.reading.xmile.look import FREE, Look
from gaoxin.engine.reading.xmile.modules import Module
from gaoxin.engine.reading.xmile.queues import offered, read_queues, taken
from gaoxin.errors import nearest


def flow_rules(module: Module, root: Tag, faults: Faults) -> FlowRules:
    """Return what limits and what drives the flows of a module.

    Parameters
    ----------
    module : Module
    root : Tag
        ``<xmile>``.
    faults : Faults

    Returns
    -------
    FlowRules
    """
    rules = FlowRules(drains(module, root))
    for belt in read_belts(module, faults):
        flows = [belt.outflow, *belt.leaks]
        for number, (name, at) in enumerate(flows):
            target = module.find(name)
            if target is None:
                faults.add(
                    f"conveyor '{belt.stock.name}' names the flow '{name}', which is not defined",
                    at,
                )
            else:
                rules.driven[target[1]] = (belt, number)
        for number, (name, _) in enumerate(belt.inflows):
            target = module.find(name)
            if target is not None:
                rules.boarding[target[1]] = (belt, number)
    rules.queues.update(read_queues(module, rules.boarding, faults))
    return rules


def driven(look: Look, module: Module, entity: Entity, rules: FlowRules) -> tuple[Any, str]:
    """Return a flow that a conveyor drives, and its words.

    Parameters
    ----------
    look : Look
        Where it stands.
    module : Module
    entity : Entity
        The flow.
    rules : FlowRules

    Returns
    -------
    tree : syntax tree
    words : str

    Raises
    ------
    Unreadable
        A name in it means nothing, or it is not supported.
    """
    belt, number = rules.driven[entity.key]
    trees = _belt(look, module, belt)
    tree = trees.outflow() if number == 0 else trees.leak(number - 1)
    return tree, f"conveyor {belt.stock.name}, {belt.tag.words('len')}"


def queued(look: Look, module: Module, entity: Entity, rules: FlowRules) -> tuple[Any, str]:
    """Return the outflow of a queue, and its words.

    Parameters
    ----------
    look : Look
        Where it stands.
    module : Module
    entity : Entity
        The flow.
    rules : FlowRules

    Returns
    -------
    tree : syntax tree
    words : str

    Raises
    ------
    Unreadable
        A name in it means nothing, or it is not supported.
    """
    queue = rules.queues[entity.key]
    level, own = look.go(Reference(queue.stock.name)), look.go(Reference(entity.name))
    inflows = [_flow_sum(look, name, at) for name, at in queue.inflows]
    given = offered(queue, level, own, inflows)
    admitted_ = _boarding(look, module, entity, given, rules)
    return taken(queue, given, admitted_), f"queue {queue.stock.name}"


def _belt(look: Look, module: Module, belt: Belt) -> BeltTrees:
    """Return what a conveyor's equations are made of, where one of its flows stands."""
    length = belt.tag.first("len")
    assert length is not None  # noqa: S101  (a belt without one is refused)
    span = parse(length.text, length.place)
    if not is_fixed(module, span):
        raise Unreadable(
            f"conveyor '{belt.stock.name}' has a transit time that changes; it is not supported",
            length.at,
        )
    written = [_leaking(module, name) for name, _ in belt.leaks]
    shares = [look.go(tree) for tree in written]
    steady = all(is_fixed(module, tree) for tree in written)
    inflows = [_flow_sum(look, name, at) for name, at in belt.inflows]
    inflow = operation("+", *inflows) if inflows[1:] else (inflows or [0.0])[0]
    level = look.go(Reference(belt.stock.name))
    return BeltTrees(level, inflow, look.go(span), tuple(shares), steady, belt.exponential)


def _leaking(module: Module, name: str) -> Any:
    """Return the share that a leakage takes, as written."""
    target = module.find(name)
    entity = target[0].entities[target[1]] if target is not None else None
    leak = entity.tag.first("leak") if entity is not None else None
    if leak is not None and leak.text.strip():
        return parse(leak.text, leak.place)
    formulas = entity.parts[0].equations if entity is not None else ()
    return formulas[0].tree if formulas else 0.0


def _boarding(look: Look, module: Module, entity: Entity, tree: Any, rules: FlowRules) -> Any:
    """Return what of an inflow a conveyor takes on."""
    belt, number = rules.boarding[entity.key]
    limits = []
    for name in ("capacity", "in_limit"):
        tag = belt.tag.first(name)
        written = tag is not None and tag.text.strip()
        limits.append(look.go(parse(tag.text, tag.place)) if tag is not None and written else None)
    tree = call("max", tree, 0.0)
    if limits == [None, None]:
        return tree
    before = [_flow_sum(look, name, at) for name, at in belt.inflows[:number]]
    return admitted(tree, _belt(look, module, belt), before, limits)


def rate(look: Look, module: Module, entity: Entity, part: ArrayPart) -> tuple[Any, str]:
    """Return what a stock adds up, and its words.

    Parameters
    ----------
    look : Look
        Where it stands.
    module : Module
    entity : Entity
        The stock.
    part : ArrayPart
        Of it.

    Returns
    -------
    tuple of (syntax tree, str)

    Raises
    ------
    Unreadable
        A name in it means nothing, or it is not supported.
    """
    gains: list[Any] = []
    losses: list[Any] = []
    for flows, side in ((part.inflows, gains), (part.outflows, losses)):
        for name, at in flows:
            tree = _flow_reference(look, module, name, at, entity)
            target = module.find(name)
            assert target is not None  # noqa: S101  (looked up the line before)
            factor = target[0].entities[target[1]].tag.words("multiplier")
            if factor and side is gains:
                tree = operation("*", look.go(parse(factor, partial(_constantly, at))), tree)
            side.append(tree)
    words = " + ".join(name for name, _ in part.inflows)
    return net_flow(gains, losses), words + "".join(f" - {n}" for n, _ in part.outflows)


def _flow_reference(look: Look, module: Module, name: str, at: LineColumn, entity: Entity) -> Any:
    if module.find(name) is None:
        known = [one.name for one in module.entities.values() if one.kind == "flow"]
        raise Unreadable(
            f"stock '{entity.name}' names the flow '{name}', which is not defined"
            f"{nearest(name, known)}",
            at,
        )
    return _flow_sum(look, name, at)


def _flow_sum(look: Look, name: str, at: LineColumn) -> Any:
    """Return a flow; an array's sum, into what is none."""
    tree = look.go(placed(Reference(name), at), FREE)
    return call("sum", tree) if marked(tree) else tree


def flow(
    look: Look,
    module: Module,
    entity: Entity,
    tree: Any,
    text: str,
    rules: FlowRules,
    root: Tag,
) -> tuple[Any, str]:
    """Return a flow as it really is, where it or its stock may not be negative.

    Parameters
    ----------
    look : Look
        Where it stands.
    module : Module
    entity : Entity
    tree : syntax tree
        By its own equation.
    text : str
        The same in words.
    rules : FlowRules
    root : Tag
        ``<xmile>``.

    Returns
    -------
    tuple of (syntax tree, str)

    Raises
    ------
    Unreadable
        A name in it means nothing, or it is not supported.
    """
    if may_not_be_negative(entity, module, root):
        tree, text = call("max", tree, 0.0), f"MAX({text}, 0)"
    if entity.key in rules.boarding:
        tree = _boarding(look, module, entity, tree, rules)
    drain = rules.drains.get(entity.key)
    if drain is None:
        return tree, text
    if set(entity.dims) - set(drain.stock.dims):
        raise Unreadable(
            f"'{entity.name}' drains '{drain.stock.name}', which may not be negative, by more "
            "dimensions than it has; no rule shares it out",
            entity.at,
        )
    stock = look.go(Reference(drain.stock.name))
    before = [look.go(placed(Reference(n), at)) for n, at in drain.before]
    return limited(tree, stock, before), f"{text} {{from {drain.stock.name}}}"


def _constantly(at: LineColumn, _: int) -> LineColumn:
    return at
