"""A comparison as rows, in words, and as a table of a terminal."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from rich.console import Console

from gaoxin.ensembles.member_draws import PRIOR_STAMP
from gaoxin.language import Lang
from gaoxin.telling.terminal.comparison_print import render_comparison
from gaoxin.telling.words.verdict_words import comparison_words
from gaoxin.telling.writing.comparison_table import COMPARE_COLUMNS, comparison_row
from gaoxin.verdicts.comparison import compare
from gaoxin.verdicts.contrast import Contrast, contrast
from gaoxin.verdicts.verdict import verdict
from tests.verdicts.conftest import Case, make_target

CONTRACT = (
    "p50_a",
    "p50_b",
    "diff_p05",
    "diff_p50",
    "diff_p95",
    "probability_a",
    "probability_b",
    "diff_probability",
    "probability_a_better",
)


def won(better: int, members: int, by: float = 1.0, tied: int = 0, failed: int = 0) -> Contrast:
    """Return a contrast in which A is `by` above B in `better` pairs, and below in the others."""
    b = np.full(members - failed, 10.0)
    a = b + np.where(np.arange(b.size) < better, by, -by)
    a[b.size - tied :] = 10.0
    aim = make_target("t", value=5.0)
    return contrast(verdict(a, aim, failed), verdict(b, aim, failed), a, b, failed)


@pytest.mark.parametrize(
    ("found", "en", "zh"),
    [
        (won(1000, 1000), "A virtually certain to be better", "A几乎确定更优"),
        (won(950, 1000), "A very likely better", "A很可能更优"),
        (won(700, 1000), "A likely better", "A可能更优"),
        (won(600, 1000), "neither clearly better", "难分优劣"),
        (won(300, 1000), "B likely better", "B可能更优"),
        (won(0, 1000), "B virtually certain to be better", "B几乎确定更优"),
        (won(1000, 1000, by=0.05), "A virtually certain to be better, by under 1 %", "差距不足1%"),
        (won(0, 1000, by=0.0), "no difference", "无差别"),
        (won(500, 1000, tied=500), "A likely better", "A可能更优"),
        (won(5, 5), "neither clearly better", "难分优劣"),  # five pairs show no more
        (won(990, 1000, failed=10), "A virtually certain to be better", "A几乎确定更优"),
        (won(985, 1000, failed=10), "A very likely better", "A很可能更优"),
    ],
)
def test_words_say_who_is_better_and_how_surely(found: Contrast, en: str, zh: str) -> None:
    words = comparison_words(found)
    assert words[0] == en
    assert zh in words[1]


def test_a_row_has_the_columns_of_the_contract_and_they_agree(case: Case) -> None:
    momentum, plan = case.results
    found = compare(plan.run, momentum.run, case.targets, case.indicators)
    rows = [comparison_row(row, "a stamp") for row in found.contrasts]
    assert set(CONTRACT) < set(COMPARE_COLUMNS)
    for row in json.loads(json.dumps(rows)):
        assert tuple(row) == COMPARE_COLUMNS
        assert row["note"].startswith("a stamp")
        if row["probability_a"] is None:
            assert all(row[name] is None for name in CONTRACT)
            continue
        assert row["diff_probability"] == pytest.approx(row["probability_a"] - row["probability_b"])
        assert row["diff_p05"] <= row["diff_p50"] <= row["diff_p95"]
        assert row["probability_a_better_high"] == pytest.approx(
            row["probability_a_better"] + 1 / 400
        )
        # member 3 failed under both: the difference of probabilities may be one member either way
        assert row["diff_probability_high"] - row["diff_probability_low"] == pytest.approx(2 / 400)


def printed(case: Case, lang: Lang, width: int) -> str:
    momentum, plan = case.results
    found = compare(plan.run, momentum.run, case.targets, case.indicators)
    out = io.StringIO()
    console = Console(file=out, width=width, no_color=True)
    console.print(render_comparison(found, lang, PRIOR_STAMP))
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 110])
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("Title of plan (plan)", "virtually", "1 of the pairs failed", "2 further")),
        ("zh", ("情景“plan” (plan)", "B几乎确定", "其中 1 对运行失败", "2 项目标")),
    ],
)
def test_the_table_says_everything_in_80_columns(
    case: Case, lang: Lang, said: tuple[str, ...], width: int
) -> None:
    text = printed(case, lang, width)
    assert all(len(line) <= width for line in text.splitlines())
    squeezed = "".join(text.split())
    for words in (*said, PRIOR_STAMP[lang == "zh"][1:]):
        assert "".join(words.split()) in squeezed
    assert text.count("+350") >= 4
    assert "≥1,200" in text
    assert squeezed.count("*") == 2  # the assumed target and what the mark means
