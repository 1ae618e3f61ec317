"""A comparison as rows: ``compare.csv``, JSON, and its verdicts in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.telling.words.quantities import STATUS_WORDS
from gaoxin.telling.writing.verdict_tables import TARGET_COLUMNS, target_row
from gaoxin.verdicts.likelihood import likelihood_of

if TYPE_CHECKING:
    from gaoxin.telling.writing.verdict_tables import Cell
    from gaoxin.verdicts.contrast import Contrast

COMPARE_COLUMNS = (
    *TARGET_COLUMNS,
    "p50_a",
    "p50_b",
    "diff_p05",
    "diff_p50",
    "diff_p95",
    "probability_a",
    "probability_a_high",
    "probability_b",
    "probability_b_high",
    "diff_probability",
    "diff_probability_low",
    "diff_probability_high",
    "mc_error",
    "probability_a_better",
    "probability_a_better_high",
    "mc_error_better",
    "tied",
    "members",
    "failed",
    "verdict",
    "note",
)

SMALL = 0.01
"""A median difference below this share of the medians is called small."""
CLEAR = 0.66
"""From this probability on (the IPCC's "likely") one of the two is called better."""

Pair = tuple[str, str]


def comparison_row(contrast: Contrast, stamp: str = "") -> dict[str, Cell]:
    """Return one target by column name; None stands for a blank cell.

    Differences are A - B of the same member. A probability is the lower end of the interval that
    failed members leave open, its ``_high`` the upper end. ``mc_error`` is that of
    ``diff_probability``. `stamp` opens the note.
    """
    target, a, b = contrast.target, contrast.a, contrast.b
    low, high = contrast.diff_probability_ends or (None, None)
    return {
        **target_row(target),
        "p50_a": a.p50,
        "p50_b": b.p50,
        "diff_p05": contrast.diff_p05,
        "diff_p50": contrast.diff_p50,
        "diff_p95": contrast.diff_p95,
        "probability_a": a.probability,
        "probability_a_high": a.probability_high,
        "probability_b": b.probability,
        "probability_b_high": b.probability_high,
        "diff_probability": contrast.diff_probability,
        "diff_probability_low": low,
        "diff_probability_high": high,
        "mc_error": contrast.diff_error,
        "probability_a_better": contrast.probability_a_better,
        "probability_a_better_high": contrast.probability_a_better_high,
        "mc_error_better": contrast.better_error,
        "tied": contrast.tied,
        "members": contrast.members,
        "failed": contrast.failed,
        "verdict": " ".join(comparison_words(contrast)),
        "note": "; ".join(part for part in (stamp, target.reason, target.note) if part),
    }


def comparison_words(contrast: Contrast) -> Pair:
    """Return who is better and how surely, in English and Chinese.

    The word is that of the share of members in which one beats the other (a tie counted half, a
    failed member not at all), no stronger than so many members can show.
    """
    if contrast.wins_a is None or contrast.wins_b is None:
        return STATUS_WORDS[contrast.a.state]
    if contrast.same:
        return "no difference", "无差别"
    name, wins = max(("A", contrast.wins_a), ("B", contrast.wins_b), key=lambda side: side[1])
    word = likelihood_of(wins, contrast.members)
    if word.at_least < CLEAR:
        return "neither clearly better", "难分优劣"
    sure = f"{word.en} to be" if word.key == "virtually_certain" else word.en
    en, zh = f"{name} {sure} better", f"{name}{word.zh}更优"
    return (f"{en}, by under 1 %", f"{zh}，差距不足1%") if _small(contrast) else (en, zh)


def _small(contrast: Contrast) -> bool:
    sizes = [abs(p50) for p50 in (contrast.a.p50, contrast.b.p50) if p50 is not None]
    return abs(contrast.diff_p50 or 0.0) < SMALL * max(sizes)
