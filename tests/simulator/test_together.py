"""What it takes with several levers, on probabilities whose answer is known by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

RUN = """async ([levers, asked, gains, most]) => {
  const { seekTogether } = await import("/js/together.js");
  let count = 0;
  const probability = async (moves) => {
    count += 1;
    return Math.min(most, moves.reduce((sum, { id, value }) => sum + gains[id] * value, 0.1));
  };
  return { ...(await seekTogether(levers, asked, probability)), count };
}"""


def step(key: str, gain: float) -> dict[str, Any]:
    return {"id": key, "start": 0.0, "end": 1.0, "range": 1.0, "gain": gain}


def sought(page: Page, asked: float, gains: dict[str, float], most: float = 1.0) -> dict[str, Any]:
    levers = [step(key, gain) for key, gain in gains.items()]
    found: dict[str, Any] = page.evaluate(RUN, [levers, asked, gains, most])
    return found


def test_the_strongest_go_first_and_the_last_no_further_than_it_must(module_page: Page) -> None:
    """0.1 + 0.4 a + 0.2 b + 0.05 c >= 0.6: a whole way of a, half of b, nothing of c."""
    found = sought(module_page, 0.6, {"c": 0.05, "b": 0.2, "a": 0.4})
    assert found["found"]
    moved = {one["id"]: one["value"] for one in found["moves"]}
    assert moved == {"a": 1.0, "b": pytest.approx(0.5, abs=1 / 64)}
    assert found["effort"] == pytest.approx(1.5, abs=1 / 64)
    assert found["probability"] >= 0.6
    assert found["count"] < 30


def test_none_is_found_where_all_of_them_are_too_little(module_page: Page) -> None:
    found = sought(module_page, 0.9, {"a": 0.4, "b": 0.2, "wrong": -0.3})
    assert not found["found"]
    assert found["probability"] == pytest.approx(0.7)
    assert {one["id"] for one in found["moves"]} == {"a", "b"}
