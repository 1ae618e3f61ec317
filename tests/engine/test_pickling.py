"""A pickled model is the model, wherever it is unpickled, with no file beside it."""

from __future__ import annotations

import copy
import pickle
import shutil
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.errors import ModelError
from tests.engine.support import MODELS, build, same_bits, write

NOISY = "rate=0.5~~|\nnoise=RANDOM NORMAL(-9, 9, 0, 1, 3)~~|\nlevel=INTEG(rate+noise, 4)~~|"
DATA = "R: a, b~~|\nseen[R]:RAW:~~|\nfound[R]:INTERPOLATE:~~|\nx[R]=found[R]*2~~|"
SHEET = "R: a, b~~|\nk[R]=GET DIRECT CONSTANTS('n.csv', ',', 'B2*')~~|\nx=INTEG(k[a]*k[b], 1)~~|"


def test_a_model_runs_in_a_spawned_process_after_its_file_is_gone(tmp_path: Path) -> None:
    model = build(tmp_path, NOISY)
    draws = {"rate": np.linspace(0.1, 0.9, 5)}
    here = model.run(draws, seed=3)
    shutil.rmtree(tmp_path)
    with get_context("spawn").Pool(1) as pool:
        there = pool.apply(model.run, (draws,), {"seed": 3})
    xr.testing.assert_identical(here, there)
    same_bits(here, there)


@pytest.mark.parametrize("path", sorted(MODELS.glob("*.mdl")), ids=lambda p: p.stem)
def test_a_copy_gives_the_same_bits_and_tables(path: Path) -> None:
    model = gaoxin.load(path)
    again = pickle.loads(pickle.dumps(model))  # noqa: S301
    assert again.variables.equals(model.variables)
    assert (again.path, again.content_hash) == (model.path, model.content_hash)
    assert again.subscripts == model.subscripts
    xr.testing.assert_identical(again.run(time_step=0.5), model.run(time_step=0.5))
    same_bits(copy.deepcopy(model).run(time_step=0.5), model.run(time_step=0.5))


def test_data_and_spreadsheets_travel_with_the_model(tmp_path: Path) -> None:
    table = tmp_path / "data.csv"
    table.write_text("Time,seen[a],seen[b],found[a],found[b]\n0,1,,3,4\n1,,2,,8\n4,5,6,7,8\n")
    (tmp_path / "n.csv").write_text("x,y\n1,5\n2,7\n")
    folder = tmp_path / "sheet"
    folder.mkdir()
    (folder / "n.csv").write_text("x,y\n1,5\n2,7\n")
    models = [gaoxin.load(write(tmp_path, DATA), data=[table]), build(folder, SHEET)]
    runs = [model.run() for model in models]
    pickles = [pickle.dumps(model) for model in models]
    shutil.rmtree(tmp_path)
    for held, expected in zip(pickles, runs, strict=True):
        xr.testing.assert_identical(pickle.loads(held).run(), expected)  # noqa: S301
    assert [len(pickle.loads(p).summary().files) for p in pickles] == [0, 1]  # noqa: S301


def test_an_error_of_an_unpickled_model_names_file_and_line(tmp_path: Path) -> None:
    model = build(tmp_path, NOISY)
    again = pickle.loads(pickle.dumps(model))  # noqa: S301
    with pytest.raises(ModelError, match=r"model.mdl:4: 'level' rests on stocks"):
        again.run({"level": 1.0})


def test_a_long_sum_can_be_pickled(tmp_path: Path) -> None:
    model = build(tmp_path, "a=2~~|\nx=" + "+".join(["a"] * 5000) + "~~|")
    assert float(pickle.loads(pickle.dumps(model)).run()["x"]) == 10_000  # noqa: S301
