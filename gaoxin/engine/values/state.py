"""A value with memory: a stock, a sample that is held, a fixed delay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gaoxin.engine.values.curves import Curve
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
    way : None, "material", "information", "batches", "returns" or Curve
        How a queue works whose time may change; a conveyor has the profile of what is first on it.
        Its `change` has its operands along a first axis, and its `delay` what it begins with.
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
    way: str | Curve | None = None

    def parts(self) -> list[Node]:
        """Return the values it starts from and changes by."""
        found = (self.initial, self.change, self.delay, self.ring)
        return [node for node in found if node is not None]


def feedback(states: Iterable[State]) -> list[tuple[int, int]]:
    """Return each value that a state starts from or changes by, and the state, as node numbers."""
    return [(part.number, state.node.number) for state in states for part in state.parts()]
