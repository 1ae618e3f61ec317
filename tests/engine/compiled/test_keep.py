"""Compiled code in the cache folder: taken again if it is whole and the user's own, else anew."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from gaoxin.engine.compiled import build, keep
from gaoxin.engine.compiled.scalar import Builder, Put
from tests.engine import support

DECAY = "rate=0.1~~|\nstock=INTEG(-stock*rate,100)~~|"
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


def seven(ir: str = IR, level: int = 1) -> int:
    """Return the address of the function."""
    linked, rows = build.link(lambda: (ir, 77), ir, ("seven",), level)
    assert rows == 77
    return linked.addresses["seven"]


def test_code_is_compiled_once_for_all_starts(folder: Path, compilations: list[str]) -> None:
    for _ in range(3):
        assert seven() > 0
    assert len(compilations) == 1
    seven(level=0)
    seven(IR.replace("7", "8"))
    assert len(compilations) == 3, "another level and other text are other code"
    assert oct(folder.stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize("fault", ["cut", "turned", "renamed", "open folder", "other user"])
def test_code_that_is_not_to_be_trusted_is_compiled_anew(
    fault: str, folder: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seven()
    (entry,) = folder.iterdir()
    whole = entry.read_bytes()
    if fault == "cut":
        entry.write_bytes(whole[:-100])
    elif fault == "turned":
        entry.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    elif fault == "renamed":  # whole and ours, but the code of another key
        seven(IR.replace("7", "8"))
        other = next(path for path in folder.iterdir() if path != entry)
        entry.write_bytes(other.read_bytes())
        compilations.clear()
        compilations.append(IR)
    elif fault == "open folder":
        folder.chmod(0o777)
    else:
        own = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    assert seven() > 0
    assert len(compilations) == 2


def test_without_a_folder_code_is_compiled_each_time(
    compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAOXIN_CACHE", "off")
    assert keep.recall("a") is None
    for _ in range(2):
        seven()
    assert len(compilations) == 2


def test_text_is_not_written_for_code_that_is_kept(folder: Path, tmp_path: Path) -> None:
    expected = support.build(tmp_path, DECAY).run(members=2)
    model = support.build(tmp_path, DECAY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "module", None)
        support.same_bits(model.run(members=2), expected)
    assert len(list(folder.iterdir())) >= 1


def test_codes_that_differ_are_told_apart() -> None:
    codes = []
    for value in (0.1, np.nextafter(0.1, 1.0), -0.0, 0.0, np.nan):
        b = Builder()
        number = b.emit("add", b.load("state", 0), b.number(value))
        codes += [b.finish(step=[Put(space, 0, number)]) for space in ("next", "result")]
    assert len({code.identity() for code in codes}) == len(codes)
