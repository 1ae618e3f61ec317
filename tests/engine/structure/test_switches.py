"""Which links a constant of 0 turns off."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaoxin.errors import ModelError
from tests.engine.support import build

MODEL = """
S = INTEG(gain, 1) ~~|
W = INTEG(S, 1) ~~|
gain = {} ~~|
effect = MIN(2, W) ~~|
k = 1 ~~|
r = 0.1 ~~|
"""


@pytest.mark.parametrize(
    ("equation", "links"),
    [
        ("r*(1 + k*(effect - 1))", {("effect", "gain")}),
        ("r + k*(S - W)", {("S", "gain"), ("W", "gain")}),
        ("k*r*S*(1 - effect)", {("S", "gain"), ("r", "gain"), ("effect", "gain")}),
        ("r*S*(1 + k*(S/W - 1))", {("W", "gain")}),  # S acts without the switch too
        ("r*MAX(0, 1 + k*(effect - 1))", {("effect", "gain")}),
        ("IF THEN ELSE(W > 1, r, 1 - k*effect)", {("effect", "gain")}),
        ("r + S", set()),
        ("S^k + r*k", {("S", "gain"), ("r", "gain")}),
        ("MAX(1, S)^(r*k)", {("S", "gain"), ("r", "gain")}),
        ("k^S + S^(r + k)", set()),
    ],
)
def test_what_stands_in_a_product_with_the_switch_alone(
    tmp_path: Path, equation: str, links: set[tuple[str, str]]
) -> None:
    model = build(tmp_path, MODEL.format(equation))
    assert model.switched_links("k") == links


VECTOR = """
Factor: roads, land ~~|
S = INTEG(effect, 1) ~~|
L = INTEG(-S, 1) ~~|
k = 1 ~~|
weight[Factor] = 0.5, 1 ~~|
strength[roads] = k ~~|
strength[land] = 1 ~~|
level[roads] = S ~~|
level[land] = L ~~|
lasting[Factor] = MIN(2, level[Factor]*EXP(-Time)) ~~|
pull[Factor] = strength[Factor]*weight[Factor]*LN(lasting[Factor]) ~~|
effect = SUM(pull[Factor!]){} ~~|
"""


@pytest.mark.parametrize(
    ("beside", "links"),
    [("", {("S", "level")}), (" + level[roads]", set())],  # there it acts without the switch too
)
def test_a_switch_that_is_an_element_of_a_vector_turns_off_that_element(
    tmp_path: Path, beside: str, links: set[tuple[str, str]]
) -> None:
    model = build(tmp_path, VECTOR.format(beside))
    assert model.switched_links("k") == links


def test_the_polarity_of_a_loop_given_by_name(tmp_path: Path) -> None:
    model = build(tmp_path, MODEL.format("r*(1 - k*(effect - 1))"))
    assert model.loop_polarity(["S", "W", "effect", "gain"]) == "B"
    with pytest.raises(ModelError, match="'gain' does not use 'W'"):
        model.loop_polarity(["S", "W", "gain"])


def test_a_source_that_acts_beside_the_switch_too(tmp_path: Path) -> None:
    model = build(tmp_path, MODEL.format("(1 - W)*(r + k*W)"))
    assert model.switched_links("k") == set()
    assert model.switched_links("k", alone=False) == {("W", "gain")}
