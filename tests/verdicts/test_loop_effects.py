"""What a loop does to a target, against closed forms; its tables and charts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import xarray as xr

from gaoxin.language import Text
from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.loop_charts import loop_effect_chart, loop_share_chart
from gaoxin.telling.drawing.style import chart_style
from gaoxin.telling.drawing.svg import standalone
from gaoxin.telling.terminal.loop_print import render_effects, render_loops
from gaoxin.telling.words.quantities import share_cell
from gaoxin.telling.writing.loop_tables import EFFECT_COLUMNS, effect_rows, share_rows
from gaoxin.verdicts.loop_effects import Effect, LoopResult, distinct, effect, effects
from tests.telling.drawing.test_fan_charts import texts
from tests.verdicts.conftest import Scenario, make_target

MEMBERS = 101
YEARS = np.array([2014.0, 2020.0, 2025.0])


@dataclass(frozen=True)
class Loop:
    id: str
    polarity: str
    name_en: str
    name_zh: str


LOOPS = (Loop("R1", "R", "Capital", "资本"), Loop("B1", "B", "Land", "土地"))
TARGET = make_target("revenue", variable="revenue", value=150.0)
SHARE = make_target("cut", variable="cut", unit="percent", rule="at_most", value=0.0)
SCENARIO = Scenario("plan", {"en": "Plan", "zh": "规划"}, {"en": "", "zh": ""})


def runs(factor: float, failed: tuple[int, ...] = ()) -> xr.Dataset:
    """`revenue`: (100 + member) times `factor` in 2025; `cut`: -20 times `factor` for all."""
    member = np.arange(MEMBERS, dtype=np.float64)
    revenue = np.stack([np.full(MEMBERS, 10.0), 100 + member, factor * (100 + member)], axis=1)
    cut = np.broadcast_to(np.array([0.0, -20.0, -20.0 * factor]), revenue.shape)
    dims = ("member", "time")
    data = {"revenue": (dims, revenue), "cut": (dims, cut)}
    return xr.Dataset(data, coords={"time": YEARS}, attrs={"failed": list(failed)})


def result() -> LoopResult:
    cut = {"R1": runs(0.5), "B1": runs(1.25)}
    shares = xr.DataArray(
        [[10.0, 20.0], [0.0, 97.4]],
        dims=("loop", "time"),
        coords={"loop": ["R1", "B1"], "time": [2020.0, 2025.0]},
    )
    found = effects(runs(1.0), cut, LOOPS, [TARGET, SHARE])
    return LoopResult(SCENARIO, LOOPS, found, shares, 0)


def test_the_effect_is_paired_with_less_without() -> None:
    found = effect(runs(1.0), runs(0.5), LOOPS[0], TARGET)
    np.testing.assert_array_equal(found.years, [2020, 2025])
    np.testing.assert_allclose(found.p50, [0, 75])
    np.testing.assert_allclose([found.p05[1], found.p95[1]], [52.5, 97.5])
    assert found.last == pytest.approx(50.0)
    assert found.probability == pytest.approx(51 / MEMBERS)  # members 50 to 100
    assert found.probability_cut == 0.0


def test_targets_on_one_variable_and_year_are_shown_once() -> None:
    later = make_target("later", variable="revenue", year=2030)
    lower = make_target("lower", variable="revenue", value=1.0)
    idle = make_target("idle", variable="", reason="no")
    assert [t.id for t in distinct([TARGET, idle, lower, later])] == ["revenue", "later"]


def test_what_is_in_percent_is_told_in_points() -> None:
    found = effect(runs(1.0), runs(0.5), LOOPS[0], SHARE)
    assert found.last == pytest.approx(-10.0)
    assert found.share[1] == pytest.approx(-50.0)


def test_a_member_that_failed_in_either_run_makes_no_pair() -> None:
    found = effect(runs(1.0, (0,)), runs(0.5, (100,)), LOOPS[0], TARGET)
    np.testing.assert_allclose(found.full[1], 150.0)
    assert found.probability == pytest.approx(50 / 99)


def test_rows_hold_each_year_once_and_probabilities_in_the_target_s() -> None:
    rows = effect_rows(result().effects)
    assert len(rows) == 2 * 2 * 2
    assert all(tuple(row) == EFFECT_COLUMNS for row in rows)
    assert [row["probability"] is None for row in rows] == [True, False] * 4
    assert [row["share_percent"] for row in share_rows(result().shares, LOOPS)] == [
        *(10.0, 20.0, 0.0, 97.4)
    ]


def test_the_charts_show_the_numbers_in_both_languages() -> None:
    found = result()
    with chart_style():
        charts = (
            loop_effect_chart(found.effects, SCENARIO, Text("prior", "先验")),
            loop_share_chart(found.shares, LOOPS, SCENARIO),
        )
    fonts = subset("".join(charts))
    english = [" ".join(texts(standalone(svg, "en", fonts))) for svg in charts]
    chinese = [" ".join(texts(standalone(svg, "zh", fonts))) for svg in charts]
    assert "+50" in english[0]
    assert "−25" in english[0]
    assert "prior" in english[0]
    assert "97" in english[1]
    assert "各回路的作用" in chinese[0]
    assert "土地" in chinese[1]


def test_the_tables_for_the_terminal() -> None:
    from rich.console import Console

    console = Console(width=120, record=True)
    for part in (*render_effects(result(), "en"), render_loops(result(), "zh")):
        console.print(part)
    shown = console.export_text()
    assert "+50" in shown
    assert "负反馈" in shown


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, ""), (12.34, "+12"), (-0.04, "−0.0"), (float("nan"), "–")]
)
def test_a_cell_is_short_and_never_a_bare_zero(value: float, text: str) -> None:
    assert share_cell(value, signed=True) == text


def test_a_share_of_nothing_is_no_number() -> None:
    nothing = np.zeros(1)
    one = Effect(
        LOOPS[0], TARGET, YEARS[-1:], nothing, nothing, nothing, nothing, nothing, None, None
    )
    assert np.isnan(one.share).all()
