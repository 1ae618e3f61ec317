"""Wrong input: exit code 2, file and line, the name, the remedy; no traceback, nothing written."""

from __future__ import annotations

import re
import shutil
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

import gaoxin
from gaoxin.cli import main
from gaoxin.desks.workspace import Workspace
from gaoxin.studies.inputs import open_run
from tests.cli.conftest import Call
from tests.cli.test_streams import SWEEP
from tests.cli.wrong_inputs import WRONG, Wrong, contents, faults, spoil, workspace
from tests.desks.region import edit

YEARS = "years = [2021, 2022, 2023]"
RATE = "growth_rate = { value = 5,"
DATA = ("priors", "limits", "elements", "targets", "indicators")
TABLES = (*DATA, "facts", "conflicts", "policy_targets")


def refused(call: Call, *args: str) -> str:
    """Return the message of a call that must be refused before anything is written."""
    outcome = call("run", *args, "--members", "20")
    assert outcome.exit_code == 2, outcome.output
    assert outcome.stdout == ""
    assert "Traceback" not in outcome.stderr
    assert not Path("results").exists()
    return outcome.stderr


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace in which every verb has something to do."""
    return workspace(tmp_path_factory.mktemp("filled"))


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.typed} {wrong.new}".strip())
def test_wrong_input_as_users_type_it(
    wrong: Wrong, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused with the place, what is wrong and what to write; nothing is written."""
    root = Path(shutil.copytree(filled, tmp_path / "region"))
    monkeypatch.chdir(root)
    asked, line = spoil(root, wrong)
    before = contents(root)
    outcome = CliRunner().invoke(main, asked)
    assert outcome.exit_code == 2, outcome.output
    assert faults(root, wrong, line, outcome.stderr) == [], outcome.stderr
    assert outcome.stdout == ""
    assert contents(root) == before


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "empty"), (b"id,\xff\n", "not UTF-8"), (b"id\n\nx\nx\n", ""), (b'id\n"x\n', "")],
)
def test_a_broken_table(call: Call, root: Path, table: str, data: bytes, said: str) -> None:
    path = root / "calibration" / f"{table}.csv"
    path.write_bytes(data)
    message = refused(call)
    assert message.startswith(f"gaoxin: {path}:")
    assert said in message


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"{UTF-8}\n", b"a = = b ~ ~ |"])
@pytest.mark.parametrize("file", ["model/zone.mdl", "scenarios/growth.toml"])
def test_a_broken_model_or_scenario(call: Call, root: Path, file: str, data: bytes) -> None:
    (root / file).write_bytes(data)
    assert refused(call).startswith(f"gaoxin: {root / file}")


@pytest.mark.parametrize(
    "file",
    [
        "scenarios/levers.csv",
        "scenarios/definitions.csv",
        "calibration/units.txt",
        *(f"calibration/{table}.csv" for table in TABLES),
    ],
)
def test_a_missing_file_is_named_and_not_replaced(call: Call, root: Path, file: str) -> None:
    (root / file).unlink()
    assert f"the workspace has no {file}" in refused(call)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("../base",), "unknown scenario '../base'"),
        (("--out", "elsewhere"), "not a run's"),
        (("--out", "model/zone.mdl/x"), "this is a file"),
        (("--out", "calibration/mine"), "calibration/mine: this is a desk of the workspace"),
        (("--out", "../region/scenarios"), "this is a desk of the workspace"),
        (("--fail-under", "revenue=nan"), "not a probability"),
    ],
)
def test_a_wrong_argument(call: Call, root: Path, args: tuple[str, ...], said: str) -> None:
    (root / "elsewhere" / "base").mkdir(parents=True)
    (root / "elsewhere" / "base" / "mine").touch()
    assert said in refused(call, *args)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder nobody can write to")
@pytest.mark.parametrize("verb", [("run",), ("compare", "base", "growth")])
def test_a_folder_that_nobody_can_write_to_is_refused_before_the_run(
    call: Call, root: Path, verb: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaoxin.Model, "run", None)
    outcome = call(*verb, "--members", "20", "--out", "/proc/x/y")
    assert outcome.exit_code == 2, outcome.output
    assert re.search(r"/proc: (nothing can be|no permission to) write?", outcome.stderr)
    assert "choose another folder (--out)" in outcome.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from = 2024", "from = 2031", "'growth_rate' acts from 2031 on"),
        ("from = 2024", "from = 2026", "'growth_rate' acts from 2026 on"),
        ("from = 2022", "from = 2030", "'subsidy[south]' acts from 2030 on"),
        ("from = 2024", "from = 2025", ""),
        (
            "years = [2021, 2022, 2023]",
            "years = [2027, 2028, 2029]",
            "'subsidy[north]' acts from 2027 on",
        ),
        ("years = [2021, 2022, 2023]", "years = [2024, 2025, 2026]", ""),
    ],
)
def test_a_change_after_the_last_year_that_is_judged_is_warned_of(
    root: Path, old: str, new: str, said: str
) -> None:
    line = edit(root / "scenarios" / "growth.toml", old, new)
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        open_run(Workspace(root), ["growth"], members=5, seed=0, draws="prior")
    assert [one.category for one in found] == [gaoxin.GaoxinWarning] * bool(said)
    for one in found:
        text = str(one.message)
        assert text.startswith(f"{root / 'scenarios' / 'growth.toml'}:{line}: {said}")
        assert text.endswith("write an earlier year")


def test_a_warning_is_a_line_of_its_own(call: Call, root: Path) -> None:
    edit(root / "scenarios" / "growth.toml", "from = 2024", "from = 2031")
    outcome = call("run", "--members", "5")
    assert outcome.exit_code == 0, outcome.output
    assert outcome.stderr == (
        f"gaoxin: {root / 'scenarios' / 'growth.toml'}:7: 'growth_rate' acts from 2031 on, and "
        "2025 is the last year that is judged: it changes no verdict; write an earlier year\n"
    )


def test_a_sweep_of_late_years_is_told(call: Call, root: Path) -> None:
    (root / "scenarios" / "sweeps").mkdir()
    path = root / "scenarios" / "sweeps" / "try.toml"
    path.write_text(SWEEP.replace("2024", "2030"), encoding="utf-8")
    outcome = call("sweep", "try", "--dry-run")
    assert outcome.exit_code == 0, outcome.output
    assert f"{path}:8: 'growth_rate' acts from 2030 on" in outcome.stderr


def test_no_members_and_no_verb(call: Call) -> None:
    outcome = call("run", "--members", "0")
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert call("rnu").exit_code == 2


def test_figures_are_kept_out_of_the_desks(call: Call, root: Path) -> None:
    before = sorted(root.rglob("*"))
    outcome = call("describe", "--figures", "--out", "model/figures")
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("gaoxin: model/figures: this is a desk of the workspace")
    assert sorted(root.rglob("*")) == before
