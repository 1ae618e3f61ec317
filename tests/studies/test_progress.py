"""Whoever asks for progress is told each step as it begins, and the end."""

from __future__ import annotations

import doctest

from gaoxin.studies import progress


def test_each_step_is_told_before_its_work_and_the_last_ends_at_one() -> None:
    told: list[tuple[str, float]] = []
    steps = progress.steps(["plan", "stretch"], str.upper, lambda *one: told.append(one))
    work = [(item, told[-1]) for item in steps]
    assert work == [("plan", ("PLAN", 0.0)), ("stretch", ("STRETCH", 0.5))]
    assert told[-1] == ("STRETCH", 1.0)


def test_the_example() -> None:
    failed, tried = doctest.testmod(progress)
    assert tried
    assert not failed
