"""A model out of the cache is the model; a cache file that is none does no harm."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.engine import contents
from gaoxin.engine.cache import codec, entries
from gaoxin.engine.cache import store as cache
from gaoxin.engine.model import Model
from gaoxin.errors import ModelError, NonFinite
from tests.engine.support import MODELS, same_bits, write
from tests.engine.test_shared_models import MODELS as SHARED

ROOT = Path(__file__).parents[3]
OURS = [ROOT / "model" / "zone.mdl", *sorted(MODELS.glob("*.mdl"))]
EQUATIONS = (
    "Sort: a, b~~|\nlevel[Sort]=INTEG(inflow[Sort]-level[Sort]/life, 1)~box~|\ninflow[a]=rate~~|\n"
    "inflow[b]=LN(rate)+tab(Time)~~|\nlife=5~~a comment|\nrate=2~~|\ntab((0,0),(4,8))~~|\n"
    "weights[Sort]=1,2~~|\nlate=DELAY3(rate*pace, 2)~~|\npace=SMOOTH(Time, 3)~~|"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Turn the cache on, in a folder of its own."""
    monkeypatch.setenv("GAOXIN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


@pytest.fixture
def untranslated(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Model]:
    """Return a function that loads a model and fails when the translator runs."""

    def load(path: Path) -> Model:
        with monkeypatch.context() as patch:
            patch.setattr(contents, "translate", None)
            patch.setattr(contents, "translate_xmile", None)
            return gaoxin.load(path)

    return load


def twice(path: Path, load: Callable[[Path], Model]) -> tuple[Model, Model]:
    """Return a model as read, and as taken from the cache."""
    return gaoxin.load(path), load(path)


def fresh_or_skip(path: Path) -> tuple[Model, xr.Dataset]:
    try:
        model = gaoxin.load(path)
        return model, model.run()
    except (ModelError, NonFinite) as error:
        pytest.skip(f"refused: {error}")


@pytest.mark.parametrize("path", [*OURS, *SHARED], ids=lambda p: p.stem)
def test_results_have_the_same_bits(
    path: Path, folder: Path, untranslated: Callable[[Path], Model]
) -> None:
    fresh, first = fresh_or_skip(path)
    kept = untranslated(path)
    second = kept.run()
    assert kept.content_hash == fresh.content_hash
    assert kept.variables.equals(fresh.variables)
    same_bits(first, second)
    xr.testing.assert_identical(first, second)  # coordinates, attributes and texts too


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.stem)
def test_members_and_rk4_have_the_same_bits(
    path: Path, folder: Path, untranslated: Callable[[Path], Model]
) -> None:
    fresh, kept = twice(path, untranslated)
    names = list(fresh.variables.query("kind == 'constant'")["name"])[:40]
    factor = xr.DataArray(np.linspace(0.97, 1.02, 5), dims="member")
    given = {name: fresh.default(name) * factor for name in names}
    same_bits(*(model.run(given, method="rk4", time_step=0.5) for model in (fresh, kept)))


def test_an_equation_given_up_for_an_override_needs_no_translator(
    tmp_path: Path, folder: Path, untranslated: Callable[[Path], Model]
) -> None:
    """The trees are kept too: a model is lowered anew where an override takes an equation's place.

    The loop between the elements of a is split while it is lowered.
    """
    path = write(
        tmp_path,
        "S: x, y~~|\nM: x~~|\na[x]=1+other~~|\na[y]=a[x]*2~~|\nother=3*Time~~|\n"
        "stock=INTEG(a[y], 1)~~|\nb[S]=stock+a[S]~~|\nwarm=INITIAL(other+stock)~~|",
    )
    fresh, kept = twice(path, untranslated)
    given = {"other": np.array([1.0, 2.0, 5.0])}
    for model in (fresh, kept):
        model.prepare(given)
    same_bits(fresh.run(given), kept.run(given))


def test_a_run_goes_on_from_a_model_out_of_the_cache(
    tmp_path: Path, folder: Path, untranslated: Callable[[Path], Model]
) -> None:
    fresh, kept = twice(write(tmp_path, EQUATIONS), untranslated)
    half = fresh.run(final_time=2)  # the state of one is a start for the other: it is one model
    same_bits(fresh.run(initial_state=half), kept.run(initial_state=half))


