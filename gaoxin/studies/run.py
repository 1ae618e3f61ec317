"""``gaoxin run``: every scenario on the same draws, judged."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from gaoxin.desks.observed import FILE
from gaoxin.ensembles.scenario_run import ScenarioRun, run_scenario
from gaoxin.errors import DataError, GaoxinWarning, ModelError
from gaoxin.names import Names, same
from gaoxin.studies.changes import changes
from gaoxin.studies.folders import check_results, write_text
from gaoxin.studies.frames import by_scenario
from gaoxin.studies.knowledge import READ_AGAIN, gather_knowledge
from gaoxin.studies.progress import Progress, silent, steps
from gaoxin.studies.provenance import check_unchanged
from gaoxin.telling.report.lead import LEAD, lead
from gaoxin.verdicts.bands import bands
from gaoxin.verdicts.binding import bindings
from gaoxin.verdicts.observed import LEAST, Fell, effective, fell, resampled, weights
from gaoxin.verdicts.results import ScenarioResult
from gaoxin.verdicts.verdict import judge

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.language import Lang
    from gaoxin.studies.inputs import RunInputs
    from gaoxin.telling.report import ReportInput
    from gaoxin.telling.report.knowledge import Knowledge


@dataclass(frozen=True, repr=False)
class Study:
    """Scenarios that were run on the same draws and judged.

    Nothing is written until :meth:`save` or :meth:`report` is called.

    Attributes
    ----------
    inputs : RunInputs
        What it was made from.
    results : tuple of ScenarioResult
        By scenario, in the order asked for.
    workers : int or None
        Processes or threads at most, for what :attr:`knowledge` runs.
    fallen : tuple of Fell
        Where each observation since the plan fell in the forecast made without it, under the
        scenario that the report leads with.
    effective : float or None
        Effective number of members where they were weighed by these observations.
    """

    inputs: RunInputs
    results: tuple[ScenarioResult, ...]
    workers: int | None = field(default=None)
    fallen: tuple[Fell, ...] = ()
    effective: float | None = None

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios, in the order asked for."""
        return tuple(result.id for result in self.results)

    @cached_property
    def runs(self) -> Mapping[str, xr.Dataset]:
        """The trajectories by scenario: indicators, limits and stocks at whole years.

        Dimensions ``(member, [subscripts,] time)``; ``attrs["failed"]`` lists the members that
        left the finite numbers.
        """
        return Names((result.id, result.run.runs) for result in self.results)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """A row a scenario and target; columns of ``verdicts.csv`` after ``scenario``."""
        from gaoxin.telling.writing.verdict_tables import VERDICT_COLUMNS, verdict_row

        stamp = self.inputs.provenance.stamp[0]
        rows = {one.id: [verdict_row(v, stamp) for v in one.verdicts] for one in self.results}
        return by_scenario(VERDICT_COLUMNS, rows)

    @cached_property
    def bands(self) -> pd.DataFrame:
        """A row a scenario, indicator and year; columns of ``bands.csv`` after ``scenario``."""
        from gaoxin.desks.indicators import measures
        from gaoxin.telling.writing.verdict_tables import BAND_COLUMNS, band_rows

        shown = measures(self.inputs.targets, self.inputs.indicators)
        return by_scenario(BAND_COLUMNS, {r.id: band_rows(r.bands, shown) for r in self.results})

    @cached_property
    def binding(self) -> pd.DataFrame:
        """A row a scenario, limit, element and year; ``binding.csv`` after ``scenario``."""
        from gaoxin.telling.writing.binding_table import BINDING_COLUMNS, binding_rows

        rows = {one.id: binding_rows(one.bindings) for one in self.results}
        return by_scenario(BINDING_COLUMNS, rows)

    @cached_property
    def knowledge(self) -> Knowledge | None:
        """What the verdicts of the scenario that the report leads with rest on.

        Runs the model some thousands of times more when it is first asked for. None with prior
        draws: nothing was learned; and with members weighed by what was observed since, of which
        the fit does not know.

        Raises
        ------
        DataError
            What it is read from is no longer what the draws were taken from.
        """
        inputs = self.inputs
        if inputs.draws.source != "posterior" or inputs.weighed:
            return None
        check_unchanged(inputs.provenance, inputs.desk.workspace.root, READ_AGAIN)
        run = cast(ScenarioRun, lead(self.results).run)
        tables = (inputs.targets, inputs.indicators)
        return gather_knowledge(inputs.desk, inputs.model, run, *tables, workers=self.workers)

    def save(
        self,
        folder: Path | str = "results",
        lang: Lang = "en",
        *,
        save_runs: bool = False,
        with_report: bool = True,
        with_simulator: bool = True,
        with_brief: bool = False,
        with_slides: bool = False,
    ) -> Path:
        """Write what ``gaoxin run`` writes: a folder a scenario, report and simulator.

        Parameters
        ----------
        folder : Path or str
            Folders of other scenarios in it stay; a killed or failed call leaves it as it was.
        lang : {"en", "zh"}
            Of the charts, and shown first in the report.
        save_runs : bool
            Keep every trajectory of every member as ``runs.nc``, some 45 MB a scenario at 2,000
            members of the zone.
        with_report : bool
            Write the report, for which the model runs some thousands of times more.
        with_simulator : bool
            Write ``simulator.html``, in which levers can be moved, for the first members; the
            command does so only beside a report.
        with_brief : bool
            Write ``brief.html``, two A4 pages in `lang`.
        with_slides : bool
            Write ``slides/``: the main charts at the size of a slide, as SVG and PNG, in `lang`.

        Returns
        -------
        Path
            The report, or the folder where none is written.

        Raises
        ------
        DataError
            The disk is full, or the folder cannot be written.
        """
        from gaoxin.telling.writing.run_folder import write_outputs

        out = Path(folder)
        check_results(out, self.inputs.scenarios)
        made_of = self._report_input(out, with_report=with_report)
        return write_outputs(
            out,
            made_of,
            lang,
            save_runs=save_runs,
            with_report=with_report,
            with_brief=with_brief,
            with_slides=with_slides,
            simulator=self._simulator_or_blank(lang) if with_simulator else "",
        )

    def _simulator_or_blank(self, lang: Lang) -> str:
        """Return the simulator; nothing, and a warning, where the model cannot run in a page.

        Nor where members were weighed by what was observed since: the page draws its own.
        """
        if self.inputs.weighed:
            return ""
        try:
            return self.simulator(lang=lang)
        except ModelError as error:
            warnings.warn(error.message, GaoxinWarning, stacklevel=3)
            return ""

    def simulator(self, members: int | None = None, lang: Lang = "en") -> str:
        """Return the page that runs these scenarios in a browser, levers and all.

        Parameters
        ----------
        members : int, optional
            The first ones of the study; by default some thousand.
        lang : {"en", "zh"}
            Of its title; the page takes the reader's language first.

        Returns
        -------
        str
            HTML, one file that needs nothing but itself.

        Raises
        ------
        ModelError
            The model uses what the page cannot run; the message names it.
        """
        from gaoxin.studies.simulator import MEMBERS, simulator_page

        return simulator_page(self.inputs, self.results, members or MEMBERS, lang)

    def report(self, path: Path | str, lang: Lang = "en") -> Path:
        """Write the report alone, one HTML file that needs nothing but itself.

        Parameters
        ----------
        path : Path or str
            What ``gaoxin loops`` has left beside it, under ``loops/``, is told of.
        lang : {"en", "zh"}
            Shown first.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        DataError
            It cannot be written.
        """
        from gaoxin.telling.report import report

        out = Path(path)
        return write_text(out, report(self._report_input(out.parent), lang))

    def _report_input(self, folder: Path, *, with_report: bool = True) -> ReportInput:
        from gaoxin.telling.report import ReportInput
        from gaoxin.telling.writing.stored_certificates import has_certificates
        from gaoxin.telling.writing.stored_loops import stored_loops

        inputs = self.inputs
        loops = stored_loops(folder, lead(self.results).run.scenario, inputs.provenance)
        return ReportInput(
            self.results,
            inputs.targets,
            inputs.indicators,
            inputs.provenance,
            inputs.ledger,
            self.knowledge if with_report else None,
            loops,
            fallen=self.fallen,
            certificates=has_certificates(folder, inputs.provenance),
        )

    def __repr__(self) -> str:
        made_from = self.inputs.provenance
        judged = sum(verdict.state == "judged" for verdict in self.results[0].verdicts)
        return (
            f"<gaoxin.Study of {', '.join(self.scenarios)}: {made_from.members:,} members, "
            f"{made_from.draws} draws, seed {made_from.seed}; {judged} targets judged>"
        )


