"""Whether the tables of targets and indicators fit each other and the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from gaoxin.errors import DataError, ModelError, nearest
from gaoxin.names import spellings

if TYPE_CHECKING:
    import pandas as pd
    import pint

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target


class Variables(Protocol):
    """What the checks ask of a model."""

    @property
    def variables(self) -> pd.DataFrame:
        """Table with columns ``name``, ``unit`` and ``subscripts``."""

    def canonical(self, name: str, /) -> str:
        """Return the model's canonical spelling, or raise ModelError with the nearest match."""


def check_tables(
    targets: Iterable[Target],
    indicators: Iterable[Indicator],
    model: Variables,
    registry: pint.UnitRegistry[Any],
) -> None:
    """Check every row: its unit parses, its indicator and variable exist, one number, one unit.

    "Agree" means equal in size, not only in kind: a target in 1e8 CNY/year must rest on a
    variable in 1e8 CNY/year, because the two numbers are compared as they stand.

    Parameters
    ----------
    targets : iterable of Target
    indicators : iterable of Indicator
    model : Variables
        The model, or the results of a run, which have variables with units too.
    registry : pint.UnitRegistry
        Of the workspace's units.

    Raises
    ------
    DataError
        The first row that does not fit, with its file and line.
    """
    aims, measures = tuple(targets), tuple(indicators)
    known = spellings(indicator.id for indicator in measures)
    units, subscripts = (_of_variables(model, column) for column in ("unit", "subscripts"))
    for target in aims:
        if target.indicator and target.indicator not in known:
            raise _at(
                target,
                f"indicator '{target.indicator}' of target '{target.id}' is not in the indicator "
                f"table{nearest(target.indicator, known)}",
            )
    rows: tuple[Target | Indicator, ...] = (*aims, *measures)
    for row in rows:
        _check_row(row, model, units, registry)
        _check_whole(row, model, subscripts)


def _check_row(
    row: Target | Indicator,
    model: Variables,
    units: dict[str, str],
    registry: pint.UnitRegistry[Any],
) -> None:
    from gaoxin.units import parse_unit, same_size

    stated = parse_unit(registry, row.unit, path=row.path, line=row.line)
    if not row.variable:
        return
    try:
        canonical = model.canonical(row.variable)
    except ModelError as error:
        raise _at(row, f"variable of '{row.id}': {error.message}") from None
    own = parse_unit(registry, str(units[canonical]), where=f"model unit of '{row.variable}'")
    if not same_size(registry, stated, own):
        raise _at(
            row,
            f"'{row.id}' is in '{row.unit}' but model variable '{row.variable}' is in "
            f"'{units[canonical]}'; give both the same unit",
        )


def _check_whole(
    row: Target | Indicator, model: Variables, subscripts: dict[str, Sequence[str]]
) -> None:
    """Refuse a variable with subscripts: what is judged is one number a year."""
    own = subscripts[model.canonical(row.variable)] if row.variable else ()
    if len(own):
        raise _at(
            row,
            f"variable '{row.variable}' of '{row.id}' has the subscript {', '.join(own)}; name one "
            "that has none, such as the sum over it",
        )


def _of_variables(model: Variables, column: str) -> dict[str, Any]:
    """Return a column of the model's table by canonical name."""
    table = model.variables
    return {
        model.canonical(str(name)): cell
        for name, cell in zip(table["name"], table[column], strict=True)
    }


def _at(row: Target | Indicator, message: str) -> DataError:
    return DataError(message, path=row.path, line=row.line)
