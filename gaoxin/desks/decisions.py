"""The decision file: which constants of any model may move, and what its outputs are to reach.

``python -m gaoxin.desks.decisions`` writes ``scenarios/decision.schema.json`` from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from gaoxin.desks.form import Form, Words, read_form, schema_text
from gaoxin.desks.sweeps import DrawnConstant, Horizon, Members, OwnUnit, Seed, Threshold
from gaoxin.desks.toml import Key

WHAT = "decision file"


class LeverRange(Form):
    """A constant that may be moved, and what that costs."""

    low: float
    high: float
    unit: OwnUnit = None
    base: float | None = Field(default=None, description="Where it stands; the model's own value.")
    cost: float | None = Field(
        default=None, ge=0, description="Effort of moving it by one unit; by default by its range."
    )

    @model_validator(mode="after")
    def _in_order(self) -> LeverRange:
        if not self.low < self.high:
            raise ValueError(
                f"low {self.low:g} is not below high {self.high:g}; write the smaller first"
            )
        if self.base is not None and not self.low <= self.base <= self.high:
            raise ValueError(f"base {self.base:g} is outside {self.low:g} to {self.high:g}")
        return self


class SideCondition(Threshold):
    """What an output must hold besides, in a share of the members."""

    probability: Annotated[float, Field(gt=0, le=1)] = 1.0


class DecisionFile(Form):
    """What may be moved in a model, and what for."""

    title: Words | None = None
    members: Members = 400
    seed: Seed = 0
    constants: dict[str, LeverRange] = Field(
        min_length=1, description="Levers, by constant or constant[element]."
    )
    uncertainty: dict[str, DrawnConstant] = Field(
        default={}, description="Drawn for each member, by constant or constant[element]."
    )
    goals: dict[str, Threshold] = Field(min_length=1, description="By a name of your own.")
    conditions: dict[str, SideCondition] = Field(default={}, description="By a name of your own.")
    effort: str | None = Field(
        default=None, min_length=1, description="A variable that is the effort: money spent."
    )
    time: Horizon = Horizon()


def read_decision_file(path: Path) -> tuple[DecisionFile, dict[Key, int]]:
    """Read a decision file; return it with the line of each of its keys.

    Raises
    ------
    ScenarioError
        See :func:`gaoxin.desks.form.read_form`.
    """
    return read_form(DecisionFile, path, lambda _: "dimensionless", WHAT)


def schema() -> str:
    """Return the JSON schema of a decision file, as it stands in ``decision.schema.json``."""
    return schema_text(DecisionFile.model_json_schema(by_alias=True))


if __name__ == "__main__":
    from gaoxin.desks.workspace import Workspace

    target = Workspace.find().scenarios_dir / "decision.schema.json"
    target.write_text(schema(), encoding="utf-8")
