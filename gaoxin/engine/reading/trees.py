"""The syntax tree that both languages share, and its places in the file.

What was decided, for whoever reads or lowers:

- **One family of nodes**, the records that lowering, units and structure go by: their names and
  fields stay as they are. They are classes of our own; a reader makes them by their names.
- A number is a ``float``, ``:NA:`` is NaN, a list of numbers is an array, a text in quotes a
  ``str``.
- **A function with a record of its own is made into it where it is read** (``forms``); every other
  call is a Call of the name as written, for lowering to know or to refuse.
- **Sums and products are flat**: ``a + b - c`` is one node of three operands, so that 100,000
  terms are no deeper than two. Operators of one node bind equally; ``^`` goes from the right.
- Subscripts are texts, ``name`` or ``name!``. In XMILE's ``a[*]``, ``a[*:Sub]``, ``a[2:5]``,
  ``a[@2]`` and ``a[i + 1]`` the reader writes what it can as texts; what is known only in a run
  stays a node, or an expression.
- **at** is line and column where a node begins, counted from 1. It takes no part in comparison, is
  no field, and is not kept in the cache: a node that comes from there has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from gaoxin.names import canonical

LineColumn = tuple[int, int]
"""Line and column, from 1."""


class SyntaxNode:
    """A node of a syntax tree.

    Attributes
    ----------
    at : tuple of (line, column)
        Where it begins; missing on a node that was not read from a file (:func:`place_of`).
    """

    __slots__ = ("at",)
    at: LineColumn


S = TypeVar("S", bound=SyntaxNode)


def placed(node: S, at: LineColumn | None) -> S:
    """Return a node, noted to begin at a line and column."""
    if at is not None:
        node.at = at
    return node


def place_of(tree: Any) -> LineColumn | None:
    """Return the line and column where a tree begins; None where it is not known."""
    found: LineColumn | None = getattr(tree, "at", None)
    return found


@dataclass(slots=True)
class Arithmetic(SyntaxNode):
    """``a + b - c``, ``a*b/c``, ``a^b^c``, or the sign of ``-a`` (operator ``negative``)."""

    operators: Sequence[str]
    arguments: tuple[Any, ...]


@dataclass(slots=True)
class Logic(SyntaxNode):
    """``a = b``, ``a :AND: b``, ``:NOT: a``."""

    operators: Sequence[str]
    arguments: tuple[Any, ...]


@dataclass(slots=True)
class Subscripts(SyntaxNode):
    """What stands in the brackets after a name."""

    subscripts: tuple[Any, ...]


@dataclass(slots=True)
class Reference(SyntaxNode):
    """A name, as written, with its subscripts or None."""

    reference: str
    subscripts: Subscripts | None = None


@dataclass(slots=True)
class Call(SyntaxNode):
    """A function, a macro or a lookup, with what it is given."""

    function: Reference
    arguments: tuple[Any, ...]


@dataclass(slots=True)
class MacroOutput(SyntaxNode):
    """What a macro gives besides its result: the call, and the canonical name of the output."""

    call: Call
    output: str


@dataclass(slots=True)
class WildcardSubscript(SyntaxNode):
    """XMILE's ``*``, or ``*:within``."""

    within: str = ""


@dataclass(slots=True)
class SliceSubscript(SyntaxNode):
    """XMILE's ``low:high``."""

    low: Any
    high: Any


@dataclass(slots=True)
class PositionSubscript(SyntaxNode):
    """XMILE's ``@number``: an element by its place."""

    number: int


@dataclass(slots=True)
class Game(SyntaxNode):
    """GAME."""

    expression: Any


@dataclass(slots=True)
class AllocateAvailable(SyntaxNode):
    """ALLOCATE AVAILABLE."""

    request: Any
    pp: Any
    avail: Any


@dataclass(slots=True)
class AllocateByPriority(SyntaxNode):
    """ALLOCATE BY PRIORITY."""

    request: Any
    priority: Any
    size: Any
    width: Any
    supply: Any


@dataclass(slots=True)
class Initial(SyntaxNode):
    """INITIAL."""

    initial: Any


@dataclass(slots=True)
class Integ(SyntaxNode):
    """INTEG; a stock of XMILE may be kept from falling below 0."""

    flow: Any
    initial: Any
    non_negative: bool = False


@dataclass(slots=True)
class ElementPlace(SyntaxNode):
    """XMILE's name of a dimension as a number: the place of the element that runs, from 1."""

    dimension: str


