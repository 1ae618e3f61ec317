"""What the report says beside the numbers: contradictions of the plan, misfits, Chinese texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.conflicts import ConflictRow
from gaoxin.desks.misfits import read_misfits
from gaoxin.desks.observations import Reading, read_readings
from gaoxin.desks.priors import PriorRow, read_rows
from gaoxin.desks.table import read_table
from gaoxin.desks.translations import read_translations
from gaoxin.desks.treatments import Treatment, read_treatments
from gaoxin.language import NOTHING, Text, alike

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.workspace import Workspace

PAGE_TABLES = ("conflicts", "treatments", "misfits", "translations")
"""Tables that change no number, only what the report says of them."""


@dataclass(frozen=True)
class Conflict:
    """A contradiction inside the plan and how it was treated.

    Attributes
    ----------
    severity : {"high", "medium", "low"}
    where : tuple of str
        Where the two statements stand, as the table has it.
    shown_as : str
        A key of :data:`gaoxin.desks.treatments.SHOWN_AS`; blank where no treatment is written
        down.
    title, treated : tuple of str
        In English and Chinese.
    """

    id: str
    severity: str
    where: tuple[str, str]
    shown_as: str
    title: Text
    treated: Text


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
    misfits: Mapping[str, Text]
    translations: Mapping[str, str]
    priors: tuple[PriorRow, ...]

    def pair(self, text: str) -> Text:
        """Return an English text with its Chinese, itself where there is none."""
        return Text(text, self.translations.get(text, text))


def read_ledger(desk: Desk) -> Ledger:
    """Read the tables of a workspace.

    Raises
    ------
    DataError
        With file and line: what :func:`gaoxin.desks.table.read_table` refuses, an id that another
        table does not have, a contradiction marked high without a treatment.
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
    rows = read_table(path, ConflictRow)
    treated = read_treatments(treatments, [row.id for row in rows])
    return tuple(_conflict(row, treated.get(row.id)) for row in rows)


def _conflict(row: ConflictRow, treatment: Treatment | None) -> Conflict:
    where = (row.where_a, row.where_b)
    if treatment is None:
        if row.severity == "high":
            raise row.error(f"'{row.id}' is high and has no treatment; add a row to treatments.csv")
        stated = alike(f"{row.statement_a} – {row.statement_b}")
        return Conflict(row.id, row.severity, where, "", stated, NOTHING)
    return Conflict(
        row.id,
        row.severity,
        where,
        treatment.shown_as,
        Text(treatment.title_en, treatment.title_zh),
        Text(treatment.treated_en, treatment.treated_zh),
    )
