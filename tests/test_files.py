"""What is no regular file is told as what it is; nothing waits for a pipe or reads a device."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

import gaoxin
from gaoxin.desks.workspace import Workspace
from gaoxin.engine.cache import entries
from gaoxin.errors import GaoxinError
from gaoxin.files import read_bytes
from gaoxin.inference.archive import read_posterior, read_stored_structures
from gaoxin.studies.inputs import open_tables
from gaoxin.tables import read_text
from gaoxin.telling.writing.stored_run import read_stored
from tests.desks.region import copy_region
from tests.engine.support import write

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes here have no names")


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """End a test that waits for somebody to write into a pipe."""

    def late(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


KINDS: dict[str, Callable[[Path], None]] = {"pipe": pipe, "device": device, "folder": folder}


@pytest.fixture(params=KINDS)
def no_file(request: pytest.FixtureRequest) -> tuple[str, Callable[[Path], None]]:
    return str(request.param), KINDS[request.param]


def test_a_model_a_table_and_a_data_file(
    tmp_path: Path, no_file: tuple[str, Callable[[Path], None]]
) -> None:
    kind, make = no_file
    model = write(tmp_path, "a:INTERPOLATE:~~|\nb=a~~|")
    for name in ("m.mdl", "m.xmile", "data.csv", "levers.csv", "sheet.csv", "book.xlsx"):
        make(tmp_path / name)
    asks: dict[str, Callable[[], object]] = {
        "m.mdl": lambda: gaoxin.load(tmp_path / "m.mdl"),
        "m.xmile": lambda: gaoxin.load(tmp_path / "m.xmile"),
        "data.csv": lambda: gaoxin.load(model, data=[tmp_path / "data.csv"]),
        "levers.csv": lambda: read_text(tmp_path / "levers.csv"),
    }
    for name, ask in asks.items():
        with pytest.raises(GaoxinError, match=f"{name}: .*this is a {kind}, not a file; give a"):
            ask()
    for name in ("sheet.csv", "book.xlsx"):
        path = write(tmp_path, f"a=GET DIRECT CONSTANTS('{name}', ',', 'A1')~~|")
        with pytest.raises(GaoxinError, match=f"'{name}' .*(this is a {kind}|outside the model's)"):
            gaoxin.load(path)


def test_every_file_of_a_workspace(
    tmp_path: Path, no_file: tuple[str, Callable[[Path], None]]
) -> None:
    _, make = no_file
    root = copy_region(tmp_path)
    for name in ("model/zone.mdl", "calibration/targets.csv", "scenarios/levers.csv"):
        (root / name).rename(root / "kept")
        make(root / name)
        with pytest.raises(GaoxinError, match=Path(name).name):
            open_tables(Workspace.find(root))
        (root / name).rmdir() if (root / name).is_dir() else (root / name).unlink()
        (root / "kept").rename(root / name)


def test_posterior_results_and_cache(
    tmp_path: Path, no_file: tuple[str, Callable[[Path], None]]
) -> None:
    _, make = no_file
    for name in ("posterior.nc", "structures.nc", "entry.json", "runs.nc", "manifest.json"):
        make(tmp_path / name)
    with pytest.raises(GaoxinError, match="there is no posterior"):
        read_posterior(tmp_path / "posterior.nc")
    assert read_stored_structures(tmp_path / "structures.nc") is None
    assert entries.read(tmp_path / "entry.json", "model") is None
    with pytest.raises(GaoxinError, match="not a scenario's results"):
        read_stored(tmp_path)


def test_a_file_that_grows_or_says_too_little_is_read_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 2**20)
    assert len(read_bytes(path, 2**20)) == 2**20
    path.write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(OSError, match="more than 1 MiB"):
        read_bytes(path, 2**20)
    status = Path("/proc/self/status")  # says that it has no byte
    if status.exists():
        assert read_bytes(status, 2**20)
        with pytest.raises(OSError, match="more than 0 MiB"):
            read_bytes(status, 10)


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.mdl")
        with pytest.raises(GaoxinError, match="this is a socket, not a file"):
            gaoxin.load("s.mdl")
