"""The page of any model in a real browser, and the tables that may stand beside the model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import gaoxin
from gaoxin.errors import DataError
from gaoxin.simulator.model_tables import read_draws, read_sliders
from gaoxin.studies.simulator import write_model_page
from tests.desks.region import REGION
from tests.simulator.pages import settled
from tests.simulator.reader import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIR = REGION.parent / "sir.mdl"


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Write the epidemic's page and open it; afterwards it has said nothing."""
    all_opened: list[Opened] = []

    def open_(address: str = "", **given: Any) -> Opened:
        file = tmp_path / "sir.html"
        write_model_page(gaoxin.load(SIR), file, **given)
        all_opened.append(Opened(browser, file, address))
        settled(all_opened[-1].page)
        return all_opened[-1]

    yield open_
    for one in all_opened:
        one.told_nothing()


def test_a_goal_on_a_chart_and_constants_to_take_away(opened: Any) -> None:
    """An epidemic: a constant moves its stocks; a goal is typed, dragged; constants are saved."""
    one = opened(vary=0.1, members=60)
    page = one.page
    assert "all constants varied by ±10 %" in page.inner_text("#caveat")
    assert page.locator("article").count() == 3
    assert page.locator("[data-word]").count() == 0
    page.click("#output-1")
    page.click("#goal-set")
    page.fill("#goal-value", "20")
    page.keyboard.press("Enter")
    page.select_option("#goal-rule", "at_most")
    page.wait_for_selector("#card-1 [data-word]")
    line = page.locator("#detail .goal-line").bounding_box()
    assert line is not None
    page.mouse.move(line["x"] + 60, line["y"])
    page.mouse.down()
    page.mouse.move(line["x"] + 60, line["y"] - 60, steps=3)
    page.mouse.up()
    assert float(page.input_value("#goal-value")) > 60
    page.fill("#lever-contacts-number", "9")
    page.keyboard.press("Enter")
    settled(page)
    with page.expect_download() as found:
        page.click("#tool-save")
    assert Path(found.value.path()).read_text(encoding="utf-8") == "contacts = 9\n"
    page.click("#menu-open")
    page.click("#menu >> text=As a line of Python")
    assert page.input_value("#copy-text").endswith('.run({"contacts": 9})')


def test_levers_and_draws_from_files_count_as_the_program(opened: Any, tmp_path: Path) -> None:
    """Only the named constants move; goals count the members that the program's run does."""
    (tmp_path / "levers.csv").write_text(
        "lever,low,high,sector,name_en,name_zh\ncontacts,2,12,Policy,Meetings,接触\n"
    )
    rng = np.random.default_rng(3)
    drawn = {"infectivity": rng.uniform(0.03, 0.07, 40), "duration": rng.uniform(3, 8, 40)}
    pd.DataFrame(drawn).to_csv(tmp_path / "draws.csv", index=False)
    one = opened(levers=tmp_path / "levers.csv", draws=tmp_path / "draws.csv")
    assert "2 constants drawn, by draws.csv" in one.page.inner_text("#caveat")
    assert one.page.locator("#list input[type=range]").count() == 1
    assert "Meetings" in one.page.inner_text("#list")
    goal = {"Infectious": {"rule": "at_most", "value": 100.0, "year": 60}}
    asked = "([levers, goals]) => gaoxin.evaluate(levers, {goals})"
    single = {
        key: xr.DataArray(v.astype("f4").astype(float), dims="member") for key, v in drawn.items()
    }
    met = []
    for contacts in (6.0, 3.0):
        found = one.act(asked, [{"contacts": contacts}, goal])
        runs = gaoxin.load(SIR).run({**single, "contacts": contacts})
        met.append(int((runs["Infectious"].sel(time=60) <= 100).sum()))
        assert found == {"Infectious": [met[-1], 40]}
    assert 0 < met[0] < met[1]
    assert one.act("gaoxin.evaluate({})") == {}
    one.page.click("#output-1")  # a goal on the chart is a target, too
    one.page.click("#goal-set")
    assert list(one.act("gaoxin.evaluate({})")) == ["Infectious"]
    refused = one.act(
        "gaoxin.evaluate({}, {goals: {ill: {value: 1}}}).catch((error) => error.message)"
    )
    assert refused == ("unknown output 'ill'; the outputs are: Susceptible, Infectious, Recovered")


def test_what_it_takes_to_meet_a_goal(opened: Any) -> None:
    """One run: the constant that is found is where the goal is met, and a little less is not."""
    one = opened()
    page = one.page
    page.click("#output-2")
    page.click("#goal-set")
    page.fill("#goal-value", "5000")
    page.keyboard.press("Enter")
    page.select_option("#goal-rule", "at_most")
    page.wait_for_selector(".drv tbody tr", state="attached")
    page.click("#seek")
    page.wait_for_selector("#seek-rows >> text=The smallest move")
    row = page.locator("#seek-rows tr", has_text="contacts")
    row.locator("button", has_text="Apply").click()
    settled(page)
    found = float(page.input_value("#lever-contacts-number"))
    last = [
        float(gaoxin.load(SIR).run({"contacts": value})["Recovered"][-1])
        for value in (found - 0.05, found + 0.1)
    ]
    assert last[0] <= 5000 < last[1]


LEVERS = "lever,low,high\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (LEVERS + "contact,1,9\n", ":2: .*contact.*contacts"),
        (LEVERS + "contacts,7,9\n", ":2: .*own value 6 is outside 7 to 9"),
        (LEVERS + "contacts,9,9\n", ":2: .*low 9 is not below 9"),
        (LEVERS + "Infectious,1,9\n", ":2: .*kind 'stock'"),
        ("lever,low,high,unit\ncontacts,1,9,1/Week\n", ":2: .*is in '1/Day'"),
        (LEVERS, "no lever"),
    ],
)
def test_a_wrong_table_of_levers_is_told_with_its_line(text: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "levers.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=why):
        read_sliders(path, gaoxin.load(SIR))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("contact\n1\n2\n", "column 'contact': .*contacts"),
        ("contacts\n1\nmany\n", ":3: column 'contacts': 'many' is not a finite number"),
        ("contacts\n1\n", "at least two members"),
        ("member\n1\n2\n", "no column is a constant"),
    ],
)
def test_a_wrong_file_of_draws_is_told_with_its_line(text: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "draws.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=why):
        read_draws(path, gaoxin.load(SIR))


def test_the_draws_of_a_fit_are_taken_and_its_noise_is_not(tmp_path: Path) -> None:
    values = {
        name: (("chain", "draw"), np.arange(6.0).reshape(2, 3) + place)
        for place, name in enumerate(("contacts", "noise of ill"))
    }
    xr.Dataset(values).to_netcdf(tmp_path / "fit.nc", group="posterior", engine="netcdf4")
    found = read_draws(tmp_path / "fit.nc", gaoxin.load(SIR))
    assert {key: list(v) for key, v in found.items()} == {("contacts", 0): [0, 1, 2, 3, 4, 5]}
    with pytest.raises(DataError, match="cannot read draws of a fit"):
        read_draws(tmp_path / "none.nc", gaoxin.load(SIR))
