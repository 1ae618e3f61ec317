"""Delays whose time changes: conservation, order of arrival, and Vensim's own examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaoxin.errors import ModelError
from tests.engine.lowering.test_semantics import loaded, values

FLAT = "flat((0,1),(1,1))~~|\n"


def test_with_a_constant_time_all_delays_are_the_fixed_one(tmp_path: Path) -> None:
    text = "in=1+Time*Time~~|\n"
    fixed = values(tmp_path, text + "y=DELAY FIXED(in, 2, 5)~~|", end=8)
    assert fixed[:4] == [5, 5, 1, 2]
    assert values(tmp_path, text + "y=DELAY MATERIAL(in, 2, 5, -1)~~|", end=8) == fixed
    assert values(tmp_path, text + "y=DELAY INFORMATION(in, 2, 5)~~|", end=8) == fixed


def test_material_is_conserved_when_its_time_changes_and_information_is_not(tmp_path: Path) -> None:
    text = "in=IF THEN ELSE(Time<10, 1, 0)~~|\ntime in=IF THEN ELSE(Time<5, 6, 3)~~|\n"
    moved = values(tmp_path, text + "y=DELAY MATERIAL(in, time in, 0, 0)~~|", end=20)
    assert sum(moved) == 10
    assert max(moved) == 2, "what was sent later arrives with what was sent before"
    told = values(tmp_path, text + "y=DELAY INFORMATION(in, time in, 0)~~|", end=20)
    assert max(told) == 1
    assert sum(told) < 10


def test_where_no_material_arrives_the_other_value_is_given(tmp_path: Path) -> None:
    text = "time in=IF THEN ELSE(Time<3, 1, 4)~~|\n"
    found = values(tmp_path, text + "y=DELAY MATERIAL(1, time in, 1, -9)~~|", end=9)
    assert found == [1, 1, 1, 1, -9, -9, -9, 1, 1, 1]
    held = values(tmp_path, text + "y=DELAY INFORMATION(Time, time in, -1)~~|", end=9)
    assert held == [-1, 0, 1, 2, 2, 2, 2, 3, 4, 5]


def test_what_is_first_on_a_conveyor_leaves_by_its_profile(tmp_path: Path) -> None:
    flat = values(tmp_path, FLAT + "y=DELAY CONVEYOR(0, 10, 0, flat, 100, 10)~~|", end=12)
    np.testing.assert_allclose(flat, [10] * 10 + [0] * 3, atol=1e-12)
    rising = "rising((0,0),(1,2))~~|\ny=DELAY CONVEYOR(0, 4, 0, rising, 16, 4)~~|"
    np.testing.assert_allclose(values(tmp_path, rising), [1, 3, 5, 7, 0], atol=1e-12)


def test_a_conveyor_leaks_the_same_share_each_step(tmp_path: Path) -> None:
    text = FLAT + "in=PULSE(0, 1)*8~~|\n"
    found = values(tmp_path, text + "y=DELAY CONVEYOR(in, 3, 0.5, flat, 0, 3)~~|")
    np.testing.assert_allclose(found, [0, 0, 0, 8 * 0.5**3, 0], atol=1e-12)
    books = (
        text
        + "out=DELAY CONVEYOR(in, 3, 0.5, flat, 6, 3)~~|\n"
        + "ahead=on it+TIME STEP*(in-out)~~|\non it=INTEG(in-out-ahead*0.5, 6)~~|\ny=on it~~|"
    )
    assert values(tmp_path, books)[-1] == pytest.approx(0, abs=1e-12)


def test_a_conveyor_that_is_sped_up_conserves_what_is_on_it(tmp_path: Path) -> None:
    text = (
        FLAT
        + "in=IF THEN ELSE(Time<6, 1, 0)~~|\nlong=IF THEN ELSE(Time<4, 8, 3)~~|\n"
        + "y=DELAY CONVEYOR(in, long, 0, flat, 0, 8)~~|"
    )
    found = values(tmp_path, text, end=20)
    assert sum(found) == pytest.approx(6, abs=1e-9)
    assert max(found) > 1.5


def test_elements_and_members_have_delays_of_their_own(tmp_path: Path) -> None:
    text = "R: a, b~~|\nk[R]=1, 3~~|\nin=Time+1~~|\ny[R]=DELAY MATERIAL(in, k[R], 0, 0)~~|"
    model = loaded(tmp_path, text)
    runs = model.run(members=2)
    assert runs["y"].sel(member=0, R="a").values.tolist() == [0, 1, 2, 3, 4]
    assert runs["y"].sel(member=1, R="b").values.tolist() == [0, 0, 0, 1, 2]


def test_a_run_with_such_a_delay_is_not_gone_on_from(tmp_path: Path) -> None:
    model = loaded(tmp_path, "y=DELAY MATERIAL(Time, 2, 0, 0)~~|")
    first = model.run(final_time=2)
    with pytest.raises(ModelError, match="run the whole time at once"):
        model.run(initial_state=first)
