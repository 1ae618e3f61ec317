"""Tables and netCDF of a sweep: tidy, with units, the same numbers in each."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from openpyxl import load_workbook
from rich.console import Console

from gaoxin.ensembles.sweeps.axes import DesignAxis
from gaoxin.language import Lang
from gaoxin.telling.terminal.sweep_print import render
from gaoxin.telling.words.quantities import share_words
from gaoxin.telling.writing.sweep_dataset import sweep_dataset
from gaoxin.telling.writing.sweep_folder import write_sweep
from gaoxin.telling.writing.sweep_tables import (
    point_band_columns,
    point_band_rows,
    point_columns,
    point_rows,
)
from gaoxin.verdicts.sweeps.result import SweepResult
from tests.verdicts.sweeps.conftest import MEMBERS, make_axis, make_result

Axes = tuple[DesignAxis, DesignAxis]


@pytest.fixture(scope="module")
def result(two_axes: Axes) -> SweepResult:
    return make_result(two_axes, refused=[3], failed=1, keep_members=True)


@pytest.fixture(scope="module")
def folder(result: SweepResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sweep(tmp_path_factory.mktemp("out"), result)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_workbook_has_the_numbers_of_the_tables(folder: Path, result: SweepResult) -> None:
    book = load_workbook(folder / "sweep.xlsx")
    assert book.sheetnames == ["matrix", "sweep", *(["bands"] if result.wants.tracks else [])]
    head, *rows = [[cell.value for cell in row] for row in book["matrix"].iter_rows()]
    assert len(rows) == len(result.sweep.points)
    for n, measure in enumerate(result.wants.measures):
        values = result.probability(n) if measure.judged else result.median(n)
        shown = [row[len(head) - len(result.wants.measures) + n] for row in rows]
        assert [np.nan if x is None else x for x in shown] == pytest.approx(values, nan_ok=True)
    table = read(folder / "sweep.csv")
    sheet = list(book["sweep"].iter_rows(min_row=2, values_only=True))
    assert [str(row[0]) for row in sheet] == [row["point"] for row in table]


def test_all_charts_are_on_one_page_with_the_range_of_each(
    folder: Path, result: SweepResult
) -> None:
    page = (folder / "sweep.html").read_text(encoding="utf-8")
    assert page.count('role="img"') == len(result.wants.measures)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "http" not in re.sub(r'xmlns[^=]*="[^"]*"', "", page)
    for n, measure in enumerate(result.wants.measures):
        values = result.probability(n) if measure.judged else result.median(n)
        best = int(np.nanargmax(values))
        verdict = result.verdict(best, n)
        assert verdict is not None
        cell = f'<td class="n">{share_words(verdict.met, verdict.members, verdict.failed)}</td>'
        assert not measure.judged or cell in unescape(page)


def test_a_row_a_point_and_target_with_the_axes_and_their_units(
    folder: Path, result: SweepResult
) -> None:
    table = read(folder / "sweep.csv")
    assert len(table) == len(result.sweep.points) * 2
    assert list(table[0])[:3] == ["point", "first (mu/year)", "second (mu/year)"]
    for row in table:
        point = result.sweep.points[int(row["point"])]
        assert [float(row["first (mu/year)"]), float(row["second (mu/year)"])] == point.tolist()
        assert (row["members"], row["at"]) == (str(MEMBERS), "2025")
    first, plain = table[0], table[1]
    assert (first["target"], first["rule"], first["target_value"]) == (
        "revenue/1000",
        "at_least",
        "1000",
    )
    assert float(first["probability"]) == result.probability(0)[0]
    assert first["note"].startswith("prior draws, not calibrated")
    assert "had no member failed" in first["note"]
    assert (plain["probability"], plain["verdict"], plain["rule"]) == ("", "", "")
    assert float(plain["p50"]) == pytest.approx(result.median(1)[0], rel=1e-9)


def test_a_refused_point_is_listed_without_figures_and_says_why(folder: Path) -> None:
    (row, _) = [row for row in read(folder / "sweep.csv") if row["point"] == "3"]
    assert (row["p50"], row["probability"], row["mc_error"]) == ("", "", "")
    assert row["verdict"] == "no verdict 不予评判"
    assert "members left" in row["note"]
    assert "3" not in {row["point"] for row in read(folder / "bands.csv")}


def test_the_tables_hold_what_their_columns_say(result: SweepResult) -> None:
    assert all(set(row) == set(point_columns(result)) for row in point_rows(result))
    assert all(set(row) == set(point_band_columns(result)) for row in point_band_rows(result))


def test_the_dataset_unstacks_into_the_grid(folder: Path, result: SweepResult) -> None:
    with xr.open_dataset(folder / "sweep.nc") as stored:
        found = stored.load()
    assert found["outcome"].dims == ("point", "target", "level")
    assert found["level"].values.tolist() == [0.05, 0.5, 0.95]
    assert found["first"].attrs["units"] == "mu/year"
    assert found["target_unit"].values.tolist() == ["CNY_1e8/year"] * 2
    square = found.set_index(point=["first", "second"]).unstack("point")
    for p, (first, second) in enumerate(result.sweep.points.tolist()):
        cell = square["probability"].sel(first=first, second=second, target="revenue/1000")
        assert np.array_equal(float(cell), result.probability(0)[p], equal_nan=True)
    assert np.isnan(found["probability"].sel(target="plain")).all()
    assert found["band"].dims == ("point", "indicator", "level", "time")
    assert found.attrs["sweep"] == "try"
    assert found.attrs["command"] == "gaoxin sweep try"


def test_members_are_kept_with_their_draws(folder: Path, result: SweepResult) -> None:
    found = stored_in(folder)
    assert found["value"].sizes == {"point": 6, "target": 2, "member": MEMBERS}
    kept = found["value"].sel(target="plain").isel(point=1).values
    assert np.quantile(kept, 0.5) == result.median(1)[1]
    assert found["draw"].sel(constant="drawn").values.tolist() == list(range(MEMBERS))
    assert "value" not in sweep_dataset(make_result(result.sweep.axes))


def stored_in(folder: Path) -> xr.Dataset:
    with xr.open_dataset(folder / "sweep.nc") as stored:
        return stored.load()


def test_an_axis_may_have_a_dimensions_name_a_slash_or_spaces(tmp_path: Path) -> None:
    axes = [make_axis("time", (0.0, 1.0)), make_axis("births/deaths per year", (0.0, 1.0))]
    written = write_sweep(tmp_path, make_result(axes))
    found = stored_in(written)
    assert found["time_axis"].dims == ("point",)
    assert found["births∕deaths_per_year"].dims == ("point",)


def test_the_same_result_is_the_same_bytes(
    result: SweepResult, folder: Path, tmp_path: Path
) -> None:
    again = write_sweep(tmp_path, result)
    names = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert names == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    for name in names:
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_terminal_tells_the_range_and_the_best_point(result: SweepResult, lang: Lang) -> None:
    shown = printed(result, lang)
    shares = result.probability(0)
    best = result.sweep.points[int(np.nanargmax(shares))].tolist()
    assert f"{best[0]:g}; {best[1]:g}" in shown
    assert ("1 of 6 points have no verdict" in shown) == (lang == "en")
    assert ("6个点中有1个" in shown) == (lang == "zh")
    assert ("未经校准" in shown) == (lang == "zh")


def test_of_many_axes_the_terminal_tells_what_moves_a_target_most() -> None:
    axes = [make_axis(name, (0.0, size)) for name, size in (("a", 0.1), ("b", 2.0), ("c", 0.5))]
    shown = printed(make_result(axes, cube=30), "en")
    assert "Moved most by" in shown
    assert "b " in shown.split("Moved most by")[1]
    assert shown.index("b ", shown.index("≥1,000")) < shown.index("c ", shown.index("≥1,000"))


def test_brackets_are_no_markup() -> None:
    axes = [make_axis("land[north]", (0.0, 1.0)), make_axis("b", (0.0, 1.0))]
    assert "land[north] (mu/year)" in printed(make_result(axes), "en")


def printed(result: SweepResult, lang: Lang) -> str:
    console = Console(width=200, file=io.StringIO(), color_system=None)
    with console.capture() as captured:
        console.print(render(result, lang))
    return captured.get()
