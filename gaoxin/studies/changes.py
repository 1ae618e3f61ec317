"""What a scenario changes, worded for a reader."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gaoxin.desks.levers import to_model
from gaoxin.verdicts.results import Change

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.ensembles.layers import Layer
    from gaoxin.ensembles.scenario import Scenario


def changes(desk: Desk, scenario: Scenario) -> tuple[Change, ...]:
    """Return the scenario's own changes, each beside what the one it extends says."""
    below = scenario.base.all_layers if scenario.base else ()
    return tuple(
        Change(
            kind=layer.kind,
            name=layer.key,
            label_en=en,
            label_zh=zh,
            unit=layer.unit,
            base=_before(desk, layer, below),
            new=layer.text,
        )
        for layer in scenario.layers
        for en, zh in [_label(desk, layer)]
    )


def _label(desk: Desk, layer: Layer) -> tuple[str, str]:
    """Return what a layer changes, with the names of the elements it is about."""
    names = [desk.elements.get(part, (part, part)) for part in layer.place.element]
    if layer.kind == "definition" or not names:
        return layer.label_en, layer.label_zh
    english, chinese = ", ".join(en.lower() for en, _ in names), "、".join(zh for _, zh in names)
    return f"{layer.label_en}, {english}", f"{layer.label_zh}（{chinese}）"


def _before(desk: Desk, layer: Layer, below: tuple[Layer, ...]) -> str:
    """Return what holds without the layer: the base's words, a prior, or the model's value.

    Numbers are in the layer's unit.
    """
    for other in reversed(below):
        if other.place.key in {layer.place.key, layer.place.constant}:
            same = other.unit in {"", layer.unit}
            return other.text if same else f"{other.text} {other.unit}"
    own = sorted(set(layer.place.own_values()))
    if layer.kind == "definition":
        options = desk.definitions[layer.key].values()
        return next(o.option for o in options if math.isclose(o.value, own[0]))
    size = to_model(layer.place, 1.0, layer.unit, desk.registry)
    for prior in desk.priors:
        if prior.place.key == layer.place.key:
            low, high = prior.distribution.points
            return f"prior {low / size:g} to {high / size:g}"
    ends = dict.fromkeys(f"{value / size:g}" for value in (own[0], own[-1]))
    return " to ".join(ends)
