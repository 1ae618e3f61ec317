"""Charts of a sweep: the kind that fits the design, numbers at their marks, both languages."""

from __future__ import annotations

import doctest
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gaoxin.ensembles.sweeps.axes import DesignAxis
from gaoxin.telling.drawing.style import chart_style
from gaoxin.telling.drawing.sweeps import heatmap
from gaoxin.telling.drawing.sweeps.choice import chart_names, sweep_chart, sweep_charts
from gaoxin.telling.drawing.sweeps.heatmap import base_cell, borders
from gaoxin.telling.drawing.sweeps.sweep_page import BLUES, ORANGES, shades
from gaoxin.telling.words.quantities import share_text
from gaoxin.verdicts.sweeps.main_effects import main_effects
from gaoxin.verdicts.sweeps.result import SweepResult
from tests.verdicts.sweeps.conftest import make_axis, make_result, make_wants

Axes = tuple[DesignAxis, DesignAxis]
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - own output


def chart(result: SweepResult, n: int = 0) -> list[str]:
    return texts(sweep_chart(result, n))


def test_examples_in_the_docstrings() -> None:
    failed, tried = doctest.testmod(heatmap, extraglobs={"np": np})
    assert tried
    assert not failed


def test_a_heat_map_labels_every_cell_in_its_place(two_axes: Axes) -> None:
    result = make_result(two_axes)
    drawn = sweep_chart(result, 0)
    verdicts = [result.verdict(point, 0) for point in range(len(result.sweep.points))]
    shares = {share_text(v).removesuffix(" %") for v in verdicts if v is not None}
    assert len(shares) > 4
    assert shares <= set(chart(result))
    for point, (first, second) in enumerate(result.sweep.points.tolist()):
        x, y = place(drawn, f"{result.median(0)[point]:,.0f}")
        others = [
            place(drawn, f"{result.median(0)[other]:,.0f}")
            for other, (a, b) in enumerate(result.sweep.points.tolist())
            if a < first and b == second
        ]
        assert all(x > left and abs(y - level) < 1.0 for left, level in others)


def place(svg: str, text: str) -> tuple[float, float]:
    """Return where the last text of this wording stands."""
    found = [node for node in ET.fromstring(svg).iter(f"{SVG}text") if node.text == text]  # noqa: S314
    numbers = re.findall(r"-?\d+\.?\d*", found[-1].get("transform") or "")
    x = found[-1].get("x") or numbers[-2]
    y = found[-1].get("y") or numbers[-1]
    return float(x), float(y)


def test_a_heat_map_says_what_it_needs_said(two_axes: Axes) -> None:
    shown = " ".join(chart(make_result(two_axes, refused=[3])))
    for part in (
        "Monte Carlo standard error at most",
        "蒙特卡洛标准误不超过",
        "Frame: the base.",
        "Thick line: 50 %.",
        "mu/year",
        "亩/年",
        "not calibrated",
        "未经校准",
        "Meaning of first",
        "杠杆含义",
        "1 of 6 points have no verdict",
    ):
        assert part in shown, part


def test_the_base_is_framed_only_where_it_is_a_cell(two_axes: Axes) -> None:
    assert base_cell(make_result(two_axes)) == (1, 1)
    away = [two_axes[0], make_axis("second", (0.0, 2.0))]
    assert base_cell(make_result(away)) is None
    assert "Frame" not in " ".join(chart(make_result(away)))


@given(arrays.arrays(bool, st.tuples(st.integers(1, 6), st.integers(1, 6))))
def test_the_border_separates_what_differs_and_nothing_else(half: np.ndarray) -> None:
    found = set(borders(half))
    up, across = half.shape
    for y in range(up):
        for x in range(across - 1):
            edge = ((x + 1.0, float(y)), (x + 1.0, y + 1.0))
            assert (edge in found) == (half[y, x] != half[y, x + 1])
    for y in range(up - 1):
        for x in range(across):
            edge = ((float(x), y + 1.0), (x + 1.0, y + 1.0))
            assert (edge in found) == (half[y, x] != half[y + 1, x])


@pytest.mark.parametrize("scale", [BLUES, ORANGES])
def test_a_scale_is_told_by_lightness_alone(scale: tuple[str, ...]) -> None:
    red, green, blue, _ = shades(np.linspace(0.0, 1.0, 50), scale, 0.0, 1.0).T
    assert (np.diff(0.299 * red + 0.587 * green + 0.114 * blue) < 0.0).all()


