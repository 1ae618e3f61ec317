"""Columns in memory and in a file hold the same numbers; a disk without room says so."""

from __future__ import annotations

import errno
import gc
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from gaoxin.engine.keeping import columns
from gaoxin.engine.keeping.columns import Columns
from gaoxin.errors import DataError


@pytest.fixture(params=["memory", "file", "file without pwrite"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name = str(request.param)
    if name != "memory":
        monkeypatch.setattr(columns, "IN_MEMORY", 0)
    if name == "file without pwrite":
        monkeypatch.delattr(os, "pwrite")
        monkeypatch.delattr(os, "pread")
    return name


def test_what_is_put_in_pieces_comes_out_whole(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_PIECE", 40)  # a column takes several reads
    whole = np.random.default_rng(0).normal(size=(5, 101))
    held = Columns(5, 101)
    assert held.in_memory == (place == "memory")
    for column in (4, 0, 2, 1, 3):
        for start in (60, 0, 41):  # the pieces overlap, as the last block does
            held.put(column, start, whole[column, start : start + 60])
    np.testing.assert_array_equal(held.get(0, 5), whole)
    np.testing.assert_array_equal(held.get(3), whole[3:4])


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="it looks at /proc")
def test_the_file_has_no_name_and_goes_with_the_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "IN_MEMORY", 0)
    monkeypatch.setattr(columns, "_folder", lambda: tmp_path)

    def opened() -> int:
        links = (os.path.realpath(link) for link in Path("/proc/self/fd").iterdir())
        return sum(link.startswith(str(tmp_path)) for link in links)

    held = Columns(2, 10)
    held.put(0, 0, np.ones(10))
    assert not list(tmp_path.iterdir())
    assert opened() == 1
    del held
    gc.collect()
    assert opened() == 0


def test_too_little_room_is_refused_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_folder", lambda: tmp_path)
    with pytest.raises(DataError, match=r"no room for 8e\+09 GB .* fewer outputs") as caught:
        Columns(10**9, 10**9)
    assert caught.value.path == tmp_path
    assert shutil.disk_usage(tmp_path).free > 0


def test_a_disk_that_fills_up_is_our_users_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "IN_MEMORY", 0)
    held = Columns(1, 10)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(DataError, match="No space left on device"):
        held.put(0, 0, np.ones(10))


def test_the_folder_is_that_of_tmpdir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert columns._folder() == tmp_path
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    assert columns._folder().is_dir()
