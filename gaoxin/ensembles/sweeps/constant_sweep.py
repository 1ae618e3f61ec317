"""Sweeps over the constants of any model file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gaoxin.desks.places import Catalogue, element_of, resolve, split_key
from gaoxin.desks.sweeps import DrawnConstant, Horizon, ModelSweep, Threshold, read_model_sweep
from gaoxin.distributions.families import fit
from gaoxin.ensembles.constants import Ground
from gaoxin.ensembles.layers import FAMILIES, Layer, StatedValue, constant_label
from gaoxin.ensembles.sweeps.axes import DesignAxis, Section, make_axis
from gaoxin.ensembles.sweeps.builds import constant_build, constant_frame, to_own
from gaoxin.ensembles.sweeps.sweep import Sweep, make_sweep
from gaoxin.errors import ScenarioError

if TYPE_CHECKING:
    from gaoxin.desks.toml import Key
    from gaoxin.engine.model import Model

MEMBERS = 500
"""Draws a point where something is drawn and the file does not say how many."""


@dataclass(frozen=True)
class ModelOutput:
    """A variable of the model, or one element of it.

    Attributes
    ----------
    name : str
        As the model spells it.
    element : tuple of str
    unit : str
    """

    name: str
    element: tuple[str, ...]
    unit: str

    @property
    def label(self) -> str:
        """``name``, or ``name[element]``."""
        inner = ",".join(self.element)
        return f"{self.name}[{inner}]" if inner else self.name


@dataclass(frozen=True)
class OutputThreshold:
    """A threshold of the file: an output, and what it is held against.

    Attributes
    ----------
    id : str
    title : dict of ``en`` and ``zh`` to str
    output : ModelOutput
    rule : {"at_least", "at_most"}
    value : float
        In the output's unit.
    at : float, "max" or "min"
        A saved time, or the extreme over all of them.
    line : int
    """

    id: str
    title: dict[str, str]
    output: ModelOutput
    rule: Literal["at_least", "at_most"]
    value: float
    at: float | Literal["max", "min"]
    line: int


@dataclass(frozen=True)
class ConstantSweep:
    """A sweep over constants, and what is asked of it.

    Attributes
    ----------
    sweep : Sweep
    outputs : tuple of ModelOutput
    thresholds : tuple of OutputThreshold
    controls : dict of str to object
        Arguments of :meth:`gaoxin.Model.run`: times and method.
    times : tuple of float
        Saved instants.
    drawn : bool
        Whether members differ from each other.
    """

    sweep: Sweep
    outputs: tuple[ModelOutput, ...]
    thresholds: tuple[OutputThreshold, ...]
    controls: dict[str, Any]
    times: tuple[float, ...]
    drawn: bool


def load_constant_sweep(
    model: Model, path: Path, *, members: int | None = None, seed: int | None = None
) -> ConstantSweep:
    """Read a sweep file and check it against a model.

    Parameters
    ----------
    model : Model
    path : Path
        Of the sweep file.
    members, seed : int, optional
        They win over the file's.

    Returns
    -------
    ConstantSweep

    Raises
    ------
    ScenarioError
        The first thing that is wrong, with its file and line.
    """
    document, lines = read_model_sweep(path)
    section = partial(Section, path, lines)
    catalogue = Catalogue.of(model)
    controls = controls_of(document.time)
    timing = section("time").at(work=lambda: model.prepare(members=1, **controls)).timing
    times = tuple(timing.saved_times.tolist())
    layers = drawn_layers(catalogue, document.uncertainty, section("uncertainty"))
    ground = Ground({}, 1, 0, times[0]).laid(layers)
    sweep = make_sweep(
        document,
        path,
        lines,
        axes=_axes(catalogue, document, ground, section("constants")),
        layers=layers,
        members=section("members").at(work=lambda: _members(document, members)),
        seed=seed,
    )
    asked = [
        section("outputs").at(i, work=lambda: _outputs(model, catalogue, name))  # noqa: B023
        for i, name in enumerate(document.outputs)
    ]
    outputs = tuple(dict.fromkeys(output for group in asked for output in group))
    limits = section("thresholds")
    thresholds = tuple(
        limits.at(key, work=lambda: threshold_of(model, catalogue, key, entry, times, lines))  # noqa: B023
        for key, entry in document.thresholds.items()
    )
    return ConstantSweep(sweep, outputs, thresholds, controls, times, bool(layers))


def controls_of(time: Horizon) -> dict[str, Any]:
    """Return a file's times and method as arguments of :meth:`gaoxin.Model.run`."""
    return {
        "initial_time": time.initial,
        "final_time": time.final,
        "time_step": time.step,
        "save_every": time.save_every,
        "method": time.method,
    }


