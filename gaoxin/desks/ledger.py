"""What the report says beside the numbers: contradictions of the plan, misfits, Chinese texts.

``calibration/conflicts.csv`` lists where the plan disagrees with itself and
``calibration/treatments.csv`` what was done about it; ``calibration/misfits.csv`` says why an
observation lies outside its interval; ``calibration/translations.csv`` has the Chinese of texts
that other tables hold in English only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.observations import Reading, read_readings
from gaoxin.desks.priors import PriorRow, read_rows
from gaoxin.errors import nearest
from gaoxin.tables import Row, read_table

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.workspace import Workspace

Pair = tuple[str, str]
"""A text in English and in Chinese."""

PAGE_TABLES = ("conflicts", "treatments", "misfits", "translations")
"""Tables that change no number, only what the report says of them."""

SHOWN_AS: Mapping[str, Pair] = {
    "both judged": ("both judged", "并列评判"),
    "switch": ("definition switch", "口径开关"),
    "structure": ("competing structure", "备选结构"),
    "observation": ("observation chosen", "择定观测值"),
    "range prior": ("range as a prior", "区间作先验"),
    "kept apart": ("kept apart", "分列处理"),
    "assumed target": ("assumed target", "假定目标"),
    "not used": ("not used", "未采用"),
}
"""How a contradiction is shown in model, data or report: the keys of column ``shown_as``."""


@dataclass(frozen=True)
class Conflict:
    """A contradiction inside the plan and how it was treated.

    Attributes
    ----------
    severity : {"high", "medium", "low"}
    where : tuple of str
        Where the two statements stand, as the table has it.
    shown_as : str
        A key of :data:`SHOWN_AS`; blank where no treatment is written down.
    title, treated : tuple of str
        In English and Chinese.
    """

    id: str
    severity: str
    where: tuple[str, str]
    shown_as: str
    title: Pair
    treated: Pair


@dataclass(frozen=True)
class Ledger:
    """The tables of the report, read and checked.

    Attributes
    ----------
    conflicts : tuple of Conflict
    readings : tuple of Reading
        Every reading of the past.
    misfits : mapping of observation id to (str, str)
        Why it lies outside its interval.
    translations : mapping of str to str
        English text to Chinese.
    priors : tuple of PriorRow
        With the kind of their source.
    """

    conflicts: tuple[Conflict, ...]
    readings: tuple[Reading, ...]
    misfits: Mapping[str, Pair]
    translations: Mapping[str, str]
    priors: tuple[PriorRow, ...]

    def pair(self, text: str) -> Pair:
        """Return an English text with its Chinese, itself where there is none."""
        return text, self.translations.get(text, text)


def read_ledger(desk: Desk) -> Ledger:
    """Read the tables of a workspace.

    Raises
    ------
    DataError
        With file and line: an id that another table does not have, a blank text, an unknown
        ``shown_as``, a contradiction marked high without a treatment.
    """
    workspace = desk.workspace
    readings = read_readings(workspace.table("observations"), desk.catalogue, desk.registry)
    return Ledger(
        conflicts=read_conflicts(workspace.table("conflicts"), workspace.table("treatments")),
        readings=readings,
        misfits=read_misfits(workspace.table("misfits"), [reading.id for reading in readings]),
        translations=read_translations(workspace.table("translations")),
        priors=read_rows(workspace.table("priors")),
    )


def page_files(workspace: Workspace) -> dict[str, Path]:
    """Return the files of :data:`PAGE_TABLES` and the observations, by place in the workspace."""
    names = (*PAGE_TABLES, "observations")
    return {f"calibration/{name}.csv": workspace.table(name) for name in names}


def read_conflicts(path: Path, treatments: Path) -> tuple[Conflict, ...]:
    """Read the contradictions, each with its treatment; see :func:`read_ledger`."""
    rows = read_table(path, ("id", "statement_a", "statement_b", "where_a", "where_b", "severity"))
    treated = _treatments(treatments, [row.text("id") for row in rows])
    return tuple(_conflict(row, treated.get(row.text("id"))) for row in rows)


def _treatments(path: Path, known: Collection[str]) -> dict[str, Row]:
    texts = ("title_en", "title_zh", "treated_en", "treated_zh")
    rows = read_table(path, ("conflict", "shown_as", *texts), unique="conflict")
    for row in rows:
        _check_known(row, "conflict", known, "conflicts.csv")
        row.one_of("shown_as", tuple(SHOWN_AS), key="conflict")
        _check_filled(row, "conflict", texts)
    return {row.text("conflict"): row for row in rows}


def _conflict(row: Row, treatment: Row | None) -> Conflict:
    id_, severity = row.text("id"), row.one_of("severity", ("high", "medium", "low"))
    where = (row.text("where_a"), row.text("where_b"))
    if treatment is None:
        if severity == "high":
            raise row.error(f"'{id_}' is high and has no treatment; add a row to treatments.csv")
        stated = f"{row.text('statement_a')} – {row.text('statement_b')}"
        return Conflict(id_, severity, where, "", (stated, stated), ("", ""))
    return Conflict(
        id_,
        severity,
        where,
        treatment.text("shown_as"),
        (treatment.text("title_en"), treatment.text("title_zh")),
        (treatment.text("treated_en"), treatment.text("treated_zh")),
    )


def read_misfits(path: Path, known: Collection[str]) -> dict[str, Pair]:
    """Read why observations lie outside their intervals; see :func:`read_ledger`."""
    texts = ("reason_en", "reason_zh")
    rows = read_table(path, ("observation", *texts), unique="observation")
    for row in rows:
        _check_known(row, "observation", known, "observations.csv")
        _check_filled(row, "observation", texts)
    return {row.text("observation"): (row.text(texts[0]), row.text(texts[1])) for row in rows}


def read_translations(path: Path) -> dict[str, str]:
    """Read Chinese texts by their English; see :func:`read_ledger`."""
    rows = read_table(path, ("en", "zh"), unique="en")
    for row in rows:
        _check_filled(row, "en", ("zh",))
    return {row.text("en"): row.text("zh") for row in rows}


def _check_known(row: Row, column: str, known: Collection[str], where: str) -> None:
    text = row.text(column)
    if text not in known:
        raise row.error(f"{column} '{text}' is not in {where}{nearest(text, known)}")


def _check_filled(row: Row, key: str, columns: Collection[str]) -> None:
    for column in columns:
        if not row.text(column):
            raise row.error(f"{column} of '{row.text(key)}' is blank; write it")
