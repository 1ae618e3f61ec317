"""What a caller may write in the arguments of ``Model.run``, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gaoxin.engine.model import Model
from gaoxin.errors import ModelError
from tests.engine.support import build, same_bits


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return build(tmp_path, "rate=0.5~~|\nlevel=INTEG(rate, 4)~~|")


def test_a_seed_is_recorded_and_drives_nothing_yet(model: Model) -> None:
    one, other = model.run(seed=7), model.run(seed=np.int64(8))  # type: ignore[arg-type]
    assert (one.attrs["seed"], other.attrs["seed"], model.run().attrs["seed"]) == (7, 8, 0)
    same_bits(one, other)


@pytest.mark.parametrize("seed", [-1, 1.0, "3", True, None])
def test_a_seed_is_a_whole_number(model: Model, seed: Any) -> None:
    with pytest.raises(ModelError, match=r"seed = .*; write a whole number, 0 or more"):
        model.run(seed=seed)
