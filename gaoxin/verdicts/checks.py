"""Whether the tables of targets and indicators fit each other and the model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from gaoxin.errors import DataError, ModelError, nearest

if TYPE_CHECKING:
    import pandas as pd
    import pint

    from gaoxin.verdicts.indicators import Indicator
    from gaoxin.verdicts.targets import Target


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
    """Check every row: its unit parses, its indicator and its variable exist, the units agree.

    "Agree" means equal in size, not only in kind: a target in 1e8 CNY/year must rest on a
    variable in 1e8 CNY/year, because the two numbers are compared as they stand.

    Raises
    ------
    DataError
        The first row that does not fit, with its file and line.
    """
    aims, measures = tuple(targets), tuple(indicators)
    known = [indicator.id for indicator in measures]
    units = _model_units(model)
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
    own = parse_unit(registry, units[canonical], where=f"model unit of '{row.variable}'")
    if not same_size(registry, stated, own):
        raise _at(
            row,
            f"'{row.id}' is in '{row.unit}' but model variable '{row.variable}' is in "
            f"'{units[canonical]}'; give both the same unit",
        )


def _model_units(model: Variables) -> dict[str, str]:
    """Canonical name to unit text; subscripted variables are refused later, when picked."""
    table = model.variables
    return {
        model.canonical(str(name)): str(unit)
        for name, unit in zip(table["name"], table["unit"], strict=True)
    }


def _at(row: Target | Indicator, message: str) -> DataError:
    return DataError(message, path=row.path, line=row.line)
