"""Models inside models: each module's variables under qualified names, and what feeds its inputs.

A variable ``level`` of module ``tank`` is ``tank.level``; one of the root model has its plain name
(XMILE 1.0, sections 3.7.4 and 4.7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gaoxin.engine.reading.trees import LineColumn
from gaoxin.engine.reading.xmile.document import Tag
from gaoxin.engine.reading.xmile.entities import Entity, Faults, read_entities, variable_tags
from gaoxin.engine.reading.xmile.tokens import plain_name, segments_of
from gaoxin.names import canonical

MAX_MODULES = 10_000
"""Modules of a file, those inside others counted."""


@dataclass
class Module:
    """A model where it stands: the root, or one instance of a named model.

    Attributes
    ----------
    name, key : str
        Of the module; blank for the root.
    above : Module or None
        What it stands in.
    entities : dict
        Its variables by canonical name.
    inside : dict
        Modules that stand in it, by canonical name.
    fed : dict of str to (Module, str, (line, column))
        For an input, the module in whose words the name of its source is written.
    index : dict
        Every module of the file by canonical name: the same in all of them.
    """

    name: str
    key: str
    model: Tag
    above: Module | None = None
    entities: dict[str, Entity] = field(default_factory=dict)
    inside: dict[str, Module] = field(default_factory=dict)
    fed: dict[str, tuple[Module, str, LineColumn]] = field(default_factory=dict)
    index: dict[str, Module] = field(default_factory=dict)

    @property
    def root(self) -> Module:
        """The outermost model."""
        return self if self.above is None else self.above.root

    def full_key(self, key: str) -> str:
        """Return the canonical name of one of its variables in the whole model."""
        return f"{self.key}.{key}" if self.key else key

    def full_name(self, name: str) -> str:
        """Return the name of one of its variables as results show it."""
        return f"{self.name}.{name}" if self.name else name

    def walk(self) -> Iterator[Module]:
        """Yield this module and all inside it, each before those inside it."""
        yield self
        for module in self.inside.values():
            yield from module.walk()

    def find(self, written: str) -> tuple[Module, str] | None:
        """Return module and key of the variable that a name means here, or None.

        Parameters
        ----------
        written : str
            As it stands in an equation: ``cost``, ``plant.cost``, ``.cost``.
        """
        parts = [canonical(part) for part in segments_of(written)]
        if len(parts) == 1:
            return (self, parts[0]) if parts[0] in self.entities else None
        if not parts[0]:
            home = self.root
            if len(parts) == 2 and parts[1] not in home.entities and self.above is not None:
                home = self.above  # some write a dot for the model above
        else:
            home = self
        path = [part for part in parts[:-1] if part]
        for key in path:
            step = home.inside.get(key) or (home.named(key) if key == path[0] else None)
            if step is None:
                return None
            home = step
        return (home, parts[-1]) if parts[-1] in home.entities else None

    def named(self, key: str) -> Module | None:
        """Return the module of a name, wherever it stands: module names are unique in a file."""
        return self.index.get(key)


def read_modules(root: Tag, faults: Faults) -> Module:
    """Return the root model of a file, with all its modules.

    Parameters
    ----------
    root : Tag
        ``<xmile>``.
    faults : Faults

    Returns
    -------
    Module
    """
    models = list(root.all("model"))
    unnamed = [model for model in models if not model.get("name")]
    for model in unnamed[1:]:
        faults.add("a second <model> without a name; give it one, and a <module>", model.at)
    for model in models:
        if model.get("resource") or model.get("encryption-scheme"):
            what = "in a file of its own" if model.get("resource") else "encrypted"
            faults.add(f"model '{model.get('name')}' is {what}; write it into this file", model.at)
    first = (unnamed or models)[0]
    named = {canonical(plain_name(m.get("name"))): m for m in models if m.get("name")}
    whole = Module("", "", first)
    _fill(whole, named, faults, [0])
    for module in list(whole.walk()):
        _connect(module, faults)
    return whole


def _fill(module: Module, models: Mapping[str, Tag], faults: Faults, count: list[int]) -> None:
    for entity in read_entities(module.model, faults):
        known = module.entities.get(entity.key)
        if known is not None:
            faults.add(
                f"'{entity.name}' is defined a second time (first in line {known.at[0]}); "
                "remove one",
                entity.at,
            )
            continue
        module.entities[entity.key] = entity
    for tag in variable_tags(module.model):
        if tag.name != "module":
            continue
        count[0] += 1
        inner = _module(module, tag, models, faults)
        if inner is not None and count[0] <= MAX_MODULES:
            module.inside[inner.key] = module.index[inner.key] = inner
            _fill(inner, models, faults, count)


def _module(above: Module, tag: Tag, models: Mapping[str, Tag], faults: Faults) -> Module | None:
    name = plain_name(tag.get("name"))
    key = canonical(name)
    if tag.get("resource"):
        faults.add(
            f"module '{name}' is in the file '{tag.get('resource')}'; write its <model> into this "
            "file",
            tag.at,
        )
        return None
    wanted = [value for kind, value in tag.attributes.items() if kind.endswith(":model_name")]
    model = models.get(canonical(plain_name(wanted[0])) if wanted else key)
    if model is None:
        return None  # a module that no model is assigned to yet
    place: Module | None = above
    while place is not None:
        if place.model is model:
            faults.add(f"module '{name}' stands in itself", tag.at)
            return None
        place = place.above
    twin = above.named(key)
    if twin is not None or key in above.entities:
        what = "a variable" if twin is None else "another module"
        faults.add(f"module '{name}' has the name of {what}; give it another", tag.at)
        return None
    return Module(name, key, model, above, index=above.index)


def _connect(module: Module, faults: Faults) -> None:
    """Note what feeds the inputs of the modules that stand in a module."""
    for tag in variable_tags(module.model):
        if tag.name != "module":
            continue
        for connect in tag.all("connect"):
            own = module.inside.get(canonical(plain_name(tag.get("name"))))
            target = _input(module, own, connect.get("to"))
            source = connect.get("from")
            if target is None or not source:
                continue  # an input that was deleted, or whose module has no model
            home, key = target
            before = home.fed.get(key)
            if before is not None and before[1] != source:
                faults.add(
                    f"'{home.full_name(home.entities[key].name)}' is connected to both "
                    f"'{before[1]}' and '{source}'; remove one",
                    connect.at,
                )
            home.fed[key] = (module, source, connect.at)


def _input(module: Module, own: Module | None, written: str) -> tuple[Module, str] | None:
    if not written:
        return None
    parts = segments_of(written)
    if len(parts) == 1:
        return own.find(written) if own is not None else None
    return module.find(written) or (own.find(written) if own is not None else None)
