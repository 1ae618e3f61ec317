"""The page against the model: whole, true, self-contained; for any model."""

from __future__ import annotations

import re
from copy import copy
from pathlib import Path

import pytest
from click.testing import CliRunner

import gaoxin
from gaoxin.cli import main
from gaoxin.desks.priors import read_rows
from gaoxin.desks.workspace import Workspace
from gaoxin.documentation.page import model_page
from gaoxin.engine.model import Model
from tests.desks.region import copy_region
from tests.engine.support import build
from tests.page import Html

ROOT = Path(__file__).parents[2]
SMALL = """
Tank <b>\t= INTEG(inflow - "out & away", 3) ~ m3 [0,?] ~ 水箱<i> A tank <i>of water</i>. |
inflow = table(Time) ~ m3/day ~ |
"out & away" = "Tank <b>"*rate[slow] ~ m3/day ~ |
speed: slow, fast ~~|
rate[speed] = 0.1, 0.25 ~ 1/day ~ |
table((0,1),(4,2)) ~ m3/day ~ |
""".replace("Tank <b>\t", '"Tank <b>"')


@pytest.fixture(scope="module")
def zone() -> Model:
    return gaoxin.load(ROOT / "model" / "zone.mdl")


@pytest.fixture(scope="module")
def text(zone: Model) -> str:
    return model_page(zone, Workspace(ROOT))


@pytest.fixture(scope="module")
def html(text: str) -> Html:
    return Html(text)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return build(tmp_path_factory.mktemp("small"), SMALL)


@pytest.fixture(scope="module")
def plain(small: Model) -> str:
    return model_page(small)


def links(html: Html) -> list[str]:
    found = [e.get(a) for e in html.root.iter() for a in ("href", "src", "action") if e.get(a)]
    return [str(link) for link in found]


def test_the_page_is_valid_and_small(text: str, html: Html, plain: str) -> None:
    assert html.faults == []
    assert Html(plain).faults == []
    assert len(text.encode("utf-8")) < 5_000_000


