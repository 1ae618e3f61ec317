"""Results are replaced whole: for an observer, for two writers, and when the process is killed."""

from __future__ import annotations

import ctypes
import errno
import json
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from gaoxin.errors import DataError
from gaoxin.telling.writing import exchange, lock, staging
from gaoxin.telling.writing.staging import MANIFEST, read_whole, staged

ROOT = Path(__file__).parents[3]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="renameat2 is Linux's")
NAMES = ("momentum", "plan", "stretch")

WRITER = """
import sys
from pathlib import Path
from tests.telling.writing.test_staging import replace
out, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
for number in range(first, first + count):
    replace(out, str(number))
"""


def put(folder: Path, text: str, *others: str) -> None:
    """Write a run's folder: a file, its manifest, and others that the manifest lists."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("text", *others):
        (folder / name).write_text(text, encoding="utf-8")
    listed = json.dumps({"files": dict.fromkeys(["text", *others], "hash")})
    (folder / MANIFEST).write_text(listed, encoding="utf-8")


def replace(out: Path, text: str) -> None:
    with staged(out) as folder:
        for name in NAMES:
            put(folder / name, text)
        (folder / "report.html").write_text(text, encoding="utf-8")


def tree(folder: Path) -> dict[str, str]:
    """Return every file but the manifests with its text; hidden ones too."""
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in folder.rglob("*")
        if file.is_file() and file.name != MANIFEST
    }


def fail_halfway(out: Path, error: BaseException | type[BaseException]) -> None:
    with staged(out) as folder:
        put(folder / "plan", "half")
        raise error


def writer(out: Path, first: int, count: int) -> subprocess.Popen[str]:
    line = [sys.executable, "-c", WRITER, str(out), str(first), str(count)]
    return subprocess.Popen(
        line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with folders exchanged in one step, and as on a system that cannot."""
    if request.param == "two renames":
        monkeypatch.setattr(exchange, "system_swap", lambda: None)
    return str(request.param)


def test_new_replaces_old_whole_and_the_rest_stays(tmp_path: Path, way: str) -> None:
    put(tmp_path / "plan", "old", "gone")
    put(tmp_path / "other", "kept")
    (tmp_path / "plan" / "notes").mkdir()
    (tmp_path / "plan" / "notes" / "mine").write_text("mine", encoding="utf-8")
    (tmp_path / "my file").write_text("mine", encoding="utf-8")
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    with staged(tmp_path) as folder:
        put(folder / "plan", "new")
        put(folder / "momentum", "new")
        (folder / "report.html").write_text("new", encoding="utf-8")
    assert tree(tmp_path) == {
        "plan/text": "new",
        "plan/notes/mine": "mine",
        "momentum/text": "new",
        "other/text": "kept",
        "my file": "mine",
        "report.html": "new",
    }


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_error_leaves_the_old(tmp_path: Path, error: type[BaseException]) -> None:
    put(tmp_path / "plan", "old")
    with pytest.raises(error):
        fail_halfway(tmp_path, error)
    assert tree(tmp_path) == {"plan/text": "old"}


def test_a_full_disk_leaves_the_old_and_says_so(tmp_path: Path) -> None:
    put(tmp_path / "plan", "old")
    with pytest.raises(DataError, match=r"No space left.*untouched.*--out") as caught:
        fail_halfway(tmp_path, OSError(errno.ENOSPC, "No space left on device"))
    assert caught.value.exit_code == 2
    assert tree(tmp_path) == {"plan/text": "old"}


def test_an_error_of_ours_names_the_final_path(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="full; what was there") as caught, staged(tmp_path) as new:
        raise DataError("full", path=new / "plan" / "runs.nc")
    assert caught.value.path == tmp_path / "plan" / "runs.nc"


@pytest.mark.parametrize("good", range(4))
@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error"), KeyboardInterrupt()])
def test_an_error_between_two_folders_puts_all_the_old_back(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch, good: int, error: BaseException
) -> None:
    replace(tmp_path, "old")
    before = tree(tmp_path)
    real = staging._swap
    done: list[Path] = []

    def swap(new: Path, final: Path, aside: Path) -> None:
        if len(done) == good:
            raise error
        done.append(new)
        real(new, final, aside)

    monkeypatch.setattr(staging, "_swap", swap)
    with pytest.raises((DataError, KeyboardInterrupt)):
        replace(tmp_path, "new")
    assert tree(tmp_path) == before


def test_a_folder_that_is_not_a_runs_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "thesis").write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match=r"not a run's.*Move it away"):
        replace(tmp_path, "new")
    assert tree(tmp_path) == {"plan/thesis": "mine"}


def test_a_file_in_the_way_of_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match="'plan' is in the way"):
        replace(tmp_path, "new")
    assert tree(tmp_path) == {"plan": "mine"}


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="results cannot be written"), staged(tmp_path / "results"):
        pass


@LINUX
def test_an_observer_never_finds_a_folder_missing(tmp_path: Path) -> None:
    replace(tmp_path, "0")
    missing: list[str] = []
    polls = 0
    stop = threading.Event()

    def observe() -> None:
        nonlocal polls
        while not stop.is_set():
            for name in ("report.html", *(f"{each}/text" for each in NAMES)):
                polls += 1
                if not (tmp_path / name).exists():
                    missing.append(name)

    observer = threading.Thread(target=observe)
    observer.start()
    try:
        for number in range(100):
            replace(tmp_path, str(number))
    finally:
        stop.set()
        observer.join()
    assert polls > 100
    assert missing == []


