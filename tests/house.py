"""What the house looks like, in numbers: ``python -m tests.house [PACKAGE...]``.

One column a package folder (by default this one): files, levels of imports, lengths, names that
stand for two things, and how many public functions keep the contract of docstrings. Two checkouts
side by side show what a change of the structure did.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import gaoxin
from tests.test_docstrings import MANY, functions, misses
from tests.test_house import Imports, circle, imports_of

Measure = Callable[[Path, Imports], float | int]


def _files(root: Path, room: str = "") -> list[Path]:
    return sorted((root / room).rglob("*.py"))


def opened(imports: Imports, room: str) -> Imports:
    """Return the imports between what a reader sees when a room is opened: its files and folders.

    Parameters
    ----------
    imports : mapping of str to set of str
        Each file with those that it imports, as ``engine.values.graph``.
    room : str
        A folder of the package.

    Returns
    -------
    mapping of str to set of str
        As ``values`` to ``{"running"}``; ``__init__`` left out.
    """
    seen: dict[str, set[str]] = defaultdict(set)
    for name, others in imports.items():
        if name.startswith(room + "."):
            own = name.split(".")[1]
            inside = {o.split(".")[1] for o in others if o.startswith(room + ".")}
            seen[own] |= inside - {own}
    return seen


def levels(imports: Imports) -> int:
    """Return how many stand one on another, along the longest way of imports; 1 for none."""
    depths: dict[str, int] = {}

    def depth(name: str, above: frozenset[str]) -> int:
        if name not in depths:
            below = imports.get(name, set()) - above - {name}
            depths[name] = 1 + max((depth(b, above | {name}) for b in below), default=0)
        return depths[name]

    return max(depth(name, frozenset()) for name in imports)


def homonyms(root: Path, kind: type[ast.stmt] | tuple[type[ast.stmt], ...]) -> list[str]:
    """Return the public names that are defined at the top of two or more files.

    Parameters
    ----------
    root : Path
        The package.
    kind : type or tuple of types
        ``ast.ClassDef``, ``ast.FunctionDef``, or both.

    Returns
    -------
    list of str
        In alphabetical order.
    """
    homes: dict[str, set[Path]] = defaultdict(set)
    for path in _files(root):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, kind) and not str(getattr(node, "name", "_")).startswith("_"):
                homes[getattr(node, "name", "")].add(path)
    return sorted(name for name, places in homes.items() if len(places) > 1)


def lengths(root: Path) -> list[int]:
    """Return the lines of every file of a package."""
    return [len(path.read_text(encoding="utf-8").splitlines()) for path in _files(root)]


def contract(root: Path) -> float:
    """Return the share of public functions of three or more parameters that keep the contract."""
    owing = [f for path in _files(root) for f in functions(path) if len(f.parameters) >= MANY]
    return 100.0 * sum(not list(misses(f)) for f in owing) / len(owing)


MEASURES: Mapping[str, Measure] = {
    "files": lambda root, _: len(_files(root)),
    "lines of Python": lambda root, _: sum(lengths(root)),
    "median lines a file": lambda root, _: statistics.median(lengths(root)),
    "90th percentile": lambda root, _: statistics.quantiles(lengths(root), n=10)[-1],
    **{
        f"{what} in {room}/, opened": partial(measure, room=room)
        for room in ("engine", "verdicts")
        for what, measure in {
            "files and folders": lambda _, imports, room: len(opened(imports, room)),
            "imports between them": lambda _, imports, room: sum(
                map(len, opened(imports, room).values())
            ),
            "levels of imports": lambda _, imports, room: levels(opened(imports, room)),
        }.items()
    },
    "files in a circle": lambda _, imports: len(set(circle(imports))),
    "class names of two or more files": lambda root, _: len(homonyms(root, ast.ClassDef)),
    "function names of two or more files": lambda root, _: len(homonyms(root, ast.FunctionDef)),
    "percent that keep the docstring contract": lambda root, _: contract(root),
}


def rows(roots: Iterable[Path]) -> Iterator[tuple[str, list[float | int]]]:
    """Yield every measure with its figure for each package."""
    known = [(root, imports_of(root)) for root in roots]
    for title, measure in MEASURES.items():
        yield title, [measure(root, imports) for root, imports in known]


def main() -> None:
    """Print the table."""
    roots = [Path(name).resolve() for name in sys.argv[1:]] or [Path(gaoxin.__file__).parent]
    for title, figures in rows(roots):
        print(f"{title:42}", *(f"{figure:10.6g}" for figure in figures))


if __name__ == "__main__":
    main()
