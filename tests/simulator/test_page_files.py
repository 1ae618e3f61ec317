"""Files of the page: TOML that the program reads alike, and bad ones refused with their line."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulator.small import small_data
from tests.simulator.test_page_state import random_actions

if TYPE_CHECKING:
    from playwright.sync_api import Page

HEAD = 'title = { en = "a", zh = "b" }\nextends = "plan"\n'

READ = """async ([data, texts]) => {
  const { readScenario } = await import("/js/scenario_file.js");
  const { scenarioOf } = await import("/js/state.js");
  return texts.map((text) => {
    try { return { scenario: scenarioOf(data, readScenario(data, text)) }; }
    catch (error) {
      if (error.word === undefined) throw error;
      return { word: error.word, line: error.line };
    }
  });
}"""


def read(page: Page, *texts: str) -> list[dict[str, Any]]:
    """Return what the page makes of scenario files: the engine's scenario, or the fault."""
    found: list[dict[str, Any]] = page.evaluate(READ, [small_data(), list(texts)])
    return found


def test_a_saved_scenario_is_toml_and_reads_back_the_same(module_page: Page) -> None:
    """The standard parser reads the numbers to the last bit; the page reads them again."""
    saved = module_page.evaluate(
        """async ([data, runs]) => {
          const { initialState, scenarioOf, choiceOf, changesOf } = await import("/js/state.js");
          const { reduce } = await import("/js/reduce.js");
          const { scenarioFile, readScenario } = await import("/js/scenario_file.js");
          return runs.map((actions) => {
            const state = actions.reduce((s, a) => reduce(data, s, a), initialState(data, "en"));
            const title = { en: 'A "quoted" \\\\ title', zh: "标题\\u0007" };
            const text = scenarioFile(data, choiceOf(state), title, "a remark\\nof two lines");
            const kept = changesOf(data, state);
            const again = scenarioOf(data, readScenario(data, text));
            return { text, scenario: scenarioOf(data, state), kept, again, title };
          });
        }""",
        [small_data(), [random_actions(seed) for seed in range(60)]],
    )
    for one in saved:
        file = tomllib.loads(one["text"])
        assert file["title"] == one["title"]
        assert file["extends"] == one["scenario"]["base"]
        stated = file.get("levers", {})
        values = {key: one.get("values", one.get("value")) for key, one in stated.items()}
        assert values == {key: one["scenario"]["levers"][key] for key in one["kept"]["levers"]}
        assert all(one.get("from", 2021) == 2021 for one in stated.values())
        again = {key: value for key, value in one["again"]["levers"].items() if key in values}
        assert again == values
        assert one["again"]["definitions"] == file.get("definitions", {})


def test_a_whole_lever_of_a_file_sets_every_element(module_page: Page) -> None:
    """In the page it would leave out `c`, which has a value of its own in the plan."""
    text = HEAD + '[levers]\neffort = { value = 2, from = 2021, unit = "dimensionless" }\n'
    (found,) = read(module_page, text)
    assert found["scenario"]["levers"] == {"effort": 2}


def test_a_value_from_a_later_year_leaves_the_years_before(module_page: Page) -> None:
    text = HEAD + '[levers]\n"effort[a]" = { value = 2, from = 2023, unit = "dimensionless" }\n'
    (found,) = read(module_page, text)
    assert found["scenario"]["levers"] == {"effort[a]": [1.25, 1.25, 2, 2, 2]}


GOOD = [
    "a = 1",
    'b = "x # y"  # comment',
    "c = [1, 2.5, -3e-2, 1_000,]\nd = '''",
    "\ufeffe = { f = 1, g = [ 1,\n 2 ] }\r\n",
    'h = "\\u4e2d\\t\\"q\\" \\\\"\n\n[t]\n"k[x]" = 1\n\'lit\' = 0.1',
    "i = 0.30000000000000004\nj = 9007199254740993.0",
]


