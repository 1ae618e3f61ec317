"""Compiled code in the cache folder: taken again if it is whole and the user's own, else anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gaoxin.engine.compiled import build, keep

IR = "define i64 @seven() nounwind {\n  ret i64 7\n}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAOXIN_CACHE", str(tmp_path))
    return tmp_path / "code"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that LLVM was asked to compile."""
    asked: list[str] = []
    own = build._compile

    def counting(ir: str, level: int) -> bytes:
        asked.append(ir)
        return own(ir, level)

    monkeypatch.setattr(build, "_compile", counting)
    return asked


def test_code_is_compiled_once_for_all_starts(folder: Path, compilations: list[str]) -> None:
    for _ in range(3):
        assert build.link(IR, ("seven",), 1).addresses["seven"] > 0
    assert len(compilations) == 1
    build.link(IR, ("seven",), 0)
    build.link(IR.replace("7", "8"), ("seven",), 1)
    assert len(compilations) == 3, "another level and other text are other code"
    assert oct(folder.stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize("fault", ["cut", "turned", "renamed", "open folder", "other user"])
def test_code_that_is_not_to_be_trusted_is_compiled_anew(
    fault: str, folder: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build.link(IR, ("seven",), 1)
    (entry,) = folder.iterdir()
    whole = entry.read_bytes()
    if fault == "cut":
        entry.write_bytes(whole[:-100])
    elif fault == "turned":
        entry.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    elif fault == "renamed":  # whole and ours, but the code of another key
        build.link(IR.replace("7", "8"), ("seven",), 1)
        other = next(path for path in folder.iterdir() if path != entry)
        entry.write_bytes(other.read_bytes())
        compilations.clear()
        compilations.append(IR)
    elif fault == "open folder":
        folder.chmod(0o777)
    else:
        own = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    assert build.link(IR, ("seven",), 1).addresses["seven"] > 0
    assert len(compilations) == 2


def test_without_a_folder_code_is_compiled_each_time(
    compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAOXIN_CACHE", "off")
    assert keep.recall("a") is None
    for _ in range(2):
        build.link(IR, ("seven",), 1)
    assert len(compilations) == 2
