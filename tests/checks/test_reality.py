"""Reality checks on a workspace whose results are known in closed form."""

from __future__ import annotations

from pathlib import Path

import pytest

import gaoxin
from gaoxin.checks.obey import check_reality
from gaoxin.checks.outcome import CheckOutcome
from gaoxin.checks.reality import read_reality_checks
from gaoxin.desks.desk import open_desk
from gaoxin.desks.workspace import Workspace
from gaoxin.errors import ScenarioError
from tests.desks.region import copy_region, edit

NAMES = 'name = { en = "x", zh = "x" }\nwhy = { en = "x", zh = "x" }\n'


EXCEPTIONS = 'exceptions = { en = "x", zh = "x" }\n'


def outcomes(root: Path, text: str | None = None) -> list[CheckOutcome]:
    path = root / "model" / "reality_checks.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    model = gaoxin.load(root / "model" / "zone.mdl")
    desk = open_desk(Workspace(root), model)
    checks = read_reality_checks(path, desk.catalogue, model)
    return list(check_reality(desk, model, checks, 30, 0))


def test_true_statements_hold_in_every_draw(tmp_path: Path) -> None:
    found = outcomes(copy_region(tmp_path))
    assert found[0].id == "nothing_moves_revenue"
    assert [(o.passed, o.said_en) for o in found] == [(True, "30 of 30 members obey")] * 3


REVENUE = 'expect = [{{ variable = "Revenue", is = {} }}]\n'


@pytest.mark.parametrize(
    ("change", "expected", "passes"),
    [
        ("set = { growth_rate = 0.1 }", '"does not fall"', True),
        ("set = { growth_rate = 0.1 }", '"does not rise"', False),
        ("set = { growth_rate = -0.1 }", '"does not rise"', True),
        ("set = { growth_rate = 0.1 }", '"above"', True),
        ("set = { growth_rate = 0.1 }", '"not above"', False),
        ("set = { growth_rate = -0.1 }", '"not above"', True),
        ("set = { growth_rate = -0.1 }", '"not below"', False),
        ("set = { growth_rate = 0 }", '"below"', False),
        ("set = { growth_rate = 0 }", '"unchanged"', True),
        ('set = { "subsidy[north]" = 1 }', '"unchanged"', False),
        ("set = { growth_rate = 0 }", '"zero"', False),
        ("times = { growth_rate = 0 }", '"at least", value = 1', True),
        ("times = { growth_rate = 0 }", '"at most", value = 1', False),
        ("times = { initial_revenue = 1 }", '"unchanged"', True),
        ("times = { initial_revenue = 2 }", '"unchanged"', False),
        ("from = 2023\nset = { growth_rate = 0.1 }", '"does not rise", after = 2022', False),
        ("from = 2026\nset = { growth_rate = 0.1 }", '"unchanged"', True),
    ],
)
def test_each_expectation_can_hold_and_fail(
    tmp_path: Path, change: str, expected: str, passes: bool
) -> None:
    text = f"[checks.it]\n{NAMES}{change}\n{REVENUE.format(expected)}"
    (found,) = outcomes(copy_region(tmp_path), text)
    assert found.passed == passes
    assert ("in member" in found.said_en) == (not passes)


MISSED = 'missed = { en = "half of the draws", zh = "半数抽样" }\n'


@pytest.mark.parametrize(("value", "passes"), [(-1000, True), (1000, False)])
def test_a_known_miss_is_told_with_its_reason_where_it_fails(
    tmp_path: Path, value: float, passes: bool
) -> None:
    body = f'expect = [{{ variable = "Revenue", is = "at least", value = {value} }}]\n'
    (found,) = outcomes(copy_region(tmp_path), f"[checks.it]\n{NAMES}{MISSED}{body}")
    assert found.passed == passes
    assert found.missed_en == ("" if passes else "half of the draws")
    assert found.missed_zh == ("" if passes else "半数抽样")
    assert found.acceptable


def test_a_share_of_the_members_may_do(tmp_path: Path) -> None:
    """Initial revenue of the north is normal around 10 with nothing cut off: half lie above."""
    body = 'expect = [{ variable = "Revenue[north]", is = "at least", value = 10 }]\n'
    root = copy_region(tmp_path)
    few, most = (
        outcomes(root, f"[checks.it]\n{NAMES}share = {share}\n{EXCEPTIONS}{body}")[0]
        for share in (0.2, 0.8)
    )
    assert few.passed
    assert not most.passed


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("growth_rate = 0, subsidy", "growth_rat = 0, subsidy", "did you mean 'growth"),
        ('"subsidy[north]" = 5', '"subsidy[nord]" = 5', "did you mean 'north'"),
        ('"subsidy[north]" = 5', '"subsidy[north]" = 500', "lies outside"),
        ('is = "above"', 'is = "higher"', "'above'"),
        (', is = "at least", value = 30', ', is = "at least"', "need a value"),
        ('total revenue", is = "below"', 'total revenu", is = "below"', "did you mean"),
        ("from = 2021", "since = 2021", "unknown key"),
        ("times = { initial_revenue = 0.5 }", "times = { Revenue = 0.5 }", "name a constant"),
    ],
)
def test_what_is_misspelt_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    root = copy_region(tmp_path)
    line = edit(root / "model" / "reality_checks.toml", old, new)
    with pytest.raises(ScenarioError, match=message) as caught:
        outcomes(root)
    assert caught.value.line is not None
    assert abs(caught.value.line - line) <= 2
