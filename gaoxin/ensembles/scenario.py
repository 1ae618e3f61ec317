"""Scenarios: files of changes, read along the chain that they extend."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.form import line_of
from gaoxin.desks.places import resolve
from gaoxin.desks.scenarios import Document, read_document
from gaoxin.desks.workspace import id_of, is_plain
from gaoxin.ensembles.layers import (
    Layer,
    definition_layer,
    held_layer,
    lever_layer,
    uncertain_layer,
)
from gaoxin.errors import ScenarioError
from gaoxin.names import same, spellings

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.toml import Key


MAX_CHAIN = 50
"""Scenarios that may extend one another; more is no plan but a program's doing."""


@dataclass(frozen=True)
class Scenario:
    """A scenario, with the one it extends.

    Attributes
    ----------
    id : str
        Name of its file without the ending.
    path : Path
    title, description : mapping of ``en`` and ``zh`` to str
    extends : str or None
    base : Scenario or None
        The scenario it extends.
    layers : tuple of Layer
        Its own changes, in the order in which they act.
    """

    id: str
    path: Path
    title: Mapping[str, str]
    description: Mapping[str, str]
    extends: str | None
    base: Scenario | None
    layers: tuple[Layer, ...]

    @property
    def chain(self) -> tuple[Scenario, ...]:
        """The scenarios it rests on, the last base first, itself last."""
        return (*(self.base.chain if self.base else ()), self)

    @property
    def all_layers(self) -> tuple[Layer, ...]:
        """Every change that holds, in the order in which they act."""
        return tuple(layer for scenario in self.chain for layer in scenario.layers)


def option_in_force(desk: Desk, scenario: Scenario, name: str) -> str:
    """Return the option of a definition that holds: the one set last, else the model's own.

    Parameters
    ----------
    desk : Desk
    scenario : Scenario
    name : str
        Of the definition, in any spelling.

    Returns
    -------
    str
        The option as the table spells it.
    """
    for layer in reversed(scenario.all_layers):
        if layer.kind == "definition" and same(layer.key, name):
            return layer.stated.option
    options = desk.definitions[name].values()
    own = resolve(desk.catalogue, next(iter(options)).constant).own_values()[0]
    return next(o.option for o in options if math.isclose(o.value, own))


def with_definition(desk: Desk, scenario: Scenario, name: str, option: str) -> Scenario:
    """Return the scenario under another reading of a definition; all else is as it was.

    Parameters
    ----------
    desk : Desk
    scenario : Scenario
    name, option : str
        In any spelling.

    Returns
    -------
    Scenario
    """
    layer = definition_layer(desk, name, option, 0)
    return replace(scenario, layers=(*scenario.layers, layer))


def with_held(desk: Desk, scenario: Scenario, held: Mapping[str, float]) -> Scenario:
    """Return the scenario with constants held, in the model's units, whatever else says of them.

    Neither draws nor a change of the scenario moves them: the model without some part.

    Parameters
    ----------
    desk : Desk
    scenario : Scenario
    held : mapping of constant to float
        In the model's units.

    Returns
    -------
    Scenario
    """
    layers = (held_layer(desk, constant, value) for constant, value in held.items())
    return replace(scenario, layers=(*scenario.layers, *layers))


def load_scenarios(desk: Desk, names: Iterable[str] = ()) -> tuple[Scenario, ...]:
    """Read the scenarios named, or all of the workspace, and check them against the desk.

    All of them come with the base before what extends it, else by name; those named come in the
    order given, each once.

    Raises
    ------
    ScenarioError
        The first thing that is wrong, with its file and line.
    """
    asked = spellings(names)
    if asked:
        return tuple(load_scenario(desk, name) for name in asked)
    known = desk.workspace.scenario_ids()
    if not known:
        message = "no scenario file here; write one, such as plan.toml"
        raise ScenarioError(message, path=desk.workspace.scenarios_dir)
    scenarios = [load_scenario(desk, name) for name in known]
    return tuple(sorted(scenarios, key=lambda scenario: (len(scenario.chain), scenario.id)))


def load_scenario(desk: Desk, name: str) -> Scenario:
    """Read one scenario and the chain it extends.

    `name` is one of the workspace, or a path that ends in ``.toml``: what it extends is of the
    workspace all the same.

    Raises
    ------
    ScenarioError
        See :func:`load_scenarios`; a circle in ``extends`` is named in full.
    """
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        if not is_plain(id_of(path)):
            message = f"the name '{path.stem}' becomes a folder's: use letters, digits, - and _"
            raise ScenarioError(message, path=path)
        return _load(desk, path, ())
    return _load(desk, desk.workspace.scenario(name), ())


def _load(desk: Desk, path: Path, above: tuple[str, ...]) -> Scenario:
    own = id_of(path)
    document, lines = read_document(path)
    base = None
    if document.extends is not None:
        line = line_of(lines, ("extends",))
        trail = (*above, own, document.extends)
        if document.extends in spellings(trail[:-1]):
            circle = " -> ".join(trail)
            message = f"extends makes a circle: {circle}; take one of them out"
            raise ScenarioError(message, path=path, line=line)
        if len(trail) > MAX_CHAIN:
            first = " -> ".join(trail[:3])
            message = f"more than {MAX_CHAIN} scenarios extend one another: {first} -> ..."
            raise ScenarioError(f"{message}; put changes together", path=path, line=line)
        try:
            below = desk.workspace.scenario(document.extends)
        except ScenarioError as error:
            raise ScenarioError(f"extends: {error.message}", path=path, line=line) from None
        base = _load(desk, below, (*above, own))
    words = document.description
    return Scenario(
        id=own,
        path=path,
        title=document.title.model_dump(),
        description=words.model_dump() if words else {"en": "", "zh": ""},
        extends=base.id if base else None,
        base=base,
        layers=_layers(desk, document, path, lines),
    )


def _layers(desk: Desk, document: Document, path: Path, lines: dict[Key, int]) -> tuple[Layer, ...]:
    """Return a file's changes: definitions, levers, uncertainty; wholes before elements."""
    sections: dict[str, tuple[Callable[[Desk, str, Any, int], Layer], Mapping[str, Any]]] = {
        "definitions": (definition_layer, document.definitions),
        "levers": (lever_layer, document.levers),
        "uncertainty": (uncertain_layer, document.uncertainty),
    }
    changes: list[Layer] = []
    for section, (build, entries) in sections.items():
        layers = []
        for key, entry in entries.items():
            line = line_of(lines, (section, key))
            try:
                layers.append(build(desk, key, entry, line))
            except ScenarioError as error:
                message = f"{section}.{key}: {error.message}"
                raise ScenarioError(message, path=path, line=line) from None
        changes += sorted(layers, key=lambda layer: bool(layer.place.element))
    check_overlaps(changes, path)
    return tuple(changes)


def check_overlaps(layers: list[Layer], path: Path) -> None:
    """Refuse a change that hides another one of the same file."""
    for index, layer in enumerate(layers):
        for other in layers[:index]:
            twice = same(layer.place.key, other.place.key)
            whole = layer.place.constant == other.place.constant and not layer.place.element
            if twice or whole:
                message = (
                    f"'{layer.key}' sets what '{other.key}' on line {other.line} sets already; "
                    "keep one of them"
                )
                raise ScenarioError(message, path=path, line=layer.line)
