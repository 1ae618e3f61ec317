"""What names mean in each module of a file: kept for all of its equations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.arrays import ArrayPlace, Arrays
from gaoxin.engine.reading.xmile.elaborate import looked_up
from gaoxin.engine.reading.xmile.entities import Entity
from gaoxin.engine.reading.xmile.look import Look, Meaning
from gaoxin.engine.reading.xmile.modules import Module
from gaoxin.engine.reading.xmile.tables import points_of

GRAPH = "{} (graphical function)"
"""Name of the lookup of a variable that has an equation too and whose table is called."""

OF_VENSIM = {"int": "integer", "mod": "modulo"}
"""Vensim's functions that it writes under names that mean others in XMILE."""


@dataclass
class NameTable:
    """What the equations of a file are looked up in.

    Attributes
    ----------
    macros : mapping
        Canonical names of macros, with the defaults of their parameters.
    by_vensim : bool
        Whether Vensim, or its converter, wrote the file.
    called : set of str
        Variables whose graphical function is called by name; grows as equations are looked up.
    """

    arrays: Arrays
    macros: Mapping[str, Sequence[tuple[str, Any]]]
    by_vensim: bool
    called: set[str] = field(default_factory=set)
    meanings: dict[int, Meaning] = field(default_factory=dict)

    def meaning(self, module: Module, written: str) -> Meaning | None:
        """Return the variable that a name means in a module."""
        target = module.find(written)
        if target is None:
            return None
        home, key = target
        return self.meaning_of(home, home.entities[key])

    def meaning_of(self, module: Module, entity: Entity) -> Meaning:
        """Return what a variable of a module is."""
        if id(entity) not in self.meanings:
            self.meanings[id(entity)] = self._meant(module, entity)
        return self.meanings[id(entity)]

    def _meant(self, module: Module, entity: Entity) -> Meaning:
        name, key = module.full_name(entity.name), module.full_key(entity.key)
        dims = tuple(dim for dim in entity.dims if dim in self.arrays.dimensions)
        table = next((part.table for part in entity.parts if part.table is not None), None)
        if table is None:
            return Meaning(name, key, dims)
        try:
            begins = points_of(table).x[0]
        except Unreadable:
            begins = 0.0  # told where the variable itself is read
        shown = name if is_lookup(entity) else GRAPH.format(name)
        return Meaning(name, key, dims, shown, begins)

    def look(self, module: Module, entity: Entity | None, places: tuple[ArrayPlace, ...]) -> Look:
        """Return what looks up the names of an equation.

        Parameters
        ----------
        module : Module
            Where it stands.
        entity : Entity or None
            Whose it is; None where it is the file's.
        places : tuple of ArrayPlace
            Of its left side.

        Returns
        -------
        Look
        """
        return Look(
            looked_up,
            self.arrays,
            places,
            None if entity is None else self.meaning_of(module, entity),
            lambda written: self.meaning(module, written),
            lambda: [one.name for one in module.entities.values()],
            self.macros,
            at=None if entity is None else entity.at,
            graphs=self.called,
            renamed=OF_VENSIM if self.by_vensim else {},
        )


def is_lookup(entity: Entity) -> bool:
    """Whether a variable is its graphical function and nothing else."""
    return entity.kind == "gf" or not any(part.equations for part in entity.parts)
