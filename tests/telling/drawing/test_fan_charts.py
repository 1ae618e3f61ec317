from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import xarray as xr
from fontTools.ttLib import TTFont

from gaoxin.ensembles.member_draws import PRIOR_STAMP
from gaoxin.language import Text
from gaoxin.telling.drawing.fan import Fan, draw_fan, moved_apart, value_range
from gaoxin.telling.drawing.fan_charts import (
    charted,
    indicator_charts,
    of_indicator,
    scenario_chart,
)
from gaoxin.telling.drawing.font import font_path, subset
from gaoxin.telling.drawing.frame import PanelFrame, round_values
from gaoxin.telling.drawing.style import BAND_50, BAND_90, BLUE
from gaoxin.telling.drawing.svg import both, inline, standalone
from gaoxin.verdicts.bands import band
from tests.verdicts.conftest import Case, make_indicator, make_runs, make_target

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - own output


@pytest.fixture(scope="module")
def chart(case: Case) -> str:
    (svg,) = indicator_charts(case.indicators[0], case.targets, case.results)
    return svg


def test_every_panel_shows_both_bands(chart: str, case: Case) -> None:
    for colour in (BAND_50, BAND_90):
        assert chart.count(f"fill: {colour}") >= len(case.results)


def test_text_stays_text_and_targets_and_medians_stand_at_their_marks(
    chart: str, case: Case
) -> None:
    shown = texts(chart)
    assert {"≥ 1,000", "≥ 1,200", "≥ 900", "2015", "2020", "2025"} <= set(shown)
    for result in case.results:
        median = float(result.bands["revenue"].sel(level=0.5, time=2025))
        assert f"{median:,.0f}" in shown


def test_a_chart_is_the_same_every_time(chart: str, case: Case) -> None:
    assert indicator_charts(case.indicators[0], case.targets, case.results) == [chart]


def shapes(marks: list[str], pattern: str) -> list[tuple[float, ...]]:
    """Return the numbers of every mark that a pattern of one group is found in."""
    found = (re.search(pattern, mark) for mark in marks)
    return [tuple(map(float, re.findall(r"-?[\d.]+", m[1]))) for m in found if m]


def test_what_is_drawn_is_the_band_the_observations_and_the_targets(case: Case) -> None:
    """In a frame of which a point is a year across and one unit down from 2,000."""
    found = case.results[0].bands["revenue"]
    frame = PanelFrame(0.0, 0.0, 100.0, 2000.0, (0.0, 100.0), (0.0, 2000.0))
    marks = draw_fan(frame, Fan(case.indicators[0], case.targets[:1], found), 30.0, "one")
    (median,) = shapes(marks, f'd="M([^"]*)".*stroke: {BLUE}; stroke-width: 1.3')
    shown = found.sel(time=slice(2015, 2025))
    np.testing.assert_allclose(median[::2], np.arange(30.0, 41.0))
    np.testing.assert_allclose(2000.0 - np.array(median[1::2]), shown.sel(level=0.5), atol=0.005)
    for colour, (low, high) in ((BAND_90, (0.05, 0.95)), (BAND_50, (0.25, 0.75))):
        (outline,) = shapes(marks, f'd="M([^"]*)Z" clip-path="url\\(#one\\)" style="fill: {colour}')
        heights = 2000.0 - np.array(outline[1::2])
        np.testing.assert_allclose(heights[:11], shown.sel(level=high), atol=0.005)
        np.testing.assert_allclose(heights[11:][::-1], shown.sel(level=low), atol=0.005)
    dots = shapes(marks, '(cx="[^"]*" cy="[^"]*")')
    assert dots == [(30.0, 1913.85), (35.0, 1699.0)]
    (dash,) = shapes(marks, 'd="M([^"]*)".*stroke-dasharray')
    assert dash == (35.5, 1000.0, 40.0, 1000.0)


def test_round_values_are_inside_evenly_spaced_and_few() -> None:
    for low, high in ((0.0, 1.0), (-3.2, 7.9), (1e6, 1.1e6), (0.0101, 0.0102), (-5e-9, 5e-9)):
        values = np.array(round_values(low, high))
        assert 2 <= len(values) <= 5
        assert values.min() >= low - 1e-9 * abs(low)
        assert values.max() <= high + 1e-9 * abs(high)
        np.testing.assert_allclose(np.diff(values), np.diff(values)[0])