def test_ids_are_unique_and_links_resolve(text: str, html: Html, plain: str) -> None:
    for source, parsed in ((text, html), (plain, Html(plain))):
        ids = [e.get("id") for e in parsed.root.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        found = links(parsed)
        assert found
        assert all(link.startswith("#") and link[1:] in parsed.by_id for link in found)
        assert not re.search(r"@import|url\((?!data:font/woff)|\bfetch\(|XMLHttpRequest", source)


def test_every_variable_is_told_of_as_the_model_has_it(zone: Model, html: Html) -> None:
    told = [e for e in html.root.iter("article") if e.get("class") == "entry"]
    assert len(told) == len(zone.variables)
    for article, name in zip(told, in_order(zone), strict=True):
        assert html.text(article).startswith(name)
    # to explain one counts its loops, which takes its time
    for article, name in list(zip(told, in_order(zone), strict=True))[::19]:
        said = html.text(article)
        about = zone.describe(name)
        for equation in about.equations:
            assert re.sub(r"\s+", " ", equation.text).strip() in said
        references = [d for d in article.iter("dd") if d.get("class") == "refs"]
        for listed, links_ in zip(references, (about.uses, about.used_by), strict=True):
            shown = {html.text(a).removesuffix("(start)") for a in listed.iter("a")}
            names = {re.sub(r" [+\N{MINUS SIGN}0]$", "", one.strip()) for one in shown}
            assert names == {link.name for link in links_}, name


def in_order(model: Model) -> list[str]:
    """Return the names sector by sector, as the page does."""
    frame = model.variables
    groups = list(dict.fromkeys(frame.group))
    return [n for g in groups for n in frame[frame.group == g].name]


def test_assumptions_hold_every_constant_with_its_value_and_prior(zone: Model, html: Html) -> None:
    [rows] = html.tables("assumptions")
    constants = zone.variables[zone.variables.kind.isin(["constant", "lookup", "time"])]
    assert [row[0] for row in rows] == list(constants.name)
    for row in rows:
        value = zone.default(row[0])
        if value.size == 1:
            assert float(row[1]) == pytest.approx(float(value), rel=1e-11)
    priors = read_rows(ROOT / "calibration" / "priors.csv")
    said = "\n".join(row[5] for row in rows)
    for prior in priors:
        if prior.role == "prior" and prior.constant:
            assert re.search(rf"\b{prior.id}\b", said), prior.id


def test_minimum_requirements_lead_to_where_they_are_met(html: Html) -> None:
    [rows] = html.tables("requirements")
    assert sum(row[1] == "minimum" for row in rows) >= 10
    assert {row[0] for row in rows} == {
        "The model",
        "Simulation experiments",
        "Optimisation and estimation",
    }
    run = html.items("run")
    assert run["TIME STEP"].startswith("0.0625")
    assert "Euler" in run["Integration"]
    assert f"gaoxin {gaoxin.__version__}" in run["Software"]


def test_each_sector_has_its_diagram_and_each_loop_a_ring(zone: Model, html: Html) -> None:
    sectors = [e for e in html.root.iter("section") if e.get("class") == "sector"]
    assert len(sectors) == zone.variables.group.nunique()
    for sector in sectors:
        assert len(list(sector.iter("{http://www.w3.org/2000/svg}svg"))) == 1
    strengths = [n for n in zone.variables.name if re.fullmatch(r"strength [RB]\d+", n)]
    captions = [html.text(c) for c in html["loops"].iter("figcaption")]
    assert len(captions) == len(strengths) + 1


def test_both_languages_can_be_read(html: Html) -> None:
    chinese = copy(html)
    chinese.lang = "zh"
    assert chinese.text(chinese["assumptions"]).startswith("假设")
    assert "流入：" in chinese.text(chinese["v-committed"])
    assert html.text(html["v-committed"]).count("filled by") == 1
    assert "假设" not in html.text(html["assumptions"])


def test_a_model_without_a_workspace(small: Model, plain: str) -> None:
    html = Html(plain)
    assert "boundary" not in html.by_id
    assert "loops" not in html.by_id
    [rows] = html.tables("assumptions")
    assert all(len(row) == 5 for row in rows)
    values = {row[0]: row[1] for row in rows}
    assert values["rate"] == "slow: 0.1, fast: 0.25"
    assert values["table"] == "(0, 1) (4, 2)"
    assert {row[0] for row in html.tables("requirements")[0]} == {
        "The model",
        "Simulation experiments",
    }


def test_names_and_comments_are_escaped(plain: str) -> None:
    html = Html(plain)
    assert html.faults == []
    assert not list(html.root.iter("b"))
    assert not list(html.root.iter("i"))
    assert html.text(html["v-tank-b"]).startswith('"Tank <b>" 水箱<i>')


def test_the_same_model_gives_the_same_page(small: Model, plain: str) -> None:
    assert model_page(small) == plain


def test_an_xmile_model(tmp_path: Path) -> None:
    path = tmp_path / "small.xmile"
    path.write_text(
        '<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">'
        "<sim_specs><start>0</start><stop>1</stop><dt>1</dt></sim_specs><model><variables>"
        '<stock name="Herd"><eqn>1</eqn><inflow>births</inflow></stock>'
        '<flow name="births"><eqn>Herd*0.1</eqn></flow></variables></model></xmile>',
        encoding="utf-8",
    )
    out = tmp_path / "page.html"
    told = CliRunner().invoke(
        main, ["describe", "--html", "--model", str(path), "--out", str(out), "--lang", "zh"]
    )
    assert told.exit_code == 0, told.output
    html = Html(out.read_text(encoding="utf-8"), "zh")
    assert html.faults == []
    assert "流入：births" in html.text(html["v-herd"])


@pytest.mark.parametrize("name", ["page.txt", "folder"])
def test_what_is_no_page_is_refused(small: Model, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    if name == "folder":
        out.mkdir()
    told = CliRunner().invoke(
        main, ["describe", "--html", "--model", str(small.path), "--out", str(out)]
    )
    assert told.exit_code == 2
    assert "end its name with .html" in told.output
    assert not out.is_file()


@pytest.mark.parametrize("named", [True, False])
def test_a_models_own_workspace_is_told_of_where_it_is_named(tmp_path: Path, named: bool) -> None:
    root = copy_region(tmp_path)
    out = tmp_path / "page.html"
    workspace = ["--workspace", str(root)] if named else []
    model = root / "model" / "zone.mdl"
    arguments = ["describe", "--html", "--model", str(model), "--out", str(out), *workspace]
    told = CliRunner().invoke(main, arguments)
    assert told.exit_code == 0, told.output
    html = Html(out.read_text(encoding="utf-8"))
    assert html.faults == []
    [rows] = html.tables("assumptions")
    assert {len(row) for row in rows} == {7 if named else 5}
