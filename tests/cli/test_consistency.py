"""One number, one text: terminal, JSON, CSV, workbook, report and brief agree to every digit."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gaoxin.telling.words.quantities import number, share_words
from tests.cli.conftest import Call
from tests.page import Html


@pytest.mark.parametrize("draws", ["prior", "posterior"])
def test_every_place_says_the_same(call: Call, root: Path, draws: str, fitted: Path) -> None:
    size = ("run", "--members", "200", "--seed", "4", "--draws", draws, "--brief")
    shown = call(*size)
    assert shown.exit_code == 0, shown.output
    report = Html((root / "results" / "report.html").read_text(encoding="utf-8"))
    brief = Html((root / "results" / "brief.html").read_text(encoding="utf-8"))
    book = load_workbook(root / "results" / "results.xlsx")
    matrix = list(book["matrix"].iter_rows(values_only=True))
    document = json.loads(call(*size, "--json").stdout)["scenarios"]
    (odds, *_) = report.tables("first")
    first, second = (brief.rows(table) for table in brief.root.iter("table"))
    lead = next(iter(document))
    for place, (scenario, found) in enumerate(document.items()):
        path = root / "results" / scenario / "verdicts.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = {row["target"]: row for row in csv.DictReader(file)}
        judged = [v for v in found["verdicts"] if v["probability"] is not None]
        for at, verdict in enumerate(judged):
            met = round(verdict["probability"] * verdict["members"])
            said = share_words(met, verdict["members"], verdict["failed"])
            row = rows[verdict["target"]]
            assert float(row["probability"]) == verdict["probability"]
            assert float(row["p50"]) == pytest.approx(verdict["p50"], rel=1e-9)
            assert said.removesuffix(" %") in shown.stdout
            assert odds[at][3 + place].startswith(said)
            assert second[at][1 + place] == said
            (own,) = [cells for cells in matrix[1:] if cells[0] == verdict["target"]]
            assert own[5 + place] == verdict["probability"]
            if scenario == lead:
                assert odds[at][1] == first[at][3] == number(verdict["p50"])
                assert first[at][5] == said
                assert first[at][6] == verdict["verdict_en"]
    assert fitted.is_dir()
