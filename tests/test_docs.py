"""What the documents print is what the tables and commands say today."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from gaoxin.cli import main
from gaoxin.desks.columns import PAGES, chinese, page
from gaoxin.desks.levers import markdown, read_levers
from gaoxin.desks.register import TABLES, Table
from gaoxin.desks.table import Row, read_table
from gaoxin.desks.workspace import Workspace
from gaoxin.language import LANGS, Lang
from tests.reference import PAGES as SCENARIO_PAGES
from tests.reference import response_table

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("lang", "name"), [("en", "levers.md"), ("zh", "levers.zh-CN.md")])
def test_the_lever_table_is_current(lang: Lang, name: str) -> None:
    printed = markdown(read_levers(Workspace(ROOT).levers), lang)
    assert printed in (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGS)
def test_the_pages_of_columns_are_those_of_the_forms(lang: Lang) -> None:
    stored = (ROOT / PAGES[lang]).read_text(encoding="utf-8")
    assert stored == page(lang), "write it again: python -m gaoxin.desks.columns"


def test_every_table_of_the_workspace_has_its_columns_there() -> None:
    places = {table.place for table in TABLES}
    assert places == {
        path.relative_to(ROOT).as_posix()
        for folder in ("model", "scenarios", "calibration")
        for path in (ROOT / folder).glob("*.csv")
    }
    for table in TABLES:
        assert (ROOT / table.place).is_file()
        assert read_table(ROOT / table.place, table.form)
        for name, field in table.form.columns().items():
            assert field.description, name
            assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese(field)), name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.place))
def test_the_examples_of_the_columns_can_be_read(table: Table) -> None:
    """Each example alone in its column: no fault is about it."""
    for name, field in table.form.columns().items():
        (example,) = field.examples or [""]
        assert example, name
        found = faults(table.form, {name: example})
        assert name not in found, (name, found.get(name))


def faults(form: type[Row], cells: dict[str, str]) -> dict[str, str]:
    """Return what a form finds wrong with some cells, by column."""
    try:
        form.model_validate(cells)
    except ValidationError as error:
        return {str(fault["loc"][0]): fault["msg"] for fault in error.errors() if fault["loc"]}
    return {}


@pytest.mark.parametrize("lang", LANGS)
def test_the_response_table_is_that_of_the_reference(lang: Lang) -> None:
    assert response_table(lang) in SCENARIO_PAGES[lang].read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readmes_print_the_same_commands(readme: str) -> None:
    blocks = {
        name: re.findall(r"```(?:sh|toml|python)\n(.*?)```", (ROOT / name).read_text("utf-8"), re.S)
        for name in ("README.md", readme)
    }
    plain = {
        name: [
            re.sub(r"#.*", "", block).replace("levers 土地", "levers land").split()
            for block in found
        ]
        for name, found in blocks.items()
    }
    assert plain[readme] == plain["README.md"]
    assert "pip install . && gaoxin run" in blocks[readme][0]


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "README.zh-CN.md",
        "docs/architecture.md",
        "docs/scenarios.md",
        "docs/language.md",
        "docs/units.md",
        "docs/reality-checks.md",
        "docs/model-tests.md",
        "docs/model-tests.zh-CN.md",
        "docs/surprises.md",
        "docs/surprises.zh-CN.md",
        "docs/loops.md",
        "docs/loops.zh-CN.md",
        "docs/lever-effects.md",
        "docs/lever-effects.zh-CN.md",
        "docs/model-in-ten-minutes.md",
        "docs/model-in-ten-minutes.zh-CN.md",
        "docs/desks.md",
        "docs/desks.zh-CN.md",
        "docs/decide.md",
        "docs/decide.zh-CN.md",
    ],
)
def test_links_and_named_files_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    base = (ROOT / document).parent
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (base / link).exists(), link
    if document == "docs/architecture.md":
        for name in re.findall(r"`(?:\w+/)*(\w+\.py)`", text):
            assert list((ROOT / "gaoxin").rglob(name)), name


def _block(language: str) -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.S)
    return str(found)


def test_the_python_of_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(_block("python"), "README.md", "exec"), {})  # noqa: S102 - our own document
    assert "quantile" in capsys.readouterr().out


def test_the_scenario_of_the_readme_runs(tmp_path: Path) -> None:
    for desk in ("model", "scenarios", "calibration"):
        shutil.copytree(ROOT / desk, tmp_path / desk)
    (tmp_path / "scenarios" / "faster.toml").write_text(_block("toml"), encoding="utf-8")
    args = ["run", "faster", "--members", "20", "--no-report", "--workspace", str(tmp_path)]
    outcome = CliRunner().invoke(main, [*args, "--out", str(tmp_path / "out")])
    assert outcome.exit_code == 0, outcome.output
    assert "Faster permits" in outcome.stdout
