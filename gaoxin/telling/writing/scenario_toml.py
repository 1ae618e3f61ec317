"""A scenario file, and a sweep file of one point, as text that the program reads back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.language import Text


@dataclass(frozen=True)
class StatedLever:
    """A lever's entry in a scenario file.

    Attributes
    ----------
    key : str
        ``name``, or ``name[element]``.
    values : tuple of float
        One that holds from `year` on, or one a year from then.
    year : int
    unit : str
    """

    key: str
    values: tuple[float, ...]
    year: int
    unit: str


def scenario_text(
    title: Text, description: Text, extends: str, levers: Sequence[StatedLever], remark: str
) -> str:
    """Return a scenario file.

    Parameters
    ----------
    title, description : Text
    extends : str
        The scenario that the levers change.
    levers : sequence of StatedLever
    remark : str
        Its first line, after ``#``.

    Returns
    -------
    str
    """
    lines = [
        f"# {remark}",
        f"title = {_words(title)}",
        f"description = {_words(description)}",
        f"extends = {_quoted(extends)}",
    ]
    if levers:
        lines += ["", "[levers]", *(_lever(lever) for lever in levers)]
    return "\n".join(lines) + "\n"


def _lever(lever: StatedLever) -> str:
    unit = _quoted(lever.unit)
    if len(lever.values) == 1:
        said = f"value = {lever.values[0]!r}, unit = {unit}, from = {lever.year}"
    else:
        years = [lever.year + i for i in range(len(lever.values))]
        said = f"values = {list(lever.values)!r}, years = {years!r}, unit = {unit}"
    return f"{_quoted(lever.key)} = {{ {said} }}"


def setting_text(
    title: Text,
    constants: Mapping[str, float],
    units: Mapping[str, str],
    head: str,
    remark: str,
) -> str:
    """Return a sweep file of one point: the constants of any model as an answer has them.

    Parameters
    ----------
    title : Text
    constants : mapping of str to float
    units : mapping of str to str
        Of the constants; blank for none.
    head : str
        Its other keys, as lines.
    remark : str
        Its first line, after ``#``.

    Returns
    -------
    str
    """
    rows = [
        f"{_quoted(key)} = {{ values = [{value!r}]"
        + (f", unit = {_quoted(units[key])} }}" if units[key] else " }")
        for key, value in constants.items()
    ]
    first = [f"# {remark}", f"title = {_words(title)}", 'design = "grid"']
    return "\n".join([*first, head, "", "[constants]", *rows]) + "\n"


def _words(text: Text) -> str:
    return f"{{ en = {_quoted(text.en)}, zh = {_quoted(text.zh)} }}"


def _quoted(text: str) -> str:
    """Return a basic string of TOML: JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False)
