"""Sweeps, balances, sums, windows and shares of reality checks, against closed forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaoxin.errors import ScenarioError
from tests.checks.test_reality import NAMES, outcomes
from tests.desks.region import copy_region


def _passes(tmp_path: Path, body: str) -> bool:
    (found,) = outcomes(copy_region(tmp_path), f"[checks.it]\n{NAMES}{body}\n")
    return found.passed


PAID = "set = { subsidy = 7 }"
LATE = "from = 2021\nset = { growth_rate = 0.1 }"
LAST = "from = 2025\nset = { growth_rate = 0.1 }"
LONG = "run_to = 2030\nset = { subsidy = 1 }"
SAME = "given = { growth_rate = 0.1 }\nset = { growth_rate = 0.1 }"
GROWING = "set = { growth_rate = 0.5 }"
SWEPT = "through = { growth_rate = [-0.1, 0, 0.1] }"


@pytest.mark.parametrize(
    ("setting", "expected", "passes"),
    [
        # Euler: revenue grows by half of itself a year, within each step and not over the year
        (GROWING, '"Revenue + Revenue", is = "gains", than = "Revenue"', True),
        (GROWING, '"Revenue", is = "gains", than = "Revenue"', False),
        (GROWING, '"Revenue", is = "gains", than = "subsidy"', False),
        (PAID, '"Revenue", is = "gains", than = "subsidy"', True),
        (PAID, '"Revenue[north]", is = "gains", than = "- subsidy[south]"', False),
        # sums
        (GROWING, '"total revenue", is = "equals", than = "Revenue", total = true', True),
        (GROWING, '"Revenue[north] + Revenue[south]", is = "equals", than = "total revenue"', True),
        ("", '"Revenue[north] - Revenue[south]", is = "equals", than = "total revenue"', False),
        ("", '"Revenue", is = "at most", than = "total revenue"', True),
        ("", '"total revenue", is = "at most", than = "Revenue[north]"', False),
        ("", '"Revenue", is = "at least", value = 25, total = true', False),
        ("", '"growth rate", is = "equals", value = 0', True),
        # along values
        (SWEPT, '"Revenue", is = "rises with it"', True),
        (SWEPT, '"Revenue", is = "falls with it"', False),
        (SWEPT, '"Revenue", is = "never falls with it"', True),
        (SWEPT, '"Revenue", is = "never rises with it"', False),
        ("through = { count_twice = [0, 1] }", '"Revenue", is = "rises with it"', False),
        ("through = { count_twice = [0, 1] }", '"Revenue", is = "never rises with it"', True),
        ("through = { growth_rate = [0, 0.1, 0.05] }", '"Revenue", is = "rises with it"', False),
        (SWEPT, '"Revenue", is = "not below"', False),
        (f"{SWEPT}\nfrom = 2022", '"Revenue", is = "unchanged", until = 2021', True),
        # windows and slack
        (LATE, '"Revenue", is = "unchanged", until = 2020', True),
        (LATE, '"Revenue", is = "above", until = 2020', False),
        (LAST, '"Revenue", is = "unchanged", within = 0.2', True),
        (LAST, '"Revenue", is = "unchanged", within = 0.02', False),
        # given, levers, end of the run
        ("given = { growth_rate = -0.1 }", '"Revenue", is = "does not fall"', False),
        (SAME, '"Revenue", is = "unchanged"', True),
        ('levers = "anywhere"', '"Revenue", is = "does not fall"', True),
        ('levers = "anywhere"', '"Revenue", is = "does not rise"', False),
        (LONG, '"Revenue[north]", is = "at least", value = 20, after = 2030', True),
        (LONG, '"Revenue[north]", is = "at most", value = 21', False),
    ],
)  # fmt: skip
def test_each_form_can_hold_and_fail(
    tmp_path: Path, setting: str, expected: str, passes: bool
) -> None:
    body = f"{setting}\nexpect = [{{ variable = {expected} }}]"
    assert _passes(tmp_path, body) == passes


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('share = 0.9\nexpect = [{ variable = "Revenue", is = "zero" }]', "needs exceptions"),
        (
            'exceptions = { en = "x", zh = "x" }\nexpect = [{ variable = "Revenue", is = "zero" }]',
            "without one there are no exceptions",
        ),
        ('expect = [{ variable = "Revenue", is = "rises with it" }]', "needs through"),
        ('expect = [{ variable = "Revenue", is = "unchanged" }]', "two equal runs never differ"),
        (
            'through = { growth_rate = [0] }\nexpect = [{ variable = "Revenue", is = "zero" }]',
            "two values or more",
        ),
        (
            'through = { growth_rate = [0, 9] }\nexpect = [{ variable = "Revenue", is = "zero" }]',
            "lies outside",
        ),
        ('expect = [{ variable = "Revenue", is = "gains", value = 1 }]', "'gains' needs than"),
        ('expect = [{ variable = "Revenue", is = "zero", than = "subsidy" }]', "take none"),
        (
            'expect = [{ variable = "total revenue", is = "equals", than = "Revenue" }]',
            "total = true",
        ),
        ('expect = [{ variable = "Revenue + subsid", is = "zero" }]', "did you mean 'subsidy'"),
        (
            'expect = [{ variable = "Revenue", is = "zero", after = 2020, until = 2019 }]',
            "until lies before after",
        ),
    ],
)
def test_what_could_never_fail_or_makes_no_sense_is_refused(
    tmp_path: Path, body: str, message: str
) -> None:
    with pytest.raises(ScenarioError, match=message) as caught:
        _passes(tmp_path, body)
    assert caught.value.line is not None


def test_a_failure_says_where_and_when_in_both_languages(tmp_path: Path) -> None:
    body = (
        'from = 2025\nset = { subsidy = 5 }\nexpect = [{ variable = "Revenue", is = "unchanged" }]'
    )
    (found,) = outcomes(copy_region(tmp_path), f"[checks.it]\n{NAMES}{body}\n")
    assert "0 of 30 members obey" in found.said_en
    assert "furthest apart in 2025" in found.said_en
    assert "2025 年末相差最大" in found.said_zh
