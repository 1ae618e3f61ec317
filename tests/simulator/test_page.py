"""The page of the small workspace in a real browser, opened from disk, as a reader uses it."""

from __future__ import annotations

import base64
import csv
import io
import re
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

import gaoxin
from tests.desks.region import REGION, copy_region
from tests.simulator.pages import settled
from tests.simulator.reader import DESKTOP, MEMBERS, PHONE

WORKS = "#lever-subsidy"


def test_every_chinese_glyph_is_in_the_font_that_the_page_carries(file: Path) -> None:
    """Those of its scripts too, which hold the words of likelihood; no box stands for one."""
    from fontTools.ttLib import TTFont

    text = file.read_text(encoding="utf-8")
    (woff,) = re.findall(r"data:font/woff;base64,([^)]+)\)", text)
    with TTFont(io.BytesIO(base64.b64decode(woff)), lazy=True) as font:
        known = set(font.getBestCmap())
    assert {c for c in text if "\u4e00" <= c <= "\u9fff" and ord(c) not in known} == set()


def counts(study: Any, scenario: str) -> dict[str, int]:
    """Return how many members meet each target, by the program."""
    result = next(one for one in study.results if one.id == scenario)
    return {v.target.id: v.met for v in result.verdicts if v.met is not None}


def test_it_opens_in_the_browsers_language_and_switches_at_a_click(opened: Any) -> None:
    chinese = opened(locale="zh-CN").page
    assert chinese.get_attribute("html", "lang") == "zh-CN"
    assert "较基准" in chinese.inner_text("#table")
    english = opened(locale="en-GB").page
    assert english.get_attribute("html", "lang") == "en"
    english.locator(WORKS).focus()
    english.keyboard.press("ArrowRight")
    settled(english)
    english.click("#lang-zh")
    assert english.evaluate("document.activeElement.id") == "lang-zh"
    assert "处改动" in english.inner_text("#presets")
    assert re.search(r"[A-Za-z]{5}", english.inner_text("#table")) is None


def test_a_saved_scenario_runs_in_the_program_with_the_same_counts(
    opened: Any, tmp_path: Path
) -> None:
    """Page -> file -> ``gaoxin run``: the page's counts, and others than the preset's."""
    one = opened("#s=growth&l=subsidy[north]:1/2/3/1/0.1,growth_rate:0.30000000000000004")
    before = one.row(), one.row("revenue_assumed")
    path = tmp_path / "mine.toml"
    with one.page.expect_download() as found:
        one.page.click("#tool-save")
    found.value.save_as(path)
    root = copy_region(tmp_path)
    text = path.read_text(encoding="utf-8")
    (root / "scenarios" / "mine.toml").write_text(text, encoding="utf-8")
    study = gaoxin.open_workspace(root).run(["growth", "mine"], members=MEMBERS, draws="prior")
    page = one.act(
        """async () => [...document.querySelectorAll("#table tr.r")].map(
          (row) => [row.id.slice(4), row.querySelector(".pc").textContent])"""
    )
    from gaoxin.telling.words.quantities import share_words

    expected = {k: share_words(met, MEMBERS) for k, met in counts(study, "mine").items()}
    assert {k: v.replace("\u00a0", " ") for k, v in page} == expected
    assert counts(study, "mine") != counts(study, "growth")
    # the file opens again to the same page
    again = opened("#s=base")
    again.act("document.getElementById('tool-open').click()")
    again.page.set_input_files("#open-file", path)
    settled(again.page)
    assert (again.row(), again.row("revenue_assumed")) == before
    assert tomllib.loads(text)["levers"]["growth_rate"]["value"] == 0.1 + 0.2


def test_the_machine_interface_counts_as_the_program(opened: Any) -> None:
    one = opened("#s=growth")
    study = gaoxin.open_workspace(REGION).run(["base"], members=MEMBERS, draws="prior")
    found = one.act("gaoxin.evaluate({})")
    assert found == {key: [met, MEMBERS] for key, met in counts(study, "base").items()}


