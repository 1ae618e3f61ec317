"""Names of targets, told apart where two have one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gaoxin.language import Text, name_of

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target


def told_apart(targets: Iterable[Target]) -> dict[str, Text]:
    """Return the name of each target by its id; those that share one have their short names.

    Parameters
    ----------
    targets : iterable of Target
        That stand in one table.

    Returns
    -------
    dict of str to Text
    """
    rows = list(targets)
    often = Counter(name_of(target) for target in rows)
    return {
        target.id: name_of(target) if often[name_of(target)] == 1 else _placed(target)
        for target in rows
    }


def _placed(target: Target) -> Text:
    """Return a name with what tells it apart: the brackets of the short name, else its value."""
    name, short = name_of(target), target.short
    place = Text(_bracket(short.en, "(", ")"), _bracket(short.zh, "（", "）"))
    if all(place):
        return Text(f"{name.en} ({place.en})", f"{name.zh}（{place.zh}）")
    return name


def _bracket(text: str, opening: str, closing: str) -> str:
    return text.partition(opening)[2].rpartition(closing)[0]
