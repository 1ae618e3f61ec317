"""The published models of SDXorg/test-models: passed, refused by name, or wrong (none may be).

``python -m tests.engine.shared_models [FOLDER...]`` prints the table. Models are held by PySD's
own rule: every published column, at every published time, within 1e-5 absolute and relative; a
column with one value only is a constant.
"""

from __future__ import annotations

import csv
import io
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xarray as xr

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.errors import GaoxinError
from gaoxin.names import canonical

FOLDER = Path(__file__).parents[3] / "shared" / "test-models" / "tests"

TOLERANCE = {"arguments": 1e-2, "allocate_available": 2e-2}
"""What PySD's own tests allow these two: a delay and an optimum that Vensim solves otherwise."""

STELLA = {"smooth_and_stock": "output_stella.csv"}
"""Folders in which the Stella side has published numbers of its own."""

NO_CASE = {"model_to_generate_data.mdl"}
"""Made the data of another model; its folder's output is not its own."""

DATA = {"test_data_from_other_model.mdl": ["data.tab"]}


@dataclass(frozen=True)
class Outcome:
    """What became of one model.

    Attributes
    ----------
    verdict : {"passed", "refused", "not read by PySD", "wrong"}
        "not read by PySD" is refused by us too, and PySD's own translator fails on it or finds no
        variable in it.
    detail : str
        The reason, or the number of columns compared.
    """

    path: Path
    verdict: str
    detail: str

    @property
    def name(self) -> str:
        """Folder and file."""
        return f"{self.path.parent.name}/{self.path.name}"


def models() -> list[Path]:
    """Return every model of the folder that has published numbers, in order."""
    kinds = {".mdl", ".xmile", ".stmx"}
    found = [p for p in sorted(FOLDER.glob("*/*")) if p.suffix.lower() in kinds]
    return [p for p in found if p.name not in NO_CASE]


def load(path: Path) -> Model:
    """Load a published model with its data."""
    return gaoxin.load(path, data=[path.parent / name for name in DATA.get(path.name, [])])


def published(path: Path) -> Path | None:
    """Return the file of a model's published numbers, or None where it has none."""
    names = ["output.csv", "output.tab"]
    if path.suffix.lower() != ".mdl" and path.parent.name in STELLA:
        names.insert(0, STELLA[path.parent.name])
    return next((path.parent / n for n in names if (path.parent / n).exists()), None)


def columns(path: Path) -> tuple[npt.NDArray[np.float64], dict[str, npt.NDArray[np.float64]]]:
    """Return published times and columns; an empty cell is NaN, one value alone a constant."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    delimiter = "," if path.suffix == ".csv" else "\t"
    head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = [r + [""] * (len(head) - len(r)) for r in rows if r and r[0].strip()]
    table = np.array([[_number(cell) for cell in r[: len(head)]] for r in rows])
    for column in table.T:
        if np.isnan(column[1:]).all():
            column[1:] = column[0]
    return table[:, 0], {name: table[:, i] for i, name in enumerate(head) if i and name.strip()}


def _number(cell: str) -> float:
    return float(cell) if cell.strip() else float("nan")


def ours(
    runs: xr.Dataset, column: str, times: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64] | None:
    """Return our values of a published column at some times, or None where we have no such."""
    names = {canonical(str(n)): str(n) for n in runs.data_vars}
    inside = ""
    if canonical(column) not in names and column.endswith("]"):
        column, _, inside = column[:-1].rpartition("[")
    if canonical(column) not in names:
        return None
    values = runs[names[canonical(column)]]
    if inside:
        for dim, element in zip(
            [d for d in values.dims if d != "time"], inside.split(","), strict=True
        ):
            labels = [canonical(str(v)) for v in values[dim].values]
            values = values.isel({dim: labels.index(canonical(element))}, drop=True)
    if "time" in values.dims:
        values = values.sel(time=times, method="nearest", tolerance=1e-6)
    return np.broadcast_to(np.asarray(values.values, dtype=np.float64), times.shape)


def judge(path: Path) -> Outcome:
    """Load a model, run it, and hold it against its published numbers."""
    truth = published(path)
    try:
        runs = load(path).run()
    except GaoxinError as error:
        reason = f"line {error.line}: {error.message}" if error.line else error.message
        return Outcome(path, "refused" if read_by_pysd(path) else "not read by PySD", reason)
    if truth is None:
        return Outcome(path, "passed", "runs; no numbers are published")
    times, table = columns(truth)
    tolerance = TOLERANCE.get(path.parent.name, 1e-5)
    faults = []
    for column, theirs in table.items():
        mine = ours(runs, column, times)
        if mine is None:
            faults.append(f"{column}: missing")
            continue
        with np.errstate(invalid="ignore"):
            close = np.abs(mine - theirs) <= tolerance + tolerance * np.abs(mine)
        close |= np.isnan(mine) & np.isnan(theirs)
        if not close.all():
            first = int(np.argmin(close))
            faults.append(f"{column} at {times[first]:g}: {mine[first]:g}, not {theirs[first]:g}")
    if faults:
        return Outcome(path, "wrong", "; ".join(faults[:3]))
    return Outcome(path, "passed", f"{len(table)} columns at {len(times)} times")


def read_by_pysd(path: Path) -> bool:
    """Whether PySD's own translator reads a file, and finds more in it than time controls."""
    from pysd.translators.vensim.vensim_file import VensimFile
    from pysd.translators.xmile.xmile_file import XmileFile

    kind = VensimFile if path.suffix.lower() == ".mdl" else XmileFile
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            file = kind(path)
            file.parse()
            model = file.get_abstract_model()
        except Exception:  # noqa: BLE001 - whatever it is that PySD does not survive
            return False
    names = {canonical(e.name) for section in model.sections for e in section.elements}
    return bool(names - {"initial_time", "final_time", "time_step", "saveper"})


def table(outcomes: list[Outcome]) -> str:
    """Return a row a model that does not pass, and the counts for each kind of file."""
    lines = [f"{o.verdict:17} {o.name}: {o.detail}" for o in outcomes if o.verdict != "passed"]
    for suffixes in ((".mdl",), (".xmile", ".stmx")):
        own = [o for o in outcomes if o.path.suffix.lower() in suffixes]
        counts = {v: sum(o.verdict == v for o in own) for v in VERDICTS}
        told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        lines.append(f"{' and '.join(suffixes)}: {told} (of {len(own)})")
    return "\n".join(lines)


VERDICTS = ("passed", "refused", "not read by PySD", "wrong")


def main() -> None:
    """Print the table; with names of folders, only theirs."""
    chosen = [p for p in models() if not sys.argv[1:] or p.parent.name in sys.argv[1:]]
    outcomes = [judge(path) for path in chosen]
    print(table(outcomes))
    sys.exit(any(o.verdict == "wrong" for o in outcomes))


if __name__ == "__main__":
    main()
