"""What the outputs are made from: a scenario's run with its verdicts, bands and changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from gaoxin.language import NOTHING, Text

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.ensembles.layers import StatedValue
    from gaoxin.verdicts.binding import Binding
    from gaoxin.verdicts.verdict import Verdict


class ScenarioLike(Protocol):
    """What the outputs ask of a scenario."""

    @property
    def id(self) -> str:
        """Name of its file without the ending."""

    @property
    def title(self) -> Mapping[str, str]:
        """Short name by language, ``en`` and ``zh``."""

    @property
    def description(self) -> Mapping[str, str]:
        """What it means, by language."""

    @property
    def extends(self) -> str | None:
        """The scenario it changes, or None for the base."""


class ScenarioRunLike(Protocol):
    """What the outputs ask of the run of a scenario."""

    @property
    def scenario(self) -> ScenarioLike:
        """The scenario that was run."""

    @property
    def runs(self) -> xr.Dataset:
        """Its trajectories, dimensions ``(member, [subscripts,] time)``."""


@dataclass(frozen=True)
class ScenarioChange:
    """One thing a scenario changes.

    Attributes
    ----------
    kind : {"lever", "uncertainty", "definition"}
    name : str
        The lever or constant as the scenario file spells it.
    label : Text
        Its meaning.
    unit : str
        As in the scenario file.
    base, new : StatedValue
        Value in the scenario it extends, and here.
    """

    kind: str
    name: str
    label: Text
    unit: str
    base: StatedValue
    new: StatedValue


@dataclass(frozen=True)
class ScenarioResult:
    """A scenario that was run and judged.

    Attributes
    ----------
    verdicts : sequence of Verdict
        One a target, in the table's order.
    bands : mapping of indicator id to DataArray
        Dimensions ``("level", "time")``.
    changes : sequence of ScenarioChange
        What the scenario file itself changes against the one it extends.
    bindings : sequence of Binding
        How often and how hard each limit binds; see :func:`gaoxin.verdicts.binding.bindings`.
    """

    run: ScenarioRunLike
    verdicts: Sequence[Verdict]
    bands: Mapping[str, xr.DataArray]
    changes: Sequence[ScenarioChange] = ()
    bindings: Sequence[Binding] = ()

    @property
    def id(self) -> str:
        """The scenario's id."""
        return self.run.scenario.id


MOMENT = ("command", "created")
"""What a manifest says of a result's making that the data themselves do not."""


@dataclass(frozen=True)
class Provenance:
    """What a result was made from, and how to make it again.

    Attributes
    ----------
    command : str
        The command line.
    created : str
        Date and time, ISO 8601.
    draws : {"prior", "posterior"}
    stamp : Text
        What every verdict must say of its draws; blank for nothing.
    hashes : mapping of str to str
        sha256 of the content by role, such as ``model``, ``calibration/priors.csv``; see
        :mod:`gaoxin.desks.content`.
    versions : mapping of str to str
        By package.
    """

    command: str
    created: str
    draws: str
    seed: int
    members: int
    hashes: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    stamp: Text = NOTHING

    def facts(self) -> dict[str, Any]:
        """Return all of it as plain data, as a manifest keeps it."""
        return {**asdict(self), "stamp": list(self.stamp)}

    def content(self) -> dict[str, Any]:
        """Return the same without when and how it was asked for: equal results have equal ones."""
        return {key: kept for key, kept in self.facts().items() if key not in MOMENT}
