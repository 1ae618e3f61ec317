from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gaoxin.language import NOTHING, Lang
from gaoxin.telling.report import report
from gaoxin.telling.report.report_page import SECTIONS, ReportInput
from gaoxin.telling.words.verdict_words import verdict_words
from gaoxin.verdicts.results import ScenarioResult
from tests.telling.drawing.test_fan_charts import embedded_characters
from tests.verdicts.conftest import Case, Run, Scenario, make_result, make_runs

TITLE = {"en": "A scenario", "zh": "情景"}
VOID = {"meta", "input", "br", "col", "link", "img"}
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


class Page(HTMLParser):
    """Checks that elements nest, and collects ids, links and the text a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.cells: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> repeats an attribute"
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [v or "" for n, v in attrs if n in {"href", "src", "xlink:href", "action"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "script"}:
            self.words.append(data)
        if self.open and {"td", "th"} & set(self.open):
            self.cells.append(data.strip())

    @property
    def text(self) -> str:
        return "".join(self.words)


def render(case: Case, lang: Lang = "en") -> str:
    return report(ReportInput(case.results, case.targets, case.indicators, case.provenance), lang)


@pytest.fixture(scope="module")
def html(case: Case) -> str:
    return render(case)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_page_is_whole_and_its_ids_and_links_fit(html: str, page: Page) -> None:
    assert html.startswith("<!DOCTYPE html>")
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    used = set(re.findall(r"url\(#([^)]+)\)", html))
    assert used <= set(page.ids)


def test_the_bar_and_the_page_have_the_sections_in_one_order(html: str) -> None:
    bar, body = html.split("<nav", 1)[1].split("</nav>")
    told = [(str(n), key) for n, key in enumerate(SECTIONS, 1) if key != "conflicts"]
    assert [(n, key) for key, n in re.findall(r'<a href="#(\w+)">(\d) ', bar)] == told
    stand = re.findall(r'<section id="(\w+)"[^>]*>\s*<h[12]>(\d )?', body)
    assert [(n.strip() or "1", key) for key, n in stand if key in SECTIONS] == told


def test_nothing_is_fetched(html: str, page: Page) -> None:
    outward = set(re.findall(r"https?://[^\s\"'<>)]+", html))
    assert outward <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert all(link.startswith("#") for link in page.links)
    assert "@import" not in html
    assert len(html.encode()) < 5_000_000


def test_every_target_indicator_and_reason_is_there(page: Page, case: Case) -> None:
    for target in case.targets:
        # once a scenario and in the matrix where it is judged, else once, with the reason
        judged = target.value is not None and target.variable
        assert page.cells.count(target.name_en) >= (1 + len(case.results) if judged else 1)
        assert not target.reason or target.reason in page.text
    for word in ("Indicator unmodelled", "not in the model", "模型未含", "a province"):
        assert word in page.text
    for result in case.results:
        assert result.run.scenario.title["en"] in page.text
        assert result.run.scenario.description["zh"] in page.text
    assert "rd_subsidy" in page.text


def test_numbers_on_the_page_are_those_of_the_verdicts(page: Page, case: Case) -> None:
    for result in case.results:
        for verdict in result.verdicts:
            if verdict.p50 is not None:
                assert f"{verdict.p50:,.0f}" in page.cells
            if verdict.word is not None:
                assert verdict_words(verdict).en in page.cells
    assert page.text.count("assumed") >= 2


def test_prior_draws_are_stamped_and_posterior_draws_are_not(page: Page, case: Case) -> None:
    assert "Prior draws, not calibrated" in page.text
    results = [make_result("plan", 900.0, None)]
    posterior = replace(case.provenance, draws="posterior", stamp=NOTHING)
    text = Page(report(ReportInput(results, case.targets, case.indicators, posterior))).text
    assert "not calibrated" not in text
    assert "posterior" in text


def test_both_languages_are_there_and_each_can_come_first(html: str, case: Case) -> None:
    assert 'id="show-en" checked' in html
    assert '<html lang="en">' in html
    chinese = render(case, "zh")
    assert 'id="show-zh" checked' in chinese
    assert '<html lang="zh-CN">' in chinese
    # the same page but for the first choice, the title and nothing else
    body = [text[text.index("<main>") :] for text in (html, chinese)]
    assert body[0] == body[1]
    assert html.count('class="en"') == html.count('class="zh"') > 50


def test_every_sign_is_in_the_embedded_font(html: str, page: Page) -> None:
    shown = {ord(sign) for sign in page.text if not sign.isspace()}
    assert len([code for code in shown if code > 0x2E80]) > 150
    assert shown - embedded_characters(html) == set()


def test_text_from_files_cannot_become_markup(case: Case) -> None:
    nasty = "<script>alert(1)</script>\"'&</style>"
    result = case.results[0]
    scenario = Scenario("x", {"en": nasty, "zh": nasty}, {"en": nasty, "zh": nasty})
    bad = ScenarioResult(
        Run(scenario, result.run.runs),
        result.verdicts,
        result.bands,
    )
    text = report(ReportInput([bad], case.targets, case.indicators, case.provenance))
    assert text.count("<script") == 1  # the page's own
    assert nasty in Page(text).text


def test_a_scenario_alone_makes_a_page(case: Case) -> None:
    alone = Page(
        report(ReportInput(case.results[1:], case.targets, case.indicators, case.provenance))
    )
    assert "was not part of this run" in alone.text


def test_runs_without_failures_say_nothing_of_failures(case: Case) -> None:
    from gaoxin.verdicts.bands import bands
    from gaoxin.verdicts.verdict import judge

    runs = make_runs(np.linspace(500.0, 1500.0, 400))
    result = ScenarioResult(
        Run(Scenario("x", TITLE, TITLE), runs),
        judge(runs, case.targets, case.indicators),
        bands(runs, case.targets, case.indicators),
    )
    text = Page(report(ReportInput([result], case.targets, case.indicators, case.provenance))).text
    assert "runs of a scenario failed" not in text


def screenshot(page: Path, picture: Path, profile: Path, at: str = "") -> NDArray[np.float64]:
    from matplotlib.image import imread

    options = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
        "--disable-background-networking --disable-component-update --disable-sync "
        "--window-size=1200,1800"
    )
    assert BROWSER is not None
    subprocess.run(
        [
            BROWSER,
            *options.split(),
            f"--user-data-dir={profile}",
            f"--screenshot={picture}",
            page.as_uri() + at,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return np.asarray(imread(picture))


@pytest.mark.skipif(BROWSER is None, reason="no Chromium installed")
def test_a_browser_shows_the_page_in_both_languages(case: Case, tmp_path: Path) -> None:
    pictures = {}
    for name in ("en", "zh", "fontless"):
        text = render(case, "en" if name == "en" else "zh")
        if name == "fontless":  # negative control: every sign that is not ASCII is blank
            text = re.sub(r"[^\x00-\x7f]", " ", text)
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
        pictures[name] = screenshot(
            tmp_path / f"{name}.html",
            tmp_path / f"{name}.png",
            tmp_path / f"profile-{name}",
            "" if name == "en" else "#zh",  # the browser itself asks for English
        )
    ink = {
        name: float((picture[:1800, :, :3].mean(axis=2) < 0.5).mean())
        for name, picture in pictures.items()
    }
    assert pictures["en"].shape == pictures["zh"].shape
    assert not np.array_equal(pictures["en"], pictures["zh"])
    assert min(ink["en"], ink["zh"]) > 0.01
    assert ink["zh"] > 1.2 * ink["fontless"]


def test_few_runs_are_said_to_be_few(case: Case, page: Page) -> None:
    few = replace(case.provenance, members=99)
    text = Page(report(ReportInput(case.results, case.targets, case.indicators, few))).text
    for words in ("There are fewer than 100 runs", "chance alone", "运行次数不足 100 次"):
        assert words in text
        assert words not in page.text
