"""Subscript ranges, their elements and mappings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gaoxin.engine.reading.equations import RangeText
from gaoxin.engine.reading.unreadable import each
from gaoxin.errors import ModelError, nearest
from gaoxin.names import canonical

MAX_ELEMENTS = 100_000
"""Elements of one range."""

MAX_DEPTH = 50
"""Ranges of ranges."""


@dataclass(frozen=True)
class Dim:
    """One dimension of a variable: a range's key and the canonical elements it runs over."""

    key: str
    elements: tuple[str, ...]

    @cached_property
    def position(self) -> dict[str, int]:
        """Place of each element, from 0 on."""
        return {element: place for place, element in enumerate(self.elements)}


@dataclass(frozen=True)
class Ranges:
    """All subscript ranges of a model.

    Attributes
    ----------
    elements : dict
        Canonical range name to its canonical elements, in order.
    spelling : dict
        Canonical range or element name to the model's spelling.
    mappings : dict
        (range, target range) to the target's elements, one for each element of the range; blank
        where an element has no image.
    """

    elements: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spelling: dict[str, str] = field(default_factory=dict)
    mappings: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def is_range(self, key: str) -> bool:
        """Whether a canonical subscript is a range (else an element, or unknown)."""
        return key.rstrip("!") in self.elements

    def is_element(self, key: str) -> bool:
        """Whether a canonical subscript is an element of some range."""
        return key in self.spelling and key not in self.elements

    def known(self) -> Iterable[str]:
        """Every range and element as the model spells it."""
        return self.spelling.values()

    def main(self, elements: Sequence[str]) -> tuple[str, ...]:
        """Return the elements of the largest range that holds these."""
        return self.elements[min(self._that_hold(elements), key=self._largest_first)]

    def _largest_first(self, key: str) -> tuple[int, str]:
        return -len(self.elements[key]), key

    def _that_hold(self, elements: Collection[str]) -> list[str]:
        """Return the ranges that hold all of some elements; none that has an element twice."""
        first = next(iter(elements))
        wanted = set(elements)
        return [key for key in self._holders.get(first, ()) if wanted <= self._sets[key]]

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        return {key: frozenset(names) for key, names in self.elements.items()}

    @cached_property
    def _holders(self) -> dict[str, list[str]]:
        """Of each element the ranges that have it, once each."""
        found: dict[str, list[str]] = {}
        for key, names in self.elements.items():
            if len(self._sets[key]) == len(names):
                for name in names:
                    found.setdefault(name, []).append(key)
        return found

    def repeated(self, key: str) -> list[str]:
        """Return the elements that a range has twice: it is there to be mapped to."""
        names = self.elements.get(key, ())
        if len(self._sets.get(key, ())) == len(names):
            return []
        return [name for name, count in Counter(names).items() if count > 1]

    def axes(self, dims: Sequence[Dim]) -> list[str]:
        """Return a name for each dimension of a variable, as results call it.

        That is the range's as the model spells it; where a variable runs over it again, with
        ``_2``, ``_3`` behind it, or with more of the same where a range has that name.
        """
        names: list[str] = []
        for place, dim in enumerate(dims):
            before = sum(other.key == dim.key for other in dims[:place])
            name = self.spelling[dim.key]
            while before and (name in names or canonical(name) in self.elements):
                name += f"_{before + 1}"
            names.append(name)
        return names

    def span(self, positions: Sequence[str]) -> Dim:
        """Return the dimension that holds the subscripts used at one place of a variable.

        Parameters
        ----------
        positions : sequence of str
            Ranges or elements, one for each equation of the variable.

        Returns
        -------
        Dim
            The range itself when it is the only one; else the smallest declared range that
            holds all of the elements, restricted to those that are defined.
        """
        first = positions[0]
        if self.is_range(first) and all(p == first for p in positions):
            return Dim(first, self.elements[first])
        used: set[str] = set()
        for position in positions:
            used.update(self.elements.get(position, (position,)))
        holders = self._that_hold(used)
        if not holders:
            raise KeyError(", ".join(sorted(self.spelling[u] for u in used)))
        key = min(holders, key=lambda k: len(self.elements[k]))
        return Dim(key, tuple(e for e in self.elements[key] if e in used))


