"""Runs kept in a folder: killed anywhere, gone on with, the same bytes.

``python -m tests.engine.keeping.test_stored 100`` kills a run so many times.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gaoxin
from gaoxin.engine.keeping.stored import DONE, FAILED, VALUES
from gaoxin.engine.running.pool import used
from gaoxin.errors import DataError, ModelError
from tests.engine.cluster.pools import PicklePool

SIR = Path(__file__).parents[2] / "ensembles" / "models" / "sir.mdl"
MEMBERS = 20_000
GIVEN = {"infectivity": np.random.default_rng(0).uniform(0.01, 0.1, MEMBERS)}
ASKS: dict[str, Any] = {"outputs": ["Infectious", "contacts"], "save_every": 5.0}


def digest(folder: Path) -> str:
    whole = b"".join((folder / name).read_bytes() for name in (VALUES, FAILED, DONE))
    return hashlib.sha256(whole).hexdigest()


def kept(folder: Path) -> Any:
    return gaoxin.load(SIR).run(GIVEN, store=folder, **ASKS)


def killed(whole: str, kills: int, seed: int, place: Path) -> int:
    """Return how many of some kills came between the first block and the last."""
    rng, amid = np.random.default_rng(seed), 0
    began = time.monotonic()
    kept(place / "timed")
    length = time.monotonic() - began
    for number in range(kills):
        folder = place / f"killed-{number}"
        child = os.fork()
        if not child:
            try:
                kept(folder)
            finally:
                os._exit(0)
        time.sleep(rng.uniform(0.0, length))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        done = (folder / DONE).read_bytes() if (folder / DONE).exists() else b""
        amid += 0 < done.count(b"\1") < len(done)
        kept(folder)
        assert digest(folder) == whole, (seed, number)
    return amid


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no such processes here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_kills_at_random_leave_the_same_bytes(tmp_path: Path) -> None:
    kept(tmp_path / "whole")
    killed(digest(tmp_path / "whole"), 3, secrets.randbelow(10**6), tmp_path)


def test_what_is_kept_is_the_run_and_only_what_lacks_is_done(tmp_path: Path) -> None:
    whole = gaoxin.load(SIR).run(GIVEN, **ASKS)
    first = kept(tmp_path)
    assert first.load().equals(whole)
    assert first.attrs == whole.attrs
    before = digest(tmp_path)
    values = np.memmap(tmp_path / VALUES, dtype=np.float64, mode="r+")
    values[100], values[9000] = -1.0, -1.0  # members 100 and 9,000 at the first instant
    values.flush()
    assert (kept(tmp_path)["Infectious"].isel(time=0)[9000] == -1.0).item()  # it is read, not run
    flags = bytearray((tmp_path / DONE).read_bytes())
    assert bytes(flags) == b"\1" * 5
    flags[2] = 0
    (tmp_path / DONE).write_bytes(flags)
    assert kept(tmp_path).load().equals(whole)  # the first block is done anew for what is the same
    assert digest(tmp_path) == before


def test_a_pool_fills_the_same_folder(tmp_path: Path) -> None:
    kept(tmp_path / "alone")
    pool = PicklePool(losing=2)
    with used(pool):
        kept(tmp_path / "pool")
    assert pool.calls
    assert digest(tmp_path / "pool") == digest(tmp_path / "alone")


def test_another_run_is_refused(tmp_path: Path) -> None:
    model = gaoxin.load(SIR)
    few = {"infectivity": np.array([0.05, 0.06])}
    model.run(few, store=tmp_path / "run")
    with pytest.raises(DataError, match="a run with another seed; name an empty one"):
        model.run(few, store=tmp_path / "run", seed=1)
    with pytest.raises(DataError, match="a run with another overrides"):
        model.run({"infectivity": np.array([0.05, 0.07])}, store=tmp_path / "run")
    with pytest.raises(ModelError, match="leave initial_state out"):
        model.run(few, store=tmp_path / "other", initial_state=model.run(few))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine")
    with pytest.raises(DataError, match=r"holds mine\.txt, and no run"):
        model.run(few, store=tmp_path / "notes")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as own:
        kept(Path(own) / "whole")
        count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
        between = killed(digest(Path(own) / "whole"), count, 0, Path(own))
        print(f"{count} kills, {between} of them between two blocks: one hash")
