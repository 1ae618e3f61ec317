"""All verdicts on one screen: whole, aligned and within the width, in both languages."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as RichText

from gaoxin.ensembles.member_draws import PRIOR_STAMP
from gaoxin.language import LANGS, Lang
from gaoxin.telling.terminal.columns import Columns, tables, taken
from gaoxin.telling.terminal.matrix_print import render_matrix
from gaoxin.telling.terminal.wrap import wrapped
from gaoxin.telling.words.answer import counted, judged_verdicts
from gaoxin.telling.words.binding_words import holding_words
from gaoxin.telling.words.quantities import percent, share_text
from gaoxin.telling.words.verdict_words import verdict_words
from gaoxin.verdicts.results import ScenarioResult
from tests.verdicts.conftest import Case, make_result

WIDTHS = (60, 80, 120)


def printed(results: list[ScenarioResult], lang: Lang, width: int) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=width, no_color=True, highlight=False)
    for part in render_matrix(results, lang, width, PRIOR_STAMP):
        console.print(part)
    return out.getvalue().splitlines()


def test_a_title_of_letters_is_not_parted_within_a_word(case: Case) -> None:
    """A scenario that its author called 'mine' in Chinese too is 'mine' above its column."""
    plan = case.results[1]
    own = replace(plan.run.scenario, id="mine", title={"en": "mine", "zh": "mine"})  # type: ignore[type-var]
    mine = replace(plan, run=replace(plan.run, scenario=own))  # type: ignore[type-var]
    heads = printed([case.results[0], mine], "zh", 80)[:6]
    assert any("mine" in line.split() for line in heads)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_probability_stands_in_its_row_whatever_the_width(
    case: Case, lang: Lang, width: int
) -> None:
    """Seven scenarios, of which three have long names."""
    plan = case.results[1]
    scenario = plan.run.scenario
    others = [f"scenario-of-a-long-name-{n}" for n in range(5)]
    more = [
        replace(plan, run=replace(plan.run, scenario=replace(scenario, id=i)))  # type: ignore[type-var]
        for i in others
    ]
    results = [*case.results, *more]
    lines = printed(results, lang, width)
    assert max(map(cell_len, lines)) <= width
    assert "…" not in "".join(lines)
    for verdicts in zip(*(judged_verdicts(result) for result in results), strict=True):
        name = verdicts[0].target.short.in_(lang)
        own = [line for line in lines if line.strip().startswith(name)]
        told = " ".join(own)
        for verdict in verdicts:
            assert share_text(verdict).removesuffix(" %") in told


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGS)
def test_one_scenario_has_its_words_where_there_is_room(case: Case, lang: Lang, width: int) -> None:
    lines = printed([case.results[1]], lang, width)
    assert max(map(cell_len, lines)) <= width
    words = verdict_words(case.results[1].verdicts[0]).in_(lang)
    assert any(words in line for line in lines)


def test_columns_end_at_one_place_where_signs_are_wide(case: Case) -> None:
    lines = printed(list(case.results), "zh", 80)
    rows = [line for line in lines if "≥" in line and "：" not in line]
    ends = {cell_len(line[: line.index("≥")]) + 6 for line in rows if "≥1,000" in line}
    assert len(ends) == 1


@pytest.mark.parametrize("members", [5, 400])
def test_the_count_agrees_with_the_words(members: int) -> None:
    result = make_result("plan", 1050.0, None)
    few = [
        replace(v, met=v.met and members, members=members, failed=0) if v.met is not None else v
        for v in result.verdicts
    ]
    told = counted(replace(result, verdicts=few)).en
    words = [verdict_words(v).en for v in judged_verdicts(replace(result, verdicts=few))]
    likely = sum(word in {"likely", "very likely", "virtually certain"} for word in words)
    assert f" {likely} of {len(words)} judged targets" in told


def test_what_holds_back_is_a_sentence(case: Case) -> None:
    (row,) = (b for b in case.results[1].bindings if b.limit.id == "room")
    told = holding_words(row)
    assert told.en.startswith("Room left holds back the zone: in ")
    assert percent(float(row.share[-1])) in told.en.replace("\u00a0", " ")
    assert "in 2025" in told.en
    assert "2025年" in told.zh


@given(st.text("目标 abc，。（）%<≥ 1", max_size=60), st.integers(8, 40))
def test_lines_hold_the_text_and_keep_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width).splitlines()
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        # one piece that is longer than a line stands alone in it
        assert cell_len(line) <= width or len(wrapped(line, 1).splitlines()) <= 3
    if text[:1].strip(" ，。）"):
        assert not any(line[:1] in "，。）" for line in lines[1:] if line)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=12), st.integers(30, 90))
def test_tables_hold_every_column_once_and_keep_the_width(sizes: list[int], width: int) -> None:
    fixed = Columns(["name"], [[RichText("target")]], frozenset({0}))
    moving = Columns(["h" * size for size in sizes], [[RichText("1") for _ in sizes]])
    found = tables("", fixed, moving, width)
    assert [c.header for t in found for c in t.columns if c.header != "name"] == list(moving.heads)
    for table in found:
        own = [len(str(column.header)) for column in table.columns[1:]]
        assert taken([6, *own]) <= width or len(own) == 1
