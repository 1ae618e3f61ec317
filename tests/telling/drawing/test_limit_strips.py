"""What binds, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.desks.limits import Limit, Rule
from gaoxin.ensembles.member_draws import PRIOR_STAMP
from gaoxin.errors import DataError, NonFinite
from gaoxin.language import Lang, Text
from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.limit_strips import _percent, limit_chart
from gaoxin.telling.drawing.svg import inline, standalone
from gaoxin.telling.words.phrases import element_words
from gaoxin.telling.writing.binding_table import BINDING_COLUMNS, binding_rows
from gaoxin.verdicts.binding import Binding, bindings, binds
from tests.telling.drawing.test_fan_charts import embedded_characters, texts
from tests.verdicts.conftest import Case

MEMBERS = 1000
NAMES = {"north": Text("North", "北部"), "south": Text("South", "南部")}


def limit(rule: Rule = "below", threshold: float = 1.0, variable: str = "factor") -> Limit:
    return Limit(
        id=variable,
        variable=variable,
        unit="dimensionless",
        name_en=f"Name of {variable}",
        name_zh="约束",
        rule=rule,
        threshold=threshold,
        binds="in words",
        elements=NAMES,
    )


def runs() -> xr.Dataset:
    """`factor`: min(1, 2u) in 2015 and min(1, u / 2) in 2016, u on a grid in (0, 1).

    `by place` is the same in the north, never below one in the south, undefined elsewhere.
    """
    u = (np.arange(MEMBERS) + 0.5) / MEMBERS
    factor = np.minimum(1.0, np.stack([np.ones(MEMBERS), 2.0 * u, 0.5 * u], axis=1))
    nothing = np.full_like(factor, np.nan)
    by_place = np.stack([factor, np.ones_like(factor), nothing], axis=1)
    return xr.Dataset(
        {
            "factor": (("member", "time"), factor),
            "by place": (("member", "place", "time"), by_place),
            "steady": (("member",), np.where(u < 0.25, 0.0, 3.0)),
        },
        coords={"place": ["north", "south", "west"], "time": [2014.0, 2015.0, 2016.0]},
        attrs={"failed": []},
    )


def test_share_and_median_are_those_of_a_uniform() -> None:
    """2u is below 1 in half the members, there uniform on (0, 1); u/2 in all, on (0, 1/2)."""
    (found,) = bindings(runs(), [limit()])
    assert found.time.tolist() == [2015.0, 2016.0]
    assert found.share.tolist() == [0.5, 1.0]
    assert found.median == pytest.approx([0.5, 0.25])
    assert found.element == ""


def test_a_subscripted_limit_has_a_row_an_element_where_it_is_defined() -> None:
    found = bindings(runs(), [limit(), limit(variable="BY_place")])
    assert [row.element for row in found] == ["", "north", "south"]
    assert found[1].share.tolist() == found[0].share.tolist()
    assert found[2].share.tolist() == [0.0, 0.0]
    assert np.isnan(found[2].median).all()
    assert [element_words(row) for row in found[1:]] == [NAMES["north"], NAMES["south"]]


def test_a_limit_that_does_not_vary_in_time_binds_in_every_year() -> None:
    (found,) = bindings(runs(), [limit("at_most", 0.0, "steady")])
    assert found.share.tolist() == [0.25, 0.25]
    assert found.median.tolist() == [0.0, 0.0]


def test_failed_members_are_left_out() -> None:
    broken = runs()
    broken["factor"][:8] = np.nan
    broken.attrs["failed"] = list(range(8))
    (found,) = bindings(broken, [limit()])
    assert found.share.tolist() == [(500 - 8) / 992, 1.0]
    broken.attrs["failed"] = []
    with pytest.raises(NonFinite, match="member 0, which is not marked failed"):
        bindings(broken, [limit()])


def test_a_variable_that_was_not_saved_is_named() -> None:
    with pytest.raises(DataError, match="'factr' was not saved by the run; did you mean 'factor'"):
        bindings(runs(), [limit(variable="factr")])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("below", [True, False, False, False, False]),
        ("at_most", [True, True, True, True, False]),
        ("at_least", [False, True, True, True, True]),
        ("above", [False, False, False, False, True]),
    ],
)
@pytest.mark.parametrize("threshold", [0.0, 1.0, -40.0, 1e6])
def test_rounding_puts_a_value_at_its_threshold(
    rule: Rule, expected: list[bool], threshold: float
) -> None:
    size = max(1.0, abs(threshold))
    values = threshold + size * np.array([-1e-6, -1e-13, 0.0, 1e-13, 1e-6])
    assert binds(values, rule, threshold).tolist() == expected


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_below_and_at_least_share_all_values_between_them(value: float, threshold: float) -> None:
    low, high = (bool(binds(value, rule, threshold)) for rule in ("below", "at_least"))
    assert low != high
    above, most = (bool(binds(value, rule, threshold)) for rule in ("above", "at_most"))
    assert above != most


def test_rows_are_a_limit_element_and_year_each() -> None:
    found = binding_rows(bindings(runs(), [limit(), limit(variable="by place")]))
    assert len(found) == 3 * 2
    assert all(tuple(row) == BINDING_COLUMNS for row in found)
    assert found[2] == {
        "limit": "by place",
        "element": "north",
        "time": 2015.0,
        "share_bound": 0.5,
        "median_when_bound": pytest.approx(0.5),
        "unit": "dimensionless",
    }
    assert found[4]["median_when_bound"] is None


@pytest.fixture(scope="module")
def rows() -> tuple[Binding, ...]:
    return bindings(runs(), [limit(), limit(variable="by place"), limit("at_most", 0.0, "steady")])


@pytest.mark.parametrize(
    ("lang", "said", "other"),
    [("en", ("North", "not calibrated"), "北部"), ("zh", ("北部", "未经校准"), "North")],
)
def test_the_chart_stands_alone_in_either_language(
    rows: tuple[Binding, ...], case: Case, lang: Lang, said: tuple[str, ...], other: str
) -> None:
    svg = limit_chart(rows, case.results[0].run.scenario, PRIOR_STAMP)
    alone = standalone(svg, lang, subset(svg))
    shown = texts(alone)
    for words in said:
        assert any(words in text for text in shown)
    assert not any(other in text for text in shown)
    assert embedded_characters(alone) >= {ord(sign) for sign in "".join(shown)}
    assert {"50", "100", "25", "≤ 0", "< 1"} <= set(shown)
    assert inline(svg, "b", "label").count('class="zh"') == inline(svg, "b", "label").count(
        'class="en"'
    )


def test_a_limit_with_elements_is_named_once_and_others_stand_in_their_row(
    rows: tuple[Binding, ...], case: Case
) -> None:
    svg = limit_chart(rows, case.results[0].run.scenario)
    shown = texts(standalone(svg, "en", subset(svg)))
    for name in ("factor", "by place", "steady"):
        assert shown.count(f"Name of {name}") == 1
    assert svg.count("fill: #") > 4 * 2


def test_a_share_fits_its_cell_and_is_never_rounded_to_none_or_all() -> None:
    found = [_percent(share) for share in (0.0, 0.0001, 0.004, 0.006, 0.994, 0.9999, 1.0)]
    assert found == ["", "<1", "<1", "1", "99", ">99", "100"]
