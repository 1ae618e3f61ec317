"""What a scenario changes, beside what holds without it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from gaoxin.desks.levers import to_model
from gaoxin.ensembles.layers import StatedValue
from gaoxin.language import Text, alike, listed
from gaoxin.verdicts.results import ScenarioChange

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.ensembles.layers import Layer
    from gaoxin.ensembles.scenario import Scenario


def changes(desk: Desk, scenario: Scenario) -> tuple[ScenarioChange, ...]:
    """Return the scenario's own changes, each beside what the one it extends says."""
    below = scenario.base.all_layers if scenario.base else ()
    return tuple(
        ScenarioChange(
            kind=layer.kind,
            name=layer.key,
            label=_label(desk, layer),
            unit=layer.unit,
            base=_before(desk, layer, below),
            new=layer.stated,
        )
        for layer in scenario.layers
    )


def _label(desk: Desk, layer: Layer) -> Text:
    """Return what a layer changes, with the names of the elements it is about."""
    label, elements = layer.label, layer.place.element
    if layer.kind == "definition" or not elements:
        return label
    names = listed(desk.elements.get(element, alike(element)) for element in elements)
    return Text(f"{label.en}, {names.en.lower()}", f"{label.zh}（{names.zh}）")


def _before(desk: Desk, layer: Layer, below: tuple[Layer, ...]) -> StatedValue:
    """Return what holds without the layer: what the base states, a prior, or the model's value.

    Numbers are in the layer's unit.
    """
    for other in reversed(below):
        if other.place.key in {layer.place.key, layer.place.constant}:
            unit = "" if other.unit == layer.unit else other.unit
            return replace(other.stated, unit=unit)
    own = sorted(set(layer.place.own_values()))
    if layer.kind == "definition":
        options = desk.definitions[layer.key].values()
        held = next(option for option in options if math.isclose(option.value, own[0]))
        return StatedValue(option=held.option)
    size = to_model(layer.place, 1.0, layer.unit, desk.registry)
    for prior in desk.priors:
        if prior.place.key == layer.place.key:
            low, high = prior.distribution.points
            return StatedValue((low / size, high / size), family="prior")
    return StatedValue((own[0] / size, own[-1] / size))
