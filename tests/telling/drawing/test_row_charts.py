"""Charts of rows: what is drawn stands where its numbers say, read off the chart's own axis."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from gaoxin.language import Text, alike
from gaoxin.telling.drawing.forest import target_chart
from gaoxin.telling.drawing.learned_chart import Parameter, learned_chart
from gaoxin.telling.drawing.predicted_chart import CUT, Predicted, predicted_chart
from gaoxin.telling.drawing.style import BAND_50, BAND_90, BLUE, INK, MUTED, RULE, VERMILLION
from gaoxin.telling.drawing.variance_chart import PARTS, variance_chart
from gaoxin.verdicts.likelihood import interval_95
from gaoxin.verdicts.shares import Share
from tests.telling.drawing.test_difference_chart import alone, held
from tests.telling.drawing.test_fan_charts import shapes, texts
from tests.verdicts.conftest import Case, make_target

Read = Callable[[float], float]
HAIR = 0.005
"""A hundredth of a point, in the values of the narrowest axis."""


def axis(svg: str, low: tuple[str, float], high: tuple[str, float], panel: int = 0) -> Read:
    """Return from places across to values, by two labels below a panel, told from the left."""

    def stands(label: str) -> float:
        signs = re.escape(label)
        found = re.findall(rf'<text x="([\d.]+)"[^>]*fill: {MUTED}; [^>]*>{signs}<', svg)
        return sorted(map(float, found))[panel]

    left, right = stands(low[0]), stands(high[0])
    assert right > left
    return lambda place: low[1] + (place - left) / (right - left) * (high[1] - low[1])


def bars(svg: str, colour: str, width: float) -> list[tuple[float, ...]]:
    """Return x, y of one end and of the other of every line of a colour and width."""
    style = f"fill: none; stroke: {colour}; stroke-width: {width:g}"
    return shapes(svg.splitlines(), f'd="M([^"]*)" style="{style}"')


def arrowheads(svg: str, colour: str) -> list[tuple[float, ...]]:
    """Return the tip's x less that of the base, of every arrowhead of a colour."""
    corners = shapes(svg.splitlines(), f'd="M([^"]*)Z" style="fill: {colour}"')
    return [(c[4] - c[0], *c) for c in corners]


def dots(svg: str, face: str, rim: str) -> list[tuple[float, ...]]:
    """Return centre and radius of every dot of two colours."""
    return shapes(svg.splitlines(), f'<circle ([^>]*) style="fill: {face}; stroke: {rim};')


@pytest.fixture(scope="module")
def chart(case: Case) -> str:
    """21 outcomes from 4.1 to 5.1 against as many from 4.5 to 5.5; 5 is aimed at."""
    return target_chart(alone(case, held(4.6, 5.0, width=1.0)))


def test_a_difference_is_drawn_as_its_share_of_the_band(chart: str) -> None:
    """The 90 % band is 0.9 wide, so that 0.4 less are 0.444 of it, on the side of B."""
    told = axis(chart, ("25 %", -0.25), ("0 %", 0.0))
    ((start, _, end, _),) = bars(chart, BAND_50, 3.4)
    median, *_ = (x for x, *_ in dots(chart, BLUE, BLUE))
    for place in (start, end, median):
        assert told(place) == pytest.approx(-0.4 / 0.9, abs=HAIR)
    assert not arrowheads(chart, BAND_50)


@pytest.mark.parametrize("shift", [30.0, -30.0])
def test_a_difference_beyond_the_axis_is_cut_with_an_arrow_outward(
    case: Case, shift: float
) -> None:
    svg = target_chart(alone(case, held(10.0 + shift, 10.0, width=1.0)))
    ((tip, *_),) = arrowheads(svg, BAND_50)
    assert np.sign(tip) == np.sign(shift)


def test_both_probabilities_stand_with_their_intervals_on_the_axis(chart: str) -> None:
    """Of 21 outcomes a step of 0.05 apart 3 of A reach 5 and 11 of B."""
    told = axis(chart, ("0 %", 0.0), ("100 %", 1.0), panel=-1)
    key_a, dot_a = (told(x) for x, *_ in dots(chart, BLUE, BLUE)[1:])
    key_b, dot_b = (told(x) for x, *_ in dots(chart, "#fff", INK))
    assert (dot_a, dot_b) == pytest.approx((3 / 21, 11 / 21), abs=HAIR)
    assert key_a < key_b
    for met, colour in ((3, BLUE), (11, INK)):
        ((start, _, end, _),) = bars(chart, colour, 0.8)
        assert (told(start), told(end)) == pytest.approx(interval_95(met, 21), abs=HAIR)
    ((start, _, end, _),) = bars(chart, MUTED, 1.1)
    assert sorted((told(start), told(end))) == pytest.approx([3 / 21, 11 / 21], abs=HAIR)


