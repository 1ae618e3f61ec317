"""What holds back, in sentences: what, where, since when, how hard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import NOTHING, Text
from gaoxin.telling.words.phrases import NO_BREAK, element_words, tight
from gaoxin.telling.words.quantities import percent

if TYPE_CHECKING:
    from gaoxin.verdicts.binding import Binding

HOLDS = 0.05
"""Share of the runs from which on a limit is worth a sentence."""
MOST = 0.5
"""Share of the runs from which on a limit is said to hold back in most of them."""


def hardest(bindings: Iterable[Binding]) -> list[Binding]:
    """Return the hardest element of each limit in the last year, the hardest limit first.

    Parameters
    ----------
    bindings : iterable of Binding

    Returns
    -------
    list of Binding
    """
    most: dict[str, Binding] = {}
    for row in bindings:
        best = most.setdefault(row.limit.id, row)
        if hardness(row) > hardness(best):
            most[row.limit.id] = row
    return sorted(most.values(), key=lambda row: -hardness(row))


def hardness(row: Binding) -> float:
    """Return the share of runs in which a limit binds, times how far it is from its threshold.

    A limit whose threshold is zero weighs by its share alone.
    """
    share, threshold = float(row.share[-1]), row.limit.threshold
    if share == 0.0 or threshold == 0.0:
        return share
    return share * min(1.0, abs(float(row.median[-1]) - threshold) / abs(threshold))


def holding(bindings: Sequence[Binding], named: int | None = None) -> list[Text]:
    """Return a sentence for each limit that holds something back in the last year.

    Parameters
    ----------
    bindings : sequence of Binding
        Of one scenario.
    named : int, optional
        At most so many limits, each by its hardest element; by default all, and every element.

    Returns
    -------
    list of Text
        The hardest limit first.
    """
    first = hardest(bindings)
    if named is not None:
        return [holding_words(row) for row in first[:named] if _holds(row)]
    places = {row.limit.id: place for place, row in enumerate(first)}
    held = [row for row in bindings if _holds(row)]
    ordered = sorted(held, key=lambda row: (places[row.limit.id], -hardness(row)))
    return [holding_words(row) for row in ordered]


def idle(bindings: Sequence[Binding]) -> list[Text]:
    """Return the limits that hold nothing back in the last year, by their short names."""
    return [row.limit.short for row in hardest(bindings) if not _holds(row)]


def _holds(row: Binding) -> bool:
    return float(row.share[-1]) >= HOLDS


def holding_words(row: Binding) -> Text:
    """Return what holds back, where, in how many runs, since when and how hard.

    Returns
    -------
    Text
        Such as ``Serviced land holds back services: in 97 % of the runs in 2025, in most since
        2021; 35 % of the wanted starts find land.``
    """
    share = "100 %" if row.share[-1] == 1.0 else percent(float(row.share[-1]))
    share = share.replace(" ", NO_BREAK)
    year, short, where = f"{row.time[-1]:.0f}", row.limit.short, element_words(row)
    place = Text(where.en.lower(), where.zh) if any(where) else Text("the zone", "全区")
    since, hard = _since(row), _hard(row)
    return Text(
        f"{short.en} {_verb(short.en)} {place.en}: in {share} of the runs in {year}"
        f"{since.en}{hard.en}.",
        f"{short.zh}制约{place.zh}：{year}年{tight(share)}的样本受限{since.zh}{hard.zh}。",
    )


def _verb(subject: str) -> str:
    plural = subject.endswith("works")
    return "hold back" if plural else "holds back"


def _since(row: Binding) -> Text:
    """Return since when most runs have been held back; blank where they are not, or always were."""
    apart = np.flatnonzero(row.share < MOST)
    if row.share[-1] < MOST:
        return NOTHING
    if not apart.size:
        return Text(", in most throughout", "，多数样本自始如此")
    year = f"{row.time[apart[-1] + 1]:.0f}"
    return Text(f", in most since {year}", f"，{year}年起多数样本如此")


def _hard(row: Binding) -> Text:
    """Return how much passes where it binds, as the table of limits words it."""
    if not any(row.limit.served) or np.isnan(row.median[-1]):
        return NOTHING
    passes = f"{100.0 * float(row.median[-1]):.0f}{NO_BREAK}%"
    served = row.limit.served
    return Text(f"; there, {passes} {served.en}", f"；受限时，{tight(passes)}{served.zh}")