def test_values_are_those_of_the_standard_parser(module_page: Page) -> None:
    found = module_page.evaluate(
        """async (texts) => {
          const { readToml } = await import("/js/toml.js");
          const table = (v) => Object.fromEntries([...v].map(([k, one]) => [k, plain(one.value)]));
          const plain = (v) => v instanceof Map ? table(v) : Array.isArray(v) ? v.map(plain) : v;
          const read = (text) => readToml(text).map((e) => [e.table, e.key, plain(e.value)]);
          return texts.map((text) => {
            try { return read(text); } catch (error) { return error.word; }
          });
        }""",
        GOOD,
    )
    for text, entries in zip(GOOD, found, strict=True):
        if entries == "fault_multiline":
            assert "'''" in text
            continue
        expected = tomllib.loads(text.removeprefix("\ufeff"))
        inner = expected.pop("t", {})
        flat = [["", *item] for item in expected.items()] + [["t", *item] for item in inner.items()]
        assert entries == [list(item) for item in flat]


def lever(body: str, key: str = "price") -> str:
    """Return a file with one lever on line 4."""
    return f"{HEAD}[levers]\n{key} = {{ {body} }}\n"


UNIT = 'unit = "dimensionless"'

BAD = [
    ("fault_title", 1, 'extends = "plan"\n'),
    ("fault_extends", 2, 'title = { en = "a", zh = "b" }\nextends = "nowhere"\n'),
    ("fault_lever", 4, lever(f"value = 1, from = 2021, {UNIT}", "workz")),
    ("fault_lever", 4, lever(f"value = 1, from = 2021, {UNIT}", '"effort[z]"')),
    ("fault_range", 4, lever(f"value = 99, from = 2021, {UNIT}")),
    ("fault_unit", 4, lever('value = 1, from = 2021, unit = "km2"')),
    ("fault_unit", 4, lever("value = 1, from = 2021")),
    ("fault_number", 4, lever(f'value = "1", from = 2021, {UNIT}')),
    ("fault_value", 4, lever(f"value = nan, from = 2021, {UNIT}")),
    ("fault_value", 4, lever(f"value = 1e, from = 2021, {UNIT}")),
    ("fault_from", 4, lever(f"value = 1, {UNIT}")),
    ("fault_from", 4, lever(f"value = 1, from = 2018, {UNIT}")),
    ("fault_year", 4, lever(f"value = 1, from = 2030, {UNIT}")),
    ("fault_gap", 4, lever(f"values = [1, 2], years = [2021, 2023], {UNIT}")),
    ("fault_values", 4, lever(f"values = [1], years = [2021, 2022], {UNIT}")),
    ("fault_form", 4, HEAD + "[levers]\nprice = 1\n"),
    ("fault_twice", 5, lever(f"value = 1, from = 2021, {UNIT}") + "price = 2\n"),
    ("fault_uncertainty", 4, HEAD + '[uncertainty]\nprice = { distribution = "uniform" }\n'),
    ("fault_unknown_table", 4, HEAD + "[lever]\nx = 1\n"),
    ("fault_unknown_key", 3, HEAD + "titel = 1\n"),
    ("fault_definition", 4, HEAD + '[definitions]\nreadings = "wide"\n'),
    ("fault_option", 4, HEAD + '[definitions]\nreading = "wider"\n'),
    ("fault_quote", 3, HEAD + 'x = "open\n'),
    ("fault_brace", 3, HEAD + "x = { a = 1\n"),
    ("fault_bracket", 3, HEAD + "x = [1, 2"),
    ("fault_dotted", 3, HEAD + "a.b = 1\n"),
    ("fault_deep", 3, HEAD + "x = " + "[" * 50 + "]" * 50),
    ("fault_rest", 3, HEAD + "x = 1 2\n"),
    ("fault_unknown_key", 3, HEAD + '__proto__ = { polluted = "yes" }\n'),
    ("fault_key", 1, "<script>alert(1)</script>"),
    ("fault_long", 1, "#" * 300_000),
]


def test_bad_files_are_refused_with_their_line(module_page: Page) -> None:
    found = read(module_page, *(text for _, _, text in BAD))
    told = [(one.get("word"), one.get("line")) for one in found]
    assert told == [(word, line) for word, line, _ in BAD]
    assert module_page.evaluate("({}).polluted === undefined")


CELLS = [("=1+1", "'=1+1"), ('a"b,c', '"a""b,c"'), (1.5, "1.5"), ("-", "'-")]


@pytest.mark.parametrize(("value", "cell"), CELLS)
def test_a_cell_is_no_formula(value: Any, cell: str, module_page: Page) -> None:
    script = 'async (value) => (await import("/js/views/export.js")).csvCell(value)'
    assert module_page.evaluate(script, value) == cell
