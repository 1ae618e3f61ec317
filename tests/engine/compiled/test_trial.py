"""The machine is tried out before compiled code is used; where it fails, NumPy computes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gaoxin.engine.compiled import build, routines, trial
from gaoxin.engine.compiled.operations import ROUNDED
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.errors import ModelError
from tests.engine.support import build as model_of


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    trial.unusable.cache_clear()
    yield
    trial.unusable.cache_clear()


def test_every_operation_has_the_bits_of_numpy_here() -> None:
    assert trial.unusable() == ""
    assert trial.unusable(special=True) == ""


def test_an_operation_that_rounds_otherwise_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the loop of another function in the place of one."""
    swapped = routines.addresses(False).copy()
    names = list(ROUNDED)
    swapped[names.index("sinh")] = swapped[names.index("tan")]
    monkeypatch.setattr(trial, "addresses", lambda _: swapped)
    assert trial.unusable() == "compiled code gives other bits than NumPy here: sinh"


def test_numpy_computes_where_there_is_no_llvmlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise NotCovered("llvmlite is not there: No module named 'llvmlite'")

    monkeypatch.setattr(trial, "processor", missing)
    model = model_of(tmp_path, "x=INTEG(1, 0)~~|")
    runs = model.run()
    assert runs.attrs["backend"] == "numpy"
    assert "llvmlite is not there" in runs.attrs["backend_reason"]
    with pytest.raises(ModelError, match="llvmlite is not there"):
        model.run(backend="compiled")


def test_a_ufunc_of_another_build_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd:
        nin, nout, nargs, ntypes, types = 1, 1, 2, 10**6, ("d->d",)
        __name__ = "odd"

    with pytest.raises(NotCovered, match="unknown build"):
        routines._loop(Odd())


def test_random_numbers_are_those_of_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert trial._wrong_numbers() == []
    monkeypatch.setattr(trial, "uniforms", lambda *_: np.full((3, 8), 0.5))
    assert trial._wrong_numbers() == ["random numbers"]
    assert build.loop() is not None
