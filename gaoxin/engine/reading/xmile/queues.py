"""Queues: batches that wait, first come first served, until a conveyor takes them on.

A batch is what one inflow brings in one time step. The conveyor behind a queue says how much leaves
it (XMILE 1.0, queues and conveyors): one batch a step unless ``one_at_a_time`` is false, a part of
one where no more has room unless ``batch_integrity`` is true. What a queue holds at the start is
one batch. Queues that lead elsewhere, or out by several ways, are refused by name: no text says in
full what leaves them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gaoxin.engine.reading.trees import Logic
from gaoxin.engine.reading.xmile.conveyors import Belt
from gaoxin.engine.reading.xmile.entities import Entity, Faults, Written
from gaoxin.engine.reading.xmile.functions import call, operation, variable
from gaoxin.engine.reading.xmile.modules import Module


@dataclass(frozen=True)
class WaitingQueue:
    """A queue and the conveyor that it waits for.

    Attributes
    ----------
    one_at_a_time, whole : bool
        Whether a step takes one batch at most, and no part of one.
    """

    stock: Entity
    inflows: tuple[Written, ...]
    one_at_a_time: bool
    whole: bool


def read_queues(
    module: Module, boarding: Mapping[str, tuple[Belt, int]], faults: Faults
) -> dict[str, WaitingQueue]:
    """Return the queues of a module by canonical name of their outflow; refused ones are noted.

    Parameters
    ----------
    module : Module
    boarding : mapping of str to (Belt, int)
        Conveyors by canonical name of the flows onto them.
    faults : Faults

    Returns
    -------
    dict of str to WaitingQueue
    """
    found: dict[str, WaitingQueue] = {}
    for entity in module.entities.values():
        tag = entity.tag.first("queue")
        if entity.kind != "stock" or tag is None or not entity.parts:
            continue
        targets = [module.find(name) for name, _ in entity.outflows]
        keys = [target[1] for target in targets if target is not None]
        why = ""
        if len(entity.outflows) != 1 or len(entity.parts) != 1:
            why = "without one outflow alone"
        elif not keys or keys[0] not in boarding:
            why = "that leads to no conveyor"
        else:
            belt = boarding[keys[0]][0].tag
            single = belt.get("one_at_a_time").lower() != "false"
            whole = belt.get("batch_integrity").lower() == "true"
            if whole and not single:
                why = "of which a conveyor takes several whole batches"
            else:
                flows = entity.parts[0].inflows
                found[keys[0]] = WaitingQueue(entity, flows, single, whole)
        if why:
            faults.add(f"'{entity.name}' is a queue {why}; it is not supported", tag.at)
    return found


def offered(queue: WaitingQueue, level: Any, outflow: Any, inflows: list[Any]) -> Any:
    """Return what a queue has to give in a time unit, before the conveyor's limits.

    Parameters
    ----------
    queue : WaitingQueue
    level, outflow : syntax tree
        Its stock and its outflow.
    inflows : list of syntax tree

    Returns
    -------
    syntax tree
    """
    waiting = call("queue front", level, outflow, *inflows) if queue.one_at_a_time else level
    return operation("/", waiting, variable("time_step"))


def taken(queue: WaitingQueue, given: Any, admitted: Any) -> Any:
    """Return what leaves a queue: what is admitted, or nothing where a batch must stay whole.

    Parameters
    ----------
    queue : WaitingQueue
    given, admitted : syntax tree
        Before and after the conveyor's limits.

    Returns
    -------
    syntax tree
    """
    if not queue.whole:
        return admitted
    return call("if then else", Logic((">=",), (admitted, given)), admitted, 0.0)
