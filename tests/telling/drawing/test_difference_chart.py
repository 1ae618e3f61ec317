"""The charts of a comparison show its numbers, in both languages, and nothing over another."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest

from gaoxin.ensembles.member_draws import PRIOR_STAMP
from gaoxin.language import Lang
from gaoxin.telling.drawing.difference_chart import difference_chart, with_target
from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.forest import Gap, gap_of, target_chart
from gaoxin.telling.drawing.svg import inline, standalone
from gaoxin.verdicts.comparison import Comparison, compare
from gaoxin.verdicts.contrast import Contrast, contrast
from gaoxin.verdicts.verdict import verdict
from tests.telling.drawing.test_fan_charts import embedded_characters, texts
from tests.verdicts.conftest import Case, make_target


@pytest.fixture(scope="module")
def found(case: Case) -> Comparison:
    momentum, plan = case.results
    return compare(plan.run, momentum.run, case.targets, case.indicators)


@pytest.fixture(scope="module")
def charts(found: Comparison, case: Case) -> dict[str, str]:
    rows = with_target(case.indicators, case.targets)
    return {
        "targets": target_chart(found, PRIOR_STAMP),
        "differences": difference_chart(found, rows, PRIOR_STAMP),
    }


@pytest.mark.parametrize("name", ["targets", "differences"])
@pytest.mark.parametrize(
    ("lang", "said", "other"),
    [("en", "not calibrated", "未经校准"), ("zh", "未经校准", "not calibrated")],
)
def test_a_chart_stands_alone_in_either_language(
    charts: dict[str, str], name: str, lang: Lang, said: str, other: str
) -> None:
    svg = charts[name]
    alone = standalone(svg, lang, subset(svg))
    shown = "".join(texts(alone))
    assert said in shown
    assert other not in shown
    assert embedded_characters(alone) >= {ord(sign) for sign in shown}


@pytest.mark.parametrize("name", ["targets", "differences"])
def test_a_page_gets_both_languages(charts: dict[str, str], name: str) -> None:
    page = inline(charts[name], "x", "a label")
    for lang in ("en", "zh-CN"):
        assert f'lang="{lang}"' in page
    ET.fromstring(page)  # noqa: S314 - own output


def test_the_numbers_of_each_target_stand_in_its_row(
    charts: dict[str, str], found: Comparison
) -> None:
    shown = " ".join(texts(standalone(charts["targets"], "en", subset(charts["targets"]))))
    for row in found.contrasts:
        if row.a.state == "judged":
            assert row.target.name_en in shown
    assert shown.count("+350") == 3 * 4  # median, 5 % and 95 % of four targets
    assert "≥ 1,200 (100 million CNY/year)" in shown
    assert "Target idle" not in shown
    assert "A virtually certain to be better" in shown


def test_texts_of_one_column_do_not_lie_over_another(charts: dict[str, str]) -> None:
    """Of two texts that start in one place one is the other; a row is 0.36 inch, 26 points."""
    places = re.findall(r'<text [^>]*x="([\d.]+)" y="([\d.]+)"', charts["targets"])
    spots = sorted((float(x), float(y)) for x, y in places)
    assert len(spots) > 30
    for (x, y), (other_x, other_y) in pairwise(spots):
        assert x != other_x or other_y - y > 7.0


def test_the_difference_over_time_is_drawn_around_zero(found: Comparison, case: Case) -> None:
    (row,) = [row for row in with_target(case.indicators, case.targets) if row.id == "revenue"]
    svg = difference_chart(found, [row])
    shown = texts(svg)
    assert "+350" in shown
    assert "0" in shown


def held(a: float, b: float, rule: str = "at_least", width: float = 0.0) -> Contrast:
    spread = width * np.linspace(-0.5, 0.5, 21)
    aim = make_target("t", rule=rule, value=5.0)
    one, two = a + spread, b + spread
    return contrast(verdict(one, aim), verdict(two, aim), one, two)


def test_the_common_axis_is_in_widths_of_the_band_and_right_is_better() -> None:
    """A band of width 0.9 (5 to 95 % of one unit): 0.45 more is half a width."""
    for rule, sign in (("at_least", 1.0), ("at_most", -1.0)):
        one = gap_of(held(10.45, 10.0, rule, width=1.0))
        assert one.median == pytest.approx(0.5 * sign)
        assert one.low == pytest.approx(one.high)
    assert gap_of(held(10.0, 10.0)) == Gap(0.0, 0.0, 0.0)
    assert gap_of(held(11.0, 10.0)).median == np.inf


def alone(case: Case, one: Contrast) -> Comparison:
    a, b = (result.run for result in case.results)
    return Comparison(a.scenario, b.scenario, (one,), a.runs, {}, one.members, one.failed)


@pytest.mark.parametrize("shift", [0.0, 0.001, 30.0, -30.0])
def test_any_size_of_difference_is_drawn(case: Case, shift: float) -> None:
    """None, a small one, and one beyond the axis whose end is an arrow."""
    one = held(10.0 + shift, 10.0, width=1.0)
    svg = target_chart(alone(case, one))
    assert ("no difference" in svg) == (shift == 0.0)
    assert "nan" not in svg.lower().replace("nano", "")
    assert "inf" not in " ".join(texts(svg))


def test_numbers_read_in_a_chart_keep_their_digits(case: Case) -> None:
    """Coordinates are shortened to hundredths; what is read is not."""
    one = held(10.0456, 10.0, width=0.01)
    assert "+0.046" in texts(target_chart(alone(case, one)))