def _members(document: ModelSweep, asked: int | None) -> int:
    members = document.members if asked is None else asked
    if document.uncertainty:
        return MEMBERS if members is None else members
    if members not in {None, 1}:
        raise ScenarioError(
            f"{members}, but nothing is drawn and all would be the same; write [uncertainty], or "
            "leave members out"
        )
    return 1


def drawn_layers(
    catalogue: Catalogue, uncertainty: Mapping[str, DrawnConstant], section: Section
) -> tuple[Layer, ...]:
    """Return what a file draws for each member, wholes before elements.

    Parameters
    ----------
    catalogue : Catalogue
    uncertainty : mapping of str to DrawnConstant
        By constant, or constant[element].
    section : Section
        The file's table, for messages.

    Returns
    -------
    tuple of Layer
    """
    layers = [
        section.at(key, work=lambda: _layer(catalogue, key, entry, section))  # noqa: B023
        for key, entry in uncertainty.items()
    ]
    return tuple(sorted(layers, key=lambda layer: bool(layer.place.element)))


def _layer(catalogue: Catalogue, key: str, entry: DrawnConstant, section: Section) -> Layer:
    """Return a constant that is drawn for each member."""
    place = resolve(catalogue, key)
    low, high = entry.points
    unit = entry.unit or place.unit
    distribution = fit(
        FAMILIES[entry.distribution], low, high, scale=to_own(1.0, unit, place.unit)
    ).restricted(place.low, place.high)
    return Layer(
        "uncertainty",
        key,
        place,
        steps=(),
        distribution=distribution,
        start=-math.inf,
        unit=unit,
        stated=StatedValue((low, high), family=entry.distribution),
        label=constant_label(place),
        line=section.lines[section.name, key],
    )


def _axes(
    catalogue: Catalogue, document: ModelSweep, ground: Ground, section: Section
) -> tuple[DesignAxis, ...]:
    axes = []
    for key, entry in document.constants.items():
        place = section.at(key, work=lambda: resolve(catalogue, key))  # noqa: B023
        frame = constant_frame(place, key, entry, section.lines[section.name, key])
        build = lambda: constant_build(frame, entry, ground)  # noqa: B023, E731
        axes.append(make_axis(section, entry, document.design, frame, ground, build))
    return tuple(axes)


def _outputs(model: Model, catalogue: Catalogue, text: str) -> list[ModelOutput]:
    """Return the variable, or the element, that a text names; every element of a whole."""
    name, labels = split_key(text)
    row = catalogue.rows[model.canonical(name)]
    if row["kind"] == "lookup":
        raise ScenarioError(f"'{name}' is a lookup, not a value; name a variable that uses it")
    ranges = model.subscripts_of(name)
    named = (str(row["name"]), str(row["unit"]))
    if labels:
        return [ModelOutput(named[0], element_of(name, labels, ranges), named[1])]
    return [ModelOutput(named[0], element, named[1]) for element in product(*ranges.values())]


def threshold_of(
    model: Model,
    catalogue: Catalogue,
    key: str,
    entry: Threshold,
    times: tuple[float, ...],
    lines: Mapping[Key, int],
    table: str = "thresholds",
) -> OutputThreshold:
    """Return a threshold of a file, held against a model.

    Parameters
    ----------
    model : Model
    catalogue : Catalogue
    key : str
    entry : Threshold
    times : tuple of float
        Saved instants.
    lines : mapping of key to int
        Of the file.
    table : str
        Where it stands in the file.

    Returns
    -------
    OutputThreshold

    Raises
    ------
    ScenarioError
        No such variable, several elements, a unit that does not fit, or a time that is not saved.
    """
    outputs = _outputs(model, catalogue, entry.variable)
    if len(outputs) != 1:
        listed = ", ".join(output.label for output in outputs)
        raise ScenarioError(f"'{entry.variable}' has {len(outputs)} elements; name one: {listed}")
    (output,) = outputs
    value = to_own(entry.value, entry.unit or output.unit, output.unit)
    title = entry.title.model_dump() if entry.title else {"en": key, "zh": key}
    at = _instant(entry.at, times)
    return OutputThreshold(key, title, output, entry.rule, value, at, lines[table, key])


def _instant(
    at: float | Literal["end", "max", "min"], times: tuple[float, ...]
) -> float | Literal["max", "min"]:
    """Return a saved time, or the extreme that is asked for."""
    if at == "max" or at == "min":
        return at
    wanted = times[-1] if at == "end" else at
    near = min(times, key=lambda time: abs(time - wanted))
    if abs(near - wanted) > 1e-6 * max(1.0, abs(wanted)):
        raise ScenarioError(
            f"at = {wanted:g} is not a saved time; write one such as {near:g}, or a finer "
            "save_every under [time]"
        )
    return near