def test_main_measures_are_those_with_a_target_or_two_observations() -> None:
    rows = [
        make_indicator("aimed", value_2015=None, variable="A"),
        make_indicator("seen", variable="B"),
        make_indicator("neither", value_2015=None, variable="C"),
        make_indicator("idle", variable="", reason="no"),
    ]
    aims = [
        make_target("a", variable="a"),
        make_target("own", variable="Cut since 2020"),
        make_target("same", variable="cut_since 2020"),
        make_target("silent", variable="D", rule=None, value=None, status="no number"),
    ]
    assert [row.id for row in charted(rows, aims)] == ["aimed", "seen", "own"]


def test_a_target_on_another_variable_is_not_marked() -> None:
    aims = [make_target("own"), make_target("other", variable="Growth")]
    assert [t.id for t in of_indicator(make_indicator("revenue"), aims)] == ["own"]


def fan(final: list[float], aim: float) -> Fan:
    observed = make_indicator("revenue")
    return Fan(observed, [make_target("t", value=aim)], band(make_runs(final), "Revenue"))


def test_limits_hold_targets_observations_and_bands() -> None:
    low, high = value_range([fan([400.0, 500.0, 600.0], 1200.0)])
    assert low == 0.0
    assert high > 1200.0
    assert value_range([fan([400.0, 500.0, 5000.0], 1200.0)])[1] > 4000.0


def test_one_long_tail_is_cut_and_its_end_written(case: Case) -> None:
    tail = [500.0 + i for i in range(93)] + [1e6] * 7
    result = case.results[0]
    cut = type(result)(result.run, result.verdicts, {"revenue": band(make_runs(tail), "Revenue")})
    assert value_range([fan(tail, 1200.0)])[1] < 10_000
    (svg,) = indicator_charts(case.indicators[0], case.targets, [cut])
    assert any(text.startswith("95 % → 1,000,000") for text in texts(svg))


def test_a_constant_indicator_still_has_an_axis() -> None:
    flat = xr.DataArray(
        np.full((5, 11), 88.0),
        dims=("level", "time"),
        coords={"level": [0.05, 0.25, 0.5, 0.75, 0.95], "time": np.arange(2015.0, 2026.0)},
    )
    low, high = value_range([Fan(make_indicator("i", value_2015=88.0, value_2020=88.0), [], flat)])
    assert low < 88.0 < high


def test_labels_never_overlap() -> None:
    placed = moved_apart([0.0, 0.1, 0.2, 9.9, 10.0], gap=1.0, top=10.0)
    assert (np.diff(placed) >= 1.0 - 1e-12).all()
    assert placed[-1] == 10.0


def test_a_standalone_figure_carries_its_chinese(case: Case) -> None:
    svg = scenario_chart(case.results[0], case.indicators[:2], case.targets, PRIOR_STAMP)
    alone = standalone(svg, "zh", subset(svg))
    shown = "".join(texts(alone))
    assert "未经校准" in shown
    assert "not calibrated" not in shown
    assert embedded_characters(alone) >= {ord(sign) for sign in shown}
    assert "not calibrated" in "".join(texts(standalone(svg, "en", subset(svg))))


def embedded_characters(page: str) -> set[int]:
    """Code points of the one font in the page."""
    (data,) = re.findall(r"data:font/woff;base64,([A-Za-z0-9+/=]+)", page)
    with TTFont(io.BytesIO(base64.b64decode(data))) as font:
        return set(font.getBestCmap())


def test_a_subset_holds_what_was_asked_and_little_else() -> None:
    with TTFont(io.BytesIO(subset("乐山−≥"))) as font:
        held = set(font.getBestCmap())
    assert {ord(sign) for sign in "乐山−≥aZ09"} <= held
    assert len(held) < 120
    assert len(subset("乐山")) < font_path().stat().st_size / 500


def test_both_languages_go_into_a_page_as_two_texts() -> None:
    svg = f'<svg width="1pt"><text x="1">{both(Text("a ‖ b", "中文"))}</text><text>7</text></svg>'
    found = inline(svg, "c1", 'A "label" & more')
    assert '<text class="en" lang="en" x="1">a | b</text>' in found
    assert '<text class="zh" lang="zh-CN" x="1">中文</text>' in found
    assert "<text>7</text>" in found
    assert 'aria-label="A &quot;label&quot; &amp; more"' in found


def test_a_dollar_or_a_tag_in_a_title_is_only_text(case: Case) -> None:
    indicator = make_indicator("revenue", name_en="$x_1$ <b>&", name_zh="$龘$")
    svg = scenario_chart(case.results[0], [indicator], case.targets)
    assert "$x_1$ <b>&" in texts(standalone(svg, "en", subset(svg)))
