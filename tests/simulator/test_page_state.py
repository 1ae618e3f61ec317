"""The page's state: what moves what, undo, and the address that holds it all."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulator.small import small_data

if TYPE_CHECKING:
    from playwright.sync_api import Page

RUN = """async ([data, actions, choices]) => {
  const { initialState, scenarioOf, changesOf, pathOf } = await import("/js/state.js");
  const { reduce } = await import("/js/reduce.js");
  let state = initialState(data, "en");
  for (const action of actions) state = reduce(data, state, action);
  const frozen = Object.isFrozen(state.levers) && Object.isFrozen(state.pins);
  return { state, scenario: scenarioOf(data, state), changes: changesOf(data, state), frozen };
}"""


def after(page: Page, *actions: dict[str, Any]) -> dict[str, Any]:
    """Return state, engine's scenario and changes after actions on the small page."""
    found: dict[str, Any] = page.evaluate(RUN, [small_data(), list(actions), None])
    assert found["frozen"]
    return found


def lever(key: str, value: Any) -> dict[str, Any]:
    return {"type": "lever", "key": key, "value": value}


def test_the_page_opens_with_the_plan_over_its_base(module_page: Page) -> None:
    state = after(module_page)["state"]
    assert (state["preset"], state["pins"][0]["preset"]) == ("plan", "base")


def test_a_whole_lever_moves_the_elements_that_follow_it(module_page: Page) -> None:
    """`c` has a value of its own in the plan: moving the whole must not count it in."""
    found = after(module_page, lever("effort", 2))
    assert found["scenario"]["levers"] == {"effort[a]": 2, "effort[b]": 2}
    assert found["changes"]["count"] == 1
    over_base = after(module_page, {"type": "preset", "id": "base"}, lever("effort", 2))
    assert over_base["scenario"]["levers"] == {"effort": 2}


def test_an_element_that_was_moved_stays_when_the_whole_moves(module_page: Page) -> None:
    found = after(module_page, lever("effort[a]", 3), lever("effort", 2), lever("effort[c]", 2))
    assert found["scenario"]["levers"] == {"effort[a]": 3, "effort[b]": 2, "effort[c]": 2}


def test_a_slider_over_a_path_keeps_its_shape(module_page: Page) -> None:
    path = lever("works", [10, 10, 20, 20, 40])
    found = after(module_page, path, {"type": "scale", "key": "works", "value": 10})
    assert found["scenario"]["levers"] == {"works": [5, 5, 10, 10, 20]}


def test_values_are_kept_in_range_and_what_is_no_lever_changes_nothing(module_page: Page) -> None:
    wild = [lever("works", 1e9), lever("nobody", 1), lever("__proto__", 1), lever("price", None)]
    assert after(module_page, *wild)["scenario"]["levers"] == {"works": 50}


def test_a_move_back_is_no_change_and_a_drawn_lever_that_is_set_is_one(module_page: Page) -> None:
    assert after(module_page, lever("works", 14), lever("works", 13))["changes"]["count"] == 0
    held = after(module_page, {"type": "preset", "id": "drawn"}, lever("price", 5))
    assert held["changes"]["levers"] == ["price"]


def test_pins_are_three_at_most_and_swap_twice_is_nothing(module_page: Page) -> None:
    moves = [a for v in (1, 2, 3, 4) for a in (lever("works", v), {"type": "pin"})]
    pinned = after(module_page, *moves)["state"]
    assert [pin["levers"]["works"] for pin in pinned["pins"]] == [2, 3, 4]
    swapped = after(module_page, *moves, lever("works", 9), {"type": "swap"}, {"type": "swap"})
    assert swapped["state"]["pins"] == pinned["pins"]


def test_undo_joins_moves_of_one_lever_and_redo_brings_them_back(module_page: Page) -> None:
    found = module_page.evaluate(
        """async () => {
          const { emptyHistory, recorded, undone, redone } = await import("/js/history.js");
          let h = emptyHistory();
          [[0, "x", 0], [1, "x", 500], [2, "x", 1200], [3, "y", 1300], [4, "", 1301], [5, "", 1302]]
            .forEach(([before, key, time]) => (h = recorded(h, before, key, time)));
          const back = undone(h, 6);
          const again = redone(back.history, back.content);
          for (let i = 0; i < 300; i++) h = recorded(h, i, "", i);
          return [back.content, back.history.past, again.content, h.past.length];
        }"""
    )
    assert found == [5, [0, 3, 4], 6, 200]