def axes(names: str, *, log: bool = False) -> list[DesignAxis]:
    """Return axes from 1 to 9."""
    return [make_axis(name, (1.0, 9.0), log=log) for name in names]


KINDS = {
    "curve": make_result([make_axis("a", (0.0, 1.0, 2.0), 1.0)]),
    "curve of a cube": make_result(axes("a", log=True), cube=12),
    "scatter": make_result(axes("ab", log=True), cube=12),
    "effects of a grid": make_result(axes("abc")),
    "effects of a cube": make_result(axes("abcde"), cube=12),
    "crowded": make_result([make_axis("a", range(20)), make_axis("b", range(3))]),
    "one run": make_result(axes("ab"), drawn=False),
    "one run, curve": make_result(axes("a"), drawn=False),
    "one run, scatter": make_result(axes("ab"), cube=9, drawn=False),
    "one run, effects": make_result(axes("abc"), drawn=False),
    "refused": make_result(axes("ab"), refused=range(4)),
    "refused, curve": make_result(axes("a"), refused=[1]),
    "refused, scatter": make_result(axes("ab"), cube=5, refused=range(5)),
    "refused, effects": make_result(axes("abc"), refused=range(8)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_in_both_languages(kind: str) -> None:
    result = KINDS[kind]
    found = sweep_charts(result)
    assert list(found) == chart_names(result.wants) == ["revenue_1000.svg", "plain.svg"]
    for n, svg in enumerate(found.values()):
        shown = texts(svg)
        assert any(text.startswith(("Median", "Outcome")) for text in shown), kind
        assert any("‖" in text for text in shown)
        probability = any("Probability" in text for text in shown)
        assert probability == (n == 0 and result.wants.drawn), kind


def test_a_chart_is_the_same_every_time(two_axes: Axes) -> None:
    result = make_result(two_axes)
    with chart_style():
        assert heatmap.heat_map(result, 0) == heatmap.heat_map(result, 0)


def test_file_names_are_safe_and_distinct() -> None:
    from dataclasses import replace

    first = make_wants().measures[0]
    long = "营" * 200
    ids = ("a/b", "a b", "A_B", "../../x", "营收", long, f"{long}收", "NUL", "com1.x", "console")
    measures = tuple(
        replace(first, target=first.target.model_copy(update={"id": name})) for name in ids
    )
    found = chart_names(replace(make_wants(), measures=measures))
    assert len({name.casefold() for name in found}) == len(ids)
    assert all("/" not in name and not name.startswith(".") for name in found)
    assert all(len(name.encode()) < 250 for name in found)
    assert found[-3:] == ["measure_NUL.svg", "measure_com1.x.svg", "console.svg"]


def test_effects_of_a_grid_are_its_means() -> None:
    points = np.array([[a, b] for a in (0.0, 1.0) for b in (0.0, 1.0, 2.0)])
    values = 3.0 * points[:, 0] + points[:, 1] ** 2
    first, second = main_effects(points, True, values)
    assert (first.axis, second.axis) == (1, 0)
    assert first.mean == pytest.approx([1.5, 2.5, 5.5])
    assert second.mean == pytest.approx([5 / 3, 5 / 3 + 3.0])
    assert first.size == pytest.approx(4.0)


def test_effects_of_a_cube_do_not_see_the_other_axes() -> None:
    """A strong straight axis beside an idle one: the idle one moves nothing."""
    rng = np.random.default_rng(0)
    points = rng.random((60, 3))
    values = 50.0 * points[:, 0] - 8.0 * points[:, 1] + 0.0 * points[:, 2]
    strong, weak, idle = main_effects(points, False, values)
    assert (strong.axis, weak.axis, idle.axis) == (0, 1, 2)
    assert idle.size == pytest.approx(0.0, abs=1e-9)
    slope = np.polyfit(weak.at, weak.mean, 1)[0]
    assert slope == pytest.approx(-8.0, rel=1e-6)


def test_effects_keep_a_bend() -> None:
    points = np.random.default_rng(1).random((200, 2))
    values = (points[:, 0] - 0.5) ** 2
    bent, _ = main_effects(points, False, values)
    assert bent.axis == 0
    assert bent.mean[2] == min(bent.mean)
    assert bent.mean[0] > 0.1