def test_errors_are_the_same(
    tmp_path: Path, folder: Path, untranslated: Callable[[Path], Model]
) -> None:
    path = write(tmp_path, EQUATIONS)
    models = twice(path, untranslated)
    calls: list[Callable[[Model], Any]] = [
        lambda m: m.run({"rte": 1.0}),
        lambda m: m.run({"level": 1.0}),
        lambda m: m.run({"weights": [1.0, np.nan]}),
        lambda m: m.run({"rate": -1.0}),  # LN of it: not finite
        lambda m: m.run({"rate": np.array([1.0, -1.0])}),
        lambda m: m.run({"rate": xr.DataArray([1.0], dims="Region")}),
        lambda m: m.default("late"),
    ]
    for call in calls:
        texts = []
        for model in models:
            with pytest.raises(gaoxin.GaoxinError) as caught:
                call(model)
            texts.append((type(caught.value), str(caught.value)))
        assert texts[0] == texts[1]
    assert f"{path}:" in texts[0][1]


def test_a_member_that_fails_is_diagnosed_the_same(
    tmp_path: Path, folder: Path, untranslated: Callable[[Path], Model]
) -> None:
    rates = np.full(300, 2.0)
    rates[17] = -1.0
    found = [m.run({"rate": rates}) for m in twice(write(tmp_path, EQUATIONS), untranslated)]
    same_bits(*found)
    assert found[0].attrs["failed"] == found[1].attrs["failed"] == [17]
    assert found[0].attrs["diagnosis"] == found[1].attrs["diagnosis"]
    assert "'inflow' is nan first at time 0" in found[1].attrs["diagnosis"][0]


def test_a_wrong_model_is_wrong_at_every_start(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path, "level=INTEG(1, 0)~~|\nx=leve+1~~|")
    texts = []
    for _ in range(2):
        with pytest.raises(ModelError) as caught:
            gaoxin.load(path)
        texts.append(str(caught.value))
    said = "unknown variable 'leve' (in the equation of 'x'); did you mean 'level'?"
    assert texts == [f"{path}:3:3: {said}"] * 2
    assert not folder.exists()


def test_the_path_of_messages_is_that_of_the_file_at_hand(
    tmp_path: Path, folder: Path, untranslated: Callable[[Path], Model]
) -> None:
    gaoxin.load(write(tmp_path, EQUATIONS))
    other = tmp_path / "other"
    other.mkdir()
    path = write(other, EQUATIONS)
    with pytest.raises(ModelError, match=f"^{path}:"):
        untranslated(path).run({"weights": np.nan})


# -- what an entry rests on ------------------------------------------------------------------------


def test_a_changed_model_is_read_anew(tmp_path: Path, folder: Path) -> None:
    first = gaoxin.load(write(tmp_path, EQUATIONS)).run()
    second = gaoxin.load(write(tmp_path, EQUATIONS.replace("life=5", "life=6"))).run()
    assert float(first["life"]) == 5
    assert float(second["life"]) == 6
    assert len(list(folder.iterdir())) == 2


def test_a_model_with_numbers_in_another_file_is_read_anew(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path, "x=GET DIRECT CONSTANTS('numbers.csv', ',', 'A1')~~|")
    for value in (3.0, 4.0):  # the model's own bytes stay
        (tmp_path / "numbers.csv").write_text(f"{value}\n")
        assert float(gaoxin.load(path).run()["x"]) == value
    assert len([file for file in folder.rglob("*") if file.is_file()]) > 0  # and yet it is kept


def test_a_model_that_is_given_data_is_read_anew(tmp_path: Path, folder: Path) -> None:
    path, table = write(tmp_path, "x:INTERPOLATE:~~|\ny=2*x~~|"), tmp_path / "data.csv"
    for value in (3.0, 4.0):
        table.write_text(f"time,x\n0,{value}\n100,{value}\n")
        assert float(gaoxin.load(path, data=[table]).run()["y"][0]) == 2 * value
    assert not folder.exists()
    gaoxin.load(path)
    assert entry(folder)
    with pytest.raises(ModelError, match="is data without a file"):
        gaoxin.load(path).run()  # and what was kept without data has none
    assert float(gaoxin.load(path, data=[table]).run()["y"][0]) == 8.0


EVERYTHING = (
    ":MACRO: GROWN(input, rate)~~|\nGROWN=INTEG(input*rate*TAKEN, 1)~~|\n"
    "TAKEN=1+RANDOM UNIFORM(0, 1, 1)~~|\n:END OF MACRO:\n"
    "Sort: a, b, c~~|\nsize=3~~|\nweights[Sort]=3,1,2~~|\n"
    "tabs[a]((0,0),(10,1))~~|\ntabs[b]((0,0),(10,2))~~|\ntabs[c]((0,1),(5,2),(10,9))~~|\n"
    "level[Sort]=GROWN(weights[Sort], 0.01)~~|\nfollowed[Sort]=tabs[Sort](Time)~~|\n"
    "beyond=LOOKUP EXTRAPOLATE(tabs[a], Time*9)~~|\nnothing=IF THEN ELSE(Time<3, :NA:, Time)~~|\n"
    "order[Sort]=VECTOR SORT ORDER(level[Sort], 1)~~|\n"
    "normal=RANDOM NORMAL(-3, 3, 0, 1, 2)~~|"
)


