"""Parts are kept whole, for the same inputs only, and gone when the sweep is done."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from gaoxin.errors import DataError
from gaoxin.telling.writing.sweep_parts import PREFIX, PartStore, opened, waiting
from gaoxin.verdicts.sweeps.summary import Summary
from tests.verdicts.sweeps.conftest import make_axis, make_result

KEY = {"model": "1", "seed": "0"}


@pytest.fixture(scope="module")
def part() -> Summary:
    return make_result([make_axis("a", (0.0, 1.0))], refused=[1], keep_members=True).summary


class Stop(Exception):
    """What ends a start early."""


def leave(out: Path, part: Summary, *numbers: int) -> None:
    """Start, keep some parts, and be stopped."""

    def start() -> None:
        with opened(out, "try", KEY) as store:
            for number in numbers:
                store.save(number, part)
            raise Stop

    with pytest.raises(Stop):
        start()


def test_a_part_comes_back_as_it_was(tmp_path: Path, part: Summary) -> None:
    leave(tmp_path, part, 0, 2)
    assert waiting(tmp_path, "try", KEY) == 2
    with opened(tmp_path, "try", KEY) as store:
        assert store.stale == ()
        assert store.load(1) is None
        found = store.load(2)
        assert found is not None
        assert np.array_equal(found.quantiles, part.quantiles, equal_nan=True)
        assert np.array_equal(found.values, part.values, equal_nan=True)
        assert found.refused.tolist() == part.refused.tolist()
        assert np.array_equal(found.bands[0], part.bands[0], equal_nan=True)
    assert list(tmp_path.iterdir()) == []  # done: nothing is left


def test_parts_of_other_inputs_are_thrown_away_and_it_is_said(
    tmp_path: Path, part: Summary
) -> None:
    leave(tmp_path, part, 0)
    other = KEY | {"seed": "1", "new": "x"}
    assert waiting(tmp_path, "try", other) == 0
    with opened(tmp_path, "try", other) as store:
        assert store.stale == ("new", "seed")
        assert store.load(0) is None


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a part", b"\x93NUMPY"])
def test_a_part_that_cannot_be_read_is_not_there(
    tmp_path: Path, part: Summary, data: bytes
) -> None:
    leave(tmp_path, part, 0)
    folder = tmp_path / f"{PREFIX}try"
    (folder / "part-000000.npz").write_bytes(data)
    (folder / "part-000001.npz.new").write_bytes(b"half")
    with opened(tmp_path, "try", KEY) as store:
        assert store.load(0) is None
        assert store.load(1) is None


def test_a_broken_key_is_another(tmp_path: Path, part: Summary) -> None:
    leave(tmp_path, part, 0)
    (tmp_path / f"{PREFIX}try" / "key.json").write_bytes(b"{")
    with opened(tmp_path, "try", KEY) as store:
        assert store.load(0) is None


def test_nothing_done_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Stop), opened(tmp_path, "try", KEY):
        raise Stop
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = "the parts of the sweep cannot be kept"
    with pytest.raises(DataError, match=said), opened(tmp_path / "file", "try", KEY):
        pass


def test_two_starts_take_turns(tmp_path: Path, part: Summary) -> None:
    """The second waits, in a folder that the first removes."""
    log: list[str] = []
    inside, go = threading.Event(), threading.Event()

    def first() -> None:
        with opened(tmp_path, "try", KEY) as store:
            inside.set()
            go.wait(10)
            store.save(0, part)
            log.append("first")

    def second() -> None:
        with opened(tmp_path, "try", KEY) as store:
            log.append("second" if store.load(0) is None else "early")

    threads = [threading.Thread(target=work) for work in (first, second)]
    threads[0].start()
    assert inside.wait(10)
    threads[1].start()
    go.set()
    for thread in threads:
        thread.join(10)
    assert log == ["first", "second"]
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_only_a_folder(tmp_path: Path, part: Summary) -> None:
    store = PartStore(tmp_path)
    store.save(3, part)
    assert [path.name for path in tmp_path.iterdir()] == ["part-000003.npz"]
