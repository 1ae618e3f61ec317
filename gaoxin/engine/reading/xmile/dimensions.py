"""``<dimensions>``: what arrays are over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gaoxin.engine.reading.subscripts import MAX_ELEMENTS
from gaoxin.engine.reading.trees import LineColumn
from gaoxin.engine.reading.xmile.document import Tag
from gaoxin.engine.reading.xmile.entities import Faults
from gaoxin.engine.reading.xmile.tokens import plain_name
from gaoxin.names import canonical


@dataclass(frozen=True)
class Dimension:
    """A dimension: its elements, canonical and as shown.

    Attributes
    ----------
    maps : tuple of str
        Canonical names of dimensions that its elements stand for, by position.
    """

    name: str
    key: str
    elements: tuple[str, ...]
    shown: tuple[str, ...]
    at: LineColumn
    maps: tuple[str, ...] = ()


def read_dimensions(groups: Iterable[Tag], faults: Faults) -> dict[str, Dimension]:
    """Return the dimensions of a file by canonical name.

    Parameters
    ----------
    groups : iterable of Tag
        ``<dimensions>`` of the file.
    faults : Faults

    Returns
    -------
    dict
    """
    found: dict[str, Dimension] = {}
    for group in groups:
        for tag in group.all("dim"):
            dimension = _dimension(tag, faults)
            if dimension is None:
                continue
            if dimension.key in found:
                line = found[dimension.key].at[0]
                faults.add(
                    f"dimension '{dimension.name}' is defined a second time (first in line {line})",
                    tag.at,
                )
            found.setdefault(dimension.key, dimension)
    for dimension in found.values():
        for shown, element in zip(dimension.shown, dimension.elements, strict=True):
            if element in found:
                faults.add(
                    f"element '{shown}' of dimension '{dimension.name}' has the name of a "
                    "dimension; give one of them another name",
                    dimension.at,
                )
    return found


def _dimension(tag: Tag, faults: Faults) -> Dimension | None:
    name = plain_name(tag.get("name"))
    if any("{" in e.get("name") for e in tag.all("elem")):
        left_out = re.sub(r"\s+", "", next(tag.all("elem")).get("name"))
        faults.add(
            f"the elements of dimension '{name}' are not in the file, its converter left "
            f"'{left_out[:40]}'; write <elem name=.../> for each",
            tag.at,
        )
        return None
    shown = [plain_name(e.get("name")) for e in tag.all("elem")]
    size = tag.get("size")
    if not shown and size.isdigit() and 0 < int(size) <= MAX_ELEMENTS:
        shown = [str(i) for i in range(1, int(size) + 1)]
    if not name or not shown or not all(shown):
        faults.add(
            f"dimension '{name}' needs a name, and elements with names or a size from 1 to "
            f"{MAX_ELEMENTS}",
            tag.at,
        )
        return None
    maps = tuple(canonical(plain_name(m.text)) for m in tag.children if m.name.endswith(":maps_to"))
    elements = tuple(canonical(element) for element in shown)
    return Dimension(name, canonical(name), elements, tuple(shown), tag.at, maps)
