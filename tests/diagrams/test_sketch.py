"""The sketch of a Vensim file: equations untouched, records that fit, read by PySD."""

from __future__ import annotations

import re
import warnings
from itertools import pairwise
from pathlib import Path

import pytest

import gaoxin
from gaoxin.diagrams.geometry import SectorView
from gaoxin.diagrams.network import Network
from gaoxin.diagrams.sketch import parts, sketch, with_sketch
from tests.diagrams.conftest import MODEL, Call
from tests.engine.support import write

SMALL = """
********************************************************
\t.Animals
********************************************************~
\t\tWho eats.
\t|
Hares = INTEG(births - deaths, 50) ~ hare ~ |
births = Hares*0.25*grass ~ hare/year ~ |
deaths = Hares/life ~ hare/year ~ |
life = 5 ~ year ~ |
********************************************************
\t.Plants
********************************************************~
\t\tWho is eaten.
\t|
grass = sun*2 ~ Dmnl ~ |
sun = 1 ~ Dmnl ~ |
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    return write(folder, SMALL)


@pytest.fixture(scope="module")
def section(net: Network, drawn: list[SectorView]) -> str:
    return sketch(drawn, net)


def test_equations_stay_byte_for_byte(section: str) -> None:
    before = MODEL.read_bytes()
    once = with_sketch(before, section)
    assert parts(once)[0] == parts(before)[0]
    assert once.count(b"\n///---\\\\\\") == 1
    assert with_sketch(once, section) == once


def test_a_model_is_written_over_itself(call: Call, small: Path) -> None:
    before = gaoxin.load(small)
    for _ in range(2):  # writing a second time changes nothing
        outcome = call("describe", "--sketch", "--model", str(small), "--out", str(small))
        assert outcome.exit_code == 0, outcome.output
        text = small.read_text(encoding="utf-8")
        assert text.count("*Animals\n") == 1
    after = gaoxin.load(small)
    assert after.variables.equals(before.variables)
    assert [p.name for p in small.parent.iterdir()] == ["model.mdl"]


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


def test_pysd_sees_a_module_a_view(section: str, net: Network, tmp_path: Path) -> None:
    from pysd.translators.vensim.vensim_file import VensimFile

    path = tmp_path / "zone.mdl"
    path.write_bytes(with_sketch(MODEL.read_bytes(), section))
    file = VensimFile(path)
    file.parse(parse_all=False)
    file.parse_sketch([])
    expected = {
        re.sub(r"\W+", "", sector.replace(" ", "_")).lower(): set(keys)
        for sector, keys in net.sectors.items()
    }
    assert file.sections[0].views_dict == expected


def test_pysd_runs_a_model_split_by_its_views(call: Call, small: Path) -> None:
    import pysd

    assert not call("describe", "--sketch", "--model", str(small), "--out", str(small)).exit_code
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySD's own
        model = pysd.read_vensim(str(small), split_views=True)
        theirs = model.run(return_columns=["Hares"])["Hares"].to_numpy()
    assert set(model.modules) == {"animals", "plants"}
    assert set(model.modules["plants"]) == {"grass", "sun"}
    ours = gaoxin.load(small).run(outputs=["Hares"])["Hares"].values
    assert theirs == pytest.approx(ours, rel=1e-9)
    assert theirs[-1] > 2 * theirs[0]


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
    call: Call, small: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    outcome = call("describe", "--model", str(small), *arguments)
    assert outcome.exit_code == 2
    assert said in re.sub(r"\s+", " ", outcome.output)
    assert list(tmp_path.iterdir()) == [small.parent]


def test_another_models_file_is_left_as_it_is(call: Call, small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.mdl"
    other.write_text("a = 1 ~ ~ |\n", encoding="utf-8")
    outcome = call("describe", "--sketch", "--model", str(small), "--out", str(other))
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
