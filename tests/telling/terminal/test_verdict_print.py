from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.table import Table

from gaoxin.ensembles.member_draws import PRIOR_STAMP
from gaoxin.language import Lang
from gaoxin.telling.terminal.verdict_print import render, render_unjudged
from tests.verdicts.conftest import Case


def printed(table: Table, width: int = 100) -> str:
    out = io.StringIO()
    Console(file=out, width=width, no_color=True).print(table)
    return out.getvalue()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_target_is_a_row_with_its_numbers_in_100_columns(case: Case, lang: Lang) -> None:
    result = case.results[1]
    text = printed(render(result.verdicts, result.run.scenario, lang, PRIOR_STAMP))
    assert "…" not in text
    assert result.run.scenario.title[lang] in text
    for verdict in result.verdicts:
        if verdict.p50 is not None:
            assert f"{verdict.p50:,.0f}" in text
    assert text.count("≥") + text.count("≤") == 5
    assert ("Prior draws, not calibrated" if lang == "en" else "先验抽样，未经校准") in text


def test_assumed_and_unjudged_targets_are_marked(case: Case) -> None:
    result = case.results[0]
    text = printed(render(result.verdicts, result.run.scenario))
    assert "Target cut*" in text
    assert "not modelled" in text
    assert "no number" in text
    assert "calibrated" not in text


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ("Target idle", "no mechanism", "a dash", "Indicator unmodelled", "not in the model"),
        ),
        ("zh", ("没有机制", "模型未含", "未建模", "无数值")),
    ],
)
def test_what_is_not_judged_is_listed_with_its_reason(
    case: Case, lang: Lang, words: tuple[str, ...]
) -> None:
    text = printed(render_unjudged(case.results[0].verdicts, case.indicators, lang))
    for word in words:
        assert word in text
