"""A workspace opened from Python: what each verb of ``gaoxin`` does, as a method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.workspace import Workspace
from gaoxin.errors import GaoxinError
from gaoxin.studies import defaults
from gaoxin.studies.progress import Progress, silent

if TYPE_CHECKING:
    from distributed import Client

    from gaoxin.engine.model import Model
    from gaoxin.engine.structure.describe import Description, ModelSummary
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang
    from gaoxin.studies.calibrate import CalibrationStudy
    from gaoxin.studies.certificates.folder import CertifyStudy
    from gaoxin.studies.check import CheckStudy
    from gaoxin.studies.compare import ComparisonStudy
    from gaoxin.studies.discover import DiscoverStudy
    from gaoxin.studies.estimate import Estimate
    from gaoxin.studies.inputs import RunInputs
    from gaoxin.studies.loops import LoopStudy
    from gaoxin.studies.run import Study
    from gaoxin.studies.sensitivity import On, SensitivityStudy
    from gaoxin.studies.sweep import SweepStudy
    from gaoxin.studies.zone_question import Robust
    from gaoxin.studies.zone_reach import ReachStudy
    from gaoxin.studies.zone_rows import Group


def open_workspace(path: Path | str | None = None) -> Zone:
    """Open a folder that has ``model/zone.mdl``, ``scenarios/`` and ``calibration/``.

    Parameters
    ----------
    path : Path or str, optional
        By default the workspace that came with the package: the zone of Leshan.

    Returns
    -------
    Zone

    Raises
    ------
    DataError
        It is not a workspace.

    Examples
    --------
    >>> zone = gaoxin.open_workspace()
    >>> study = zone.run(["momentum", "plan"], members=2000, seed=0)
    >>> study.verdicts, study.bands, study.runs["plan"]
    >>> study.save("results")
    """
    if path is None:
        return Zone(Workspace.packaged())
    # absolute, so that it stays what it is where the program goes elsewhere
    return Zone(Workspace.find(Path(path).absolute()), Path(path))


@dataclass(frozen=True, repr=False)
class Zone:
    """A workspace. Every call reads its files as they are then; none writes unless asked.

    Attributes
    ----------
    workspace : Workspace
    named : Path or None
        The folder as a command has to name it; None where it is found without.
    """

    workspace: Workspace
    named: Path | None = None

    @property
    def path(self) -> Path:
        """The folder."""
        return self.workspace.root

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of its scenarios."""
        return self.workspace.scenario_ids()

    @property
    def sweeps(self) -> tuple[str, ...]:
        """Names of its sweeps."""
        return self.workspace.sweep_ids()

    def model(self) -> Model:
        """Return its model."""
        from gaoxin.engine.model import load

        return load(self.workspace.model_path)

    def run(
        self,
        scenarios: str | Sequence[str] | None = None,
        *,
        members: int = defaults.MEMBERS,
        seed: int = defaults.SEED,
        draws: Source = defaults.DRAWS,
        stale_posterior: bool = False,
        with_observed: bool = False,
        precision: float | str | None = None,
        workers: int | None = None,
        client: Client | None = None,
        progress: Progress = silent,
    ) -> Study:
        """Judge every target under each scenario, all on the same draws.

        Parameters
        ----------
        scenarios : str or sequence of str, optional
            All of them by default.
        members : int
            Draws a scenario.
        seed : int
            Of the draws: equal seeds give equal members.
        draws : {"posterior", "prior"}
            Where the constants come from: the fit of :meth:`calibrate`, or its priors.
        stale_posterior : bool
            Run although model, priors or observations changed since the fit; stamps every verdict.
        with_observed : bool
            Take ``calibration/observed.csv``, what was observed since 2020, into account.
        precision : float or str, optional
            Greatest Monte Carlo error of a probability, such as ``0.005`` or ``"0.5%"``: as many
            members are run as it takes, instead of `members`.
        workers : int, optional
            Processes or threads at most.
        client : distributed.Client, optional
            Whose workers compute the members, with the same bits; see :func:`gaoxin.on_cluster`.
        progress : callable
            Called with what is at work and the share of the scenarios that is done.

        Returns
        -------
        Study

        Raises
        ------
        GaoxinError
            The first thing that is wrong in the workspace, with its file and line.
        NonFinite
            Over 1 % of a scenario's members left the finite numbers.
        """
        from gaoxin.cluster import on_cluster
        from gaoxin.studies.inputs import open_run
        from gaoxin.studies.precision import read_precision, run_to_precision
        from gaoxin.studies.run import run_study

        def open_at(count: int) -> RunInputs:
            return open_run(
                self.workspace,
                _listed(scenarios),
                members=count,
                seed=seed,
                draws=draws,
                allow_stale=stale_posterior,
                with_observed=with_observed,
            )

        with on_cluster(client):
            if precision is None:
                return run_study(open_at(members), workers=workers, progress=progress)
            wanted = read_precision(f"{precision}")
            return run_to_precision(open_at, wanted, workers=workers, progress=progress)

    def compare(
        self,
        a: str,
        b: str,
        *,
        members: int | None = None,
        seed: int | None = None,
        draws: Source | None = None,
        stale_posterior: bool = False,
        workers: int | None = None,
        client: Client | None = None,
        progress: Progress = silent,
    ) -> ComparisonStudy:
        """Hold scenario `a` against `b`, member by member on the same draws.

        Parameters
        ----------
        a, b : str
            Scenarios, or folders that :meth:`Study.save` or ``gaoxin run`` has written.
        members, seed, draws
            As of :meth:`run`; where nothing is said, as the folders were made.
        stale_posterior, workers, client, progress
            As of :meth:`run`.

        Returns
        -------
        ComparisonStudy

        Raises
        ------
        GaoxinError
            A name, folder or file is wrong, or the two are not on common draws; says what to do.
        NonFinite
            Over 1 % of a scenario's members left the finite numbers.
        """
        from gaoxin.cluster import on_cluster
        from gaoxin.studies.compare import run_sides
        from gaoxin.studies.sides import Asked, open_sides

        asked = Asked(members, seed, draws)
        sides = open_sides(
            (a, b), self.workspace, asked, allow_stale=stale_posterior, named=self.named
        )
        with on_cluster(client):
            return run_sides(sides, workers=workers, progress=progress)

    def sweep(
        self,
        file: str | Path,
        *,
        members: int | None = None,
        seed: int | None = None,
        draws: Source = defaults.DRAWS,
        stale_posterior: bool = False,
        out: Path | str | None = None,
        workers: int | None = None,
        client: Client | None = None,
        progress: Progress = silent,
    ) -> SweepStudy:
        """Run a design over levers, every point on the same draws.

        Parameters
        ----------
        file : str or Path
            A sweep file, or the name of one in ``scenarios/sweeps/``.
        members, seed : int, optional
            They win over the file's.
        draws, stale_posterior, workers, client
            As of :meth:`run`.
        out : Path or str, optional
            Folder of results. Finished parts are kept there, so that a call that was stopped goes
            on from them, and the results are written there at the end. By default nothing is
            written.
        progress : callable
            Called with what is at work and the share of the points that is done.

        Returns
        -------
        SweepStudy

        Raises
        ------
        GaoxinError
            The first thing that is wrong, with its file and line.
        """
        from gaoxin.cluster import on_cluster
        from gaoxin.studies.sweep import finish_sweep, run_sweep
        from gaoxin.studies.sweep_inputs import open_sweep

        inputs = open_sweep(
            file,
            self.workspace,
            members=members,
            seed=seed,
            draws=draws,
            allow_stale=stale_posterior,
        )
        with on_cluster(client):
            if out is None:
                return run_sweep(inputs, workers=workers, progress=progress)
            return finish_sweep(inputs, Path(out), workers=workers, progress=progress)[0]

    def estimate_sweep(
        self,
        file: str | Path,
        *,
        members: int | None = None,
        seed: int | None = None,
        draws: Source = defaults.DRAWS,
        stale_posterior: bool = False,
        out: Path | str = "results",
        workers: int | None = None,
    ) -> Estimate:
        """Return what a sweep would take, measured on a small part of it; nothing is written.

        Parameters
        ----------
        file, members, seed, draws, stale_posterior, workers
            As of :meth:`sweep`.
        out : Path or str
            Where an earlier start may have left parts.

        Returns
        -------
        Estimate

        Raises
        ------
        GaoxinError
            The first thing that is wrong, with its file and line.
        """
        from gaoxin.studies.estimate import estimate
        from gaoxin.studies.sweep_inputs import open_sweep

        inputs = open_sweep(
            file,
            self.workspace,
            members=members,
            seed=seed,
            draws=draws,
            allow_stale=stale_posterior,
        )
        return estimate(inputs, Path(out), workers=workers)

    def loops(
        self,
        scenarios: str | Sequence[str] | None = None,
        *,
        members: int = defaults.MEMBERS,
        seed: int = defaults.SEED,
        draws: Source = defaults.DRAWS,
        stale_posterior: bool = False,
        workers: int | None = None,
        progress: Progress = silent,
    ) -> LoopStudy:
        """Cut each feedback loop of ``model/loops.csv`` in turn, under each scenario.

        Parameters
        ----------
        scenarios, members, seed, draws, stale_posterior, workers, progress
            As of :meth:`run`.

        Returns
        -------
        LoopStudy

        Raises
        ------
        GaoxinError
            The first thing that is wrong, with its file and line.
        NonFinite
            Over 1 % of a scenario's members left the finite numbers.
        """
        from gaoxin.studies.loops import open_loops, run_loops

        inputs = open_loops(
            self.workspace,
            _listed(scenarios),
            members=members,
            seed=seed,
            draws=draws,
            allow_stale=stale_posterior,
        )
        return run_loops(inputs, workers=workers, progress=progress)

    def reach(
        self,
        targets: str | Sequence[str],
        probability: float = 0.8,
        base: str = "momentum",
        *,
        each: bool = False,
        without: Sequence[str] = (),
        subject_to: Sequence[str] = (),
        robust: Sequence[Robust] = (),
        from_year: int = defaults.FROM_YEAR,
        members: int = defaults.MEMBERS,
        seed: int = defaults.SEED,
        draws: Source = defaults.DRAWS,
        stale_posterior: bool = False,
        workers: int | None = None,
        client: Client | None = None,
        **search: Any,
    ) -> ReachStudy:
        """Find the smallest change of levers that makes targets so likely, or that none does.

        Parameters
        ----------
        targets : str or sequence of str
            Ids; ``all`` for every target that is judged.
        probability : float
        base : str
            The scenario that the levers change.
        each : bool
            Whether each target is to have the probability for itself; else all in one run.
        without : sequence of str
            Levers that stay: names, sectors of levers.csv, or patterns such as ``boundary_*``.
        subject_to : sequence of str
            What must hold besides, such as ``debt_ratio <= 80 in 95 %``.
        robust : sequence of {"definitions", "structures", "decile"}
        from_year : int
            First year in which levers may stand elsewhere.
        members, seed, draws, stale_posterior, workers, client
            As of :meth:`run`; the answer's probability is that of a run with the same ones.
        **search : object
            ``budget``, ``search_members``, ``generations``, ``with_front``, ``progress``, ``stop``:
            see :func:`gaoxin.studies.zone_reach.reach_zone`.

        Returns
        -------
        ReachStudy

        Raises
        ------
        GaoxinError
            The first thing that is wrong.
        """
        from gaoxin.cluster import on_cluster
        from gaoxin.studies.zone_question import ReachAsk, open_zone_question
        from gaoxin.studies.zone_reach import reach_zone

        named = (targets,) if isinstance(targets, str) else tuple(targets)
        asked = ReachAsk(
            named,
            probability,
            base,
            each,
            tuple(without),
            tuple(subject_to),
            tuple(robust),
            from_year,
        )
        question = open_zone_question(
            self.workspace,
            asked,
            seed=seed,
            draws=draws,
            allow_stale=stale_posterior,
            workers=workers,
        )
        with on_cluster(client):
            return reach_zone(question, members=members, **search)

    def sensitivity(
        self,
        target: str,
        *,
        on: On = "value",
        factors: Sequence[Group] = ("levers", "draws", "disturbances"),
        base: str = "momentum",
        without: Sequence[str] = (),
        from_year: int = defaults.FROM_YEAR,
        members: int = defaults.MEMBERS,
        seed: int = defaults.SEED,
        draws: Source = defaults.DRAWS,
        stale_posterior: bool = False,
        workers: int | None = None,
        client: Client | None = None,
        **design: Any,
    ) -> SensitivityStudy:
        """Say which levers, draws, disturbances and definitions a target answers to.

        Parameters
        ----------
        target : str
        on : {"value", "probability"}
            Its outcome, or whether the outcome meets it.
        factors : sequence of {"levers", "draws", "disturbances", "definitions", "parameters"}
            What moves: ``draws`` is the fit as a whole, ``parameters`` each constant of its prior.
        base, without, from_year
            As of :meth:`reach`.
        members, seed, draws, stale_posterior, workers, client
            As of :meth:`run`; so many draws there are to choose from.
        **design : object
            ``trajectories``, ``base``, ``top``, ``given``, ``second``, ``progress``: see
            :func:`gaoxin.studies.sensitivity.sensitivity`; ``base`` is ``base_samples`` here.

        Returns
        -------
        SensitivityStudy

        Raises
        ------
        GaoxinError
            The first thing that is wrong.
        """
        from gaoxin.cluster import on_cluster
        from gaoxin.studies.sensitivity import sensitivity
        from gaoxin.studies.zone_rows import open_zone_rows

        asked = open_zone_rows(
            self.workspace,
            target,
            factors,
            base=base,
            without=without,
            from_year=from_year,
            members=members,
            seed=seed,
            draws=draws,
            allow_stale=stale_posterior,
            workers=workers,
        )
        own = {"base" if key == "base_samples" else key: value for key, value in design.items()}
        with on_cluster(client):
            return sensitivity(asked, on=on, seed=seed, **own)

    def discover(
        self,
        target: str,
        *,
        missed: bool = False,
        fixed_levers: bool = False,
        base: str = "momentum",
        without: Sequence[str] = (),
        from_year: int = defaults.FROM_YEAR,
        members: int = defaults.MEMBERS,
        seed: int = defaults.SEED,
        draws: Source = defaults.DRAWS,
        stale_posterior: bool = False,
        workers: int | None = None,
        client: Client | None = None,
        progress: Progress = silent,
    ) -> DiscoverStudy:
        """Say in which region of levers and parameters a target is met, or missed.

        Parameters
        ----------
        target : str
        missed : bool
            Look for where it is missed.
        fixed_levers : bool
            Levers as the base has them: the region is one of parameters alone.
        base, without, from_year
            As of :meth:`reach`.
        members, seed, draws, stale_posterior, workers, client, progress
            As of :meth:`run`.

        Returns
        -------
        DiscoverStudy

        Raises
        ------
        GaoxinError
            The first thing that is wrong.
        """
        from gaoxin.cluster import on_cluster
        from gaoxin.studies.discover import discover_regions
        from gaoxin.studies.zone_rows import open_zone_rows

        asked = open_zone_rows(
            self.workspace,
            target,
            ("draws", "disturbances") if fixed_levers else ("levers", "draws", "disturbances"),
            base=base,
            without=without,
            from_year=from_year,
            members=members,
            seed=seed,
            draws=draws,
            allow_stale=stale_posterior,
            workers=workers,
        )
        with on_cluster(client):
            return discover_regions(
                asked, missed=missed, members=members, seed=seed, progress=progress
            )

    def certify(
        self,
        targets: str | Sequence[str] = (),
        *,
        base: str = "momentum",
        probability: float = 0.8,
        without: Sequence[str] = (),
        search: bool = True,
        members: int = defaults.MEMBERS,
        seed: int = defaults.SEED,
        draws: Source = defaults.DRAWS,
        stale_posterior: bool = False,
        out: Path | str = "results",
        workers: int | None = None,
        client: Client | None = None,
        progress: Progress = silent,
    ) -> CertifyStudy:
        """Gather all that is known of targets; its ``save`` writes a page and a document each.

        Parameters
        ----------
        targets : str or sequence of str
            Every judged one by default.
        base : str
            The scenario.
        probability : float
            That the smallest change is to reach.
        without : sequence of str
            Levers that stay.
        search : bool
            Whether changes that are not kept in `out` are searched for.
        members, seed, draws, stale_posterior, workers, client, progress
            As of :meth:`run`.
        out : Path or str
            Folder of results: searches are kept in its ``reach/``.

        Returns
        -------
        CertifyStudy

        Raises
        ------
        GaoxinError
            The first thing that is wrong.
        """
        from gaoxin.cluster import on_cluster
        from gaoxin.studies.certify import certify

        with on_cluster(client):
            return certify(
                self.workspace,
                base=base,
                probability=probability,
                targets=(targets,) if isinstance(targets, str) else tuple(targets),
                without=without,
                search=search,
                members=members,
                seed=seed,
                draws=draws,
                allow_stale=stale_posterior,
                out=out,
                workers=workers,
                progress=progress,
            )

    def calibrate(
        self,
        *,
        chains: int = defaults.CHAINS,
        moves: int = defaults.MOVES,
        seed: int = defaults.SEED,
        workers: int | None = None,
        client: Client | None = None,
        progress: Progress = silent,
    ) -> CalibrationStudy:
        """Fit the model to ``calibration/observations.csv``; its ``save`` is what runs then take.

        Parameters
        ----------
        chains, moves : int
            Chains of each of the two starts, and moves of a chain, at most, after its burn-in.
        seed : int
            Equal seeds give equal draws.
        workers : int, optional
        client : distributed.Client, optional
            As of :meth:`run`.
        progress : callable
            Called with what is at work and the share of it that is done.

        Returns
        -------
        CalibrationStudy

        Raises
        ------
        GaoxinError
            The first thing that is wrong, with its file and line.
        NotConverged
            A diagnostic leaves its limit; its ``fit`` holds the draws, for inspection.
        """
        from gaoxin.cluster import on_cluster
        from gaoxin.studies.calibrate import open_fit, run_fit

        with on_cluster(client):
            return run_fit(
                open_fit(self.workspace),
                chains=chains,
                moves=moves,
                seed=seed,
                workers=workers,
                progress=progress,
            )

    def last_fit(self) -> CalibrationStudy:
        """Return the fit that the workspace keeps.

        Raises
        ------
        DataError
            There is none, or it was made from other files; names the command that makes one.
        """
        from gaoxin.studies.calibrate import last_fit

        return last_fit(self.workspace)

    def check(
        self,
        *,
        units: defaults.Level = defaults.UNITS,
        members: int = defaults.CHECK_MEMBERS,
        seed: int = defaults.SEED,
        progress: Progress = silent,
    ) -> CheckStudy:
        """Check units, files, extreme conditions and what ``model/reality_checks.toml`` states.

        Parameters
        ----------
        units : {"lenient", "strict", "off"}
            Strict also tells missing units and bare numbers among units.
        members : int
            Draws of the priors that the model is driven with.
        seed : int
        progress : callable
            Told each check.

        Returns
        -------
        CheckStudy

        Raises
        ------
        GaoxinError
            The model cannot be read. What else is wrong is an outcome.
        """
        from gaoxin.studies.check import check_desks

        return check_desks(
            self.workspace, units=units, members=members, seed=seed, progress=progress
        )

    def describe(self, variable: str | None = None) -> Description | ModelSummary:
        """Return what is known of a variable of the model, or of the whole model.

        Raises
        ------
        ModelError
            No such variable; names the nearest.
        """
        from gaoxin.studies.describe import explain

        return explain(self.model(), variable)

    def document(self, path: Path | str, lang: Lang = "en") -> Path:
        """Write the model's documentation, one HTML page, and return it.

        Parameters
        ----------
        path : Path or str
        lang : {"en", "zh"}
            Shown first.

        Returns
        -------
        Path

        Raises
        ------
        DataError
            A table of the workspace is wrong, or the page cannot be written.
        """
        from gaoxin.studies.describe import save_page

        return save_page(self.model(), self.workspace, Path(path), lang)[0]

    def __repr__(self) -> str:
        return f"<gaoxin.Zone {self.path}: {len(self.scenarios)} scenarios>"


def _listed(scenarios: str | Sequence[str] | None) -> Sequence[str]:
    if scenarios is None:
        return ()
    named = (scenarios,) if isinstance(scenarios, str) else tuple(scenarios)
    if not named:
        raise GaoxinError("no scenario is named; leave `scenarios` out to take all of them")
    return named
