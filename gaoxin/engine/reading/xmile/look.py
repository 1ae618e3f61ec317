"""Where an equation stands: whose it is, what its names mean, which dimensions run there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gaoxin.engine.reading.trees import LineColumn, placed
from gaoxin.engine.reading.xmile.arrays import ArrayPlace, Arrays
from gaoxin.engine.reading.xmile.tokens import plain_name, segments_of
from gaoxin.errors import nearest

NONE, FREE, WHOLE = "", "free", "whole"
"""What an array that is named alone means: its dimensions must run on the left side; those that
do not are folded; all are folded."""

_WIDE = dict(zip("（），；：［］＋－＊／＾＝＜＞", "(),;:[]+-*/^=<>", strict=True))


@dataclass(frozen=True)
class Meaning:
    """What a name is: a variable, with its name in the whole model and its dimensions.

    Attributes
    ----------
    table : str
        Name of the lookup that holds its graphical function; blank where it has none.
    begins : float
        The first x of that.
    """

    name: str
    key: str
    dims: tuple[str, ...]
    table: str = ""
    begins: float = 0.0


@dataclass
class Look:
    """What the names of one equation are looked up by.

    Attributes
    ----------
    resolve : callable
        Looks up a tree: this record, the tree, and what an array alone means.
    places : tuple of ArrayPlace
        Of the left side.
    own : Meaning or None
        The variable itself, for ``SELF``.
    find : callable
        From a name as written to its meaning, or None.
    known : callable
        Gives the names that a wrong one might have meant.
    macros : mapping
        Canonical names of macros, with the trees of the defaults of their parameters.
    at : tuple of (line, column) or None
        Where the equation begins.
    graphs : set of str
        Is added to: variables whose graphical function is called by name.
    renamed : mapping
        Functions that mean others in this file: INT and MOD of files that Vensim wrote are its own.
    """

    resolve: Callable[[Look, Any, str], Any]
    arrays: Arrays
    places: tuple[ArrayPlace, ...]
    own: Meaning | None
    find: Callable[[str], Meaning | None]
    known: Callable[[], Sequence[str]]
    macros: Mapping[str, Sequence[tuple[str, Any]]] = field(default_factory=dict)
    at: LineColumn | None = None
    graphs: set[str] = field(default_factory=set)
    renamed: Mapping[str, str] = field(default_factory=dict)

    def go(self, tree: Any, over: str = NONE) -> Any:
        """Return a tree with every name looked up and every subscript written out.

        Parameters
        ----------
        tree : syntax tree
            As the grammar gives it.
        over : {"", "free", "whole"}
            What an array that is named alone means here.

        Returns
        -------
        syntax tree

        Raises
        ------
        Unreadable
            A name, a subscript or a call means nothing here.
        """
        return self.resolve(self, tree, over)

    def spot(self, dim: str, number: int = 1) -> ArrayPlace | None:
        """Return where a dimension stands on the left side, for the `number`-th time if it can."""
        found = [place for place in self.places if dim in (place.dimension, place.part)]
        return found[min(number, len(found)) - 1] if found else None

    def unknown(self, written: str) -> str:
        """Say that a name is of nothing, with what may have been meant."""
        words = segments_of(written)[-1].split()
        for split in range(1, len(words)):
            left, right = " ".join(words[:split]), " ".join(words[split:])
            if self.find(left) and self.find(right):
                return (
                    f"unknown variable '{written}'; an operator is missing between '{left}' and "
                    f"'{right}'"
                )
        if wide := next((sign for sign in written if sign in _WIDE), ""):
            return (
                f"unknown variable '{plain_name(written)}'; the full-width '{wide}' is a letter of "
                f"a name, write '{_WIDE[wide]}'"
            )
        name = plain_name(written)
        return f"unknown variable '{name}'{nearest(name, self.known())}"


def placed_any(tree: Any, at: LineColumn | None) -> Any:
    """Return a tree noted to begin at a place, where it is a node."""
    return tree if isinstance(tree, (float, int, str)) or tree is None else placed(tree, at)
