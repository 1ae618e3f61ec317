from __future__ import annotations

import doctest
import math
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.verdicts import fan, likelihood, read_indicators, read_targets, series, text
from gaoxin.verdicts.likelihood import LIKELIHOODS
from gaoxin.verdicts.text import UNIT_WORDS, number, percent, probability_text, unit_words
from gaoxin.verdicts.verdict import verdict
from tests.verdicts.conftest import make_target


@pytest.mark.parametrize("module", [fan, likelihood, series, text], ids=lambda m: m.__name__)
def test_examples_in_the_docstrings(module: ModuleType) -> None:
    failed, tried = doctest.testmod(module)
    assert tried
    assert not failed


@pytest.mark.parametrize(
    ("share", "key"),
    [
        (1.0, "virtually_certain"),
        (0.99, "virtually_certain"),
        (0.9899, "very_likely"),
        (0.90, "very_likely"),
        (0.66, "likely"),
        (0.6599, "as_likely_as_not"),
        (0.33, "as_likely_as_not"),
        (0.3299, "unlikely"),
        (0.10, "unlikely"),
        (0.0999, "very_unlikely"),
        (0.01, "very_unlikely"),
        (0.0099, "exceptionally_unlikely"),
        (0.0, "exceptionally_unlikely"),
    ],
)
def test_words_change_at_the_bounds_of_mastrandrea_2010(share: float, key: str) -> None:
    assert likelihood.likelihood(share).key == key


@pytest.mark.parametrize("share", [-0.01, 1.01, math.nan])
def test_what_is_no_probability_has_no_word(share: float) -> None:
    with pytest.raises(ValueError, match="not a probability"):
        likelihood.likelihood(share)


def test_words_are_distinct_in_both_languages_and_readable_on_their_colour() -> None:
    assert len({w.en for w in LIKELIHOODS}) == len({w.zh for w in LIKELIHOODS}) == 7
    for word in LIKELIHOODS:
        assert (_luminance(word.colour) + 0.05) / (_luminance("#1b1f24") + 0.05) > 4.5


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@given(st.floats(0.0, 1.0))
def test_a_printed_probability_keeps_its_word(share: float) -> None:
    shown = percent(share)
    if shown[0] in "<>":
        return
    assert likelihood.likelihood(float(shown[:-2]) / 100) == likelihood.likelihood(share)


@given(st.floats(1e-9, 1e9))
def test_a_printed_number_is_rounded_no_further_than_it_says(value: float) -> None:
    shown = float(number(value).replace(",", "").replace("−", "-"))
    digit = 0.05 * value if value < 0.1 else max(0.005, 0.005 * value)
    assert shown == pytest.approx(value, rel=1e-9, abs=1.001 * digit)
    assert number(-value) == f"−{number(value)}"


def test_every_unit_of_the_plan_has_words_in_both_languages() -> None:
    desk = Path(__file__).parents[2] / "calibration"
    units = [target.unit for target in read_targets(desk / "targets.csv")]
    units += [indicator.unit for indicator in read_indicators(desk / "indicators.csv")]
    names = {name for unit in units for name in unit.split("/")}
    assert len(names) > 10
    assert names - set(UNIT_WORDS) == set()


def test_unknown_units_print_as_they_are() -> None:
    assert unit_words("furlong/year", "zh") == "furlong/年"


def test_probability_is_an_interval_when_members_failed() -> None:
    target = make_target("t")
    values = [1100.0] * 500 + [500.0] * 495
    assert probability_text(verdict(values, target)) == "50 ± 2 %"
    assert probability_text(verdict(values, target, failed=10)) == "50–51 ± 2 %"
    assert probability_text(verdict([500.0] * 2000, target)) == "<0.1 %"
