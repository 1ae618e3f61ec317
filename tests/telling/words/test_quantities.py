from __future__ import annotations

import doctest
import math
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin import language
from gaoxin.desks import spoken
from gaoxin.desks.indicators import read_indicators
from gaoxin.desks.targets import read_targets
from gaoxin.language import Text
from gaoxin.telling.drawing import fan
from gaoxin.telling.drawing.style import likelihood_colour
from gaoxin.telling.words import answer, phrases, quantities, stated_words
from gaoxin.telling.words.quantities import (
    UNIT_WORDS,
    number,
    percent,
    probability_text,
    share_text,
    unit_words,
)
from gaoxin.telling.words.verdict_words import LIKELIHOOD_WORDS
from gaoxin.verdicts import likelihood
from gaoxin.verdicts.likelihood import LIKELIHOODS
from gaoxin.verdicts.verdict import verdict
from tests.verdicts.conftest import make_target


@pytest.mark.parametrize(
    "module",
    [answer, fan, language, likelihood, phrases, quantities, spoken, stated_words],
    ids=lambda module: module.__name__,
)
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
    words = [LIKELIHOOD_WORDS[word.key] for word in LIKELIHOODS]
    assert len({w.en for w in words}) == len({w.zh for w in words}) == len(LIKELIHOOD_WORDS) == 7
    for word in LIKELIHOODS:
        colour = likelihood_colour(word)
        assert (_luminance(colour) + 0.05) / (_luminance("#1b1f24") + 0.05) > 4.5


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@given(st.floats(1e-9, 1.0 - 1e-9))
def test_a_printed_probability_keeps_its_word_and_is_never_0_or_100(share: float) -> None:
    shown = float(percent(share)[:-2])
    assert likelihood.likelihood(shown / 100) == likelihood.likelihood(share)
    assert 0.0 < shown < 100.0


@given(st.integers(1, 10_000), st.data())
def test_few_members_have_a_weaker_word_and_many_their_own(
    members: int, data: st.DataObject
) -> None:
    met = data.draw(st.integers(0, members))
    word, plain = likelihood.likelihood_of(met, members), likelihood.likelihood(met / members)
    if members >= likelihood.FEW:
        assert word == plain
    else:
        middle = LIKELIHOODS[3]
        order = LIKELIHOODS.index
        assert abs(order(word) - order(middle)) <= abs(order(plain) - order(middle))
        low, high = likelihood.interval_95(met, members)
        assert word in (likelihood.likelihood(end) for end in (low, high, 0.5))
        assert 0.0 <= low <= met / members <= high <= 1.0


@pytest.mark.parametrize(
    ("members", "none", "every"),
    [
        (1, "<100 %", ">0 %"),
        (5, "<60 %", ">40 %"),
        (7, "<43 %", ">57 %"),
        (9, "<34 %", ">66 %"),
        (50, "<6 %", ">94 %"),
        (2000, "<0.15 %", ">99.85 %"),
        (1_000_000, "<0.0003 %", ">99.9997 %"),
    ],
)
def test_none_or_all_of_the_members_print_as_a_bound(members: int, none: str, every: str) -> None:
    target = make_target("t")
    for value, shown in ((500.0, none), (1500.0, every)):
        found = verdict([value] * members, target)
        assert (probability_text(found), share_text(found)) == (shown, shown)


def test_rare_members_print_as_they_are() -> None:
    target = make_target("t")
    assert probability_text(verdict([1500.0] + [500.0] * 1999, target)) == "0.05 ± 0.06 %"
    assert share_text(verdict([1500.0] + [500.0] * 1999, target)) == "0.05 %"
    assert share_text(verdict([500.0] + [1500.0] * 1999, target)) == "99.95 %"


@given(st.floats(1e-9, 1e9))
def test_a_printed_number_is_rounded_no_further_than_it_says(value: float) -> None:
    shown = float(number(value).replace(",", "").replace("−", "-"))
    digit = 0.05 * value if value < 0.1 else max(0.005, 0.005 * value)
    assert shown == pytest.approx(value, rel=1e-9, abs=1.001 * digit)
    assert number(-value) == f"−{number(value)}"


def test_every_unit_of_the_plan_has_words_in_both_languages() -> None:
    desk = Path(__file__).parents[3] / "calibration"
    units = [target.unit for target in read_targets(desk / "targets.csv")]
    units += [indicator.unit for indicator in read_indicators(desk / "indicators.csv")]
    names = {name for unit in units for name in unit.split("/")}
    assert len(names) > 10
    assert names - set(UNIT_WORDS) == set()


def test_unknown_units_print_as_they_are() -> None:
    assert unit_words("furlong/year") == Text("furlong/year", "furlong/年")


def test_probability_is_an_interval_when_members_failed() -> None:
    target = make_target("t")
    values = [1100.0] * 500 + [500.0] * 495
    assert probability_text(verdict(values, target)) == "50 ± 2 %"
    assert probability_text(verdict(values, target, failed=10)) == "50–51 ± 2 %"
    assert share_text(verdict(values, target, failed=10)) == "50–51 %"
    assert probability_text(verdict([500.0] * 1990, target, failed=10)) == "<0.65 %"
    assert probability_text(verdict([1500.0] * 1990, target, failed=10)) == ">99.35 %"
