"""Numbers that a model's structure rests on, known before a run: orders, actions of functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.reading.trees import references
from gaoxin.engine.values.curves import NA
from gaoxin.engine.values.interpret import value_of
from gaoxin.names import canonical

MAX_ORDER = 1000
"""Stages of a delay or smooth."""


def value_now(work: Lowering, context: Context, tree: Any) -> float:
    """Evaluate an expression of constants at the start; 0 while it is not lowered.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the expression stands.
    tree : syntax tree or number

    Returns
    -------
    float

    Raises
    ------
    ModelError
        It rests on something else.
    """
    if isinstance(tree, (int, float)):
        return NA if tree != tree else float(tree)
    node = work.graph.number(lower_tree(work, context.at_start(), tree))
    if work.missing:
        return 0.0
    names = {canonical(reference.reference) for reference in references(tree)}
    work.structural |= names
    try:
        if "time" in names:
            raise KeyError("time")
        value = value_of(node, work.constants)
    except KeyError:
        raise work.error(
            context, "the order of a delay, or of a choice, must follow from constants"
        ) from None
    return float(np.ravel(value)[0])


def chain_order(work: Lowering, context: Context, tree: Any) -> int:
    """Return the order of a chain: a whole number known before the run; 0 while it is not.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    tree : syntax tree
        The call, with its order.

    Returns
    -------
    int

    Raises
    ------
    ModelError
        The order does not follow from constants, or is out of range.
    """
    order = tree.order
    if not isinstance(order, (int, float)):
        order = value_now(work, context, order)
        if work.missing:
            return 0
    if not (1 <= order <= MAX_ORDER) or order != order:
        raise work.error(context, f"order {order:g} of a delay or smooth; write 1 to {MAX_ORDER}")
    return int(order)
