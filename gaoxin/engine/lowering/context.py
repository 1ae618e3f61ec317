"""Where an expression stands: its equation, the subscripts that run there, initial or running."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from gaoxin.engine.reading.equations import Equation, Macro
from gaoxin.engine.reading.subscripts import Dim, Ranges
from gaoxin.engine.reading.variables import Piece, Variable
from gaoxin.engine.values.data import Along, At, Pick
from gaoxin.engine.values.graph import Node
from gaoxin.errors import ModelError, nearest
from gaoxin.names import canonical


@dataclass(frozen=True)
class Axis:
    """A subscript that runs: the range as the equation writes it, and its elements here."""

    key: str
    elements: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """The inside of a macro, where one call of it stands.

    Attributes
    ----------
    given : tuple of (str, object)
        What the call gives it: canonical name and tree, which belongs to `caller`.
    path : tuple
        The calls on the way here; no two calls have the same.
    label : str
        The same path, the same in every run of the program.
    local : str
        The macro's variable whose equation is meant.
    """

    macro: Macro
    given: tuple[tuple[str, Any], ...]
    caller: Context
    path: tuple[int, ...]
    label: str
    local: str


@dataclass(frozen=True)
class Context:
    """The place of an expression.

    Attributes
    ----------
    variable, piece
        Whose equation it is.
    axes : tuple of Axis
        Subscripts that run, those of the left side first, then those of enclosing sums.
    initial : bool
        Whether the value at the start is meant, before any step.
    scope : Scope or None
        The macro it stands in.
    itself : Node or None
        What the variable's own name means here: the value that it held last.
    reading : str
        How data go on between their points here, as the data equation says that they stand in;
        blank elsewhere: as they say themselves.
    """

    variable: Variable
    piece: Piece
    axes: tuple[Axis, ...]
    initial: bool
    scope: Scope | None = None
    itself: Node | None = None
    reading: str = ""

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes."""
        return tuple(len(a.elements) for a in self.axes)

    @property
    def own_shape(self) -> tuple[int, ...]:
        """Lengths of the axes of the left side."""
        return self.shape[: len(self.piece.looped)]

    @property
    def equation(self) -> Equation:
        """The equation it is part of."""
        if self.scope is None:
            return self.piece.equation
        return self.scope.macro.equations[self.scope.local]

    @property
    def owner(self) -> tuple[Any, ...]:
        """What tells it from every other place."""
        path = self.scope.path if self.scope else ()
        return (self.variable.key, self.piece.number, *path)

    def at_start(self) -> Context:
        """Return the same place in the program of initial values."""
        return replace(self, initial=True)

    def within(self, axes: tuple[Axis, ...]) -> Context:
        """Return the same place inside a sum over more subscripts."""
        return replace(self, axes=self.axes + axes)


def context_of(variable: Variable, piece: Piece, initial: bool) -> Context:
    """Return the context of a piece's right side.

    Parameters
    ----------
    variable : Variable
    piece : Piece
        One of the variable's.
    initial : bool
        Whether the value at the start is meant.

    Returns
    -------
    Context
    """
    axes = tuple(
        Axis(key, tuple(variable.dims[i].elements[p] for p in piece.index[i]))
        for key, i in piece.looped
    )
    return Context(variable, piece, axes, initial)


def pick(subscript: str, dim: Dim, context: Context, ranges: Ranges) -> Pick | None:
    """Say which positions of a dimension a subscript means.

    Parameters
    ----------
    subscript : str
        As written in the reference.
    dim : Dim
        The dimension of the variable that is referred to.
    context : Context
        Where the reference stands.
    ranges : Ranges

    Returns
    -------
    At, Along or None
        None when the subscript means nothing here.
    """
    key = _key(subscript)
    for number, axis in reversed(list(enumerate(context.axes))):  # the innermost sum has it
        if axis.key == key:
            return _along(number, axis.elements, dim)
    fixed = dict(context.piece.fixed)
    if key in fixed:
        return _at(fixed[key], dim)
    if ranges.is_range(key):
        return _mapped(key, dim, context, ranges, fixed)
    return _at(key, dim)


def subscript_error(
    subscript: str, target: Variable, context: Context, ranges: Ranges
) -> tuple[str, int]:
    """Say what is wrong with a subscript that has no place, and in which line.

    Parameters
    ----------
    subscript : str
        As written in the reference.
    target : Variable
        What is referred to.
    context : Context
        Where the reference stands.
    ranges : Ranges

    Returns
    -------
    tuple of (str, int)
    """
    where = f"'{target.name}[{subscript}]' in the equation of '{context.variable.name}'"
    key = _key(subscript)
    known = [ranges.spelling[e] for d in target.dims for e in (*d.elements, d.key)]
    if not (ranges.is_range(key) or ranges.is_element(key)):
        text = f"unknown subscript '{subscript}': {where}{nearest(subscript, known)}"
    elif ranges.is_range(key):
        text = (
            f"subscript '{subscript}' does not run over elements of '{target.name}' here: {where}; "
            "put it on the left side, map it, or sum over it with '!'"
        )
    else:
        text = f"'{target.name}' is not defined for '{subscript}': {where}"
    return text, context.equation.line


def reduction_axis(subscript: str, context: Context, ranges: Ranges) -> Axis:
    """Return the axis of a subscript marked ``!``.

    Parameters
    ----------
    subscript : str
        With its mark.
    context : Context
        Where it stands.
    ranges : Ranges

    Returns
    -------
    Axis

    Raises
    ------
    ModelError
        It is not a range.
    """
    key = _key(subscript)
    if not ranges.is_range(key):
        raise ModelError(
            f"'{subscript}' in '{context.variable.name}' is not a subscript range"
            f"{nearest(key.rstrip('!'), ranges.known())}",
            line=context.equation.line,
        )
    return Axis(key, ranges.elements[key.rstrip("!")])


def _key(subscript: str) -> str:
    text = subscript.strip()
    return canonical(text[:-1]) + "!" if text.endswith("!") else canonical(text)


def _along(number: int, elements: tuple[str, ...], dim: Dim) -> Pick | None:
    if elements == dim.elements:
        return Along(number, tuple(range(len(elements))))
    found = tuple(dim.position.get(e, -1) for e in elements)
    return None if -1 in found else Along(number, found)


def _at(element: str, dim: Dim) -> Pick | None:
    return At(dim.position[element]) if element in dim.position else None


def _mapped(
    key: str, dim: Dim, context: Context, ranges: Ranges, fixed: dict[str, str]
) -> Pick | None:
    """Follow a mapping from a range that runs here to the range that is referred to."""
    for number, axis in enumerate(context.axes):
        image = image_of(axis.key, key, ranges)
        if image:
            return _along(number, tuple(image.get(e, "") for e in axis.elements), dim)
    for source, element in fixed.items():
        image = image_of(source, key, ranges)
        if image:
            return _at(image.get(element, ""), dim)
    return None


def image_of(source: str, target: str, ranges: Ranges) -> dict[str, str]:
    """Return the image of each element that has one: by the mapping, or by the one from there.

    Parameters
    ----------
    source, target : str
        Ranges.
    ranges : Ranges

    Returns
    -------
    dict of str to str
        Elements of the target by elements of the source.
    """
    if (source, target) in ranges.mappings:
        return dict(zip(ranges.elements[source], ranges.mappings[source, target], strict=True))
    backward = ranges.mappings.get((target, source), ())
    counts = Counter(backward)
    pairs = zip(backward, ranges.elements.get(target, ()), strict=False)
    return {image: element for image, element in pairs if counts[image] == 1}
