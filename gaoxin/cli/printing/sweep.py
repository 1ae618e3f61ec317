"""What ``gaoxin sweep`` prints: tables for people, JSON for machines."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.cli.printing.console import RESULTS, console, in_words, print_document, print_place
from gaoxin.cli.streams import echo
from gaoxin.language import Text, text_of
from gaoxin.telling.words.sweep_words import point_words
from gaoxin.telling.writing.sweep_tables import measure_cells

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.estimate import Estimate
    from gaoxin.studies.sweep import SweepStudy
    from gaoxin.studies.sweep_inputs import SweepInputs
    from gaoxin.verdicts.sweeps.result import SweepResult


def print_estimate(inputs: SweepInputs, found: Estimate, lang: Lang, *, as_json: bool) -> None:
    """Print what the sweep would take.

    Parameters
    ----------
    inputs : SweepInputs
    found : Estimate
    lang : {"en", "zh"}
    as_json : bool
        Whether one JSON object is printed instead.
    """
    sweep = inputs.sweep
    if as_json:
        known = asdict(found) | {"sweep": sweep.id, "folder": found.folder.as_posix()}
        print_document(known)
        return
    echo(f"{text_of(sweep.title).in_(lang)} ({sweep.id})")
    for name, text in _lines(found, lang):
        echo(f"  {name}: {text}")


def _lines(found: Estimate, lang: Lang) -> list[tuple[str, str]]:
    """Return name and value of each line of an estimate."""
    done = f" ({Text('done', '已完成').in_(lang)}: {found.done})" if found.done else ""
    memory = "–" if found.memory is None else _bytes(found.memory)
    rows = [
        (Text("Design points", "设计点"), f"{found.points:,}"),
        (Text("Members a point", "每点样本数"), f"{found.members:,}"),
        (Text("Runs in all", "运行总数"), f"{found.runs:,}"),
        (Text("Parts", "分段"), f"{found.parts:,}{done}"),
        (Text("Time, about", "预计用时"), _duration(found.seconds)),
        (Text("Memory at the peak, about", "内存峰值约"), memory),
        (Text("Size of the results, about", "结果大小约"), _bytes(found.disk)),
        (Text("Would be written", "将写入"), f"{found.folder}/"),
    ]
    listed = [f for f in found.files if not f.startswith("figures/")]
    listed.append(f"figures/*.svg ({len(found.files) - len(listed)})")
    return [(name.in_(lang), text) for name, text in rows] + [
        (Text("Files", "文件").in_(lang), ", ".join(listed))
    ]


def _duration(seconds: float) -> str:
    """Return a time as a reader says it.

    Examples
    --------
    >>> _duration(8.4), _duration(95.0), _duration(7330.0)
    ('8 s', '1 min 35 s', '2 h 2 min')
    """
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _bytes(count: int) -> str:
    """Return a size as a reader says it.

    Examples
    --------
    >>> _bytes(5_000), _bytes(3_400_000), _bytes(2_500_000_000)
    ('5.0 kB', '3.4 MB', '2.5 GB')
    """
    for unit, size in (("GB", 1e9), ("MB", 1e6)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count / 1e3:.1f} kB"


def print_sweep(study: SweepStudy, folder: Path, lang: Lang, *, as_json: bool) -> None:
    """Print a table of all that is judged, and where the results are.

    Parameters
    ----------
    study : SweepStudy
    folder : Path
        Where its files are.
    lang : {"en", "zh"}
    as_json : bool
        Whether one JSON object is printed instead.
    """
    from gaoxin.telling.terminal.sweep_print import render

    result = study.result
    if as_json:
        print_document(_document(result, folder, lang))
        return
    screen = console()
    screen.print(render(result, lang))
    print_place(RESULTS, folder, lang)


def _document(result: SweepResult, folder: Path, lang: Lang) -> dict[str, Any]:
    sweep = result.sweep
    return {
        "sweep": sweep.id,
        "title": dict(sweep.title),
        "base": dict(result.base),
        "design": sweep.design,
        "axes": [{"key": axis.key, "unit": axis.unit} for axis in sweep.axes],
        "points": len(sweep.points),
        "members": sweep.members,
        "seed": sweep.seed,
        "draws": result.made_from["draws"],
        "stamp": result.stamp[0],
        "results": str(folder),
        "rows": [
            _row(result, point, number, lang)
            for point in range(len(sweep.points))
            for number in range(len(result.wants.measures))
        ],
    }


def _row(result: SweepResult, point: int, number: int, lang: Lang) -> dict[str, Any]:
    """Return a row of ``sweep.csv`` with its verdict in one language, and in each."""
    values = result.sweep.points[point].tolist()
    named = {axis.key: value for axis, value in zip(result.sweep.axes, values, strict=True)}
    cells = measure_cells(result, point, number)
    words = in_words(point_words(result, point, number), lang)
    return {"point": point, "values": named, **cells, **words}
