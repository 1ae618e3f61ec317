"""``gaoxin check``: units of any model; files, extremes and reality checks of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.checks.outcome import CheckOutcome
from gaoxin.checks.workspace import check_workspace
from gaoxin.engine.model import load as load_model
from gaoxin.studies.defaults import (
    CHECK_MEMBERS,
    LEVELS,
    MAX_CHECK_MEMBERS,
    MAX_FIT_SEED,
    SEED,
    UNITS,
    Level,
    check_between,
    check_word,
)
from gaoxin.studies.folders import check_results
from gaoxin.studies.frames import data_frame
from gaoxin.studies.progress import Progress, silent
from gaoxin.telling.writing.csv_table import CsvTable, write_csv
from gaoxin.telling.writing.staging import staged

if TYPE_CHECKING:
    import pandas as pd

    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model
    from gaoxin.engine.units.check import UnitCheck
    from gaoxin.telling.writing.csv_table import Cell

OUTCOME_COLUMNS = (
    "part",
    "id",
    "name_en",
    "name_zh",
    "passed",
    "said_en",
    "said_zh",
    "missed_en",
    "missed_zh",
)
FINDING_COLUMNS = (
    "file",
    "line",
    "variable",
    "rule",
    "message_en",
    "message_zh",
    "remedy_en",
    "remedy_zh",
)


@dataclass(frozen=True, repr=False)
class CheckStudy:
    """What the checks of a model, or of a workspace, have found.

    Attributes
    ----------
    model : Path
    units : UnitCheck or None
        None where they were not looked at.
    results : tuple of CheckOutcome
        Of a workspace: files, extremes, reality checks.
    """

    model: Path
    units: UnitCheck | None
    results: tuple[CheckOutcome, ...]

    @cached_property
    def uncompiled(self) -> str:
        """Why NumPy computes the steps of a run here; nothing where compiled code does."""
        from gaoxin.engine.compiled.trial import unusable

        return unusable()

    @property
    def passed(self) -> bool:
        """Whether units balance and no check failed but those that are known to."""
        balanced = self.units is None or not self.units.findings
        return balanced and all(one.acceptable for one in self.results)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """A row a check: what kind it is, what was asked, whether it passed, what was found."""
        return data_frame(OUTCOME_COLUMNS, _outcome_rows(self.results))

    @cached_property
    def findings(self) -> pd.DataFrame:
        """A row a place where units do not balance: file, line, variable, what to write instead."""
        return data_frame(FINDING_COLUMNS, _finding_rows(self.units))

    def save(self, folder: Path | str) -> Path:
        """Write ``checks.csv`` and ``units.csv`` into a folder, and return it.

        Raises
        ------
        DataError
            It cannot be written.
        """
        out = Path(folder)
        check_results(out)
        with staged(out) as new:
            write_csv(new / "checks.csv", CsvTable(OUTCOME_COLUMNS, _outcome_rows(self.results)))
            write_csv(new / "units.csv", CsvTable(FINDING_COLUMNS, _finding_rows(self.units)))
        return out

    def __repr__(self) -> str:
        passed = sum(one.passed for one in self.results)
        units = "units not checked"
        if self.units is not None:
            units = f"{len(self.units.findings)} places where units do not balance"
        return (
            f"<gaoxin.CheckStudy of {self.model}: {passed} of {len(self.results)} checks passed, "
            f"{units}>"
        )


def check_model(path: Path, *, units: Level = UNITS, unit_file: Path | None = None) -> CheckStudy:
    """Check the units of any model.

    Parameters
    ----------
    path : Path
        A Vensim or XMILE file.
    units : {"lenient", "strict", "off"}
        Strict also tells missing units and bare numbers among units.
    unit_file : Path, optional
        Unit definitions, as a workspace's ``calibration/units.txt``.

    Returns
    -------
    CheckStudy

    Raises
    ------
    GaoxinError
        The model or the definitions cannot be read.
    """
    return CheckStudy(path, _units(load_model(path), units, unit_file), ())


def check_against(path: Path) -> CheckStudy:
    """Run any model by PySD too, and tell every variable in which the two differ.

    PySD evaluates what a model's text says: give it only a model that you trust.

    Parameters
    ----------
    path : Path
        A Vensim or XMILE file.

    Returns
    -------
    CheckStudy

    Raises
    ------
    GaoxinError
        The model cannot be read, here or by PySD.
    """
    from gaoxin.checks.against import against_pysd

    return CheckStudy(path, None, tuple(against_pysd(load_model(path)).outcomes()))


def check_desks(
    workspace: Workspace,
    *,
    units: Level = UNITS,
    unit_file: Path | None = None,
    members: int = CHECK_MEMBERS,
    seed: int = SEED,
    progress: Progress = silent,
) -> CheckStudy:
    """Check a workspace with its model.

    Parameters
    ----------
    workspace : Workspace
    units, unit_file
        As of :func:`check_model`; by default the workspace's own definitions.
    members : int
        Draws of the priors that the model is driven with.
    seed : int
    progress : callable
        Told each check; see :data:`gaoxin.studies.progress.Progress`.

    Returns
    -------
    CheckStudy

    Raises
    ------
    GaoxinError
        The model cannot be read. What else is wrong is an outcome.
    """
    check_between("members", members, 1, MAX_CHECK_MEMBERS)
    check_between("seed", seed, 0, MAX_FIT_SEED)
    model = load_model(workspace.model_path)
    balanced = _units(model, units, unit_file or workspace.units)
    outcomes = []
    for outcome in check_workspace(workspace, model, members=members, seed=seed):
        outcomes.append(outcome)
        progress(f"{outcome.part}: {outcome.id}", 0.0)
    return CheckStudy(workspace.model_path, balanced, tuple(outcomes))


def _outcome_rows(results: Sequence[CheckOutcome]) -> list[dict[str, Cell]]:
    return [asdict(one) for one in results]


def _finding_rows(units: UnitCheck | None) -> list[dict[str, Cell]]:
    return [
        {
            "file": str(one.path),
            "line": one.line,
            "variable": one.variable,
            "rule": one.rule,
            "message_en": one.message("en"),
            "message_zh": one.message("zh"),
            "remedy_en": one.remedy("en"),
            "remedy_zh": one.remedy("zh"),
        }
        for one in (() if units is None else units.findings)
    ]


def _units(model: Model, level: Level, definitions: Path | None) -> UnitCheck | None:
    check_word("units", level, LEVELS)
    return None if level == "off" else model.check_units(level, definitions)
