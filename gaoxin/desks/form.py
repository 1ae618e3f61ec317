"""Forms: pydantic models for the planner's files, and their faults in words with file and line."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gaoxin.desks.toml import Key, read_toml
from gaoxin.errors import ScenarioError, nearest

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

Read = TypeVar("Read", bound="Form")
OwnUnit = Callable[[str], str]
"""Section's entry, such as a lever's key, to the unit that a message proposes for it."""


class Form(BaseModel):
    """A table of a file: no unknown key, no number that is not finite, no text for a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Words(Form):
    """A text in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


def read_form(
    form: type[Read], path: Path, own_unit: OwnUnit, what: str = "scenario file"
) -> tuple[Read, dict[Key, int]]:
    """Read a TOML file into `form`; return it with the line of each of its keys.

    Parameters
    ----------
    form : class of Form
    path : Path
    own_unit : callable
        Takes a lever's key and gives the unit that a message proposes for it.
    what : str
        What the file is, for messages.

    Returns
    -------
    tuple of (form, dict of key to int)

    Raises
    ------
    ScenarioError
        With file and line: what :func:`~gaoxin.desks.toml.read_toml` refuses, an unknown
        key (with the nearest), a missing one, a value of the wrong kind, NaN, a year out of
        range.
    """
    values, lines = read_toml(path, what)
    try:
        return form.model_validate(values), lines
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # A misspelt key is unknown and leaves another one missing: name the former.
        unknown = (fault for fault in faults if fault["type"] == "extra_forbidden")
        fault = next(unknown, faults[0])
        key: Key = tuple(fault["loc"])
        text = _explain(fault, key, form, own_unit)
        raise ScenarioError(text, path=path, line=line_of(lines, key)) from None


def schema_text(schema: dict[str, Any]) -> str:
    """Return a JSON schema as it stands in a file."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(head | schema, ensure_ascii=False, indent=2) + "\n"


def line_of(lines: dict[Key, int], key: Key) -> int:
    """Return the line of a key, or of the nearest one that it stands in."""
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key, 1)


def _explain(fault: Any, key: Key, form: type[Form], own_unit: OwnUnit) -> str:
    """Say in one line what pydantic found, where, and what to write instead."""
    name = ".".join(str(part) for part in key)
    kind, value = fault["type"], fault["input"]
    if kind == "extra_forbidden":
        known = list(_keys_at(form, key))
        return f"unknown key '{name}'{nearest(str(key[-1]), known)}; there are: {', '.join(known)}"
    if kind == "missing" and len(key) == 3 and key[-1] == "unit":
        return f"'{name}' is missing; write unit = \"{own_unit(str(key[1]))}\""
    if kind == "missing":
        return f"'{name}' is missing; write {key[-1]} = {_EXAMPLES.get(str(key[-1]), '...')}"
    if kind == "value_error":
        return f"{name}: {fault['ctx']['error']}" if name else str(fault["ctx"]["error"])
    if kind == "finite_number":
        return f"{name} = {value}: not a finite number; write one such as 12.5"
    if key[-1] == "from" or "years" in key:
        return f"{name} = {_short(value)}: write a whole year from {FIRST_YEAR} to {LAST_YEAR}"
    if kind == "too_short":
        filled = "one entry in it" if isinstance(value, dict) else "one, such as [1.0, 2.0]"
        return f"{name} = {_short(value)}: this is empty; write at least {filled}"
    message = fault["msg"].removeprefix("Input ")
    return f"{name} = {_short(value)}: {message}{_hint(value, fault)}"


_EXAMPLES = {
    "title": '{ en = "...", zh = "..." }',
    "distribution": '"lognormal"',
    "base": '"plan"',
    "design": '"grid"',
    "outputs": '["Revenue"]',
    "variable": '"Revenue"',
    "rule": '"at_least"',
    "value": "12.5",
}


def _hint(value: Any, fault: Any) -> str:
    """Return what to write instead."""
    if fault["type"] == "float_type":
        return f"; write a number{_number(value)}"
    if fault["type"] in {"int_type", "int_from_float"}:
        return "; write a whole number such as 500"
    if fault["type"] == "string_type":
        return '; write a text in quotes, such as "base"'
    if fault["type"] == "list_type":
        return "; write a list in brackets, such as [1.0, 2.0]"
    if fault["type"] == "literal_error" and isinstance(value, str):
        return nearest(value, _quoted(fault["ctx"]["expected"]))
    if fault["type"] == "model_type":
        return '; write a table in braces such as { value = 1.0, unit = "mu/year" }'
    return ""


def _quoted(expected: str) -> list[str]:
    """Return the words of pydantic's ``'a', 'b' or 'c'``."""
    return expected.split("'")[1::2]


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
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _keys_at(form: Any, key: Key) -> Iterator[str]:
    """Yield the keys that may stand where an unknown one was found."""
    for part in key[:-1]:
        form = next(iter(_inside(form, part)), None)
    for name, field in getattr(form, "model_fields", {}).items():
        yield field.alias or name


def _inside(form: Any, part: str | int) -> Iterator[Any]:
    """Yield the forms that stand under a key of a form, or of a table of forms."""
    fields = getattr(form, "model_fields", None)
    if fields is None:
        yield from _forms(get_args(form)[-1])
        return
    for name, field in fields.items():
        if part in {name, field.alias}:
            yield from _forms(field.annotation)


def _forms(annotation: Any) -> Iterator[Any]:
    """Yield the forms, and the tables of forms, that an annotation allows."""
    if get_origin(annotation) in {Union, types.UnionType}:
        for one in get_args(annotation):
            yield from _forms(one)
    elif get_origin(annotation) is dict or isinstance(annotation, type):
        yield annotation
