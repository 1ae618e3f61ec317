"""Types every wrong input, and does what its message says; see :mod:`tests.cli.wrong_inputs`."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner

from gaoxin.cli import main as gaoxin
from tests.cli.wrong_inputs import WRONG, Wrong, contents, faults, spoil, workspace
from tests.desks.region import edit
from tests.test_languages import ENGLISH_SENTENCE

_LIST = re.compile("(现有|可选)：.*")
"""Names of a language of its own: verbs, columns' words."""


def main() -> None:
    """Print what is wrong of each, and how many held; leave with 1 where one did not."""
    home = Path(tempfile.mkdtemp(prefix="wrong-inputs-"))
    made = workspace(home)
    held = {"refused": 0, "told in Chinese": 0, "cured": 0}
    cures = sum(bool(wrong.cure) and wrong.typed != "calibrate" for wrong in WRONG)
    for number, wrong in enumerate(WRONG):
        root = Path(shutil.copytree(made, home / str(number) / "region"))
        os.chdir(root)
        for what, fault in _tried(root, made, wrong).items():
            held[what] += not fault
            if fault:
                print(f"{number}: gaoxin {wrong.typed} | {wrong.new!r}: {what}: {fault}")
        os.chdir(home)
        shutil.rmtree(root.parent)
    shutil.rmtree(home)
    every = {"refused": len(WRONG), "told in Chinese": len(WRONG), "cured": cures}
    for what, count in held.items():
        print(f"{what}: {count} of {every[what]}")
    sys.exit(held != every)


def _tried(root: Path, made: Path, wrong: Wrong) -> dict[str, str]:
    """Return what is wrong with the message, its Chinese and its cure; blank for nothing."""
    asked, line = spoil(root, wrong)
    before = contents(root)
    told = CliRunner().invoke(gaoxin, asked)
    missing = faults(root, wrong, line, told.stderr)
    if told.exit_code != 2 or contents(root) != before:
        missing.append(f"exit code {told.exit_code}, or something written")
    found = {"refused": f"{missing or ''} {told.stderr[-300:] if missing else ''}".strip()}
    chinese = CliRunner().invoke(gaoxin, [*asked, "--lang", "zh"]).stderr
    other = ENGLISH_SENTENCE.findall(_LIST.sub("", chinese))
    spoken = any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
    found["told in Chinese"] = "" if spoken and not other else chinese[-300:]
    if wrong.cure and wrong.typed != "calibrate":
        found["cured"] = _cured(root, made, wrong, asked)
    return found


def _cured(root: Path, made: Path, wrong: Wrong, asked: list[str]) -> str:
    """Do what the message says; return what is wrong then."""
    if wrong.file:
        shutil.copy(made / wrong.file, root / wrong.file)
        edit(root / wrong.file, wrong.old, wrong.cure)
    else:
        asked = shlex.split(wrong.cure)
    done = CliRunner().invoke(gaoxin, asked)
    return "" if done.exit_code in {0, 3} else f"exit {done.exit_code}: {done.output[-300:]}"