def read_ranges(path: Path, texts: Sequence[RangeText]) -> Ranges:
    """Resolve sub-ranges, copies and mappings.

    Raises
    ------
    ModelError
        A range is defined twice or through itself, or a mapping does not fit its target.
    """
    by_key: dict[str, RangeText] = {}

    def note(text: RangeText) -> None:
        if text.name in {"time", "member"}:
            raise ModelError(
                f"subscript '{text.name}' is an axis of every result; give it another name",
                path=path,
                line=text.line,
            )
        if text.key in by_key:
            raise ModelError(
                f"subscript '{text.name}' is defined a second time (first in line "
                f"{by_key[text.key].line}); remove one",
                path=path,
                line=text.line,
            )
        by_key[text.key] = text

    ranges = Ranges()
    known: dict[str, tuple[str, ...]] = {}

    def spell_out(text: RangeText) -> None:
        ranges.spelling.setdefault(text.key, text.name)
        ranges.elements[text.key] = _expand(path, text, by_key, known)
        for element in text.elements:
            ranges.spelling.setdefault(canonical(element), element)

    def follow(text: RangeText) -> None:
        for target, listed in text.mappings:
            if text.key in ranges.elements:
                _map(path, text, target, listed, ranges)

    steps = [(step, text) for step in (note, spell_out, follow) for text in texts]
    each(lambda it: it[0](it[1]), steps)
    return ranges


def _expand(
    path: Path,
    text: RangeText,
    by_key: dict[str, RangeText],
    known: dict[str, tuple[str, ...]],
    above: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """Return the elements of a range, those of ranges in it written out; `known` is added to."""
    if text.key in known:
        return known[text.key]
    if text.key in above:
        raise ModelError(
            f"subscript '{text.name}' is defined through itself", path=path, line=text.line
        )
    if len(above) > MAX_DEPTH:
        raise ModelError(
            f"subscript '{text.name}' is a range of more than {MAX_DEPTH} ranges in one another",
            path=path,
            line=text.line,
        )
    elements: list[str] = []
    for element in text.elements:
        inner = by_key.get(canonical(element))
        if inner is not None:
            elements += _expand(path, inner, by_key, known, (*above, text.key))
        else:
            elements.append(canonical(element))
        if len(elements) > MAX_ELEMENTS:
            raise ModelError(
                f"subscript '{text.name}' has more than {MAX_ELEMENTS} elements",
                path=path,
                line=text.line,
            )
    known[text.key] = tuple(elements)
    return known[text.key]


def _map(path: Path, text: RangeText, target: str, listed: tuple[str, ...], ranges: Ranges) -> None:
    """Note what a mapping says: from each element to its image, or from the images back."""
    if target not in ranges.elements:
        raise ModelError(
            f"subscript '{text.name}' maps to unknown subscript '{target}'"
            f"{nearest(target, ranges.elements)}",
            path=path,
            line=text.line,
        )
    pairs = _paired(text, target, listed, ranges)
    known = set(ranges.elements[target])
    if pairs is None or not all(set(images) <= known for _, images in pairs):
        raise ModelError(
            f"the mapping of '{text.name}' to '{ranges.spelling[target]}' must name one of its "
            f"elements, or a part of it, for each of the {len(ranges.elements[text.key])} of "
            f"'{text.name}'",
            path=path,
            line=text.line,
        )
    once = not ranges.repeated(text.key)
    if once and all(len(images) == 1 for _, images in pairs):
        image = {source: images[0] for sources, images in pairs for source in sources}
        ranges.mappings[text.key, target] = tuple(image[e] for e in ranges.elements[text.key])
        return
    back: dict[str, str] = {}
    for sources, images in pairs:
        for number, element in enumerate(images):
            back.setdefault(element, sources[number if len(sources) > 1 else 0])
    ranges.mappings[target, text.key] = tuple(back.get(e, "") for e in ranges.elements[target])


def _paired(
    text: RangeText, target: str, listed: tuple[str, ...], ranges: Ranges
) -> list[tuple[tuple[str, ...], tuple[str, ...]]] | None:
    """Pair what a range lists with what it is mapped to, in order; None where they do not fit.

    ``A: a1, Part -> (B: Other, b3)``: an element may be mapped to a part of B, and a part of A to
    an element, or to a part that is as long, element by element.
    """
    own = ranges.elements[text.key]
    images: list[tuple[str, ...]] = [ranges.elements.get(name, (name,)) for name in listed]
    if not listed:
        images = [(name,) for name in ranges.elements[target]]
    sources: list[tuple[str, ...]] = [(name,) for name in own]
    if len(sources) != len(images):
        flat: list[tuple[str, ...]] = [(name,) for group in images for name in group]
        parts = [ranges.elements.get(key, (key,)) for key in map(canonical, text.elements)]
        if len(flat) == len(sources):
            images = flat
        elif len(parts) == len(images):
            sources = parts
        else:
            return None
    pairs = list(zip(sources, images, strict=True))
    fits = all(1 in {len(a), len(b)} or len(a) == len(b) for a, b in pairs)
    return pairs if fits else None
