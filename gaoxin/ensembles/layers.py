"""Layers: one change each, of a scenario file, in the model's unit and on the model's clock."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.levers import Lever, to_model
from gaoxin.desks.places import Place, resolve, split_key
from gaoxin.desks.spoken import said_for
from gaoxin.distributions.families import Distribution, fit
from gaoxin.errors import DataError, ScenarioError, nearest
from gaoxin.language import Text, alike, name_of

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.scenarios import LeverChange, Uncertain

FAMILIES = {
    "lognormal": "lognormal_p05_p95",
    "normal": "normal_p05_p95",
    "beta": "beta_p05_p95",
    "uniform": "uniform",
}
"""The scenario file's short names, and those of the prior table."""


@dataclass(frozen=True)
class StatedValue:
    """What is stated of a constant, for a reader; numbers are in a unit told beside them.

    Attributes
    ----------
    values : tuple of float
        A number, the two ends of a range, or a number a year.
    years : tuple of int
        Of numbers that differ by year.
    family : str
        ``uniform``, ``normal`` and the like where the number is drawn; ``prior`` where the desk's
        prior draws it; blank where it holds.
    since : int or None
        The year from which on it holds.
    unit : str
        Where it is another than the one told beside it.
    option : str
        The reading of a definition, in place of numbers.
    """

    values: tuple[float, ...] = ()
    years: tuple[int, ...] = ()
    family: str = ""
    since: int | None = None
    unit: str = ""
    option: str = ""


@dataclass(frozen=True)
class Layer:
    """One change of a scenario, laid over what its base says.

    Attributes
    ----------
    kind : {"lever", "uncertainty", "definition", "structure"}
    key : str
        As the file spells it.
    place : Place
        The constant, or the element of one, that it changes.
    steps : tuple of (time, value)
        Values in the model's unit, each held from its time on; time -inf is the start of the
        run. Empty where the value is drawn.
    distribution : Distribution or None
        What is drawn for each member.
    start : float
        Time from which the layer acts; before it the base stands.
    unit : str
        As the file states it.
    stated : StatedValue
        The change as the file states it.
    label : Text
        The lever's or the option's name.
    line : int
    """

    kind: str
    key: str
    place: Place
    steps: tuple[tuple[float, float], ...]
    distribution: Distribution | None
    start: float
    unit: str
    stated: StatedValue
    label: Text
    line: int


def start_of(year: int | None) -> float:
    """Return the time from which the value of a year holds.

    Time t is the end of year t, and the value of year y holds on (y-1, y].

    Examples
    --------
    >>> start_of(2021), start_of(None)
    (2020.0, -inf)
    """
    return -math.inf if year is None else float(year - 1)


def lever_layer(desk: Desk, key: str, change: LeverChange, line: int) -> Layer:
    """Return a lever's change.

    Parameters
    ----------
    desk : Desk
    key : str
        The lever, or ``lever[element]``, as the file spells it.
    change : LeverChange
    line : int
        Where it stands, for messages.

    Returns
    -------
    Layer

    Raises
    ------
    ScenarioError
        No such lever, a unit that does not fit, a value outside the lever's range.
    """
    lever, place = find_lever(desk, key)
    if change.values is None:
        pairs = [(start_of(change.from_), change.value if change.value is not None else 0.0)]
        stated = StatedValue((pairs[0][1],), since=change.from_)
    else:
        years = change.years or []
        pairs = [(start_of(y), x) for y, x in zip(years, change.values, strict=True)]
        stated = StatedValue(tuple(change.values), tuple(years))
    low, high = lever_range(desk, lever, place)
    steps = tuple((time, _inside(desk, place, x, change.unit, low, high)) for time, x in pairs)
    return Layer(
        kind="lever",
        key=key,
        place=place,
        steps=steps,
        distribution=None,
        start=steps[0][0],
        unit=change.unit,
        stated=stated,
        label=name_of(lever),
        line=line,
    )


def uncertain_layer(desk: Desk, key: str, entry: Uncertain, line: int) -> Layer:
    """Return a constant that is drawn for each member.

    Parameters
    ----------
    desk : Desk
    key : str
        A lever or any constant, or ``name[element]``, as the file spells it.
    entry : Uncertain
    line : int
        Where it stands, for messages.

    Returns
    -------
    Layer
        Its distribution is in the model's unit.

    Raises
    ------
    ScenarioError
        No such constant, a unit that does not fit, points that the distribution cannot have, or
        a range of the lever or the model that it leaves.
    """
    low, high = entry.points
    try:
        key = desk.key(key)
        lever = desk.levers.get(split_key(key)[0])
        place = resolve(desk.catalogue, key)
        scale = to_model(place, 1.0, entry.unit, desk.registry)
        bounds = lever_range(desk, lever, place) if lever else (place.low, place.high)
        distribution = fit(FAMILIES[entry.distribution], low, high, scale=scale)
        distribution = distribution.restricted(*bounds)
    except DataError as error:
        raise ScenarioError(error.message) from None
    return Layer(
        kind="uncertainty",
        key=key,
        place=place,
        steps=(),
        distribution=distribution,
        start=start_of(entry.from_),
        unit=entry.unit,
        stated=StatedValue((low, high), family=entry.distribution, since=entry.from_),
        label=name_of(lever) if lever else constant_label(place),
        line=line,
    )


