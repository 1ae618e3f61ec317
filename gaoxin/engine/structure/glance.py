"""A model at a glance: what ``print(model)`` says, and what a notebook shows."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from gaoxin.engine.reading.catalogue import kind, units_and_limits
from gaoxin.errors import ModelError

if TYPE_CHECKING:
    from gaoxin.engine.contents import Contents

KINDS = {
    "stock": ("stock", "stocks"),
    "auxiliary": ("auxiliary", "auxiliaries"),
    "constant": ("constant", "constants"),
    "lookup": ("lookup", "lookups"),
    "data": ("data variable", "data variables"),
}
"""Kinds of variables as they are counted, one and many; time controls are told apart."""

SHOWN = 6
"""Ranges and files that are named before the rest is counted."""

Rows = list[tuple[str, str]]
"""A heading and what stands beside it."""


def rows(contents: Contents) -> Rows:
    """Return what a model is: its variables by kind, its time, its subscripts."""
    counts = Counter(kind(variable) for variable in contents.variables.values())
    kinds = [
        f"{counts[key]} {one if counts[key] == 1 else many}"
        for key, (one, many) in KINDS.items()
        if counts[key]
    ]
    total = sum(counts[key] for key in KINDS)
    found = [("variables", f"{total}: {', '.join(kinds)}"), ("time", _time(contents))]
    if contents.ranges.elements:
        found.append(("subscripts", _subscripts(contents)))
    if contents.files:
        found.append(("files", _few([*sorted(contents.files)])))
    return found


def as_text(contents: Contents) -> str:
    """Return a model at a glance, some lines of text."""
    found = rows(contents)
    width = max(len(heading) for heading, _ in found)
    lines = [f"    {heading:<{width}}  {text}" for heading, text in found]
    return "\n".join([f"<gaoxin.Model {contents.path.name}>", *lines])


def as_html(contents: Contents) -> str:
    """Return a model at a glance, a table of HTML."""
    cells = "".join(
        f"<tr><th style='text-align:left'>{heading}</th>"
        f"<td style='text-align:left'>{escape(text)}</td></tr>"
        for heading, text in rows(contents)
    )
    head = f"<div><strong>gaoxin.Model</strong> {escape(contents.path.name)}</div>"
    return f"{head}<table>{cells}</table>"


def _time(contents: Contents) -> str:
    """Return the time grid with its unit, or why it is not known before a run."""
    try:
        known = contents.controls({})
    except ModelError as error:
        return error.message
    unit = next(
        (
            units_and_limits(contents.variables[key])["units"]
            for key in ("time_step", "initial_time", "final_time")
            if key in contents.variables and units_and_limits(contents.variables[key])["units"]
        ),
        "",
    )
    return (
        f"{known['initial_time']:.12g} to {known['final_time']:.12g}{f' {unit}' if unit else ''}, "
        f"step {known['time_step']:.12g}, saved every {known['saveper']:.12g}"
    )


def _subscripts(contents: Contents) -> str:
    ranges = contents.ranges
    return _few([f"{ranges.spelling[key]} ({len(e)})" for key, e in ranges.elements.items()])


def _few(texts: list[str]) -> str:
    more = len(texts) - SHOWN
    return ", ".join(texts[:SHOWN]) + (f" and {more} more" if more > 0 else "")
