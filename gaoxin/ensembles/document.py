"""The scenario file's form, as pydantic models; ``scenario.schema.json`` is generated from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gaoxin.ensembles.toml import Key, read_toml
from gaoxin.errors import GaoxinError, ScenarioError, nearest

FIRST_YEAR, LAST_YEAR = 2015, 2035

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
From = Annotated[
    int | None,
    Field(
        alias="from",
        ge=FIRST_YEAR,
        le=LAST_YEAR,
        description="First year it holds for: 2021 acts from t = 2020.0. Without it: the start.",
    ),
]
Unit = Annotated[str, Field(min_length=1, description="Checked, and converted to the model's.")]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Words(_Form):
    """A text in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class LeverChange(_Form):
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


class Uncertain(_Form):
    """A constant drawn for each member."""

    distribution: Literal["lognormal", "normal", "beta", "uniform"]
    p05: float | None = None
    p95: float | None = None
    low: float | None = None
    high: float | None = None
    unit: Unit
    from_: From = None

    @model_validator(mode="after")
    def _points(self) -> Uncertain:
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


class Document(_Form):
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
        With file and line: what :func:`~gaoxin.ensembles.toml.read_toml` refuses, an unknown
        key (with the nearest), a missing one, a value of the wrong kind, NaN, a year out of
        range.
    """
    values, lines = read_toml(path)
    try:
        return Document.model_validate(values), lines
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # A misspelt key is unknown and leaves another one missing: name the former.
        unknown = (fault for fault in faults if fault["type"] == "extra_forbidden")
        fault = next(unknown, faults[0])
        raise _scenario_error(fault, path, lines) from None


def schema() -> str:
    """Return the JSON schema of a scenario file, as it stands in ``scenario.schema.json``."""
    form = Document.model_json_schema(by_alias=True)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(head | form, ensure_ascii=False, indent=2) + "\n"


def line_of(lines: dict[Key, int], key: Key) -> int:
    """Return the line of a key, or of the nearest one that it stands in."""
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key, 1)


def _scenario_error(fault: Any, path: Path, lines: dict[Key, int]) -> ScenarioError:
    key: Key = tuple(fault["loc"])
    line = line_of(lines, key)
    if fault["type"] == "missing" and len(key) == 3 and key[-1] == "unit":
        message = f"'{_dotted(key)}' is missing; write unit = \"{_own_unit(path, str(key[1]))}\""
        return ScenarioError(message, path=path, line=line)
    return ScenarioError(_explain(fault, key), path=path, line=line)


def _dotted(key: Key) -> str:
    return ".".join(str(part) for part in key)


def _own_unit(path: Path, lever: str) -> str:
    """Return the unit of a lever in the table beside the scenario; any unit for another name."""
    from gaoxin.ensembles.levers import read_levers
    from gaoxin.inference.places import canonical_text

    try:
        levers = read_levers(path.parent / "levers.csv")
        return levers[canonical_text(lever.partition("[")[0])].unit
    except (GaoxinError, KeyError):
        return "CNY_1e8/year"


def _explain(fault: Any, key: Key) -> str:
    """Say in one line what pydantic found, where, and what to write instead."""
    name = _dotted(key)
    kind, value = fault["type"], fault["input"]
    if kind == "extra_forbidden":
        known = _keys_at(key)
        return f"unknown key '{name}'{nearest(str(key[-1]), known)}; there are: {', '.join(known)}"
    if kind == "missing":
        return f"'{name}' is missing; write {key[-1]} = {_EXAMPLES.get(str(key[-1]), '...')}"
    if kind == "value_error":
        return f"{name}: {fault['ctx']['error']}"
    if kind == "finite_number":
        return f"{name} = {value}: not a finite number; write one such as 12.5"
    if key[-1] == "from" or "years" in key:
        return f"{name} = {value!r}: write a whole year from {FIRST_YEAR} to {LAST_YEAR}"
    message = fault["msg"].removeprefix("Input ")
    return f"{name} = {_short(value)}: {message}{_hint(value, fault)}"


_EXAMPLES = {
    "title": '{ en = "...", zh = "..." }',
    "distribution": '"lognormal"',
}


def _hint(value: Any, fault: Any) -> str:
    """Return what to write instead."""
    if fault["type"] == "float_type":
        return f"; write a number{_number(value)}"
    if fault["type"] == "string_type":
        return '; write a text in quotes, such as "base"'
    if fault["type"] == "list_type":
        return "; write a list in brackets, such as [1.0, 2.0]"
    if fault["type"] == "literal_error" and isinstance(value, str):
        return nearest(value, ("lognormal", "normal", "beta", "uniform"))
    if fault["type"] == "model_type":
        return '; write a table in braces such as { value = 1.0, unit = "mu/year" }'
    return ""


def _number(value: Any) -> str:
    """Say which number: the one in a text's quotes, or one for true and false."""
    if isinstance(value, bool):
        return ", such as 1 for true and 0 for false"
    try:
        return f" without quotes: {float(value):g}"
    except (TypeError, ValueError):
        return " such as 12.5"


def _short(value: Any) -> str:
    """Return a value as the file writes it."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _keys_at(key: Key) -> list[str]:
    """Return the keys that may stand where an unknown one was found."""
    forms: dict[str, type[_Form]] = {"levers": LeverChange, "uncertainty": Uncertain}
    form: type[_Form] = Document
    if len(key) > 1:
        form = forms.get(str(key[0]), Words)
    return [field.alias or name for name, field in form.model_fields.items()]


if __name__ == "__main__":
    from gaoxin.workspace import Workspace

    target = Workspace.find().scenarios_dir / "scenario.schema.json"
    target.write_text(schema(), encoding="utf-8")
