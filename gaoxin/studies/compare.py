"""``gaoxin compare``: scenario A held against B, member by member on the same draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.indicators import measures
from gaoxin.studies.folders import check_results
from gaoxin.studies.frames import data_frame
from gaoxin.studies.progress import Progress, silent
from gaoxin.studies.run import run_scenarios
from gaoxin.telling.writing.comparison_folder import (
    COMPARISONS,
    comparison_name,
    write_comparison,
)
from gaoxin.telling.writing.folder import check_free
from gaoxin.verdicts.comparison import Comparison, compare

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from gaoxin.language import Lang
    from gaoxin.studies.inputs import RunInputs
    from gaoxin.studies.sides import Sides
    from gaoxin.verdicts.results import ScenarioRunLike


@dataclass(frozen=True, repr=False)
class ComparisonStudy:
    """Two scenarios on common draws; a difference is A - B of the same member.

    Attributes
    ----------
    sides : Sides
        What is compared, and what it was made from.
    comparison : Comparison
        What was found.
    """

    sides: Sides
    comparison: Comparison

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """A row a target; columns of ``compare.csv``."""
        from gaoxin.telling.writing.comparison_table import COMPARE_COLUMNS, comparison_row

        stamp = self.sides.provenance.stamp[0]
        rows = [comparison_row(contrast, stamp) for contrast in self.comparison.contrasts]
        return data_frame(COMPARE_COLUMNS, rows)

    @cached_property
    def bands(self) -> pd.DataFrame:
        """Quantiles of the differences, a row an indicator and year; as ``compare_bands.csv``."""
        from gaoxin.telling.writing.verdict_tables import BAND_COLUMNS, band_rows

        shown = measures(self.sides.targets, self.sides.indicators)
        return data_frame(BAND_COLUMNS, band_rows(self.comparison.bands, shown))

    @property
    def differences(self) -> xr.Dataset:
        """A - B member by member, dimensions ``(member, time)``; as ``compare.nc``."""
        return self.comparison.differences

    def save(self, folder: Path | str = "results", lang: Lang = "en") -> Path:
        """Write what ``gaoxin compare`` writes, ``compare/<A>--<B>/`` in the folder.

        Parameters
        ----------
        folder : Path or str
        lang : {"en", "zh"}
            Of the charts.

        Returns
        -------
        Path
            The folder of this comparison.

        Raises
        ------
        DataError
            The folder cannot be written, or something stands there that is not of our making.
        """
        out, sides = Path(folder), self.sides
        check_compared(out, sides)
        facts = {"a": sides.a.facts(), "b": sides.b.facts()}
        tables = (sides.targets, sides.indicators)
        return write_comparison(out, self.comparison, *tables, sides.provenance, facts, lang)

    def __repr__(self) -> str:
        made_from, found = self.sides.provenance, self.comparison
        return (
            f"<gaoxin.ComparisonStudy of {found.a.id} - {found.b.id}: {made_from.members:,} "
            f"members, {made_from.draws} draws, seed {made_from.seed}>"
        )


def check_compared(out: Path, sides: Sides) -> None:
    """Refuse a folder that a comparison cannot be written to.

    Raises
    ------
    DataError
        Says why.
    """
    check_results(out)
    check_free(out / COMPARISONS, [comparison_name(sides.a.id, sides.b.id)])


def run_sides(
    sides: Sides, *, workers: int | None = None, progress: Progress = silent
) -> ComparisonStudy:
    """Run what is to be run, and hold A against B.

    Parameters
    ----------
    sides : Sides
        From :func:`gaoxin.studies.sides.open_sides`.
    workers : int, optional
        Processes or threads at most.
    progress : callable
        See :data:`gaoxin.studies.progress.Progress`.

    Returns
    -------
    ComparisonStudy

    Raises
    ------
    NonFinite
        Over 1 % of a scenario's members left the finite numbers.
    """
    ran = {} if sides.inputs is None else _run(sides.inputs, workers, progress)
    a, b = (side.stored or ran[side.id] for side in (sides.a, sides.b))
    return ComparisonStudy(sides, compare(a, b, sides.targets, sides.indicators))


def _run(inputs: RunInputs, workers: int | None, progress: Progress) -> dict[str, ScenarioRunLike]:
    """Run the scenarios, keeping only what a comparison is about."""
    kept = tuple(row.variable for row in measures(inputs.targets, inputs.indicators))
    runs = run_scenarios(replace(inputs, outputs=kept), workers=workers, progress=progress)
    return {run.scenario.id: run for run in runs}