def run_study(
    inputs: RunInputs, *, workers: int | None = None, progress: Progress = silent
) -> Study:
    """Run and judge every scenario; see :func:`run_scenarios`.

    Parameters
    ----------
    inputs : RunInputs
        From :func:`gaoxin.studies.inputs.open_run`.
    workers : int, optional
        Processes or threads at most.
    progress : callable
        See :data:`gaoxin.studies.progress.Progress`.

    Returns
    -------
    Study

    Raises
    ------
    NonFinite
        Over 1 % of a scenario's members left the finite numbers.
    """
    first, *others = _lead_first(inputs.scenarios)
    running = run_scenarios(
        replace(inputs, scenarios=(first, *others)), workers=workers, progress=progress
    )
    leading = next(running)
    fallen = fell(leading.runs, inputs.observed, inputs.indicators)
    # What is refused is refused before the other scenarios run.
    weight = _weight(inputs, leading) if inputs.weighed else None
    found = {run.scenario.id: run for run in (leading, *running)}
    runs = [found[scenario.id] for scenario in inputs.scenarios]
    if weight is not None:
        seed = inputs.provenance.seed
        runs = [replace(run, runs=resampled(run.runs, weight, seed)) for run in runs]
    known = None if weight is None else effective(weight)
    results = tuple(
        ScenarioResult(
            run=run,
            verdicts=judge(run.runs, inputs.targets, inputs.indicators),
            bands=bands(run.runs, inputs.targets, inputs.indicators),
            changes=changes(inputs.desk, run.scenario),
            bindings=bindings(run.runs, inputs.desk.limits),
        )
        for run in runs
    )
    return Study(inputs, results, workers, fallen, known)


