"""A lock has an owner, goes with it, and is not waited for without end; the system's or a file."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from gaoxin.errors import DataError
from gaoxin.telling.writing import lock
from gaoxin.telling.writing.lock import NAME, OWNED, locked

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys, time
if sys.argv[2] == "file":
    sys.modules["fcntl"] = None
from pathlib import Path
from gaoxin.telling.writing.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(params=["system", "file", "no locks on this disk"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with the system's locks, without, and on a disk that has none."""
    if request.param == "file":
        monkeypatch.setitem(sys.modules, "fcntl", None)
    if request.param == "no locks on this disk":
        fcntl = pytest.importorskip("fcntl")

        def refuse(*_: int) -> None:
            raise OSError(errno.ENOLCK, "No locks available")

        monkeypatch.setattr(fcntl, "flock", refuse)
    return str(request.param)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "NOTICE_AFTER", 0.05)
    monkeypatch.setattr(lock, "PATIENCE", 0.15)


@pytest.fixture
def holder(tmp_path: Path, kind: str) -> Iterator[subprocess.Popen[str]]:
    line = [sys.executable, "-c", HOLDER, str(tmp_path), "file" if kind != "system" else kind]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_one_at_a_time(tmp_path: Path, kind: str) -> None:
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            with locked(tmp_path):
                inside += 1
                most = max(most, inside)
                time.sleep(0.0002)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == 1
    assert list(tmp_path.iterdir()) == []


def test_who_waits_is_told_for_whom_and_gives_up(
    tmp_path: Path, holder: subprocess.Popen[str], short: None, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = f"process {holder.pid} on {socket.gethostname()}, since 20"
    with pytest.raises(DataError, match=r"another folder \(--out") as caught, locked(tmp_path):
        pass
    assert owner in str(caught.value)
    assert capsys.readouterr().err.startswith(
        f"gaoxin: waiting for another run that is writing to {tmp_path} ({owner}"
    )


def test_a_killed_owner_does_not_block(
    tmp_path: Path, holder: subprocess.Popen[str], short: None
) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with locked(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("owner", "age", "taken"),
    [
        ({"process": 1, "host": "another-machine"}, 0.0, False),  # nobody can tell
        ({"process": os.getpid(), "host": socket.gethostname()}, 0.0, True),  # an earlier one's
        (None, 0.0, False),  # it is being written
        (None, 60.0, True),
    ],
)
def test_a_lock_of_whom_nobody_knows(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    short: None,
    owner: dict[str, object] | None,
    age: float,
    taken: bool,
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    path = tmp_path / OWNED
    path.write_text("" if owner is None else json.dumps(owner), encoding="utf-8")
    os.utime(path, (time.time() - age,) * 2)
    if taken:
        with locked(tmp_path):
            pass
        assert list(tmp_path.iterdir()) == []
    else:
        with pytest.raises(DataError, match="has been writing here"), locked(tmp_path):
            pass
        assert path.exists()


def test_a_lock_that_another_took_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner is found dead, and before the lock is taken away another has it."""
    path = tmp_path / OWNED
    path.write_text(json.dumps({"process": 0, "host": "x", "since": "before"}), encoding="utf-8")

    def slow(_owner: dict[str, object]) -> bool:
        path.write_text(json.dumps({"process": 1, "host": "x"}), encoding="utf-8")
        return False

    monkeypatch.setattr(lock, "_lives", slow)
    lock._take_away_if_dead(path)
    assert json.loads(path.read_text(encoding="utf-8"))["process"] == 1
    assert list(tmp_path.iterdir()) == [path]


def test_who_died_taking_a_lock_away_is_forgotten(tmp_path: Path, short: None) -> None:
    path, guard = tmp_path / OWNED, tmp_path / f"{OWNED}-guard"
    owner = {"process": os.getpid(), "host": socket.gethostname()}
    path.write_text(json.dumps(owner), encoding="utf-8")
    guard.touch()
    lock._take_away_if_dead(path)
    assert path.exists()  # somebody is at it
    os.utime(guard, (time.time() - 60,) * 2)
    lock._take_away_if_dead(path)
    lock._take_away_if_dead(path)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_lock_may_vanish(tmp_path: Path, kind: str) -> None:
    with locked(tmp_path / "results"):
        assert (tmp_path / "results" / (NAME if kind == "system" else OWNED)).exists()


def test_windows_locks_a_byte_past_the_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The branch for Windows, with a stand-in for its C library."""
    taken: list[tuple[int, int]] = []

    def locking(file: int, mode: int, size: int) -> None:
        place = os.lseek(file, 0, os.SEEK_CUR)
        if taken:
            raise PermissionError(errno.EACCES, "Permission denied")
        taken.append((place, size))

    fake = types.ModuleType("msvcrt")
    fake.locking, fake.LK_NBLCK = locking, 2  # type: ignore[attr-defined]
    source = Path(lock.__file__).read_text(encoding="utf-8")
    module = types.ModuleType("lock_on_windows")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    exec(compile(source, lock.__file__, "exec"), module.__dict__)  # noqa: S102 - our own source
    module.PATIENCE = 0.05  # type: ignore[attr-defined]
    with module.locked(tmp_path):
        (place, size), text = taken[0], (tmp_path / NAME).read_text(encoding="utf-8")
        assert size == 1
        assert len(text) < place
        with pytest.raises(DataError, match="has been writing here"), module.locked(tmp_path):
            pass
    assert list(tmp_path.iterdir()) == []
