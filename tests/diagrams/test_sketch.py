"""The sketch of a Vensim file: equations untouched, records that fit, read by PySD."""

from __future__ import annotations

import re
import shutil
import warnings
from itertools import pairwise
from pathlib import Path

import pytest

import gaoxin
from gaoxin.diagrams.geometry import View
from gaoxin.diagrams.network import Network
from gaoxin.diagrams.sketch import parts, sketch, with_sketch
from tests.diagrams.conftest import MODEL, Call


@pytest.fixture(scope="module")
def section(net: Network, drawn: list[View]) -> str:
    return sketch(drawn, net)


def test_equations_stay_byte_for_byte(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "zone.mdl"
    shutil.copy(MODEL, out)
    for _ in range(2):  # writing a second time changes nothing
        outcome = call("describe", "--sketch", "--model", str(out), "--out", str(out))
        assert outcome.exit_code == 0, outcome.output
    data = out.read_bytes()
    assert parts(data)[0] == parts(MODEL.read_bytes())[0]
    assert data.count(b"\n///---\\\\\\") == 1
    assert list(gaoxin.load(out).variables.name) == list(gaoxin.load(MODEL).variables.name)
    assert [p.name for p in tmp_path.iterdir()] == ["zone.mdl"]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_settings_and_ends_of_line_stay(newline: bytes) -> None:
    old = newline.join(
        [
            b"{GBK}",
            b"a=1~~|",
            b"\\\\\\---/// Sketch",
            b"V300",
            b"*Old",
            b"///---\\\\\\",
            b":L<%^E!@",
        ]
    )
    new = with_sketch(old, "\\\\\\---/// New\n*价格\n///---\\\\\\")
    assert new == newline.join(
        [
            b"{GBK}",
            b"a=1~~|",
            b"\\\\\\---/// New",
            "*价格".encode("gbk"),
            b"///---\\\\\\",
            b":L<%^E!@",
        ]
    )


def test_a_file_without_a_sketch_gets_one() -> None:
    assert with_sketch(b"a=1~~|", "\\\\\\---/// S\n*V\n///---\\\\\\") == (
        b"a=1~~|\n\\\\\\---/// S\n*V\n///---\\\\\\\n"
    )


def test_records_are_numbered_and_refer_to_one_another(section: str, net: Network) -> None:
    for part in section.split("\\\\\\---/// ")[1:]:
        lines = part.splitlines()[4:]
        records = [line.split(",") for line in lines if re.match(r"\d+,", line)]
        ids = [int(r[1]) for r in records]
        assert ids == list(range(1, len(ids) + 1))
        words = {int(r[1]) for r in records if r[0] in {"10", "11", "12"}}
        for record in records:
            if record[0] == "1":
                assert {int(record[2]), int(record[3])} <= words
        for before, after in pairwise(records):
            if before[0] == "11":  # a valve is followed by the name that belongs to it
                assert after[0] == "10"
                assert int(after[7]) & 32
        spelled = {r[2] for r in records if r[0] == "10"}
        assert spelled <= set(net.names.values())


def test_pysd_reads_a_module_a_view(section: str, net: Network, tmp_path: Path) -> None:
    import pysd

    path = tmp_path / "zone.mdl"
    path.write_bytes(with_sketch(MODEL.read_bytes(), section))
    with warnings.catch_warnings():
        # PySD moves time settings into its main module, and says so
        warnings.filterwarnings("ignore", message=r"(?s)Control variable|.*different types")
        model = pysd.read_vensim(str(path), split_views=True, initialize=False)
    found = {name: set(held) for name, held in model.modules.items()}
    expected = {
        re.sub(r"\W+", "", sector.replace(" ", "_")).lower(): set(keys)
        for sector, keys in net.sectors.items()
        if sector != "Control"
    }
    assert found == expected


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--sketch",), "--sketch needs --out"),
        (("--out", "x"), "--out needs --sketch"),
        (("--sketch", "--out", "x.mdl", "GDP"), "leave out a variable"),
        (("--html", "--out", "x.html", "--json"), "leave out --json"),
        (("--sketch", "--out", "x.txt"), "end its name with .mdl"),
        (("--sketch", "--out", "nowhere/x.mdl"), "there is no such folder"),
        (("--html", "--out", "nowhere/x.html"), "there is no such folder"),
    ],
)
def test_wrong_flags_are_refused(
    call: Call, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    outcome = call("describe", "--model", str(MODEL), *arguments)
    assert outcome.exit_code == 2
    assert said in re.sub(r"\s+", " ", outcome.output)
    assert not list(tmp_path.iterdir())


def test_another_models_file_is_left_as_it_is(call: Call, tmp_path: Path) -> None:
    other = tmp_path / "other.mdl"
    other.write_text("a = 1 ~ ~ |\n", encoding="utf-8")
    outcome = call("describe", "--sketch", "--model", str(MODEL), "--out", str(other))
    assert outcome.exit_code == 2
    assert "other equations" in outcome.output
    assert other.read_text(encoding="utf-8") == "a = 1 ~ ~ |\n"


def test_an_xmile_model_takes_no_sketch(call: Call, tmp_path: Path) -> None:
    model = tmp_path / "small.xmile"
    model.write_text(
        '<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">'
        "<sim_specs><start>0</start><stop>1</stop><dt>1</dt></sim_specs>"
        '<model><variables><aux name="a"><eqn>1</eqn></aux></variables></model></xmile>',
        encoding="utf-8",
    )
    out = tmp_path / "new.mdl"
    outcome = call("describe", "--sketch", "--model", str(model), "--out", str(out))
    assert outcome.exit_code == 2
    assert "--figures" in outcome.output