@dataclass(slots=True)
class Delay(SyntaxNode):
    """DELAY1, DELAY3 and their kin of a given first value."""

    input: Any
    delay_time: Any
    initial: Any
    order: Any


@dataclass(slots=True)
class DelayN(SyntaxNode):
    """DELAY N."""

    input: Any
    delay_time: Any
    initial: Any
    order: Any


@dataclass(slots=True)
class DelayFixed(SyntaxNode):
    """DELAY FIXED."""

    input: Any
    delay_time: Any
    initial: Any


@dataclass(slots=True)
class Smooth(SyntaxNode):
    """SMOOTH, SMOOTH3 and their kin of a given first value."""

    input: Any
    smooth_time: Any
    initial: Any
    order: Any


@dataclass(slots=True)
class SmoothN(SyntaxNode):
    """SMOOTH N."""

    input: Any
    smooth_time: Any
    initial: Any
    order: Any


@dataclass(slots=True)
class Trend(SyntaxNode):
    """TREND."""

    input: Any
    average_time: Any
    initial_trend: Any


@dataclass(slots=True)
class Forecast(SyntaxNode):
    """FORECAST."""

    input: Any
    average_time: Any
    horizon: Any
    initial_trend: Any


@dataclass(slots=True)
class SampleIfTrue(SyntaxNode):
    """SAMPLE IF TRUE."""

    condition: Any
    input: Any
    initial: Any


@dataclass(slots=True)
class Lookups(SyntaxNode):
    """The points of a lookup, in order of x; limits belong to its graph."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    x_limits: Any
    y_limits: Any
    type: str


@dataclass(slots=True)
class InlineLookups(SyntaxNode):
    """WITH LOOKUP."""

    argument: Any
    lookups: Any


@dataclass(slots=True)
class GetLookups(SyntaxNode):
    """GET DIRECT LOOKUPS and GET XLS LOOKUPS."""

    file: str
    tab: str
    x_row_or_col: str
    cell: str


@dataclass(slots=True)
class GetData(SyntaxNode):
    """GET DIRECT DATA and GET XLS DATA."""

    file: str
    tab: str
    time_row_or_col: str
    cell: str


@dataclass(slots=True)
class GetConstants(SyntaxNode):
    """GET DIRECT CONSTANTS and GET XLS CONSTANTS."""

    file: str
    tab: str
    cell: str


NODES: dict[str, type[SyntaxNode]] = {
    name: kind
    for name, kind in list(globals().items())
    if isinstance(kind, type) and issubclass(kind, SyntaxNode) and kind is not SyntaxNode
}
"""Every node by its name."""

STRUCTURES: dict[str, tuple[str, ...]] = {
    name: tuple(getattr(kind, "__dataclass_fields__", ())) for name, kind in NODES.items()
}
"""Name and fields of every node that a tree may hold."""

BINDING = frozenset({"prod", "sum", "vector_select", "vmax", "vmin"})
"""Functions over the subscripts that are marked ``!`` in their arguments."""


def structure(name: str, values: list[Any]) -> Any:
    """Return the node `name` with its fields' values, in order.

    Raises
    ------
    KeyError, ValueError
        No such node, or not as many values as it has fields.
    """
    if len(values) != len(STRUCTURES[name]):
        raise ValueError(f"{name} has {len(STRUCTURES[name])} fields, not {len(values)}")
    return NODES[name](*values)


def marked(tree: Any) -> list[str]:
    """Return the subscripts marked ``!`` in a tree, without those of sums inside it."""
    found: list[str] = []
    for reference in references(tree, inside_folds=False):
        if reference.subscripts:
            names = [s for s in reference.subscripts.subscripts if isinstance(s, str)]
            found += [s for s in names if s.strip().endswith("!")]
    return found


def references(tree: Any, inside_folds: bool = True) -> list[Any]:
    """Return every reference in a tree, in order."""
    found: list[Any] = []
    stack: list[Any] = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, (tuple, list)):
            stack.extend(reversed(item))
        elif hasattr(item, "reference"):
            found.append(item)
        elif hasattr(item, "function"):
            if inside_folds or canonical(item.function.reference) not in BINDING:
                stack.append(item.arguments)
            if item.function.subscripts:
                found.append(item.function)
        elif hasattr(item, "__dataclass_fields__"):
            stack.extend(reversed([getattr(item, f) for f in item.__dataclass_fields__]))
    return found
