"""The scenario file's form, as pydantic models; ``scenario.schema.json`` is generated from them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

from pydantic import Field, model_validator

from gaoxin.desks.form import Form, From, Unit, Words, Year, read_form, schema_text
from gaoxin.desks.toml import Key
from gaoxin.errors import GaoxinError


class LeverChange(Form):
    """A lever's value: one from a year on, or one a year."""

    value: float | None = None
    from_: From = None
    values: list[float] | None = Field(default=None, min_length=1)
    years: list[Year] | None = Field(
        default=None,
        min_length=1,
        description="The value of year y holds on (y-1, y]; after the last year the last stays.",
    )
    unit: Unit

    @model_validator(mode="after")
    def _one_form(self) -> LeverChange:
        if (self.value is None) == (self.values is None):
            raise ValueError("write either value (and from), or values and years")
        if self.values is None:
            if self.years is not None:
                raise ValueError("years goes with values; with value write from")
            return self
        if self.from_ is not None:
            raise ValueError("from goes with value; with values write years")
        if self.years is None or len(self.years) != len(self.values):
            raise ValueError(
                f"{len(self.values)} values need as many years, not {len(self.years or [])}"
            )
        if self.years != list(range(self.years[0], self.years[0] + len(self.years))):
            raise ValueError("years must follow one another without a gap")
        return self


class Drawn(Form):
    """A distribution by the points that a file states."""

    distribution: Literal["lognormal", "normal", "beta", "uniform"]
    p05: float | None = None
    p95: float | None = None
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _points(self) -> Drawn:
        wanted = ("low", "high") if self.distribution == "uniform" else ("p05", "p95")
        others = ("p05", "p95") if self.distribution == "uniform" else ("low", "high")
        if any(getattr(self, name) is None for name in wanted):
            raise ValueError(f"a {self.distribution} needs {wanted[0]} and {wanted[1]}")
        if any(getattr(self, name) is not None for name in others):
            raise ValueError(f"a {self.distribution} takes {wanted[0]} and {wanted[1]} only")
        return self

    @property
    def points(self) -> tuple[float, float]:
        """The 5 % and 95 % points, or the ends of a uniform."""
        pair = (self.low, self.high) if self.distribution == "uniform" else (self.p05, self.p95)
        return cast("tuple[float, float]", pair)  # neither is None: see _points


class Uncertain(Drawn):
    """A constant drawn for each member."""

    unit: Unit
    from_: From = None


class Document(Form):
    """A scenario: only what it changes against the one it extends."""

    title: Words
    description: Words | None = None
    extends: str | None = Field(default=None, description="The scenario it changes, by name.")
    levers: dict[str, LeverChange] = Field(
        default={}, description="By lever, or lever[element]; without one, every element."
    )
    uncertainty: dict[str, Uncertain] = Field(
        default={}, description="By lever or any constant of the model, or name[element]."
    )
    definitions: dict[str, str] = Field(
        default={}, description="By definition switch; the options stand in definitions.csv."
    )


def read_document(path: Path) -> tuple[Document, dict[Key, int]]:
    """Read a scenario file; return it with the line of each of its keys.

    Raises
    ------
    ScenarioError
        See :func:`gaoxin.desks.form.read_form`.
    """
    return read_form(Document, path, lambda lever: _own_unit(path.parent / "levers.csv", lever))


def schema() -> str:
    """Return the JSON schema of a scenario file, as it stands in ``scenario.schema.json``."""
    return schema_text(Document.model_json_schema(by_alias=True))


def _own_unit(table: Path, key: str) -> str:
    """Return the unit of a lever in the table; any unit for another name."""
    from gaoxin.desks.levers import own_unit, read_levers

    try:
        return own_unit(read_levers(table), key)
    except GaoxinError:
        return own_unit({}, key)


if __name__ == "__main__":
    from gaoxin.desks.workspace import Workspace

    target = Workspace.find().scenarios_dir / "scenario.schema.json"
    target.write_text(schema(), encoding="utf-8")