def random_actions(seed: int) -> list[dict[str, Any]]:
    """Return some thirty things that a reader may do."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    keys = ["effort", "effort[a]", "effort[c]", "works", "price"]

    def one() -> dict[str, Any]:
        kind = draw.choice(
            ["lever", "lever", "path", "preset", "definition", "pin", "tick", "swap"]
        )
        if kind == "lever":
            return lever(draw.choice(keys), draw.choice([0.1 + 0.2, draw.random() * 3, 1e-7, 3]))
        if kind == "path":
            return lever(draw.choice(keys), [draw.random() * 3 for _ in range(5)])
        known: dict[str, dict[str, Any]] = {
            "preset": {"type": "preset", "id": draw.choice(["base", "plan", "drawn"])},
            "definition": {"type": "definition", "id": "reading", "option": "narrow"},
            "pin": {"type": "pin"},
            "tick": {"type": "tick", "id": draw.choice(["firms", "jobs"]), "on": True},
            "swap": {"type": "swap"},
        }
        return known[kind]

    theme = {"type": "theme", "theme": draw.choice(["", "dark"])}
    select = {"type": "select", "id": draw.choice(["firms", "jobs"])}
    return [*(one() for _ in range(30)), theme, select, {"type": "lang", "lang": "zh"}]


def test_any_state_comes_back_from_its_address(module_page: Page) -> None:
    lost = module_page.evaluate(
        """async ([data, runs]) => {
          const { initialState } = await import("/js/state.js");
          const { reduce } = await import("/js/reduce.js");
          const { toFragment, fromFragment } = await import("/js/fragment.js");
          return runs.map((actions) => {
            const state = actions.reduce((s, a) => reduce(data, s, a), initialState(data, "en"));
            const text = toFragment(data, state, true);
            const read = fromFragment(data, "#" + text, "en");
            const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
            const keys = Object.keys(state).filter((key) => !same(state[key], read.state[key]));
            const plain = /^[\\x21-\\x7e]+$/.test(text);
            return [...keys, ...(read.refused ? ["refused"] : []), ...(plain ? [] : [text])];
          }).flat();
        }""",
        [small_data(), [random_actions(seed) for seed in range(150)]],
    )
    assert lost == []


HOSTILE = [
    "s=<img src=x onerror=alert(1)>&t=<script>alert(1)</script>",
    "s=__proto__&l=__proto__:1,constructor:2&set=__proto__&pin=__proto__",
    "l=works:NaN,works:Infinity,works:1e999,works:0x10,works:[object Object],works:",
    "l=works:1/2/3/4/5/6&d=reading:../../etc&b=-1&g=firms:at_least:1:9999",
    "s=%E0%A4%A&l=%:1&name=%FF;%FF&lang=xx&theme=url(javascript:1)&tab=../x",
    "pin=" + ";;;;&pin=".join(["x"] * 50),
    "l=" + "works:1," * 5000,
    "l=toString:1&d=toString:1&t=toString&set=toString",
]


@pytest.mark.parametrize("fragment", HOSTILE)
def test_a_hostile_address_does_nothing(fragment: str, module_page: Page) -> None:
    """What is not a known name with a finite number is left out, and counted."""
    found = module_page.evaluate(
        """async ([data, text]) => {
          const { initialState, scenarioOf } = await import("/js/state.js");
          const { fromFragment } = await import("/js/fragment.js");
          const read = fromFragment(data, "#" + text, "en");
          const numbers = Object.values(scenarioOf(data, read.state).levers).flat();
          const fresh = initialState(data, "en");
          const same = ["preset", "definitions", "pins", "lang", "tab", "set"].every(
            (key) => JSON.stringify(read.state[key]) === JSON.stringify(fresh[key]));
          const polluted = ({}).works !== undefined || ({}).onerror !== undefined;
          return { refused: read.refused, same, polluted,
                   finite: numbers.every((x) => Number.isFinite(x) && x >= 0 && x <= 50) };
        }""",
        [small_data(), fragment],
    )
    assert found["refused"] > 0
    assert found["same"]
    assert found["finite"]
    assert not found["polluted"]
