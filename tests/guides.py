"""The guides' sessions: run as printed, and printed as they run.

A guide is Markdown. A block headed ``toml``, ``csv`` or ``python`` whose first line is
``# file: PATH`` is a file that the reader writes; one headed ``console`` is a session: lines after
``$ `` are commands, what follows is their output. ``python -m tests.guides [GUIDE...]`` runs every
session and writes what it printed into the guides, English before Chinese.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from gaoxin.cli import main as gaoxin

ROOT = Path(__file__).parents[1]
GUIDES = tuple(sorted((ROOT / "docs").glob("guide-*.md")))

EDITS = frozenset({"echo", "rm", "sed"})
"""Commands that print nothing and change what later ones read."""

_BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# file: (?P<path>[\w./-]+)\n")
_VERB = re.compile(r"gaoxin (?P<arguments>[^|;>&]*)(?P<piped>[|>]?)")
_SHELL = 'gaoxin() { cat "$SAID"; cat "$WARNED" >&2; return "$LEFT"; }; '
_PROGRESS = re.compile(r"^gaoxin: .* \(\d+ %, \d+ s\)\n", re.MULTILINE)
"""What a slow machine adds: how far a run has come after ten seconds."""


@dataclass(frozen=True)
class Block:
    """A block of a guide, from `start` to `end` of its text."""

    kind: str
    body: str
    start: int
    end: int


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a guide."""
    for match in _BLOCK.finditer(text):
        yield Block(match["kind"], match["body"], match.start("body"), match.end("body"))


def commands(body: str) -> list[str]:
    """Return the commands of a session."""
    return [line.removeprefix("$ ") for line in body.splitlines() if line.startswith("$ ")]


def printed(text: str) -> dict[str, str]:
    """Return what a guide says that its commands print, but for those that only edit files."""
    found = {}
    for block in blocks(text):
        for session in block.body.split("\n$ ") if block.kind == "console" else ():
            command, _, output = session.removeprefix("$ ").partition("\n")
            if command.split()[0] not in EDITS:
                found[command] = output if output.endswith("\n") or not output else f"{output}\n"
    return found


def workspace(folder: Path, name: str = "zone") -> Path:
    """Return a copy of the workspace, as a reader who has cloned the repository has it.

    Copies in one folder share a cache of models.
    """
    root = folder / name
    for name in ("model", "scenarios", "calibration"):
        shutil.copytree(ROOT / name, root / name)
    return root


def run(command: str, root: Path) -> str:
    """Return what a shell prints of a command, both streams, without space at line ends.

    Paths are those from the workspace on, wherever it lies. ``gaoxin`` runs in this process, for a
    start takes longer than most of its work, and the shell is given what it said.
    """
    environment = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
    environment.setdefault("GAOXIN_CACHE", str(root.parent / "cache"))
    environment |= {"COLUMNS": "100", "NO_COLOR": "1"}
    with tempfile.TemporaryDirectory() as folder:
        if verb := _VERB.match(command):
            with contextlib.chdir(root):
                asked = shlex.split(verb["arguments"])
                left = CliRunner(env=environment).invoke(gaoxin, asked, prog_name="gaoxin")
            said, warned = Path(folder, "said"), Path(folder, "warned")
            said.write_text(left.stdout if verb["piped"] else left.output, encoding="utf-8")
            warned.write_text(left.stderr if verb["piped"] else "", encoding="utf-8")
            environment |= {"SAID": str(said), "WARNED": str(warned), "LEFT": str(left.exit_code)}
        done = subprocess.run(
            ["bash", "-c", _SHELL + command],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    printed = _PROGRESS.sub("", done.stdout).replace(f"{root}/", "")
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def play(text: str, root: Path, known: Mapping[str, str] | None = None) -> str:
    """Return a guide with what its sessions print now.

    Parameters
    ----------
    text : str
        The guide.
    root : Path
        The workspace that its reader works in.
    known : mapping of command to str, optional
        What commands print that need not run again, as those that another language has too.

    Returns
    -------
    str
    """
    out, at, known = [], 0, known or {}
    for block in blocks(text):
        if (file := _FILE.match(block.body)) and block.kind != "console":
            path = root / file["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body[file.end() :], encoding="utf-8")
        elif block.kind == "console":
            lines = commands(block.body)
            shown = [known[line] if line in known else run(line, root) for line in lines]
            pairs = zip(lines, shown, strict=True)
            out += [text[at : block.start], *(f"$ {line}\n{output}" for line, output in pairs)]
            at = block.end
    return "".join(out) + text[at:]


def known_of(guide: Path) -> dict[str, str]:
    """Return what commands of a Chinese guide print in every language: they are run in English."""
    english = guide.with_name(guide.name.replace(".zh-CN", ""))
    if english == guide:
        return {}
    found = printed(english.read_text(encoding="utf-8"))
    silent = {line for line in found if "> /dev/null" in line}
    sessions = [b.body for b in blocks(guide.read_text(encoding="utf-8")) if b.kind == "console"]
    plain = {line: line.replace(" --lang zh", "") for body in sessions for line in commands(body)}
    return {line: found[same] for line, same in plain.items() if line in found or same in silent}


def main(asked: Sequence[str]) -> None:
    """Run the sessions of some guides, all where none is named, and write what they printed."""
    for guide in GUIDES:
        if asked and guide.stem not in asked:
            continue
        with tempfile.TemporaryDirectory() as folder:
            text = guide.read_text(encoding="utf-8")
            told = play(text, workspace(Path(folder)), known_of(guide))
            guide.write_text(told, encoding="utf-8")
        print(guide.relative_to(ROOT), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
