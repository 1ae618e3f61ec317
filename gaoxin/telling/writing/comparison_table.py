"""A comparison as rows: ``compare.csv`` and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.telling.words.verdict_words import comparison_words
from gaoxin.telling.writing.verdict_tables import TARGET_COLUMNS, target_row

if TYPE_CHECKING:
    from gaoxin.telling.writing.csv_table import Cell
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