def test_two_writers_take_turns(tmp_path: Path) -> None:
    writers = [writer(tmp_path, first, 40) for first in (0, 1000)]
    for each in writers:
        _, errors = each.communicate(timeout=60)
        assert each.returncode == 0
        assert all("waiting for another run" in line for line in errors.splitlines())
    assert len(set(tree(tmp_path).values())) == 1
    assert not list(tmp_path.glob(".*"))


def test_a_writer_that_waits_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock, "NOTICE_AFTER", 0.05)
    with lock.locked(tmp_path):
        second = threading.Thread(target=replace, args=(tmp_path, "second"))
        second.start()
        time.sleep(0.3)
        assert not (tmp_path / "plan").exists()
    second.join()
    assert set(tree(tmp_path).values()) == {"second"}
    said = capsys.readouterr().err
    assert said.count("waiting for another run that is writing to") == 1


def test_a_kill_leaves_each_folder_whole_and_the_next_run_one_state(tmp_path: Path) -> None:
    replace(tmp_path, "0")
    source = random.Random(0)  # noqa: S311 - moments, not secrets
    for attempt in range(6):
        process = writer(tmp_path, 1000 * (attempt + 1), 100_000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(source.uniform(0.0, 0.1))
        process.kill()
        process.communicate()
        left = [(tmp_path / name).is_dir() for name in NAMES]
        assert all(left) or not sys.platform.startswith("linux")
        with staged(tmp_path):
            pass
        assert len(set(tree(tmp_path).values())) == 1
        assert set(tree(tmp_path)) == {"report.html", *(f"{name}/text" for name in NAMES)}
        assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("moment", range(12))
@pytest.mark.parametrize("then", ["a run", "a reader"])
def test_a_kill_at_each_step_is_undone_or_done_by_the_next_run(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch, moment: int, then: str
) -> None:
    """Nothing after the given step happens, as after a kill; then another call comes."""
    replace(tmp_path, "old")
    with monkeypatch.context() as patch:
        steps = 0

        class Killed(BaseException):
            pass

        real_replace, real_exchange, real_unlink = Path.replace, exchange.exchange, Path.unlink

        def step() -> None:
            nonlocal steps
            if steps == moment:
                raise Killed
            steps += 1

        def replaced(self: Path, target: Path) -> Path:
            step()
            return real_replace(self, target)

        def exchanged(one: Path, other: Path) -> bool:
            step()
            return real_exchange(one, other)

        def unlink(self: Path, missing_ok: bool = False) -> None:
            if self.name == "journal.json":
                step()
            real_unlink(self, missing_ok)

        patch.setattr(Path, "replace", replaced)
        patch.setattr(Path, "unlink", unlink)
        patch.setattr(staging, "exchange", exchanged)
        patch.setattr(staging, "_drop", lambda *_: None)
        try:
            replace(tmp_path, "new")
        except Killed:
            expected = "old"
        else:
            expected = "new"
    if then == "a reader":
        assert read_whole(tmp_path / "plan", (tmp_path / "plan" / "text").read_text) == expected
    with staged(tmp_path):
        pass
    assert set(tree(tmp_path)) == {"report.html", *(f"{name}/text" for name in NAMES)}
    assert set(tree(tmp_path).values()) == {expected}
    assert not list(tmp_path.glob(".*"))


def test_a_reader_gets_one_run_whole_while_others_replace_it(tmp_path: Path, way: str) -> None:
    replace(tmp_path, "0")
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            replace(tmp_path, str(number))
            stop.wait(0.02)  # a reader that takes longer than runs take can never have one whole

    def read() -> tuple[str, str]:
        first = (tmp_path / "plan" / "text").read_text(encoding="utf-8")
        time.sleep(0.002)
        return first, (tmp_path / "plan" / "text").read_text(encoding="utf-8")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        found = [read_whole(tmp_path / "plan", read) for _ in range(30)]
    finally:
        stop.set()
        thread.join()
    assert all(first == second for first, second in found)
    assert len(set(found)) > 1


def test_what_is_missing_or_wrong_is_told_at_once(tmp_path: Path) -> None:
    def read() -> str:
        return (tmp_path / "plan" / "text").read_text(encoding="utf-8")

    with pytest.raises(FileNotFoundError):
        read_whole(tmp_path / "plan", read)


def test_a_folder_that_another_program_reads_is_replaced_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a folder cannot be renamed while a file in it is open."""
    replace(tmp_path, "old")
    real, refused = Path.replace, 3

    def replaced(self: Path, target: Path) -> Path:
        nonlocal refused
        if self.name == "plan" and refused:
            refused -= 1
            raise PermissionError(errno.EACCES, "Access is denied")
        return real(self, target)

    monkeypatch.setattr(exchange, "system_swap", lambda: None)
    monkeypatch.setattr(exchange, "_PAUSES", (0.001,) * 4)
    monkeypatch.setattr(Path, "replace", replaced)
    replace(tmp_path, "new")
    assert set(tree(tmp_path).values()) == {"new"}


def test_macos_exchanges_by_its_own_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    class Library:
        @staticmethod
        def renamex_np(*given: object) -> int:
            asked.append(given)
            return 0

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Library)
    exchange.system_swap.cache_clear()
    try:
        assert exchange.exchange(tmp_path / "a", tmp_path / "b")
    finally:
        exchange.system_swap.cache_clear()
    assert asked == [(bytes(tmp_path / "a"), bytes(tmp_path / "b"), 2)]
