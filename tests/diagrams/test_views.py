"""Views by geometry, and against the equations: nothing overlaps, nothing is missing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gaoxin.desks.spoken import chinese_name
from gaoxin.diagrams.geometry import NAMED, Item, SectorView
from gaoxin.diagrams.network import TIME, Flow, Network, network
from gaoxin.diagrams.view import sector_views
from tests.engine.support import build

CYCLE = """
A = INTEG(d to a - a to b, 1) ~ m3 ~ |
B = INTEG(a to b - b to c, 1) ~ m3 ~ |
C = INTEG(b to c - c to d, 1) ~ m3 ~ |
D = INTEG(c to d - d to a + rain/area - leak*D, start) ~ m3 ~ |
a to b = A*rate ~ m3/day ~ |
b to c = B*rate ~ m3/day ~ |
c to d = C*rate + STEP(1, Time) ~ m3/day ~ |
d to a = D*rate ~ m3/day ~ |
rain = 2*wet ~ m3/day ~ |
wet = 1 ~ Dmnl ~ |
area = 1 ~ Dmnl ~ |
leak = 0.1 ~ 1/day ~ |
start = 1 ~ m3 ~ |
rate = 0.1 ~ 1/day ~ |
idle = 3 ~ Dmnl ~ |
"""


@pytest.fixture(scope="module")
def cycle(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return network(build(tmp_path_factory.mktemp("cycle"), CYCLE))


def overlaps(view: SectorView) -> list[tuple[Item, Item]]:
    """Return the items that lie on one another."""
    order = sorted(view.items, key=lambda item: item.left)
    return [
        (a, b)
        for n, a in enumerate(order)
        for b in order[n + 1 :]
        if b.left < a.right and abs(a.y - b.y) < a.h + b.h
    ]


def all_views(
    net: Network, drawn: list[SectorView], cycle: Network
) -> list[tuple[Network, SectorView]]:
    return [(net, v) for v in drawn] + [(cycle, v) for v in sector_views(cycle)]


def test_no_two_items_overlap(net: Network, drawn: list[SectorView], cycle: Network) -> None:
    for _, view in all_views(net, drawn, cycle):
        found = [(a.shape, a.key, b.shape, b.key) for a, b in overlaps(view)]
        assert found == [], view.name


def test_overlaps_are_found(drawn: list[SectorView]) -> None:
    view = SectorView("two", items=drawn[0].items[:1] * 2)
    assert len(overlaps(view)) == 1


def test_each_variable_has_one_place_in_the_view_of_its_sector(
    net: Network, drawn: list[SectorView]
) -> None:
    assert [v.name for v in drawn] == list(net.sectors)
    for view in drawn:
        placed = Counter(i.key for i in view.items if i.shape in NAMED)
        assert placed == Counter(net.sectors[view.name])


def test_arrows_and_pipes_end_at_items_of_the_view(
    net: Network, drawn: list[SectorView], cycle: Network
) -> None:
    for _, view in all_views(net, drawn, cycle):
        there = {id(item) for item in view.items}
        ends = [e for a in view.arrows for e in (a.source, a.target)]
        ends += [e for p in view.pipes for e in (p.valve, p.end)]
        assert {id(e) for e in ends} <= there


def test_what_a_variable_uses_is_what_points_at_it(
    net: Network, drawn: list[SectorView], cycle: Network
) -> None:
    for network_, view in all_views(net, drawn, cycle):
        shown: dict[str, set[str]] = {}
        copies = {i.key for i in view.items if i.shape == "ghost flow"}
        for arrow in view.arrows:
            shown.setdefault(arrow.target.key, set()).add(arrow.source.key)
        for pipe in view.pipes:
            if pipe.end.shape == "stock":
                shown.setdefault(pipe.end.key, set()).add(pipe.valve.key)
        for key in network_.sectors[view.name]:
            expected = set(network_.inputs[key]) - {key}
            assert shown.get(key, set()) == expected, (view.name, key, copies)


def test_a_pipe_is_straight_and_meets_its_box(drawn: list[SectorView]) -> None:
    for view in drawn:
        for pipe in view.pipes:
            assert pipe.y == pipe.valve.y
            assert abs(pipe.y - pipe.end.y) <= pipe.end.h
            assert min(abs(pipe.x - pipe.end.left), abs(pipe.x - pipe.end.right)) < 1e-9


def test_no_pipe_passes_through_a_box(drawn: list[SectorView]) -> None:
    for view in drawn:
        for pipe in view.pipes:
            low, high = sorted((pipe.valve.x, pipe.x))
            crossed = [
                i.key
                for i in view.items
                if i not in (pipe.valve, pipe.end)
                and abs(i.y - pipe.y) < i.h
                and i.left < high
                and i.right > low
            ]
            assert crossed == [], (view.name, pipe.valve.key)


def test_flows_of_a_cycle(cycle: Network) -> None:
    assert set(cycle.flows) == {
        Flow("d_to_a", "d", "a"),
        Flow("a_to_b", "a", "b"),
        Flow("b_to_c", "b", "c"),
        Flow("c_to_d", "c", "d"),
        Flow("rain", "", "d"),
    }
    assert cycle.inputs["c_to_d"] == {"c": False, "rate": False, TIME: False}
    [view] = sector_views(cycle)
    heads = Counter((p.valve.key, p.end.key, p.head) for p in view.pipes)
    assert heads[("d_to_a", "a", True)] == heads[("d_to_a", "d", False)] == 1
    assert heads[("rain", "d", True)] == 1
    starts = {(a.source.key, a.target.key): a.start for a in view.arrows}
    assert starts[("start", "d")]
    assert not starts[("leak", "d")]


def test_signs_stand_on_arrows(cycle: Network) -> None:
    [view] = sector_views(cycle)
    signs = {(a.source.key, a.target.key): a.sign for a in view.arrows}
    assert signs[("leak", "d")] == -1
    assert signs[("wet", "rain")] == 1


def test_the_same_model_gives_the_same_views(net: Network, drawn: list[SectorView]) -> None:
    assert sector_views(net) == drawn


def test_chinese_names() -> None:
    assert chinese_name("价格涨幅 General prices.") == "价格涨幅"
    assert chinese_name("General 价格") == ""
    assert chinese_name("") == ""


def test_a_chain_longer_than_a_row_goes_on_in_the_next(tmp_path: Path) -> None:
    stocks = "\n".join(
        f"S{n} = INTEG({f'f{n - 1}' if n else '0'} - f{n}, 1) ~ m ~ |\nf{n} = S{n} ~ m/day ~ |"
        for n in range(9)
    )
    net = network(build(tmp_path, stocks))
    [view] = sector_views(net)
    assert not overlaps(view)
    rows = {item.y for item in view.items if item.shape == "stock"}
    assert len(rows) == 2
    copies = [i.key for i in view.items if i.shape == "ghost flow"]
    assert copies == ["f5"]