def test_the_keyboard_is_enough(opened: Any) -> None:
    """From the start to a changed lever, pinned, another target, help; focus is never lost."""
    one = opened("#s=base")
    page = one.page
    page.keyboard.press("Tab")
    assert "#targets" in (page.evaluate("document.activeElement.getAttribute('href')") or "")
    page.keyboard.press("/")
    page.keyboard.type("subs")
    page.keyboard.press("Tab")
    for _ in range(12):
        if page.evaluate("document.activeElement.type") == "range":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "lever-subsidy"
    before = one.row()
    page.keyboard.press("End")
    settled(page)
    assert one.row() != before
    assert page.evaluate("document.activeElement.id") == "lever-subsidy"
    assert "100 million" in page.get_attribute(WORKS, "aria-valuetext")
    live = page.locator("#live")
    live.filter(has_text="likely").wait_for(state="attached")
    page.wait_for_timeout(900)  # moves of one lever within 0.8 s are one step of undo
    page.keyboard.press("n")
    settled(page)
    assert one.row() == before
    page.keyboard.press("z")
    settled(page)
    assert one.row() != before
    page.keyboard.press("p")
    settled(page)
    assert "1 change" in page.inner_text("#presets .now")
    page.keyboard.press("j")
    assert page.get_attribute("#row-revenue_assumed", "aria-current") == "true"
    page.keyboard.press("?")
    assert page.is_visible("#dialog")
    page.keyboard.press("Escape")
    assert not page.is_visible("#dialog")
    assert page.evaluate("document.activeElement.id") == "lever-subsidy"


def test_dragging_shows_a_quick_look_and_release_the_exact_numbers(opened: Any) -> None:
    one = opened("#s=base")
    one.act(
        """async () => {
          const slider = document.querySelector("#lever-growth_rate");
          for (const value of [5, 10, 15, 20]) {
            slider.value = value;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
          }
        }"""
    )
    one.page.wait_for_selector("#status .quick", state="attached")
    one.act("document.querySelector('#lever-growth_rate').dispatchEvent(new Event('change'))")
    settled(one.page)
    fresh = opened("#s=base&l=growth_rate:20")
    assert one.row() == fresh.row() != opened("#s=base").row()
    one.page.click("#tool-undo")
    settled(one.page)
    assert one.row() == opened("#s=base").row()
    assert one.page.get_attribute("#tool-undo", "aria-disabled") == "true"


@pytest.mark.parametrize("width", [375, 320])
def test_a_phone_has_no_sideways_scroll(width: int, opened: Any) -> None:
    one = opened("#s=growth", viewport=PHONE | {"width": width}, has_touch=True)
    for tab in ("levers", "targets", "detail"):
        one.page.click(f"#tab-{tab}")
        wide = one.act(
            "[document.documentElement.scrollWidth, document.querySelector('main').scrollWidth]"
        )
        assert max(wide) <= width
        assert one.page.is_visible("#sky svg")
    one.page.click("#tab-levers")
    small = one.act(
        """[...document.querySelectorAll("button, input, select, summary")].filter((node) => {
          const box = node.getBoundingClientRect();
          const seen = box.width > 1 && box.height > 0 && !/checkbox|radio/.test(node.type);
          return seen && box.height < 24;
        }).map((node) => node.id || node.textContent)"""
    )
    assert small == []


AXE = [
    ({"viewport": DESKTOP, "color_scheme": "light", "locale": "en-US"}, "#s=growth"),
    ({"viewport": DESKTOP, "color_scheme": "dark", "locale": "zh-CN"}, "#s=growth&set=revenue"),
    ({"viewport": PHONE, "color_scheme": "dark", "locale": "en-US"}, "#s=growth&tab=targets"),
    ({"viewport": PHONE, "color_scheme": "light", "locale": "zh-CN"}, "#s=growth&tab=detail"),
]