def _lead_first(scenarios: tuple[Scenario, ...]) -> list[Scenario]:
    """Return the scenarios, the one that the report leads with before the others."""
    return sorted(scenarios, key=lambda scenario: not same(scenario.id, LEAD))


def _weight(inputs: RunInputs, leading: ScenarioRun) -> NDArray[np.float64]:
    """Return the weights of the members, the same under every scenario.

    They are weighed under the scenario that the report leads with, so that a difference between
    scenarios stays the scenarios' doing.
    """
    weight = weights(leading.runs, inputs.observed, inputs.indicators)
    known = effective(weight)
    if known < LEAST:
        raise DataError(
            f"the observations leave {known:.0f} of {weight.size:,} members in effect, fewer than "
            f"{LEAST:.0f}: take more members (--members), check the values and their sd, or add "
            "them to observations.csv and fit anew ('gaoxin calibrate')",
            path=inputs.desk.workspace.calibration_dir / FILE,
        )
    return weight


def run_scenarios(
    inputs: RunInputs, *, workers: int | None = None, progress: Progress = silent
) -> Iterator[ScenarioRun]:
    """Run every scenario, on the same draws.

    Parameters
    ----------
    inputs : RunInputs
    workers : int, optional
        Cores to use; all that are there by default.
    progress : callable
        Takes a scenario's id, and the share of the scenarios that is done, 0 to 1.

    Yields
    ------
    ScenarioRun
        In the order of the scenarios.

    Raises
    ------
    NonFinite
        Over 1 % of a scenario's members left the finite numbers.
    """
    for scenario in steps(inputs.scenarios, lambda scenario: scenario.id, progress):
        yield run_scenario(
            inputs.desk,
            inputs.model,
            scenario,
            inputs.draws,
            workers=workers,
            outputs=inputs.outputs,
            on_disk=True,
        )
