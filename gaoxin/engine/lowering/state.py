"""A value with memory, and the name by which it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.values.graph import Node


@dataclass
class State:
    """A value with memory.

    Attributes
    ----------
    kind : {"integral", "held", "queue"}
        Integrated; replaced once a step by `next`; or a queue that gives `next` back after
        `delay` time units.
    initial, change : Node
        Value at the start; rate per time unit (integral) or next value.
    delay : Node or None
        Delay of a queue at the start.
    label : str
        The same for the same state, whatever variables lost their equation to an override.
    ring : Node or None
        What a queue holds where a run goes on from a saved state.
    floor : bool
        Whether an integral stops at zero.
    """

    number: int
    kind: str
    node: Node
    variable: str
    initial: Node | None = None
    change: Node | None = None
    delay: Node | None = None
    label: str = ""
    ring: Node | None = None
    floor: bool = False

    def parts(self) -> list[Node]:
        """Return the values it starts from and changes by."""
        found = (self.initial, self.change, self.delay, self.ring)
        return [node for node in found if node is not None]


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
