"""Output of any encoding, closed, full, or with a reader that leaves: as in UTF-8 otherwise."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gaoxin.cli import main, streams
from tests.cli.conftest import Call
from tests.cli.test_process import CODE, environment, execute
from tests.desks.region import edit, put_loop

ENCODINGS = ("ascii", "cp1252", "cp437", "gbk")
PRIOR = ("--members", "20", "--draws", "prior")
VERBS = (
    ("run", *PRIOR),
    ("compare", "growth", "base", *PRIOR),
    ("sweep", "try", "--draws", "prior"),
    ("sweep", "try", "--draws", "prior", "--dry-run"),
    ("loops", "base", *PRIOR),
    ("check",),
    ("describe",),
    ("describe", "Revenue"),
)
SWEEP = """title = { en = "Try", zh = "试" }
base = "growth"
design = "grid"
members = 20
targets = ["revenue"]

[levers]
growth_rate = { values = [0, 8], unit = "percent/year", from = 2024 }
"""
FULL = "gaoxin: the output cannot be written (No space left on device)"
C_LOCALE = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def every(root: Path, call: Call) -> Path:
    """Return the workspace, in which every verb has something to do."""
    put_loop(root)
    edit(root / "model" / "zone.mdl", "strength G=\n\t1", "strength G=\n\t0")
    (root / "scenarios" / "sweeps").mkdir()
    (root / "scenarios" / "sweeps" / "try.toml").write_text(SWEEP, encoding="utf-8")
    return root


def printed(encoding: str, *args: str) -> Result:
    return CliRunner(charset=encoding).invoke(main, args)


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_prints_where_only_ascii_can_be(every: Path, verb: tuple[str, ...]) -> None:
    outcome = printed("ascii", *verb, "--lang", "zh")
    assert outcome.exit_code == 0, outcome.output
    assert outcome.stdout_bytes.isascii()
    assert outcome.stdout.strip()


@pytest.mark.parametrize(("encoding", "goal"), [("cp1252", ">=40"), ("gbk", "≥40")])
def test_a_table_holds_what_the_encoding_has_and_the_nearest_of_the_rest(
    every: Path, encoding: str, goal: str
) -> None:
    outcome = printed(encoding, "run", "base", *PRIOR)
    assert outcome.exit_code == 0, outcome.output
    assert goal in outcome.stdout
    assert "?" not in outcome.stdout


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("verb", [("check",), ("describe", "Revenue")], ids=" ".join)
def test_json_in_any_encoding_says_the_same(
    every: Path, encoding: str, verb: tuple[str, ...]
) -> None:
    whole = json.loads(printed("utf-8", *verb, "--json").stdout)
    outcome = printed(encoding, *verb, "--json")
    assert json.loads(outcome.stdout) == whole
    assert outcome.stdout_bytes.isascii()


@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-8", "gb18030", "shift_jis", "koi8-r"])
def test_every_character_that_we_write_has_a_nearest_one(encoding: str) -> None:
    streams.prepare()
    for character, plain in streams.NEAREST.items():
        assert plain.isascii()
        assert character.encode(encoding, streams.HANDLER).decode(encoding) in {character, plain}
    assert "é…²乐".encode("ascii", streams.HANDLER) == b"e...2?"
    assert b"a\xff".decode("utf-8", "surrogateescape").encode(encoding, streams.HANDLER) == b"a\xff"


def test_a_folder_that_the_locale_cannot_name_is_told(every: Path) -> None:
    line = [sys.executable, "-c", CODE, "sweep", "try", "--draws", "prior", "--out", "结果"]
    done = subprocess.run(
        line, env=environment() | C_LOCALE, capture_output=True, check=False, cwd=every
    )
    assert done.returncode == 2, done.stderr
    assert "结果".encode() in done.stderr
    assert b"set PYTHONUTF8=1" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="the shell is POSIX's")
@pytest.mark.parametrize(
    ("where", "code", "said"),
    [
        (">&-", 0, ""),
        ("2>&- >&- <&-", 0, ""),
        ("2>/dev/full >/dev/full", 2, ""),
        (">/dev/full", 2, FULL),
        ("--help >/dev/full", 2, FULL),
        ("| head -c 1 >/dev/null", 0, ""),
    ],
)
def test_output_that_nobody_takes(root: Path, where: str, code: int, said: str) -> None:
    line = ["bash", "-o", "pipefail", "-c", f'"$@" {where}', "bash", sys.executable, "-c", CODE]
    done = execute(root, [*line, "describe", "Revenue"])
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == bool(said)


@pytest.mark.skipif(sys.platform == "win32", reason="the shell is POSIX's")
def test_results_are_written_and_judged_though_the_output_is_lost(root: Path) -> None:
    line = ["bash", "-c", '"$@" >/dev/full', "bash", sys.executable, "-c", CODE, "run", "base"]
    done = execute(root, [*line, *PRIOR, "--fail-under", "revenue=0.99"])
    assert done.returncode == 3
    assert "under 0.99" in done.stderr
    assert FULL in done.stderr
    assert (root / "results" / "report.html").is_file()
