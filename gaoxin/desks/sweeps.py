"""The sweep file's two forms: levers of the zone, or constants of any model.

``python -m gaoxin.desks.sweeps`` writes ``scenarios/sweep.schema.json`` from them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator

from gaoxin.desks.form import Form, From, Unit, Words, line_of, read_form, schema_text
from gaoxin.desks.scenarios import Drawn
from gaoxin.desks.toml import Key, read_toml
from gaoxin.errors import ScenarioError

MAX_MEMBERS = 1_000_000
MAX_POINTS = 100_000
MAX_VALUES = 1_000
"""On one axis of a grid."""

WHAT = "sweep file"
Design = Literal["grid", "latin-hypercube"]
OwnUnit = Annotated[str | None, Field(min_length=1, description="By default the model's own.")]
Members = Annotated[int, Field(ge=1, le=MAX_MEMBERS)]
Seed = Annotated[
    int, Field(ge=0, lt=2**63, description="Of the draws and of a Latin hypercube's points.")
]
PointCount = Annotated[
    int | None,
    Field(ge=2, le=MAX_POINTS, description="Design points of a Latin hypercube."),
]


class Range(Form):
    """The values of an axis: a list of them, or a range."""

    values: list[float] | None = Field(
        default=None, min_length=1, max_length=MAX_VALUES, description="Of a grid."
    )
    low: float | None = None
    high: float | None = None
    points: int | None = Field(
        default=None, ge=2, le=MAX_VALUES, description="Values of a grid from low to high."
    )
    scale: Literal["linear", "log"] = "linear"
    relative: bool = Field(
        default=False, description="The numbers multiply what the base says, element by element."
    )

    @model_validator(mode="after")
    def _one_form(self) -> Range:
        ranged = (self.low, self.high, self.points)
        if self.values is not None and any(part is not None for part in ranged):
            raise ValueError("write either values, or low and high")
        if self.values is None and (self.low is None or self.high is None):
            raise ValueError("write values = [...], or low and high")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(f"low {self.low:g} is not below high {self.high:g}")
        if self.scale == "log" and not (self.low or 0.0) > 0.0:
            raise ValueError("scale log needs a low above 0, and no values")
        return self


class LeverAxis(Range):
    """An axis over a lever."""

    unit: Unit
    from_: From = None


class ConstantAxis(Range):
    """An axis over a constant of any model."""

    unit: OwnUnit = None


class DrawnConstant(Drawn):
    """A constant drawn for each member."""

    unit: OwnUnit = None


class Threshold(Form):
    """What an output is held against."""

    variable: str = Field(min_length=1, description="A variable, or variable[element].")
    rule: Literal["at_least", "at_most"]
    value: float
    unit: OwnUnit = None
    at: float | Literal["end", "max", "min"] = Field(
        default="end", description="A saved time, the last one, or the extreme over all of them."
    )
    title: Words | None = None


class Horizon(Form):
    """When the model starts, ends, steps and saves, in its own time unit."""

    initial: float | None = None
    final: float | None = None
    step: float | None = None
    save_every: float | None = None
    method: Literal["euler", "rk2", "rk4"] = "euler"


class _Sweep(Form):
    title: Words
    description: Words | None = None
    design: Design
    points: PointCount = None
    seed: Seed = 0
    keep_members: bool = Field(
        default=False, description="Keep the outcome of every member, for scenario discovery."
    )


class ZoneSweep(_Sweep):
    """A sweep over levers of the zone, around a scenario."""

    base: str = Field(min_length=1, description="The scenario that the levers change, by name.")
    members: Members = 500
    levers: dict[str, LeverAxis] = Field(
        min_length=1, description="Axes, by lever or lever[element]."
    )
    definitions: dict[str, str] = Field(
        default={}, description="By definition switch, the same at every point."
    )
    targets: list[str] | None = Field(
        default=None, min_length=1, description="Targets to judge; all that can be, by default."
    )
    indicators: list[str] = Field(default=[], description="Indicators whose bands are kept.")


class ModelSweep(_Sweep):
    """A sweep over constants of any model file."""

    members: Members | None = Field(
        default=None, description="Draws a point: 500, or 1 where nothing is drawn."
    )
    constants: dict[str, ConstantAxis] = Field(
        min_length=1, description="Axes, by constant or constant[element]."
    )
    uncertainty: dict[str, DrawnConstant] = Field(
        default={}, description="By constant or constant[element]."
    )
    outputs: list[str] = Field(min_length=1, description="Variables, or variable[element].")
    thresholds: dict[str, Threshold] = Field(default={}, description="By a name of your own.")
    time: Horizon = Horizon()


def read_zone_sweep(path: Path, own_unit: Callable[[str], str]) -> tuple[ZoneSweep, dict[Key, int]]:
    """Read a sweep over levers; return it with the line of each of its keys.

    Parameters
    ----------
    own_unit : callable
        A lever's key to the unit that a message proposes for it.

    Raises
    ------
    ScenarioError
        See :func:`gaoxin.desks.form.read_form`; also a sweep of any model.
    """
    _refuse(path, "constants", "is for a sweep of any model; name the model with --model")
    return read_form(ZoneSweep, path, own_unit, WHAT)


def read_model_sweep(path: Path) -> tuple[ModelSweep, dict[Key, int]]:
    """Read a sweep over constants of any model; see :func:`read_zone_sweep`."""
    _refuse(path, "levers", "is for a sweep of the zone; leave --model out, or write [constants]")
    return read_form(ModelSweep, path, lambda _: "dimensionless", WHAT)


def _refuse(path: Path, key: str, why: str) -> None:
    values, lines = read_toml(path, WHAT)
    if key in values:
        raise ScenarioError(f"'{key}' {why}", path=path, line=line_of(lines, (key,)))


def schema() -> str:
    """Return the JSON schema of a sweep file, as it stands in ``sweep.schema.json``."""
    either: TypeAdapter[ZoneSweep | ModelSweep] = TypeAdapter(ZoneSweep | ModelSweep)
    return schema_text(either.json_schema(by_alias=True))


if __name__ == "__main__":
    from gaoxin.desks.workspace import Workspace

    target = Workspace.find().scenarios_dir / "sweep.schema.json"
    target.write_text(schema(), encoding="utf-8")
