"""Everything a workspace says about its model, read and checked before anything runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.definitions import Option, check_definitions, read_definitions
from gaoxin.desks.disturbances import read_disturbances
from gaoxin.desks.elements import read_elements
from gaoxin.desks.levers import Lever, check_levers, read_levers
from gaoxin.desks.limits import Limit, read_limits
from gaoxin.desks.places import Catalogue, Constants
from gaoxin.desks.priors import Prior, bind_priors, read_rows
from gaoxin.desks.spoken import key_said
from gaoxin.desks.workspace import Workspace
from gaoxin.language import Text
from gaoxin.names import Names
from gaoxin.units import registry

if TYPE_CHECKING:
    import pint


@dataclass(frozen=True)
class Desk:
    """The tables of a workspace, bound to its model.

    Attributes
    ----------
    workspace : Workspace
    catalogue : Catalogue
        The model's variables.
    registry : pint.UnitRegistry
    priors : tuple of Prior
    levers : Names of Lever
    definitions : Names of options by name
    limits : tuple of Limit
    elements : Names of (str, str)
        English and Chinese names of the elements of the model's subscripts.
    disturbances : tuple of Prior
        Of what is drawn anew by element, and by year where it is a path; see
        :mod:`gaoxin.desks.disturbances`.
    """

    workspace: Workspace
    catalogue: Catalogue
    registry: pint.UnitRegistry[Any]
    priors: tuple[Prior, ...]
    levers: Names[Lever]
    definitions: Names[Names[Option]]
    limits: tuple[Limit, ...]
    elements: Names[Text]
    disturbances: tuple[Prior, ...] = ()

    @property
    def drawn(self) -> tuple[Prior, ...]:
        """All that a member draws: the priors of the table, and disturbances."""
        return (*self.priors, *self.disturbances)

    def key(self, said: str) -> str:
        """Return ``name`` or ``name[element]`` in the model's spelling, for names people use.

        Raises
        ------
        DataError
            A word that stands for several; see :mod:`gaoxin.desks.spoken`.
        """
        return key_said(said, self.levers, self.catalogue, self.elements)

    def files(self) -> dict[str, Path]:
        """Return the files that every run rests on, by their place in the workspace."""
        workspace = self.workspace
        paths = (
            workspace.model_path,
            workspace.levers,
            workspace.definitions,
            workspace.table("priors"),
            *((workspace.disturbances,) if workspace.disturbances.is_file() else ()),
            workspace.table("limits"),
            workspace.table("elements"),
            workspace.units,
        )
        return {path.relative_to(workspace.root).as_posix(): path for path in paths}


def open_desk(workspace: Workspace, model: Constants) -> Desk:
    """Read units, priors, levers, definitions, limits and elements, and check them.

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    ureg = registry(workspace.units)
    catalogue = Catalogue.of(model)
    priors = bind_priors(read_rows(workspace.table("priors")), catalogue, ureg)
    levers = read_levers(workspace.levers)
    check_levers(levers.values(), catalogue, ureg)
    definitions = read_definitions(workspace.definitions)
    check_definitions(definitions, catalogue)
    elements = read_elements(workspace.table("elements"), catalogue)
    limits = read_limits(workspace.table("limits"), catalogue, ureg, elements)
    moved = read_disturbances(workspace.disturbances, catalogue, priors)
    return Desk(
        workspace,
        catalogue,
        ureg,
        priors,
        levers,
        definitions,
        limits,
        elements,
        moved.priors,
    )
