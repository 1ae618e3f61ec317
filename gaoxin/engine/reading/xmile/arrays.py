"""What XMILE leaves unsaid about arrays, written out: every subscript of every name.

Inside, a name alone means all its dimensions; ``*``, slices and numbers become elements or marked
ranges (``Age!``), which is what lowering reads. An element that is known only in a run stays an
expression in the brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gaoxin.engine.reading.equations import RangeText
from gaoxin.engine.reading.xmile.dimensions import Dimension
from gaoxin.names import canonical


@dataclass(frozen=True)
class ArrayPlace:
    """A dimension of the variable whose equation is meant.

    Attributes
    ----------
    dimension : str
        Its canonical name.
    name : str
        How a reference writes it: the range that runs, or the one element.
    element : str
        Canonical; blank where the equation runs over all of them.
    part : str
        Canonical name of the part of the dimension that runs; blank where all of it does.
    """

    dimension: str
    name: str
    element: str = ""
    part: str = ""


@dataclass
class Arrays:
    """The dimensions of a file, and the ranges that only its equations need.

    A slice is a range of its own, ``Age[1:2]``; so is a dimension that stands twice in one name,
    ``Age_2``: both sides of it run.
    """

    dimensions: dict[str, Dimension]
    extra: dict[str, RangeText] = field(default_factory=dict)

    def range_texts(self) -> Iterator[RangeText]:
        """Yield the ranges of the file and those made for its equations."""
        for dimension in self.dimensions.values():
            maps = tuple((target, ()) for target in dimension.maps if target in self.dimensions)
            yield RangeText(dimension.name, dimension.key, dimension.shown, maps, dimension.at[0])
        yield from self.extra.values()

    def alias(self, key: str, number: int) -> str:
        """Return the name of a dimension where it stands for the `number`-th time."""
        dimension = self.dimensions[key]
        if number == 1:
            return dimension.name
        name = dimension.name + f"_{number}" * 1
        while canonical(name) in self.dimensions:
            name += f"_{number}"
        self._add(name, dimension, dimension.shown)
        return name

    def sliced(self, key: str, low: int, high: int) -> str:
        """Return the name of the range of a dimension's elements from one place to another.

        Parameters
        ----------
        key : str
            Canonical name of the dimension.
        low, high : int
            Places, from 1; both belong to the range.

        Returns
        -------
        str
        """
        dimension = self.dimensions[key]
        if (low, high) == (1, len(dimension.elements)):
            return dimension.name
        name = f"{dimension.name}[{low}:{high}]"
        self._add(name, dimension, dimension.shown[low - 1 : high])
        return name

    def _add(self, name: str, dimension: Dimension, shown: Sequence[str]) -> None:
        key = canonical(name)
        self.extra.setdefault(key, RangeText(name, key, tuple(shown), (), dimension.at[0]))

    def size(self, name: str) -> int:
        """Return the number of elements of a range, or of an extra one."""
        key = canonical(name)
        if key in self.dimensions:
            return len(self.dimensions[key].elements)
        return len(self.extra[key].elements)

    def places(self, dims: Sequence[str], elements: Sequence[str] = ()) -> tuple[ArrayPlace, ...]:
        """Return the places of a left side: all elements of its dimensions, or one of each.

        Parameters
        ----------
        dims : sequence of str
            Canonical names of dimensions.
        elements : sequence of str
            Canonical; none, or one a dimension: an element, or the name of a part that runs.

        Returns
        -------
        tuple of ArrayPlace
        """
        if elements:
            return tuple(self._place(d, e) for d, e in zip(dims, elements, strict=True))
        seen: dict[str, int] = {}
        found = []
        for dim in dims:
            seen[dim] = seen.get(dim, 0) + 1
            found.append(ArrayPlace(dim, self.alias(dim, seen[dim])))
        return tuple(found)

    def _place(self, dim: str, written: str) -> ArrayPlace:
        if written in self.dimensions[dim].elements:
            return ArrayPlace(dim, self.shown(dim, written), written)
        return ArrayPlace(
            dim, self.dimensions[written].name, part="" if written == dim else written
        )

    def is_part(self, dim: str, key: str) -> bool:
        """Return whether a name is of a dimension, or of one that has some of its elements."""
        part = self.dimensions.get(key)
        return part is not None and set(part.elements) <= set(self.dimensions[dim].elements)

    def shown(self, dim: str, element: str) -> str:
        """Return an element as the file spells it."""
        dimension = self.dimensions[dim]
        return dimension.shown[dimension.elements.index(element)]

    def element(self, dim: str, written: str) -> str | None:
        """Return the element of a dimension that a name or a number means, or None."""
        dimension = self.dimensions[dim]
        key = canonical(written)
        if key in dimension.elements:
            return key
        if key.isdigit() and 1 <= int(key) <= len(dimension.elements):
            return dimension.elements[int(key) - 1]
        return None

    def position(self, dim: str, element: str) -> float:
        """Return the place of an element in its dimension, from 1."""
        return float(self.dimensions[dim].elements.index(element) + 1)
