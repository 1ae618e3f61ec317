"""Hashes are of what a file says: saving it again changes none, another cell changes it."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gaoxin
from gaoxin.desks.content import content_hash
from gaoxin.desks.register import TABLES, Table
from gaoxin.desks.table import kind, options
from gaoxin.errors import GaoxinError
from gaoxin.tables import cut, read_text
from tests.desks.region import resave

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("model", "scenarios", "calibration")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".csv", ".toml", ".mdl", ".txt"}
)


@pytest.fixture(scope="module")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("resaved")
    for folder in ("model", "scenarios", "calibration"):
        shutil.copytree(ROOT / folder, root / folder)
    resave(root)
    return root


@pytest.mark.parametrize("file", FILES)
def test_line_ends_and_a_byte_order_mark_are_no_content(resaved: Path, file: str) -> None:
    assert (resaved / file).read_bytes() != (ROOT / file).read_bytes()
    assert content_hash(resaved / file) == content_hash(ROOT / file)


def rows_of(table: Table) -> list[list[str]]:
    """Return the cells of a table of the zone, the header first."""
    path = ROOT / table.place
    sheet = cut(read_text(path), path)
    return [list(sheet.columns), *(list(cells) for _, cells in sheet.rows)]


CELLS = {table.place: rows_of(table) for table in TABLES}
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
PLACES = st.sampled_from(TABLES)


def written(folder: Path, table: Table, rows: list[list[str]], **style: Any) -> Path:
    path = folder / Path(table.place).name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, **style).writerows(rows)
    return path


@settings(max_examples=60)
@given(data=st.data(), table=PLACES, end=ENDS, quoting=st.sampled_from([0, 1]), mark=st.booleans())
def test_a_table_written_in_another_way_has_its_hash(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    table: Table,
    end: str,
    quoting: Any,
    mark: bool,
) -> None:
    head, *rows = CELLS[table.place]
    order = data.draw(st.permutations(range(len(head))))
    mixed = data.draw(st.randoms(use_true_random=False))
    rows = mixed.sample(rows, len(rows))
    again = [[row[i] for i in order] for row in [head, *rows]]
    again[0] = [name.replace("_", " ").upper() for name in again[0]]
    for _ in range(data.draw(st.integers(0, 3))):
        again.insert(data.draw(st.integers(1, len(again))), [""] * len(head))
    blank = data.draw(st.integers(0, 2))
    again = [[*row, *[""] * blank] for row in again]
    folder = tmp_path_factory.getbasetemp()
    path = written(folder, table, again, lineterminator=end, quoting=quoting)
    if mark:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert content_hash(path) == content_hash(ROOT / table.place)


@settings(max_examples=100)
@given(data=st.data(), table=PLACES)
def test_another_cell_makes_another_hash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, table: Table
) -> None:
    head, *rows = (list(row) for row in CELLS[table.place])
    columns = table.form.columns()
    at = data.draw(st.sampled_from([i for i, name in enumerate(head) if name in columns]))
    row = data.draw(st.sampled_from(rows))
    row[at] = other(row[at], columns[head[at]])
    path = written(tmp_path_factory.getbasetemp(), table, [head, *rows])
    try:
        found = content_hash(path)
    except GaoxinError:  # a form that allows no such cell: low above high, say
        assume(False)
    assert found != content_hash(ROOT / table.place)


def other(cell: str, field: Any) -> str:
    """Return another text for a cell."""
    if options(field):
        return next(text for text in options(field) if text != cell)
    if kind(field).en.endswith("number"):
        return f"{float(cell or 0.0) + 1.0:.15g}"
    return f"{cell} more"


def test_views_are_no_content_of_a_model_and_equations_are(tmp_path: Path) -> None:
    path = tmp_path / "zone.mdl"
    settings = "///---\\\\\\\n:L<%^E!@\n22:Month,Months\n15:0,0,0,0,0,0\n"

    def hashed(
        rate: str = "1",
        comment: str = "",
        views: str = "",
        same: str = "Months",
        method: str = "0",
    ) -> str:
        times = "INITIAL TIME = 0~~|\nFINAL TIME = 1~~|\nTIME STEP = 1~~|\nSAVEPER = 1~~|\n"
        sketch = f"\\\\\\---/// Sketch\n{views}\n" + settings.replace("Months", same)
        sketch = sketch.replace("0,0,0,0", f"0,0,0,{method}")
        text = f"{{UTF-8}}\nrate = {rate} ~ 1/Month ~ {comment} |\n{times}{sketch}"
        path.write_text(text, encoding="utf-8")
        assert gaoxin.load(path).content_hash == content_hash(path)
        return content_hash(path)

    assert hashed() == hashed(views="*View 1\n10,1,rate,100,200")
    assert hashed() != hashed(rate="2")
    assert hashed() != hashed(comment="of growth")
    assert hashed() != hashed(same="Monat")
    assert hashed() != hashed(method="5") != hashed(method="4")


def test_of_equations_the_comment_and_the_place_do_not_count(tmp_path: Path) -> None:
    times = "INITIAL TIME = 0~~|\nFINAL TIME = 1~~|\nTIME STEP = 1~~|\nSAVEPER = 1~~|\n"

    def hashes(text: str) -> dict[str, str]:
        path = tmp_path / "zone.mdl"
        path.write_text("{UTF-8}\n" + text + times, encoding="utf-8")
        return gaoxin.load(path).equation_hashes()

    before = hashes("R: a, b ~~|\nrate[R] = 1, 2 ~ 1/Month ~ x |\nother = 3 ~~|\n")
    assert before == hashes("other = 3 ~~ why |\nrate[R] = 1,\n  2 ~ 1/Month ~ y |\nR: a, b ~~|\n")

    def differ(text: str) -> set[str]:
        now = hashes(text)
        return {name for name in before | now if before.get(name) != now.get(name)}

    assert differ("R: a, b ~~|\nrate[R] = 1, 3 ~ 1/Month ~ x |\nother = 3 ~~|\n") == {"rate"}
    assert differ("R: a, b ~~|\nrate[R] = 1, 2 ~ 1/Year ~ x |\nother = 3 ~~|\n") == {"rate"}
    assert differ("R: a, b ~~|\nrate[R] = 1, 2 ~ 1/Month [0,9] ~ x |\nother = 3 ~~|\n") == {"rate"}
    assert differ("R: a, c ~~|\nrate[R] = 1, 2 ~ 1/Month ~ x |\nother = 3 ~~|\n") == {"R (range)"}
    assert differ("R: a, b ~~|\nrate[R] = 1, 2 ~ 1/Month ~ x |\n") == {"other"}


def test_a_clone_has_the_line_ends_of_the_repository_on_windows_too(tmp_path: Path) -> None:
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    for name in (".gitattributes", "calibration/limits.csv", "calibration/structures.nc"):
        (origin / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, origin / name)
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "all"]):
        subprocess.run(["git", *command], cwd=origin, check=True)
    windows = ["git", "-c", "core.autocrlf=true", "clone", "-q", str(origin), str(clone)]
    subprocess.run(windows, check=True)
    for name in ("calibration/limits.csv", "calibration/structures.nc"):
        assert (clone / name).read_bytes() == (ROOT / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "one", "two", "same"),
    [
        ("a.toml", "x = 1 # why\n[t]\ny = 2\n", "t = { y = 2 }\r\n\r\nx = 1\r\n", True),
        ("a.toml", "x = 1\n", "x = 2\n", False),
        ("units.txt", "a = 2 * meter\n", "\n# of length\na =  2 * meter  # long\n", True),
        ("units.txt", "a = 2 * meter\n", "a = 3 * meter\n", False),
        ("a.xmile", "<xmile>\n</xmile>", "\ufeff<xmile>\r\n</xmile>", True),
        ("a.xmile", "<xmile/>", "<xmile />", False),
        ("posterior.nc", "a\n", "a\r\n", False),
    ],
)
def test_other_files(tmp_path: Path, name: str, one: str, two: str, same: bool) -> None:
    path = tmp_path / name
    hashes = []
    for text in (one, two):
        path.write_bytes(text.encode())
        hashes.append(content_hash(path))
    assert (hashes[0] == hashes[1]) == same