@pytest.mark.parametrize(("context", "address"), AXE)
def test_axe_finds_nothing(context: dict[str, Any], address: str, opened: Any) -> None:
    """No finding of any level; the browser's own rules of contrast, names, roles."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    one = opened(address, **context)
    one.page.wait_for_timeout(300)
    found = axe.Axe().run(one.page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


def test_colours_follow_the_system_and_the_button(opened: Any) -> None:
    one = opened("#s=base", color_scheme="dark")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    dark = one.act(paper)
    one.page.click("#theme")
    assert one.act(paper) == "rgb(255, 255, 255)" != dark


def test_a_bad_file_is_refused_with_its_line_and_a_hostile_one_does_nothing(opened: Any) -> None:
    one = opened("#s=base&t=<img src=x onerror=alert(1)>")
    page = one.page
    page.wait_for_selector(".toast")
    before = one.row()

    def paste(text: str) -> str:
        page.evaluate("document.getElementById('tool-open').click()")
        page.fill("#open-text", text)
        page.click("#open-take")
        return "" if not page.is_visible("#dialog") else page.inner_text(".fault")

    head = 'title = { en = "<img src=x onerror=alert(1)>", zh = "b" }\nextends = "base"\n'
    assert paste(head + '[levers]\nsubsidie = { value = 1, unit = "x", from = 2021 }\n').startswith(
        "Line 4: unknown lever subsidie"
    )
    page.keyboard.press("Escape")
    assert one.row() == before
    assert (
        paste(head + '[levers]\ngrowth_rate = { value = 8, unit = "percent/year", from = 2021 }')
        == ""
    )
    settled(page)
    assert "<img src=x" in page.inner_text("#presets .now")
    assert page.locator("img").count() == 0


def test_what_is_given_away_can_be_read(opened: Any, tmp_path: Path) -> None:
    """CSV with a byte-order mark and the table's numbers; SVG without variables; a PNG."""
    one = opened("#s=growth&t=revenue")
    one.given("Table as CSV").save_as(tmp_path / "t.csv")
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    at = next(i for i, row in enumerate(rows) if row[:1] == ["target"])
    revenue = dict(zip(rows[at], rows[at + 1], strict=True))
    assert revenue["target"] == "revenue"
    assert int(revenue["met"]) / int(revenue["members"]) == float(revenue["probability"])
    assert float(revenue["p05"]) < float(revenue["p50"]) < float(revenue["p95"])
    one.given("Chart as SVG").save_as(tmp_path / "c.svg")
    text = (tmp_path / "c.svg").read_text(encoding="utf-8")
    assert "var(" not in text
    assert ElementTree.fromstring(text).tag.endswith("svg")  # noqa: S314 - our own
    one.given("Chart as PNG").save_as(tmp_path / "c.png")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    printed = one.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_what_it_would_take_is_enough_and_no_more(opened: Any) -> None:
    """The lever that is found meets what was asked; a little less of it does not."""
    one = opened("#s=base&t=revenue")
    one.page.wait_for_selector(".drv tbody tr", state="attached")
    one.page.click("#seek")
    one.page.wait_for_selector("#seek-rows >> text=Apply")
    one.page.click("#seek-rows >> text=Apply >> nth=0")
    settled(one.page)
    share = one.act("document.querySelector('#row-revenue .pc').dataset.word")
    assert share in {"likely", "very_likely"}
    assert float(one.row().split()[0].strip("<>%\u00a0")) >= 66


def test_the_smallest_change_of_several_levers_is_put_on_the_sliders(opened: Any) -> None:
    one = opened("#s=base&t=revenue")
    one.page.wait_for_selector(".drv tbody tr", state="attached")
    one.page.click("#seek")
    one.page.select_option("#seek-asked", "0.9")
    one.page.click("#seek-apply-all")
    settled(one.page)
    assert float(one.row().split()[0].strip("<>%\u00a0")) >= 90
    assert "changed" in one.page.inner_text("#levers")


def test_without_scripts_the_scenarios_are_there(opened: Any) -> None:
    one = opened(java_script_enabled=False)
    text = one.page.inner_text("noscript")
    assert "open the file in a browser" in text
    assert "Growth" in text


def test_joint_probability_is_that_of_the_ticked(opened: Any) -> None:
    one = opened("#s=growth")
    one.page.check("#tick-revenue")
    alone = one.page.inner_text("#joint")
    assert alone.split()[0] == one.row().split()[0]
    one.page.check("#tick-revenue_assumed")
    assert "all 2 ticked" in one.page.inner_text("#head")
