"""The name by which a state, or a place in an equation, is found again in another lowering."""

from __future__ import annotations

from typing import Any

from gaoxin.engine.lowering.context import Context


def label(context: Context, identity: tuple[Any, ...]) -> str:
    """Name something by variable, piece, place in the equation's tree, and what else it takes."""
    tree, *rest = identity
    stack: list[Any] = [context.equation.tree]
    place = 0
    while stack and id(stack[-1]) != tree:
        item = stack.pop()
        place += 1
        if isinstance(item, (tuple, list)):
            stack.extend(reversed(item))
        elif hasattr(item, "__dataclass_fields__"):
            stack.extend(reversed([getattr(item, f) for f in item.__dataclass_fields__]))
    inside = (context.scope.label, context.scope.local) if context.scope else ()
    return ":".join(map(str, (context.variable.key, context.piece.number, *inside, place, *rest)))
