"""Values that must be known before a run: orders of delays, actions of functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.reading.references import references
from gaoxin.engine.values.interpret import evaluate, leaf_values
from gaoxin.names import canonical


def value_now(work: Lowering, context: Context, tree: Any) -> float:
    """Evaluate an expression of constants at the start; 0 while it is not lowered.

    Raises
    ------
    ModelError
        It rests on something else.
    """
    if isinstance(tree, (int, float)):
        return float(tree)
    node = work.graph.number(lower_tree(work, context.at_start(), tree))
    if work.missing:
        return 0.0
    names = {canonical(reference.reference) for reference in references(tree)}
    work.structural |= names
    try:
        if "time" in names:
            raise KeyError("time")
        value = evaluate([node], leaf_values(work.constants))[node.number]
    except KeyError:
        raise work.error(
            context, "the order of a delay, or of a choice, must follow from constants"
        ) from None
    return float(np.ravel(value)[0])
