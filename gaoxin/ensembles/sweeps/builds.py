"""What a value of an axis changes: a lever, a constant of any model, or a multiple of the base."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.scenarios import LeverChange
from gaoxin.ensembles.constants import Constant, Ground, Value
from gaoxin.ensembles.layers import (
    Layer,
    StatedValue,
    constant_label,
    find_lever,
    lever_layer,
    lever_range,
    start_of,
)
from gaoxin.errors import DataError, ScenarioError
from gaoxin.language import name_of
from gaoxin.units import convert, parse_unit, standard_registry

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.places import Place
    from gaoxin.desks.sweeps import ConstantAxis, LeverAxis

Build = Callable[[float], tuple[Layer, ...]]
"""A value of an axis, as stated, to the changes that it makes."""

_START = -math.inf


def lever_frame(desk: Desk, key: str, entry: LeverAxis, line: int) -> Layer:
    """Return a lever's change without its values: what it moves, from when on, and its name.

    Parameters
    ----------
    desk : Desk
    key : str
        The lever, or ``lever[element]``, as the file spells it.
    entry : LeverAxis
    line : int
        Where it stands, for messages.

    Returns
    -------
    Layer

    Raises
    ------
    ScenarioError
        No such lever, with the nearest.
    """
    lever, place = find_lever(desk, key)
    start = start_of(entry.from_)
    label = name_of(lever)
    return Layer("lever", key, place, (), None, start, entry.unit, StatedValue(), label, line)


def lever_build(desk: Desk, frame: Layer, entry: LeverAxis, ground: Ground) -> Build:
    """Return what turns a value of a lever into changes, as a scenario file would make them.

    Parameters
    ----------
    desk : Desk
    frame : Layer
        From :func:`lever_frame`.
    entry : LeverAxis
    ground : Ground
        What the base says, for an axis that multiplies it.

    Returns
    -------
    callable
        Takes a value in the entry's unit, or a factor where the entry is relative; gives layers.

    Raises
    ------
    ScenarioError
        See :func:`relative_build`. The build itself raises what
        :func:`gaoxin.ensembles.layers.lever_layer` does.
    """
    if entry.relative:
        lever, place = find_lever(desk, frame.key)
        low, high = lever_range(desk, lever, place)
        registry = desk.registry
        one = parse_unit(registry, "dimensionless")
        return relative_build(
            frame,
            ground,
            lambda factor: convert(factor, parse_unit(registry, entry.unit), one),
            (low, high),
        )

    def build(value: float) -> tuple[Layer, ...]:
        stated = {"value": value, "unit": entry.unit, "from": entry.from_}
        return (lever_layer(desk, frame.key, LeverChange.model_validate(stated), frame.line),)

    return build


def constant_frame(place: Place, key: str, entry: ConstantAxis, line: int) -> Layer:
    """Return the change of a model's constant without its values.

    Parameters
    ----------
    place : Place
    key : str
        The constant, or ``constant[element]``, as the file spells it.
    entry : ConstantAxis
    line : int
        Where it stands, for messages.

    Returns
    -------
    Layer
        In the entry's unit, by default the model's.
    """
    unit = entry.unit or ("dimensionless" if entry.relative else place.unit)
    label = constant_label(place)
    return Layer("constant", key, place, (), None, _START, unit, StatedValue(), label, line)


def constant_build(frame: Layer, entry: ConstantAxis, ground: Ground) -> Build:
    """Return what turns a value of a model's constant into changes.

    Parameters
    ----------
    frame : Layer
        From :func:`constant_frame`.
    entry : ConstantAxis
    ground : Ground
        What the base says, for an axis that multiplies it.

    Returns
    -------
    callable
        Takes a value in the frame's unit, or a factor where the entry is relative; gives layers.

    Raises
    ------
    ScenarioError
        See :func:`relative_build`. The build itself raises it for a unit that does not fit, and
        for a value outside the range that the model states.
    """
    place = frame.place
    low = -math.inf if place.low is None else place.low
    high = math.inf if place.high is None else place.high
    if entry.relative:
        to_factor = lambda factor: to_own(factor, frame.unit, "dimensionless")  # noqa: E731
        return relative_build(frame, ground, to_factor, (low, high))

    def build(value: float) -> tuple[Layer, ...]:
        own = to_own(value, frame.unit, place.unit)
        said = f"{value:g}" if own == value else f"{value:g} {frame.unit} = {own:g}"
        _check_range(own, low, high, place.unit, said)
        return (replace(frame, steps=((_START, own),), stated=StatedValue((value,))),)

    return build


def to_own(value: float, unit: str, own: str) -> float:
    """Return `value` in `unit` as a number in a model's `own` unit, without a unit table.

    Parameters
    ----------
    value : float
        In `unit`.
    unit, own : str

    Returns
    -------
    float
        In `own`.

    Raises
    ------
    ScenarioError
        The two are not the same text, nor both of the standard units and of one kind.
    """
    if _folded(unit) == _folded(own):
        return value
    registry = standard_registry()
    try:
        return convert(value, parse_unit(registry, unit), parse_unit(registry, own))
    except DataError:
        raise ScenarioError(
            f"unit '{unit}' is not the model's '{own}' and cannot be turned into it; write unit = "
            f'"{own}", or leave unit out'
        ) from None


def relative_build(
    frame: Layer,
    ground: Ground,
    to_factor: Callable[[float], float],
    bounds: tuple[float, float],
) -> Build:
    """Return what multiplies everything the base says of a place, from the frame's start on.

    Parameters
    ----------
    frame : Layer
    ground : Ground
        What the base says.
    to_factor : callable
        Turns a stated value into a factor, or refuses its unit.
    bounds : tuple of float
        Low and high of a product, in the model's unit.

    Returns
    -------
    callable
        Takes a stated value; gives layers.

    Raises
    ------
    ScenarioError
        The base draws the place, or says 0 of all of it. The build itself raises it for a
        product outside `bounds` (in the model's unit), and for a unit that is no factor.
    """
    stated = list(_stated(ground, frame))
    if not any(value for _, steps in stated for _, value in steps):
        message = "the base says 0 here, and so is any multiple; write values without relative"
        raise ScenarioError(message)

    def build(factor: float) -> tuple[Layer, ...]:
        times = to_factor(factor)
        for _, steps in stated:
            for _, value in steps:
                said = f"{factor:g} times the base's {value:g} is {value * times:g}, which"
                _check_range(value * times, *bounds, frame.place.unit, said)
        return tuple(
            replace(
                frame,
                place=place,
                steps=tuple((since, value * times) for since, value in steps),
            )
            for place, steps in stated
        )

    return build


def _stated(ground: Ground, frame: Layer) -> Iterator[tuple[Place, list[tuple[float, float]]]]:
    """Yield each element that the frame's place covers, with what the base says from its start."""
    place = frame.place
    constant = ground.constants.get(place.constant) or Constant(place.default)
    for one in _single(place):
        (element,) = constant.covered(one)
        later = [step for step in element.steps if step[0] > frame.start]
        steps: list[tuple[float, Value]] = [(frame.start, element.at(frame.start)), *later]
        if any(isinstance(value, np.ndarray) for _, value in steps):
            raise ScenarioError(
                f"the base draws '{one.key}' for each member, so it has no one value to multiply; "
                "write values without relative"
            )
        yield one, steps


def _single(place: Place) -> Iterator[Place]:
    """Yield a place for each element that `place` covers."""
    if place.element or not place.default.ndim:
        yield place
        return
    labels = [[str(label) for label in place.default[dim].values] for dim in place.default.dims]
    for index in np.ndindex(*place.default.shape):
        element = tuple(axis[i] for axis, i in zip(labels, index, strict=True))
        yield replace(place, element=element)


def _check_range(value: float, low: float, high: float, unit: str, said: str) -> None:
    slack = 1e-12 * max(abs(value), 1e-300)
    if not low - slack <= value <= high + slack:
        raise ScenarioError(
            f"{said} is outside the range {low:g} to {high:g} {unit}; write a value inside it"
        )


def _folded(unit: str) -> str:
    return "".join(unit.split()).casefold()
