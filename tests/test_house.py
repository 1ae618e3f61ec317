"""The order of the rooms: each imports only from rooms before it, and no files form a circle.

The imports are read from the source, those under TYPE_CHECKING and inside functions too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import gaoxin

ROOMS = (
    *("version", "lazy", "names", "errors", "files", "language", "tables"),
    *("units", "distributions", "design"),
    *("engine", "cluster", "desks", "inference", "ensembles", "verdicts", "decisions", "telling"),
    *("simulator", "diagrams"),
    *("documentation", "checks", "studies", "__init__", "cli", "__main__"),
)
"""The package, in the order in which data flows; ``__init__`` is its front door."""

ENGINE = (
    *("values", "reading", "lowering", "contents", "cache"),
    *("running", "compiled", "cluster", "keeping"),
    *("units", "structure", "dominance", "model"),
)
"""The engine, in the order in which a model goes through it."""

TELLING = ("words", "drawing", "report", "writing", "terminal")
"""Telling: what is drawn is worded before, what is written is drawn before."""

INSIDE = {"engine": ENGINE, "telling": TELLING}

UNKNOWN = {
    "verdicts": {
        *(
            "ensembles.scenario_run",
            "ensembles.together",
            "ensembles.member_draws",
            "ensembles.variants",
        ),
        *("engine.model", "inference.archive"),
        *("matplotlib", "jinja2", "rich", "click", "json", "csv", "os"),
    },
    "telling": {
        "ensembles.scenario_run",
        "ensembles.together",
        "ensembles.variants",
        "engine.model",
        "click",
    },
    "studies": {"click", "rich"},
}
"""What a room does without: judging runs nothing and draws nothing, telling runs nothing, and what
the verbs do asks for no terminal."""

HOUSE = Path(gaoxin.__file__).parent

Imports = Mapping[str, set[str]]
"""Each file of the package, as ``engine.values.graph``, with the files that it imports."""


def imports_of(root: Path) -> dict[str, set[str]]:
    """Return what the files of a package import of it."""
    files = {_name(root, path): path for path in root.rglob("*.py")}
    return {name: _targets(root, name, path, files) - {name} for name, path in files.items()}


def _name(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    inside = parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts
    return ".".join(inside)


def _targets(root: Path, name: str, path: Path, files: Mapping[str, Path]) -> set[str]:
    """Return the files of a package that one of them imports; a folder is its ``__init__``."""
    found = set()
    for module in _modules(ast.parse(path.read_text(encoding="utf-8"))):
        head, _, rest = module.partition(".")
        if head != root.name:
            continue
        while rest and rest not in files:  # what is imported may be a name in a file
            rest = rest.rpartition(".")[0]
        found.add(rest or "__init__")
    return found


def _modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def climbing(imports: Imports) -> set[tuple[str, str]]:
    """Return the imports of a room that does not come before."""
    return {
        (name, other)
        for name, others in imports.items()
        for other in others
        if _climbs(name.split("."), other.split("."))
    }


def _climbs(own: list[str], other: list[str]) -> bool:
    if own[0] != other[0]:
        return ROOMS.index(own[0]) < ROOMS.index(other[0])
    order = INSIDE.get(own[0], ())
    inside = bool(order) and len(own) > 1 and len(other) > 1 and own[1] != other[1]
    return inside and order.index(own[1]) < order.index(other[1])


def circle(imports: Imports) -> list[str]:
    """Return files that import one another in a circle; none where there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.fixture(scope="module")
def imports() -> Imports:
    return imports_of(HOUSE)


def test_every_room_has_its_place(imports: Imports) -> None:
    assert {name.split(".")[0] for name in imports} == set(ROOMS)
    for room, order in INSIDE.items():
        inside = {name.split(".")[1] for name in imports if name.startswith(f"{room}.")}
        assert inside == set(order)


def test_a_room_imports_only_from_rooms_before_it(imports: Imports) -> None:
    assert climbing(imports) == set()


def test_no_files_form_a_circle(imports: Imports) -> None:
    assert circle(imports) == []


@pytest.mark.parametrize("room", UNKNOWN)
def test_a_room_does_without_what_is_not_its_work(room: str, imports: Imports) -> None:
    for path in (HOUSE / room).rglob("*.py"):
        name = _name(HOUSE, path)
        outside = {m.split(".")[0] for m in _modules(ast.parse(path.read_text("utf-8")))}
        assert not (imports[name] | outside) & UNKNOWN[room], name


def test_verdicts_say_nothing_in_chinese_and_open_no_file() -> None:
    for path in (HOUSE / "verdicts").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search("[\u3400-\u9fff]", text), path
        assert not re.search(r"\bopen\(|\.read_(text|bytes)\(|\.write_", text), path


@pytest.mark.parametrize("room", [r for r in ENGINE if (HOUSE / "engine" / r).is_dir()])
def test_a_room_of_the_engine_says_what_its_files_are(room: str) -> None:
    inside = (HOUSE / "engine" / room).iterdir()
    files = {p.stem for p in inside if p.suffix == ".py" or p.is_dir()} - {
        "__init__",
        "__pycache__",
    }
    text = (HOUSE / "engine" / room / "__init__.py").read_text(encoding="utf-8")
    listed = re.findall(r"``(\w+)``", text[text.index("1. ") :])
    assert sorted(listed) == sorted(files), "each once"


def test_a_wrong_import_is_seen_wherever_it_stands(tmp_path: Path) -> None:
    """Under TYPE_CHECKING, in a function, of a name in a folder, of the front door."""
    root = tmp_path / "house"
    for path, text in {
        "__init__.py": "",
        "errors.py": "def f():\n    import house.tables\n",
        "tables.py": "if TYPE_CHECKING:\n    from house.desks import table\n",
        "desks/__init__.py": "",
        "desks/table.py": "from house import load\n",
        "engine/model.py": "from house.engine.running.plan import Plan\n",
        "engine/running/plan.py": "from house.engine.model import Model\nimport numpy.linalg\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    found = imports_of(root)
    assert climbing(found) == {
        ("errors", "tables"),
        ("tables", "desks.table"),
        ("desks.table", "__init__"),
        ("engine.running.plan", "engine.model"),
    }
    assert set(circle(found)) == {"engine.model", "engine.running.plan"}
