"""What a sweep is judged by: targets at their year, thresholds of a file, bands over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from gaoxin.desks.form import line_of
from gaoxin.desks.targets import Target
from gaoxin.ensembles.sweeps.points import OutputSeries
from gaoxin.errors import DataError, nearest
from gaoxin.names import Names

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.places import Catalogue
    from gaoxin.ensembles.sweeps.constant_sweep import ConstantSweep, ModelOutput, OutputThreshold
    from gaoxin.ensembles.sweeps.lever_sweep import LeverSweep
    from gaoxin.ensembles.sweeps.sweep import Sweep

Row = TypeVar("Row")


@dataclass(frozen=True)
class Measure:
    """A target, and the number of each member that is held against it.

    Attributes
    ----------
    target : Target
    series : OutputSeries
        What a run keeps for it.
    when : str
        The time, or ``max`` or ``min`` over all times.
    yearly : bool
        Whether that time is a calendar year.
    """

    target: Target
    series: OutputSeries
    when: str
    yearly: bool = False

    @property
    def id(self) -> str:
        """The target's id."""
        return self.target.id

    @property
    def judged(self) -> bool:
        """Whether there is a number to hold the outcome against."""
        return self.target.value is not None


@dataclass(frozen=True)
class Track:
    """An indicator or output whose bands over time are kept."""

    id: str
    name_en: str
    name_zh: str
    unit: str
    series: OutputSeries


@dataclass(frozen=True)
class Wants:
    """All that is kept of a sweep.

    Attributes
    ----------
    measures : tuple of Measure
    tracks : tuple of Track
    drawn : bool
        Whether members differ from each other.
    """

    measures: tuple[Measure, ...]
    tracks: tuple[Track, ...]
    drawn: bool = True

    @property
    def series(self) -> tuple[OutputSeries, ...]:
        """What a run keeps, each once."""
        rows: tuple[Measure | Track, ...] = (*self.measures, *self.tracks)
        return tuple(dict.fromkeys(row.series for row in rows))


def lever_wants(
    asked: LeverSweep,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    catalogue: Catalogue,
    times: Sequence[float],
) -> Wants:
    """Return what a sweep of the zone keeps: every target that can be judged, unless it names some.

    Parameters
    ----------
    asked : LeverSweep
    targets : sequence of Target
    indicators : sequence of Indicator
    catalogue : Catalogue
        The model's variables.
    times : sequence of float
        Saved times, in years.

    Returns
    -------
    Wants

    Raises
    ------
    ScenarioError
        A target or indicator of the file that is unknown or not modelled, with its line.
    DataError
        A target of a year that is not run.
    """
    aims = Names((t.id, t) for t in targets if t.value is not None and t.variable)
    rows = Names((indicator.id, indicator) for indicator in indicators if indicator.variable)
    idle = Names(
        [(row.id, row.reason) for row in indicators]
        + [(target.id, target.reason or "it has no number") for target in targets]
    )
    named = aims if asked.targets is None else asked.targets
    if not aims:
        raise asked.sweep.error("no target of the workspace has a number and a model variable")
    judged = [_find(asked.sweep, "targets", i, name, aims, idle) for i, name in enumerate(named)]
    kept = [
        _find(asked.sweep, "indicators", i, name, rows, idle)
        for i, name in enumerate(asked.indicators)
    ]
    return Wants(
        tuple(_measure(target, catalogue, times) for target in dict.fromkeys(judged)),
        tuple(_track(row, catalogue) for row in dict.fromkeys(kept)),
    )


def constant_wants(asked: ConstantSweep) -> Wants:
    """Return what a sweep of any model keeps: thresholds, outputs at the end and over time.

    An output on which a threshold rests is not listed a second time without one.
    """
    last = len(asked.times) - 1
    end = f"{asked.times[last]:g}"
    judged = [_judged(threshold, asked) for threshold in asked.thresholds]
    held = {measure.series for measure in judged}
    plain = [
        Measure(_unjudged(output, asked), series, end)
        for output in asked.outputs
        if (series := OutputSeries(output.name, output.element, last)) not in held
    ]
    tracks = [
        Track(o.label, o.label, o.label, o.unit, OutputSeries(o.name, o.element, None))
        for o in asked.outputs
    ]
    return Wants((*judged, *plain), tuple(tracks), asked.drawn)


def _find(
    sweep: Sweep, section: str, i: int, name: str, rows: Mapping[str, Row], idle: Mapping[str, str]
) -> Row:
    """Return the row that the file names, which must be modelled."""
    if name in rows:
        return rows[name]
    if name in idle:
        raise sweep.error(f"{section}: '{name}' is not judged: {idle[name]}", section, i)
    message = f"{section}: unknown '{name}'{nearest(name, rows)}; there are: {', '.join(rows)}"
    raise sweep.error(message, section, i)


def _measure(target: Target, catalogue: Catalogue, times: Sequence[float]) -> Measure:
    hits = [i for i, time in enumerate(times) if abs(time - target.year) < 1e-6]
    if not hits:
        raise DataError(
            f"year {target.year} of target '{target.id}' is not among the saved times "
            f"{times[0]:g} to {times[-1]:g}; write one of them",
            path=target.path,
            line=target.line,
        )
    series = OutputSeries(_spelled(catalogue, target.variable), (), hits[0])
    # Remarks stand in the table; here they would come again at every design point.
    return Measure(target.model_copy(update={"note": ""}), series, str(target.year), yearly=True)


def _track(row: Indicator, catalogue: Catalogue) -> Track:
    series = OutputSeries(_spelled(catalogue, row.variable), (), None)
    return Track(row.id, row.name_en, row.name_zh, row.unit, series)


def _spelled(catalogue: Catalogue, variable: str) -> str:
    """Return a variable's name as a run spells it."""
    return str(catalogue.rows[catalogue.model.canonical(variable)]["name"])


def _judged(threshold: OutputThreshold, asked: ConstantSweep) -> Measure:
    at = asked.times.index(threshold.at) if isinstance(threshold.at, float) else None
    target = _target(threshold.id, threshold.title, threshold.output, asked, threshold.line)
    target = target.model_copy(
        update={"rule": threshold.rule, "value": threshold.value, "status": "plan"}
    )
    when = f"{threshold.at:g}" if isinstance(threshold.at, float) else threshold.at
    return Measure(target, OutputSeries(threshold.output.name, threshold.output.element, at), when)


def _unjudged(output: ModelOutput, asked: ConstantSweep) -> Target:
    words = {"en": output.label, "zh": output.label}
    line = line_of(dict(asked.sweep.lines), ("outputs",))
    return _target(output.label, words, output, asked, line)


def _target(
    name: str, words: Mapping[str, str], output: ModelOutput, asked: ConstantSweep, line: int
) -> Target:
    """Return a target without a number, of a file instead of the plan's table."""
    return Target(
        id=name,
        indicator="",
        name_en=words["en"],
        name_zh=words["zh"],
        rule=None,
        value=None,
        unit=output.unit,
        year=int(asked.times[-1]),
        status="no number",
        kind="text",
        source=asked.sweep.path.name,
        note="",
        variable=output.label,
        path=asked.sweep.path,
        line=line,
    )