def test_a_parameter_is_drawn_on_the_axis_of_its_prior() -> None:
    """A prior from 2 to 6 with its median 3; posteriors inside, and beyond the axis."""
    inside = Parameter("a", Text("Time", "时间"), "year", (2.0, 3.0, 6.0), (2.4, 3.4, 5.0), 0.5)
    beyond = Parameter("b", Text("Share", "份额"), "Dmnl", (2.0, 3.0, 6.0), (-9.0, 20.0, 30.0), 0.2)
    svg = learned_chart([inside, beyond])
    told = axis(svg, ("prior 5 %‖先验 5%", 2.0), ("prior 95 %‖先验 95%", 6.0))
    for start, _, end, _ in bars(svg, RULE, 5.0):
        assert (told(start), told(end)) == pytest.approx((2.0, 6.0), abs=4 * HAIR)
    for start, _, end, _ in bars(svg, MUTED, 0.9):
        assert (told(start), told(end)) == pytest.approx((3.0, 3.0), abs=4 * HAIR)
    (first, second) = bars(svg, BAND_50, 2.6)
    assert (told(first[0]), told(first[2])) == pytest.approx((2.4, 5.0), abs=4 * HAIR)
    assert told(second[0]) > -9.0
    ((x, *_),) = dots(svg, BLUE, BLUE)
    assert told(x) == pytest.approx(3.4, abs=4 * HAIR)
    assert [tip > 0 for tip, *_ in arrowheads(svg, BAND_50)] == [False, True]
    assert {"Time‖时间", "50 %", "20 %"} <= set(texts(svg))


def test_predictions_are_drawn_as_departures_from_what_was_observed() -> None:
    """200 observed with sd 10: 180 to 230 is -10 to +15 %; left out beyond 80 % on both sides."""
    row = Predicted(
        "a", alike("Firms"), "firm", 200.0, 10.0, (180.0, 210.0, 230.0), (10.0, 210.0, 900.0)
    )
    apart = Predicted("b", alike("Beds"), "bed", 50.0, 1.0, (60.0, 62.0, 65.0), (40.0, 50.0, 60.0))
    svg = predicted_chart([row, apart])
    told = axis(svg, ("−50 %", -0.5), ("+50 %", 0.5))
    fitted, other = ([told(x) for x in bar[::2]] for bar in bars(svg, BLUE, 1.5))
    assert fitted == pytest.approx([-0.1, 0.15], abs=HAIR)
    assert other == pytest.approx([0.2, 0.3], abs=HAIR)
    left_out = [told(x) for x in bars(svg, BAND_90, 5.6)[0][::2]]
    assert left_out == pytest.approx([-CUT, CUT], abs=HAIR)
    assert [tip > 0 for tip, *_ in arrowheads(svg, BAND_90)] == [False, True]
    assert [told(x) for x, *_ in dots(svg, BLUE, BLUE)] == pytest.approx([0.05, 0.24], abs=HAIR)
    for colour, error in ((INK, 10 / 200), (VERMILLION, 1 / 50)):
        ((start, _, end, _),) = bars(svg, colour, 0.9)
        ends = np.array([-1.645, 1.645]) * error
        assert [told(start), told(end)] == pytest.approx(ends, abs=HAIR)
    assert sum("outside" in text for text in texts(svg)) == 1


def test_the_parts_of_a_band_fill_a_bar_in_proportion() -> None:
    sizes = (0.5, 0.25, 0.05, 0.2)
    share = Share(make_target("t"), (1.0, 2.0, 3.0), (1.5, 2.0, 2.5), 0.5, *sizes)
    svg = variance_chart([share], ["10–20 %"])
    pattern = r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"[^>]*fill: {}; stroke: #fff'
    found = [re.findall(pattern.format(colour), svg) for _, colour, *_ in PARTS]
    lefts, widths = np.array([[float(x) for x in one] for (one,) in found]).T
    np.testing.assert_allclose(widths / widths.sum(), sizes, atol=1e-4)
    np.testing.assert_allclose(lefts[1:], (lefts + widths)[:-1], atol=0.02)
    shown = texts(svg)
    assert {"50 %", "25 %", "20 %", "10–20 %", "1.00 – 3.00"} <= set(shown)
    assert "5 %" not in shown  # no room for it
