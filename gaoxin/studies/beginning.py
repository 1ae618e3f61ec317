"""``gaoxin init`` and ``gaoxin new``: a workspace and a scenario to edit."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.scenarios import read_document
from gaoxin.desks.workspace import Workspace, id_of, is_plain
from gaoxin.errors import DataError, ScenarioError
from gaoxin.names import same
from gaoxin.studies.folders import check_writable, write_text

if TYPE_CHECKING:
    from gaoxin.desks.levers import Lever
    from gaoxin.language import Lang

DESKS = ("model", "scenarios", "calibration")
_HEAD = "#:schema ./scenario.schema.json\n"
_WORDS = {
    "en": (
        "# Only what differs from the scenario below. 'gaoxin levers' lists what can be moved and "
        "how far;\n# take away the # of a line, change the number, then: gaoxin check {file}\n",
        "# {name}: {low} to {high}, practice {neutral}",
    ),
    "zh": (
        "# 只写与下面所继承情景不同之处。gaoxin levers 列出可调杠杆及其范围；\n"
        "# 去掉行首的 #，改动数值，然后运行：gaoxin check {file}\n",
        "# {name}：{low} 至 {high}，现行 {neutral}",
    ),
}
"""Opening remark of a new scenario, and the remark above each lever, by language."""


def init_workspace(folder: Path) -> Path:
    """Copy the workspace that came with the package to a folder of the user's; return it.

    Nothing is there, or all of it: the copy is made beside it and moved.

    Raises
    ------
    DataError
        Something stands there already, or nothing can be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = "something stands here already; name a folder that is empty, or not there yet"
        raise DataError(message, path=folder)
    above = folder.absolute().parent
    check_writable(above, remedy="choose another folder")
    own = Workspace.packaged().root
    above.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".gaoxin-", dir=above) as beside:
        made = Path(beside) / "workspace"
        made.mkdir()
        for desk in DESKS:
            shutil.copytree(own / desk, made / desk, ignore=shutil.ignore_patterns(".*"))
        if folder.exists():
            folder.rmdir()
        made.rename(folder.absolute())
    return folder


def new_scenario(workspace: Workspace, name: str, base: str, lang: Lang = "en") -> Path:
    """Write a scenario that extends another one and changes nothing yet; return its file.

    Every lever stands in it as a remark, with its range and practice.

    Parameters
    ----------
    workspace : Workspace
    name : str
        Of the file, without its ending.
    base : str
        Scenario that it extends.
    lang : {"en", "zh"}
        Of the remarks.

    Returns
    -------
    Path

    Raises
    ------
    ScenarioError
        The name cannot be a folder's or is taken, there is no such base, or the workspace is the
        one installed, which is not for editing.
    """
    from gaoxin.desks.levers import read_levers

    own = name.removesuffix(".toml")
    folder = workspace.scenarios_dir
    if not is_plain(own):
        message = f"the name '{own}' becomes a folder's: use letters, digits, - and _"
        raise ScenarioError(message, path=folder)
    if any(same(own, known) for known in workspace.scenario_ids()):
        message = f"there is a scenario '{own}' already; choose another name, or edit that file"
        raise ScenarioError(message, path=workspace.scenario(own))
    below = workspace.scenario(base)
    read_document(below)
    if _is_installed(workspace):
        message = "this workspace came with the program; 'gaoxin init DIR' makes one of yours"
        raise ScenarioError(message, path=folder)
    check_writable(folder, remedy="choose another workspace")
    path = folder / f"{own}.toml"
    levers = read_levers(workspace.levers).values()
    opening, remark = _WORDS[lang]
    lines = [
        _HEAD + opening.format(file=f"scenarios/{path.name}"),
        f'title = {{ en = "{own}", zh = "{own}" }}\nextends = "{id_of(below)}"\n\n[levers]\n',
        *(_remark(lever, remark, lang) for lever in levers),
    ]
    return write_text(path, "".join(lines))


def _remark(lever: Lever, remark: str, lang: Lang) -> str:
    said = lever.name_zh if lang == "zh" else lever.name_en
    numbers = {key: f"{getattr(lever, key):g}" for key in ("low", "high", "neutral")}
    entry = f'{{ value = {numbers["neutral"]}, unit = "{lever.unit}", from = 2021 }}'
    return f"{remark.format(name=said or lever.name, **numbers)}\n# {lever.name} = {entry}\n"


def _is_installed(workspace: Workspace) -> bool:
    """Return whether a workspace is the one inside the installed package."""
    return Path(__file__).resolve().parents[1] in workspace.root.resolve().parents
