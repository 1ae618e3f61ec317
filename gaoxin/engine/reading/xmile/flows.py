"""Stocks and the flows that drain them: what a stock adds up, what it leaves its outflows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gaoxin.engine.reading.trees import Arithmetic
from gaoxin.engine.reading.xmile.document import Tag
from gaoxin.engine.reading.xmile.entities import Entity, Written
from gaoxin.engine.reading.xmile.functions import call, operation, variable
from gaoxin.engine.reading.xmile.modules import Module


@dataclass(frozen=True)
class Drain:
    """A stock that may not be negative, and the outflows that it serves before this one."""

    stock: Entity
    before: tuple[Written, ...]


def may_not_be_negative(entity: Entity, module: Module, root: Tag) -> bool:
    """Return whether a stock or flow may not fall below zero.

    Its own tag says so, else the ``<behavior>`` of its model, else that of the file.

    Parameters
    ----------
    entity : Entity
    module : Module
        Where it stands.
    root : Tag
        ``<xmile>``.

    Returns
    -------
    bool
    """
    if entity.limited is not None:
        return entity.limited
    for holder in (module.model, root):
        for behavior in holder.all("behavior"):
            for said in (behavior.first(entity.kind), behavior):
                own = None if said is None else said.first("non_negative")
                if own is not None:
                    return "false" not in own.text.lower()
    return False


def drains(module: Module, root: Tag) -> dict[str, Drain]:
    """Return what limits the outflows of a module's stocks that may not be negative.

    A flow out of several stocks is no pipe: nothing says whose material it is. It stays as it is,
    and the stocks stop at zero.

    Parameters
    ----------
    module : Module
    root : Tag
        ``<xmile>``.

    Returns
    -------
    dict
        By canonical name of the flow.
    """
    found: dict[str, Drain] = {}
    sources = Counter(
        module.full_key(target[1])
        for entity in module.entities.values()
        if entity.kind == "stock"
        for name, _ in entity.outflows
        if (target := module.find(name))
    )
    for entity in module.entities.values():
        if entity.kind != "stock" or not may_not_be_negative(entity, module, root):
            continue
        for number, (name, _) in enumerate(entity.outflows):
            target = module.find(name)
            if target is not None and sources[module.full_key(target[1])] == 1:
                found[target[1]] = Drain(entity, entity.outflows[:number])
    return found


def limited(raw: Any, stock: Any, before: Sequence[Any]) -> Any:
    """Return what an outflow really is: no more than the stock holds after the flows before it.

    XMILE 1.0, section 4.8.4: the least of the flow and stock / DT less those flows.

    Parameters
    ----------
    raw : syntax tree
        By its own equation.
    stock : syntax tree
    before : sequence of syntax tree
        Outflows that come first.

    Returns
    -------
    syntax tree
    """
    left = operation("/", stock, variable("time_step"))
    if before:
        left = operation("-", left, *before)
    return call("min", raw, call("max", left, 0.0))


def net_flow(gains: Sequence[Any], losses: Sequence[Any]) -> Any:
    """Return the rate of a stock.

    Parameters
    ----------
    gains, losses : sequence of syntax tree

    Returns
    -------
    syntax tree
    """
    if gains:
        signs = ["+"] * (len(gains) - 1) + ["-"] * len(losses)
        return Arithmetic(tuple(signs), (*gains, *losses)) if signs else gains[0]
    if not losses:
        return 0.0
    first = Arithmetic(("negative",), (losses[0],))
    return operation("-", first, *losses[1:]) if losses[1:] else first
