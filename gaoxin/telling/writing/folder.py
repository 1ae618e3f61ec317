"""A folder of the results: what is in it, and how it takes its place as a whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.language import Lang
from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.svg import standalone
from gaoxin.telling.writing.csv_table import CsvTable, write_csv
from gaoxin.telling.writing.netcdf import write_netcdf
from gaoxin.telling.writing.staging import MANIFEST, check_ours, staged

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.language import Lang

FIGURES = "figures"


@dataclass(frozen=True)
class ResultFolder:
    """What one folder of the results holds, each thing under the name of its file.

    Attributes
    ----------
    name : str
    facts : mapping of str to object
        Of the manifest: what the folder is of, and what it was made from.
    charts : mapping of str to str
        SVG in both languages, for the folder ``figures``.
    tables : mapping of str to CsvTable
    datasets : mapping of str to xarray.Dataset
        Their attributes go into the file.
    files : mapping of str to bytes
        Others: workbooks, pages, pictures.
    """

    name: str
    facts: Mapping[str, Any]
    charts: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, CsvTable] = field(default_factory=dict)
    datasets: Mapping[str, xr.Dataset] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


def write_folders(
    out: Path,
    folders: Sequence[ResultFolder],
    lang: Lang,
    pages: Mapping[str, str | bytes] | None = None,
) -> None:
    """Write folders into `out`, and pages beside them: all of it, or nothing.

    What was in `out` before is replaced only when all of it has been written; see
    :func:`gaoxin.telling.writing.staging.staged`.

    Parameters
    ----------
    out : Path
    folders : sequence of ResultFolder
    lang : {"en", "zh"}
        The language of the charts.
    pages : mapping of str to str or bytes, optional
        Content of files by their name.

    Raises
    ------
    DataError
        `out` cannot be written; the message says why.
    """
    # cut once to what all charts need, so that each chart's own cut is quick
    fonts = subset("".join(svg for folder in folders for svg in folder.charts.values()))
    with staged(out) as new:
        for folder in folders:
            _write(new / folder.name, folder, lang, fonts)
        for name, page in (pages or {}).items():
            content = page if isinstance(page, bytes) else page.encode("utf-8")
            (new / name).write_bytes(content)


def check_free(out: Path, names: Iterable[str]) -> None:
    """Refuse to write folders where something stands that is not of our making.

    Raises
    ------
    DataError
        See :func:`gaoxin.telling.writing.staging.check_ours`.
    """
    for name in names:
        check_ours(out / name)


def _write(path: Path, folder: ResultFolder, lang: Lang, fonts: bytes) -> None:
    path.mkdir(parents=True)
    if folder.charts:
        (path / FIGURES).mkdir()
    for name, svg in folder.charts.items():
        (path / FIGURES / name).write_text(standalone(svg, lang, fonts), encoding="utf-8")
    for name, table in folder.tables.items():
        write_csv(path / name, table)
    for name, dataset in folder.datasets.items():
        write_netcdf(path / name, dataset)
    for name, content in folder.files.items():
        (path / name).write_bytes(content)
    write_manifest(path / MANIFEST, folder.facts)


def write_manifest(path: Path, facts: Mapping[str, Any]) -> None:
    """Write `facts` of the folder that `path` is in, and the hash of every other file in it."""
    folder = path.parent
    files = {
        str(file.relative_to(folder).as_posix()): file_hash(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file != path
    }
    text = json.dumps({**facts, "files": files}, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def file_hash(path: Path) -> str:
    """Return a file's SHA-256 without reading it whole: trajectories may exceed the memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