def definition_layer(desk: Desk, key: str, option: str, line: int) -> Layer:
    """Return the reading of a definition.

    Parameters
    ----------
    desk : Desk
    key, option : str
        In any spelling.
    line : int
        Where it stands, for messages.

    Returns
    -------
    Layer

    Raises
    ------
    ScenarioError
        No such definition or option.
    """
    if key not in desk.definitions:
        listed = ", ".join(desk.definitions)
        raise ScenarioError(
            f"unknown definition{nearest(key, desk.definitions)}; there are: {listed}"
        )
    options = desk.definitions[key]
    said = [(text, one.option) for one in options.values() for text in (one.name_zh, one.name_en)]
    option = option if option in options else said_for(option, said)
    if option not in options:
        listed = ", ".join(options)
        message = f"unknown option '{option}'{nearest(option, options)}; there are: {listed}"
        raise ScenarioError(message)
    chosen = options[option]
    return Layer(
        kind="definition",
        key=key,
        place=resolve(desk.catalogue, chosen.constant),
        steps=((-math.inf, chosen.value),),
        distribution=None,
        start=-math.inf,
        unit="",
        stated=StatedValue(option=chosen.option),
        label=name_of(chosen),
        line=line,
    )


def held_layer(desk: Desk, constant: str, value: float) -> Layer:
    """Return a constant held at a value of the model's unit all through the run.

    Parameters
    ----------
    desk : Desk
    constant : str
        Or ``constant[element]``.
    value : float
        In the model's unit.

    Returns
    -------
    Layer
    """
    place = resolve(desk.catalogue, constant)
    return Layer(
        kind="structure",
        key=constant,
        place=place,
        steps=((-math.inf, value),),
        distribution=None,
        start=-math.inf,
        unit=place.unit,
        stated=StatedValue((value,)),
        label=constant_label(place),
        line=0,
    )


def late_changes(layers: Iterable[Layer], path: Path, last: int) -> list[str]:
    """Return of each change that acts only after the last year that is judged that it does.

    Parameters
    ----------
    layers : iterable of Layer
    path : Path
        The file that they stand in.
    last : int
        That year.

    Returns
    -------
    list of str
        With file and line, and what to write.
    """
    return [
        f"{path}:{layer.line}: '{layer.key}' acts from {layer.start + 1:.0f} on, and {last} is the "
        "last year that is judged: it changes no verdict; write an earlier year"
        for layer in layers
        if layer.start >= last
    ]


def constant_label(place: Place) -> Text:
    """Return the name of a constant that no table names: the model's own."""
    return alike(place.constant.replace("_", " "))


def find_lever(desk: Desk, key: str) -> tuple[Lever, Place]:
    """Return the lever that a key names, and the constant or element that it moves.

    Raises
    ------
    ScenarioError
        No such lever or element, with the nearest.
    """
    try:
        key = desk.key(key)
        name = split_key(key)[0]
        if name not in desk.levers:
            known = [*desk.levers, *(lever.name_zh for lever in desk.levers.values())]
            message = f"unknown lever{nearest(name, known)}; 'gaoxin levers' lists them"
            if name in desk.catalogue.rows:
                message += " ('" + name + "' of the model is none: use [uncertainty], or add a row)"
            raise ScenarioError(message)
        return desk.levers[name], resolve(desk.catalogue, key)
    except DataError as error:
        raise ScenarioError(error.message) from None


def lever_range(desk: Desk, lever: Lever, place: Place) -> tuple[float, float]:
    """Return a lever's range in the model's unit.

    Parameters
    ----------
    desk : Desk
    lever : Lever
    place : Place
        The constant of the lever, or one element of it.

    Returns
    -------
    tuple of float
        Low and high.
    """
    low, high = (to_model(place, x, lever.unit, desk.registry) for x in (lever.low, lever.high))
    return low, high


def _inside(desk: Desk, place: Place, value: float, unit: str, low: float, high: float) -> float:
    """Return a stated value in the model's unit; it must lie in the lever's range."""
    try:
        own = to_model(place, value, unit, desk.registry)
    except DataError as error:
        raise ScenarioError(error.message) from None
    slack = 1e-12 * max(abs(low), abs(high))
    if not low - slack <= own <= high + slack:
        same = to_model(place, 1.0, unit, desk.registry) == 1.0
        stated = f"{value:g}" if same else f"{value:g} {unit} = {own:g} {place.unit}"
        raise ScenarioError(
            f"{stated} is outside the lever's range {low:g} to {high:g} "
            f"{unit if same else place.unit}; write a value inside it, or widen the range in "
            "levers.csv"
        )
    return min(max(own, low), high)
