"""Named loops against the equations, and their diagrams by geometry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

import gaoxin
from gaoxin.diagrams.draw import alone
from gaoxin.diagrams.figures import INDEX, diagrams, loops_of_model
from gaoxin.diagrams.named_loops import NamedLoop, links, named_loops
from gaoxin.diagrams.network import Network, network
from gaoxin.diagrams.overview import contracted, placed
from gaoxin.diagrams.ring import ring, ring_svg
from gaoxin.errors import DataError
from tests.diagrams.conftest import MODEL, Call
from tests.engine.support import build

# Births go through two stages; deaths are proportional; the strength scales crowding.
HERD = """
strength B1 = 1 ~ Dmnl ~ 拥挤回路强度 B1: Herd - crowding - births - herd. By definition. |
strength R1 = 1 ~ Dmnl ~ 繁殖回路强度 R1: Herd - births - herd. By definition. |
Herd = INTEG(births - deaths, 10) ~ cow ~ 牛群 The herd. |
births = Herd*birth rate*strength R1*crowding effect ~ cow/year ~ |
deaths = Herd/life ~ cow/year ~ |
crowding effect = 1 - strength B1*crowding ~ Dmnl ~ |
crowding = Herd/room ~ Dmnl ~ |
room = 100 ~ cow ~ |
birth rate = 0.3 ~ 1/year ~ |
life = 5 ~ year ~ |
"""


BEFORE = {"B7"}
"""Loops whose switch stands before their path: no strictness in force, no quota to grant."""


@pytest.fixture(scope="module")
def loops(net: Network) -> list[NamedLoop]:
    return loops_of_model(gaoxin.load(MODEL), net)


def test_each_loop_closes_through_an_effect_of_its_strength(
    net: Network, loops: list[NamedLoop]
) -> None:
    assert {loop.id for loop in loops} >= {"R1", "R2", "R3", "R4", "B1", "B5", "B6", "B9"}
    for loop in loops:
        assert len(set(loop.path)) == len(loop.path)
        for source, target in links(loop.path):
            assert not net.inputs[target][source], (loop.id, source, target)
        strength = f"strength_{loop.id.lower()}"
        near = {cause for key in loop.path for cause in net.inputs[key]}
        vectors = {cause for key in near for cause in net.inputs.get(key, ()) if "strength" in key}
        assert loop.id in BEFORE or strength in near | vectors, loop.id


def test_no_loop_has_another_sign_than_is_said(loops: list[NamedLoop]) -> None:
    for loop in loops:
        assert loop.sign in {1 if loop.polarity == "R" else -1, None}, loop


def test_a_herd(tmp_path: Path) -> None:
    herd = network(build(tmp_path, HERD))
    found = {loop.id: loop for loop in named_loops(herd)}
    assert set(found["R1"].path) == {"births", "herd"}
    assert set(found["B1"].path) == {"crowding_effect", "births", "herd", "crowding"}
    assert found["B1"].sign == -1
    assert found["B1"].name_en == "Herd - crowding - births - herd"
    assert found["B1"].name_zh == "拥挤回路"


def test_a_table_says_what_a_loop_goes_through(tmp_path: Path) -> None:
    herd = network(build(tmp_path, HERD))
    table = tmp_path / "loops.csv"
    head = "id,strength,polarity,name_en,name_zh,variables\n"
    ring = ("crowding_effect", "births", "herd", "crowding")
    for said in ("crowding -> Herd", "crowding effect -> births -> Herd -> crowding"):
        table.write_text(f"{head}B9,strength B1,B,Room,空间,{said}\n", encoding="utf-8")
        [loop] = named_loops(herd, table)
        assert (loop.id, loop.name_en, loop.name_zh, loop.sign) == ("B9", "Room", "空间", -1)
        assert set(loop.path) == set(ring)
    assert loop.path == ring
    for row, message in (
        ("B9,strength B1,B,Room,空间,Herds", "no variable 'Herds'; did you mean 'Herd'"),
        ("B9,strength B2,B,Room,空间,Herd", "no variable 'strength B2'; did you mean"),
        ("B9,strength B1,-,Room,空间,Herd", "polarity of 'B9' is '-'; write one of: R, B"),
    ):
        table.write_text(f"{head}{row}\n", encoding="utf-8")
        with pytest.raises(
            DataError,
            match=re.escape(f"loops.csv:2: the model has {message}")
            if message.startswith("no")
            else re.escape(message),
        ):
            named_loops(herd, table)


def test_no_two_names_of_a_ring_or_of_the_overview_overlap(
    net: Network, loops: list[NamedLoop]
) -> None:
    sets = [ring(loop.path, net) for loop in loops]
    sets.append(list(placed(contracted(loops, net), net).values()))
    for items in sets:
        for n, a in enumerate(items):
            for b in items[n + 1 :]:
                assert abs(a.x - b.x) >= a.w + b.w or abs(a.y - b.y) >= a.h + b.h, (a, b)


def test_contraction_keeps_the_sign_of_each_loop(net: Network, loops: list[NamedLoop]) -> None:
    causal = contracted(loops, net)
    for loop in loops:
        path = causal.loops[loop.id]
        assert len(path) >= 2
        signs = [causal.links[pair] for pair in links(path)]
        if loop.sign is not None:
            product = 1
            for sign in signs:
                assert sign is not None
                product *= sign
            assert product == loop.sign


def test_two_ways_between_the_same_variables_stay_two(tmp_path: Path) -> None:
    text = """
    A = INTEG(b - d, 1) ~ m ~ |
    b = 2*c ~ m/day ~ |
    c = A ~ m ~ |
    d = e/2 ~ m/day ~ |
    e = A*1.5 ~ m ~ |
    """
    net = network(build(tmp_path, text))
    both = [
        NamedLoop("R1", "R", "", "", ("a", "c", "b"), 1),
        NamedLoop("B1", "B", "", "", ("a", "e", "d"), -1),
        NamedLoop("R2", "R", "", "", ("c", "b", "a"), 1),
    ]
    causal = contracted(both, net)
    for loop in both:
        signs = [causal.links[pair] for pair in links(causal.loops[loop.id])]
        assert (signs.count(-1) % 2 == 1) == (loop.sign == -1)


def test_a_ring_has_a_sign_on_each_link_that_has_one(net: Network, loops: list[NamedLoop]) -> None:
    for loop in loops:
        drawn = ring_svg(loop, net, ("en",))
        shown = [net.sign(a, b) for a, b in links(loop.path)]
        assert drawn.count(">+</text>") == shown.count(1)
        assert drawn.count(">\N{MINUS SIGN}</text>") == shown.count(-1)
        assert f">{loop.id}</text>" in drawn


def test_files_are_whole_in_both_languages(call: Call, tmp_path: Path) -> None:
    model = build(tmp_path, HERD)
    for _ in range(2):
        outcome = call("describe", "--figures", "--model", str(model.path), "--out", "figures")
        assert outcome.exit_code == 0, outcome.output
    folder = tmp_path / "figures"
    names = {path.name for path in folder.iterdir()}
    stems = ("model", "loop-r1", "loop-b1", "loops")
    pictures = {f"{s}.{lang}.svg" for s in stems for lang in ("en", "zh")}
    assert names == pictures | set(INDEX.values())
    chinese = (folder / "model.zh.svg").read_text(encoding="utf-8")
    assert ">牛群</tspan>" in chinese
    assert ">Herd</tspan>" not in chinese
    for path in folder.glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        etree.fromstring(text.encode("utf-8"))
        assert "font/woff;base64," in text
        assert not re.findall(r'(?:href|src)="(?!#)|url\((?!data:)', text)
    for lang, page in INDEX.items():
        index = (folder / page).read_text(encoding="utf-8")
        assert all(f"({name})" in index for name in names if name.endswith(f".{lang}.svg"))


def test_a_files_glyphs_are_in_its_font() -> None:
    from tests.telling.drawing.test_fan_charts import embedded_characters

    text = alone('<svg xmlns="http://www.w3.org/2000/svg"><text>拥挤</text></svg>', title="群")
    assert set(map(ord, "拥挤群")) <= embedded_characters(text)


def test_names_are_escaped(tmp_path: Path) -> None:
    model = build(tmp_path, '"a<b & c" = 2*d ~ ~ 甲<乙 x |\nd = 1 ~ ~ |\n')
    for one in diagrams(model, (("en", "zh"),)):
        for drawn in one.svgs.values():
            etree.fromstring(drawn)


def test_figures_do_not_go_into_a_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    model = build(tmp_path, HERD)
    outcome = call("describe", "--figures", "--model", str(model.path), "--out", "taken")
    assert outcome.exit_code == 2
    assert "it is a file; give a folder" in outcome.output
