"""Verdicts in words: how likely a target is, and which of two scenarios is better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Text
from gaoxin.telling.words.quantities import STATUS_WORDS
from gaoxin.verdicts.likelihood import likelihood_of

if TYPE_CHECKING:
    from gaoxin.verdicts.contrast import Contrast
    from gaoxin.verdicts.verdict import Verdict

SMALL = 0.01
"""A median difference below this share of the medians is called small."""
CLEAR = 0.66
"""From this probability on (the IPCC's "likely") one of the two is called better."""
UNLIKELY = 0.33
"""A word that begins below this probability is one of the unlikely."""

LIKELIHOOD_WORDS = {
    "virtually_certain": Text("virtually certain", "几乎确定"),
    "very_likely": Text("very likely", "很可能"),
    "likely": Text("likely", "可能"),
    "as_likely_as_not": Text("about as likely as not", "或许可能"),
    "unlikely": Text("unlikely", "不太可能"),
    "very_unlikely": Text("very unlikely", "很不可能"),
    "exceptionally_unlikely": Text("exceptionally unlikely", "几乎不可能"),
}
"""The IPCC's words by :attr:`gaoxin.verdicts.likelihood.Likelihood.key`.

The Chinese ones are those of its Chinese editions, but 0-33 % is 不太可能: a lay reader takes
不可能 for "impossible"."""


def verdict_words(verdict: Verdict) -> Text:
    """Return the verdict; the state where there is none."""
    word = verdict.word
    return LIKELIHOOD_WORDS[word.key] if word else STATUS_WORDS[verdict.state]


def comparison_words(contrast: Contrast) -> Text:
    """Return who is better and how surely.

    The word is that of the share of members in which one beats the other (a tie counted half, a
    failed member not at all), no stronger than so many members can show.
    """
    if contrast.wins_a is None or contrast.wins_b is None:
        return STATUS_WORDS[contrast.a.state]
    if contrast.same:
        return Text("no difference", "无差别")
    name, wins = max(("A", contrast.wins_a), ("B", contrast.wins_b), key=lambda side: side[1])
    word = likelihood_of(wins, contrast.members)
    if word.at_least < CLEAR:
        return Text("neither clearly better", "难分优劣")
    words = LIKELIHOOD_WORDS[word.key]
    sure = f"{words.en} to be" if word.key == "virtually_certain" else words.en
    slight = Text(", by under 1 %", "，差距不足1%") if _small(contrast) else NOTHING
    missed = Text(", and still misses", "，但仍难达标") if _misses(contrast, name) else NOTHING
    return Text(
        f"{name} {sure} better{slight.en}{missed.en}",
        f"{name}{words.zh}更优{slight.zh}{missed.zh}",
    )


def _misses(contrast: Contrast, name: str) -> bool:
    """Return whether the better of the two is unlikely to meet the target all the same."""
    word = (contrast.a if name == "A" else contrast.b).word
    return word is not None and word.at_least < UNLIKELY


def _small(contrast: Contrast) -> bool:
    sizes = [abs(p50) for p50 in (contrast.a.p50, contrast.b.p50) if p50 is not None]
    return abs(contrast.diff_p50 or 0.0) < SMALL * max(sizes)