def test_all_of_the_language_is_kept(
    tmp_path: Path, folder: Path, untranslated: Callable[[Path], Model]
) -> None:
    fresh, kept = twice(write(tmp_path, EVERYTHING), untranslated)
    table = xr.DataArray(
        [[0.0, 4.0], [1.0, 5.0], [2.0, 7.0]],
        coords={"Sort": ["a", "b", "c"], "x": [0.0, 10.0]},
        dims=("Sort", "x"),
    )
    for given in ({}, {"tabs": table}):
        runs = [m.run(given, members=5, seed=3, method="rk4") for m in (fresh, kept)]
        same_bits(*runs)
    assert len(kept._contents.macros) == 1


@pytest.mark.parametrize("what", ["format", "engine"])
def test_other_versions_have_other_entries(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    path, content = tmp_path / "model.mdl", b"x=1~~|"
    cache._versions.cache_clear()
    before = cache.entry_of(path, content)
    changed = {"format": "cache.py", "engine": "lower.py"}[what]
    read = Path.read_bytes

    def altered(self: Path) -> bytes:
        return read(self) + (b"# another" if self.name == changed else b"")

    if what == "format":
        monkeypatch.setattr(cache, "FORMAT", 0)
    else:
        monkeypatch.setattr(Path, "read_bytes", altered)
    cache._versions.cache_clear()
    assert cache.entry_of(path, content) != before
    monkeypatch.undo()
    cache._versions.cache_clear()


def test_the_same_model_saved_on_windows_has_the_same_entry(folder: Path) -> None:
    path, content = Path("model.mdl"), b"x=1~~|\n\\\\\\---/// Sketch\n*View 1\n"
    entry = cache.entry_of(path, content)
    assert entry is not None
    assert cache.entry_of(path, b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")) == entry
    assert cache.entry_of(path, content.replace(b"View 1", b"View 2")) == entry
    assert cache.entry_of(path, content.replace(b"x=1", b"x=2")) != entry
    assert cache.entry_of(Path("model.xmile"), content) != entry


def test_a_start_imports_neither_pysd_nor_what_results_need(folder: Path) -> None:
    code = (
        "import sys, gaoxin; gaoxin.load('model/zone.mdl');"
        "print(sorted({'pysd', 'parsimonious', 'xarray', 'pandas', 'scipy'} & set(sys.modules)))"
    )
    line = [sys.executable, "-c", code]
    for expected in ("[]", "[]"):
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.strip().replace(", 'scipy'", "") == expected


def test_a_model_with_tables_is_kept_until_one_of_them_changes(
    tmp_path: Path, folder: Path, untranslated: Callable[[Path], Model]
) -> None:
    """A table that is changed, gone, or led elsewhere: the model is read anew, and says so."""
    table, other = tmp_path / "rates.csv", tmp_path.parent / f"{tmp_path.name}.csv"
    for file, number in ((table, 2), (other, 7)):
        file.write_text(f"{number}\n")
    path = write(tmp_path, "rate=GET DIRECT CONSTANTS('RATES.csv', ',', 'A1')~~|")
    assert float(gaoxin.load(path).run()["rate"]) == 2
    assert float(untranslated(path).run()["rate"]) == 2
    table.write_text("3\n")
    with pytest.raises(TypeError):  # the translator is wanted, and is none there
        untranslated(path)
    assert float(gaoxin.load(path).run()["rate"]) == 3
    table.unlink()
    table.symlink_to(other)
    with pytest.raises(ModelError, match="there is no file"):
        gaoxin.load(path)


def test_files_behind_other_tags_are_another_model(tmp_path: Path, folder: Path) -> None:
    for number, name in enumerate(("one.csv", "two.csv"), start=1):
        (tmp_path / name).write_text(f"{number}\n")
    path = write(tmp_path, "rate=GET DIRECT CONSTANTS('?data', ',', 'A1')~~|")
    text = path.read_text()
    found = []
    for name in ("one.csv", "two.csv"):
        settings = "\\\\\\---/// Sketch\n///---\\\\\\\n:L<%^E!@\n"
        path.write_text(f"{text}\n{settings}30:?data={name}\n")
        found.append(float(gaoxin.load(path).run()["rate"]))
    assert found == [1, 2]


# -- files that are no entries ---------------------------------------------------------------------


def entry(folder: Path) -> Path:
    (found,) = folder.glob("*.json")
    return found


def signed(body: bytes) -> bytes:
    return entries.head_of("model", body) + body


def edited(change: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    """Return a function that changes an entry's data and gives it a hash that fits."""

    def edit(whole: bytes) -> bytes:
        data = json.loads(whole.split(b"\n", 1)[1])
        return signed(json.dumps(change(data)).encode())

    return edit


def with_node(*row: Any) -> Callable[[bytes], bytes]:
    return edited(lambda data: {**data, "nodes": [*data["nodes"][:1], list(row)]})


def with_parameters(held: Any) -> Callable[[bytes], bytes]:
    """Let every parameter hold something that no parameter holds."""

    def change(row: list[Any]) -> list[Any]:
        return [*row[:3], held, row[4]] if row[0] == "param" else row

    return edited(lambda data: {**data, "nodes": [change(row) for row in data["nodes"]]})


def with_variables(value: Any) -> Callable[[bytes], bytes]:
    variables = {"dict": [["rate", v] for v in value]}
    return edited(lambda data: {**data, "read": {**data["read"], "variables": variables}})


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda whole: whole[: len(whole) // 2],
    "head alone": lambda whole: whole.split(b"\n", 1)[0] + b"\n",
    "one bit turned": lambda whole: whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
    "another head": lambda whole: whole.replace(b"gaoxin model", b"gaoxin modem", 1),
    "random bytes": lambda whole: np.random.default_rng(0).bytes(len(whole)),
    "a pickle that runs code": lambda _: signed(b"cos\nsystem\n(S'touch owned'\ntR."),
    "no JSON": lambda _: signed(b"{"),
    "not UTF-8": lambda _: signed(b'"\xff"'),
    "another kind": lambda _: signed(b"[]"),
    "nothing in it": lambda _: signed(b"{}"),
    "deep": lambda _: signed(b"[" * 100_000 + b"]" * 100_000),
    "deep value": with_variables(json.loads("[" * 900 + "]" * 900)),
    "unknown operation": with_node("eval", [], [], None, False),
    "operation of another kind": with_node(["add"], [0, 0], [], None, False),
    "operand still to come": with_node("negative", [1], [], None, False),
    "operand from the end": with_node("negative", [-1], [], None, False),
    "operand missing": with_node("add", [0], [], None, False),
    "truth of a number": with_node("negative", [0], [], None, True),
    "endless shape": with_node("expand", [0], [10**9, 10**9], None, False),
    "negative shape": with_node("expand", [0], [-1], None, False),
    "shape of halves": with_node("expand", [0], [1.5], None, False),
    "data that change": with_node("const", [], [], {"list": []}, False),
    "data without their record": with_parameters(["rate", False]),
    "data of another operation": with_parameters({"Fold": ["add", 1]}),
    "a value twice": edited(lambda d: {**d, "nodes": d["nodes"][:1] * 2}),
    "unknown tag": with_variables([{"os.system": ["touch owned"]}]),
    "tag of a module": with_variables([{"__import__": ["os"]}]),
    "two tags": with_variables([{"dict": [], "list": []}]),
    "fields missing": with_variables([{"Variable": []}]),
    "no variable": with_variables([{"Call": ["system", ["touch owned"]]}]),
    "array too short": with_variables([{"array": [[3], "AAAA"]}]),
    "array not in base 64": with_variables([{"array": [[1], "?"]}]),
    "unknown equation": with_variables([{"equation": 10**6}]),
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_a_file_that_is_no_entry_is_made_anew(
    fault: str,
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    untranslated: Callable[[Path], Model],
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, EQUATIONS)
    first = gaoxin.load(path).run()
    good = entry(folder).read_bytes()
    entry(folder).write_bytes(HOSTILE[fault](good))
    with pytest.raises(TypeError, match="not callable"):
        untranslated(path)  # it was no entry: the translator is asked
    same_bits(first, gaoxin.load(path).run())
    assert entry(folder).read_bytes() == good
    assert not (tmp_path / "owned").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have owners on POSIX only")
def test_a_file_of_another_user_is_no_entry(
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    untranslated: Callable[[Path], Model],
) -> None:
    path = write(tmp_path, EQUATIONS)
    gaoxin.load(path)
    own = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    with pytest.raises(TypeError, match="not callable"):
        untranslated(path)


def test_an_entry_that_is_too_large_is_neither_read_nor_written(
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    untranslated: Callable[[Path], Model],
) -> None:
    path = write(tmp_path, EQUATIONS)
    gaoxin.load(path)
    size = entry(folder).stat().st_size
    monkeypatch.setattr(entries, "MAX_ENTRY", size - 100)
    with pytest.raises(TypeError, match="not callable"):
        untranslated(path)
    entry(folder).unlink()
    gaoxin.load(path)
    assert not list(folder.iterdir())


# -- folders that give no room ---------------------------------------------------------------------


@pytest.mark.parametrize("setting", ["off", "OFF", "0", "no"])
def test_the_cache_can_be_turned_off(
    setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAOXIN_CACHE", setting)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    gaoxin.load(write(tmp_path, EQUATIONS))
    assert not (tmp_path / "home").exists()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="XDG's folders are Linux's")
@pytest.mark.parametrize("setting", [None, ""])
def test_entries_lie_in_the_users_cache_folder(
    setting: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if setting is None:
        monkeypatch.delenv("GAOXIN_CACHE")
    else:
        monkeypatch.setenv("GAOXIN_CACHE", setting)
    monkeypatch.setenv("HOME", str(tmp_path))
    for given, expected in (
        (str(tmp_path / "x"), tmp_path / "x"),
        ("", tmp_path / ".cache"),
        ("relative", tmp_path / ".cache"),  # as the specification says: it is ignored
    ):
        monkeypatch.setenv("XDG_CACHE_HOME", given)
        found = cache.entry_of(Path("model.mdl"), b"")
        assert found is not None
        assert found.parent == expected / "gaoxin" / "models"


def test_a_file_in_place_of_the_folder_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("GAOXIN_CACHE", str(tmp_path / "file"))
    assert gaoxin.load(write(tmp_path, EQUATIONS)).run()["life"] == 5
    assert (tmp_path / "file").read_text() == "mine"


def test_a_full_disk_does_no_harm(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert gaoxin.load(write(tmp_path, EQUATIONS)).run()["life"] == 5
    assert not list(folder.iterdir())


def test_no_home_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("GAOXIN_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert gaoxin.load(write(tmp_path, EQUATIONS)).run()["life"] == 5


def test_a_model_that_has_no_plain_form_is_not_kept(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec, "STRUCTURES", {})
    assert gaoxin.load(write(tmp_path, EQUATIONS)).run()["life"] == 5
    assert not folder.exists()


def test_old_entries_make_room_for_new_ones(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "MAX_ENTRIES", 3)
    names: list[Path] = []
    for life in range(1, 6):
        before = set(folder.glob("*.json"))
        gaoxin.load(write(tmp_path, EQUATIONS.replace("life=5", f"life={life}")))
        names += set(folder.glob("*.json")) - before
        os.utime(names[-1], (life, life))
        if life == 4:
            gaoxin.load(write(tmp_path, EQUATIONS.replace("life=5", "life=2")))  # used again
    assert set(folder.iterdir()) == {names[1], names[3], names[4]}
    monkeypatch.setattr(entries, "MAX_TOTAL", 1)
    gaoxin.load(write(tmp_path, EQUATIONS.replace("life=5", "life=7")))
    assert len(list(folder.iterdir())) == 1


def test_drafts_of_dead_processes_are_dropped_and_those_at_work_stay(
    tmp_path: Path, folder: Path
) -> None:
    folder.mkdir(parents=True)
    old, new = folder / "old.tmp", folder / "new.tmp"
    for path, age in ((old, 2 * entries.ABANDONED), (new, 0.0)):
        path.touch()
        os.utime(path, (time.time() - age,) * 2)
    gaoxin.load(write(tmp_path, EQUATIONS))
    assert not old.exists()
    assert new.exists()


AT_ONCE = """
import hashlib, json, sys
from pathlib import Path
from gaoxin.engine.cache.codec import encode
from gaoxin.engine.cache.store import read

path = Path(sys.argv[1])
for _ in range(3):
    print(hashlib.sha256(json.dumps(encode(read(path))).encode()).hexdigest())
"""


def test_processes_at_once_agree(tmp_path: Path, folder: Path) -> None:
    line = [sys.executable, "-c", AT_ONCE, str(write(tmp_path, EQUATIONS))]
    at_once = [subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(3)]
    found = [process.communicate()[0].split() for process in at_once]
    assert [process.returncode for process in at_once] == [0] * 3
    assert len({text for texts in found for text in texts}) == 1
    assert len(list(folder.iterdir())) == 1
