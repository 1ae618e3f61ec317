"""Every section of the report against the files beside it: the numbers are those that are kept."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

from gaoxin.cli import main
from gaoxin.desks.content import content_hash
from gaoxin.inference.archive import read_posterior, read_stored_structures
from gaoxin.telling.words.quantities import number, signed
from tests.desks.region import copy_region, edit
from tests.page import Html, numbers
from tests.telling.report.test_report import BROWSER

MEMBERS = 400
HIGH = "C02,revenue,a,1,b,2,36 - 30 = 6,high,both\n"
TREATED = "C02,both judged,Two revenues,两个营收,Both are judged.,两者均评判。\n"


@pytest.fixture(scope="module")
def root(fitted_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small workspace after a run of both scenarios on its posterior."""
    root = copy_region(tmp_path_factory.mktemp("report"))
    for name in ("posterior.nc", "structures.nc"):
        shutil.copy(fitted_once / "calibration" / name, root / "calibration" / name)
    edit(root / "calibration" / "limits.csv", "below,0,never", "below,11,below eleven")
    for name, line in (("conflicts", HIGH), ("treatments", TREATED)):
        with (root / "calibration" / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(line)
    run(root, "run", "base", "growth", "--members", str(MEMBERS), "--seed", "5", "--save-runs")
    return root


def run(root: Path, *args: str) -> None:
    asked = [*args, "--workspace", str(root), "--out", str(root / "results")]
    outcome = CliRunner().invoke(main, asked)
    assert outcome.exit_code == 0, outcome.output


@pytest.fixture(scope="module")
def source(root: Path) -> str:
    return (root / "results" / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request: pytest.FixtureRequest, source: str) -> Html:
    return Html(source, str(request.param))


def table(root: Path, scenario: str, name: str = "verdicts") -> list[dict[str, str]]:
    path = root / "results" / scenario / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def judged(root: Path, scenario: str) -> list[dict[str, str]]:
    return [row for row in table(root, scenario) if row["probability"]]


def same_share(text: str, share: float, members: int = MEMBERS) -> bool:
    """Return whether a printed percentage is a share: rounded, or the bound of none and all."""
    if text.startswith(("<", ">")):
        bound = 100.0 * 3.0 / members
        shown = numbers(text)[0]
        return shown == pytest.approx(bound if share == 0.0 else 100.0 - bound)
    shown, digits = numbers(text)[0], len(text.partition(".")[2].rstrip(" %"))
    return abs(shown - 100.0 * share) <= 0.5001 * 10.0**-digits


def test_the_page_has_no_fault_and_asks_nothing_of_a_network(source: str) -> None:
    page = Html(source)
    assert page.faults == []
    assert fetched(page, source) == []
    assert len(source.encode()) < 5_000_000


def fetched(page: Html, source: str) -> list[str]:
    """Return everything on a page that a browser would ask for; the simulator lies beside it."""
    asks = {"src", "srcset", "href", "data", "action", "poster", "ping", "formaction", "background"}
    links = [
        str(value)
        for element in page.root.iter()
        for name, value in element.attrib.items()
        if str(name).rpartition("}")[2].rpartition(":")[2] in asks
    ]
    links += re.findall(r"url\(\s*[\"']?([^)\"']+)", source)
    links += re.findall(r"@import\s+[\"']?([^;\"']+)", source)
    tags = {
        element.tag
        for element in page.root.iter()
        if isinstance(element.tag, str) and (element.tag != "script" or "src" in element.attrib)
    }
    loads = tags & {"script", "iframe", "object", "embed", "link", "base", "img", "audio", "video"}
    own = ("#", "data:", "simulator.html")
    return [link for link in links if not link.startswith(own)] + sorted(loads)


def test_headings_skip_no_level(source: str) -> None:
    tags = [str(e.tag) for e in Html(source).root.iter() if re.fullmatch(r"h\d", str(e.tag))]
    levels = [int(tag[1]) for tag in tags]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


MEASURED = """<script>addEventListener("load", () => parent.postMessage([
document.documentElement.clientWidth, document.documentElement.scrollWidth], "*"))</script>"""
FRAME = """<pre id="o"></pre><script>addEventListener("message", e => {
document.getElementById("o").textContent = "width " + e.data.join(" scrolls ")})</script>
<iframe src="inner.html" style="width:390px;height:800px;border:0"></iframe>"""
WIDE = '<main><div style="width:700px">wide</div>'


@pytest.mark.skipif(BROWSER is None, reason="no Chromium installed")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_phone_shows_the_page_without_sideways_scrolling(
    source: str, tmp_path: Path, lang: str
) -> None:
    shown = source.replace(" checked", "").replace(f'"show-{lang}"', f'"show-{lang}" checked')
    for page, fits in ((shown, True), (shown.replace("<main>", WIDE), False)):
        width, scrolls = widths(page + MEASURED, tmp_path)
        assert width < 400
        assert (scrolls <= width) is fits


def widths(page: str, folder: Path) -> tuple[int, int]:
    """Return how wide a frame of 390 pixels is inside, and how wide what it shows."""
    (folder / "inner.html").write_text(page, encoding="utf-8")
    (folder / "frame.html").write_text(FRAME, encoding="utf-8")
    options = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
        "--disable-background-networking --disable-component-update --virtual-time-budget=9000"
    )
    assert BROWSER is not None
    done = subprocess.run(
        [
            BROWSER,
            *options.split(),
            f"--user-data-dir={folder / 'profile'}",
            "--dump-dom",
            (folder / "frame.html").as_uri(),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    match = re.search(r"width (\d+) scrolls (\d+)", done.stdout)
    assert match is not None, done.stdout
    return int(match[1]), int(match[2])


@pytest.mark.parametrize(
    "added",
    [
        '<img src="x.png" alt="">',
        '<a href="https://example.org">x</a>',
        '<div style="background:url(//x.org/a.png)"></div>',
        "<style>@import 'x.css';</style>",
        '<script src="x"></script>',
        '<svg><image xlink:href="a.png"></image></svg>',
    ],
)
def test_a_page_that_asks_for_something_is_caught(source: str, added: str) -> None:
    """Negative control of the test above."""
    broken = source.replace("<main>", f"<main>{added}", 1)
    assert fetched(Html(broken), broken)


@pytest.mark.parametrize(
    "added", ["<p><div>x</div></p>", "</span>", '<b id="a" id="b"></b>', "<table><p></table>", "&x"]
)
def test_html_that_is_not_valid_is_caught(source: str, added: str) -> None:
    """Negative control of the parser."""
    assert Html(source.replace("<main>", f"<main>{added}", 1)).faults


# --- 1 the first page ------------------------------------------------------------------------


def test_the_first_page_counts_what_the_verdicts_say(root: Path, page: Html) -> None:
    shares = [float(row["probability"]) for row in judged(root, "base")]
    likely, unlikely = sum(p >= 0.66 for p in shares), sum(p < 0.33 for p in shares)
    open_ = len(shares) - likely - unlikely
    (first, *_) = [e for e in page["first"].iter("p") if e.get("class") == "answer"]
    said = page.text(first)
    counts = (
        rf", {likely} of {len(shares)} judged .* {open_} can go .* {unlikely} (is|are) unlikely"
        if page.lang == "en"
        else rf"{len(shares)}项可评判的目标中，{likely}项.*{open_}项难分可否，{unlikely}项"
    )
    assert re.search(counts, said), said


def test_the_odds_of_the_first_page_are_those_of_the_tables(root: Path, page: Html) -> None:
    (odds,) = page.tables("first")
    for place, scenario in enumerate(("base", "growth"), start=3):
        rows = judged(root, scenario)
        assert len(odds) == len(rows) == 2
        for shown, row in zip(odds, rows, strict=True):
            assert row[f"name_{page.lang}"] in shown[0]
            gap = float(row["p50"]) - float(row["target_value"])
            beyond = gap if row["rule"] == "at_least" else -gap
            if scenario == "base":
                assert shown[1:3] == [number(float(row["p50"])), signed(beyond)]
            assert same_share(shown[place].split("%")[0] + "%", float(row["probability"]))


def test_what_the_first_page_rests_on_is_what_the_fit_says(root: Path, page: Html) -> None:
    fit = read_posterior(root / "calibration" / "posterior.nc")
    contraction = fit.tables["contraction"].values
    most, some = (contraction >= 0.5).sum(), ((contraction >= 0.1) & (contraction < 0.5)).sum()
    said = next(
        page.text(e)
        for e in page["first"].iter("li")
        if "90 % intervals" in page.text(e) or "90% 区间" in page.text(e)
    )
    found = [int(x) for x in numbers(said) if x not in (2015.0, 2020.0, -2020.0, 90.0)]
    assert found == [1, 1, 1, 2, int(most), int(some)]


def test_the_strongest_movers_are_those_of_the_comparison(root: Path, page: Html) -> None:
    """Odds before and after, of the targets that move most up and most down."""
    (line,) = [page.text(e) for e in page["first"].iter("li") if "→" in page.text(e)]
    base, growth = ({r["target"]: r for r in judged(root, s)} for s in ("base", "growth"))
    shift = {t: float(growth[t]["probability"]) - float(base[t]["probability"]) for t in base}
    up = max(shift, key=lambda target: shift[target])
    assert base[up][f"name_{page.lang}"] in line
    before, after = re.findall(r"([<>]?[\d.]+) ?% → ([<>]?[\d.]+) ?%", line)[0]
    assert same_share(f"{before} %", float(base[up]["probability"]))
    assert same_share(f"{after} %", float(growth[up]["probability"]))


# --- 2, 4, 5 verdicts and limits -------------------------------------------------------------


def test_the_tables_of_a_scenario_are_its_file(root: Path, page: Html) -> None:
    for scenario in ("base", "growth"):
        (shown,) = page.tables(f"s-{scenario}")
        for cells, row in zip(shown, judged(root, scenario), strict=True):
            for place, column in ((4, "p05"), (5, "p50"), (6, "p95")):
                assert numbers(cells[place])[0] == pytest.approx(float(row[column]), rel=0.006)
            error = float(row["mc_error"])
            if "±" in cells[7]:
                share, off = numbers(cells[7])
                assert share == pytest.approx(100 * float(row["probability"]), abs=0.51)
                assert off == pytest.approx(100 * error, abs=0.51)
            else:
                assert same_share(cells[7], float(row["probability"]))
            assert cells[8] in row["verdict"]


def test_what_binds_is_that_of_its_file(root: Path, page: Html) -> None:
    (rows,) = page.tables("binds")
    shown = {row[0]: row[1:] for row in rows if len(row) == 3}
    names = {"north": ("North", "北部"), "south": ("South", "南部")}
    for place, scenario in enumerate(("base", "growth")):
        last = [r for r in table(root, scenario, "binding") if float(r["time"]) == 2025.0]
        assert len(last) == 2
        for row in last:
            name = names[row["element"]][page.lang == "zh"]
            text, share = shown[name][place], float(row["share_bound"])
            assert numbers(text)[0] == pytest.approx(100 * share, abs=0.51)


# --- 6 what the data say ---------------------------------------------------------------------


def test_learned_is_what_the_posterior_holds(root: Path, page: Html) -> None:
    fit = read_posterior(root / "calibration" / "posterior.nc")
    contraction = fit.tables["contraction"].values
    counts = [
        contraction.size,
        (contraction >= 0.5).sum(),
        ((contraction >= 0.1) & (contraction < 0.5)).sum(),
        (contraction < 0.1).sum(),
    ]
    said = page.text(next(iter(page["learned"].iter("p"))))
    assert [int(n) for n in numbers(said)] == counts
    chart = " ".join(page.text(e) for e in page["learned"].iter() if str(e.tag).endswith("text"))
    for i in np.flatnonzero(contraction >= 0.1):
        assert f"{100 * contraction[i]:.0f} %" in chart
        for column in ("p05", "p95", "prior_p05", "prior_p95"):
            value = float(fit.tables[column].values[i])
            assert any(x == pytest.approx(value, rel=0.006) for x in numbers(chart))


def test_predictions_are_those_that_are_kept(root: Path, page: Html) -> None:
    tables = read_posterior(root / "calibration" / "posterior.nc").tables
    chart = [page.text(e) for e in page["learned"].iter() if str(e.tag).endswith("text")]
    for prefix in ("predictive", "held_out"):
        low, high = (float(tables[f"{prefix}_{p}"].values[0]) for p in ("p05", "p95"))
        found = [numbers(text) for text in chart if " – " in text]
        assert any(
            len(ends) == 2 and ends == pytest.approx([low, high], rel=0.006) for ends in found
        )


def test_structures_and_readings_stand_side_by_side_with_their_own_odds(
    root: Path, page: Html
) -> None:
    kept = read_stored_structures(root / "calibration" / "structures.nc")
    assert kept is not None
    side, *definitions = page.tables("unknowable")
    evidence_row = side[-2]
    for place, runs in enumerate(kept["log_evidence"].values, start=1):
        assert numbers(evidence_row[place])[0] == pytest.approx(runs.mean(), abs=0.051)
        assert numbers(evidence_row[place])[1] == pytest.approx(np.ptp(runs) / 2, abs=0.051)
    draws = kept["draws"].sel(structure="twice")
    total = 1.1 * draws.sel(parameter=[p for p in draws.parameter.values if "[" in str(p)]).sum(
        "parameter"
    )
    assert same_share(side[0][2], float((total >= 40.0).mean()), draws.sizes["draw"])
    (readings,) = definitions
    with xr.open_dataset(root / "results" / "base" / "runs.nc") as stored:
        plain = stored["total revenue"].sel(time=2014.0).values
    assert same_share(readings[0][1], float((plain >= 40.0).mean()))
    assert same_share(readings[0][2], float((2.0 * plain >= 40.0).mean()))


def test_the_past_is_where_the_runs_put_it(root: Path, page: Html) -> None:
    with xr.open_dataset(root / "results" / "base" / "runs.nc") as stored:
        values = stored["total revenue"].sel(time=2020.0).values
    (row,) = page.tables("past")[0]
    points = np.quantile(values, (0.05, 0.5, 0.95))
    shown = [numbers(cell)[0] for cell in row[3:6]]
    assert shown == pytest.approx(points.tolist(), rel=0.006)
    below = float((values < 31.0).mean())
    if below == 0.0:
        assert row[6] == {"en": "below every run", "zh": "低于全部运行"}[page.lang]
    else:
        assert same_share(row[6], below)
    assert bool(row[7]) == (not 0.05 <= below <= 0.95)


def test_readings_are_those_of_the_table(root: Path, page: Html) -> None:
    with (root / "calibration" / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    said = page.text(page["assumed"])
    assert rows["twice"]["why"] in said
    found = page.tables("assumed")[-1]
    (shown,) = found
    assert numbers(shown[2])[0] == float(rows["twice"]["value"])


# --- 7, 9 contradictions and provenance ------------------------------------------------------


def test_every_contradiction_of_the_table_is_there_with_its_treatment(
    root: Path, page: Html
) -> None:
    with (root / "calibration" / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        known = {row["id"]: row for row in csv.DictReader(file)}
    high, others = page.tables("conflicts")
    assert {row[0] for row in high} == {i for i, r in known.items() if r["severity"] == "high"}
    assert {row[0] for row in others} == set(known) - {row[0] for row in high}
    (row,) = high
    expected = {
        "en": ["C02", "Two revenues", "1 ↔ 2", "Both are judged.", "both judged"],
        "zh": ["C02", "两个营收", "1 ↔ 2", "两者均评判。", "并列评判"],
    }
    assert row == expected[page.lang]
    counts = numbers(page.text(next(iter(page["conflicts"].iter("p")))))
    assert counts == [2.0, 1.0]


def test_provenance_is_that_of_the_files(root: Path, page: Html) -> None:
    told = page.items("provenance")
    manifest = json.loads((root / "results/base/manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["hashes"].values()) <= {
        text.removeprefix("sha256 ") for text in told.values()
    }
    for role in manifest["hashes"]:
        assert told[role] == f"sha256 {content_hash(root / role)}"
    assert f"{MEMBERS} × 2" in " ".join(told.values())


def test_the_command_on_the_page_makes_the_page_again(
    root: Path, source: str, tmp_path: Path
) -> None:
    command = Html(source).items("provenance")["Command"]
    verb, *args = shlex.split(command)
    assert verb == "gaoxin"
    again = tmp_path / "again"
    asked = [*args, "--workspace", str(root), "--out", str(again)]
    outcome = CliRunner().invoke(main, asked)
    assert outcome.exit_code == 0, outcome.output
    pages = [
        re.sub(r"\d{4}-\d\d-\d\dT[\d:]+\+00:00", "", text)
        for text in (source, (again / "report.html").read_text(encoding="utf-8"))
    ]
    assert pages[0] == pages[1]
