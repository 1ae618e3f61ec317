"""Definition switches: what a disputed word means, from ``scenarios/definitions.csv``."""

from __future__ import annotations

import math
from pathlib import Path

from gaoxin.desks.cells import Constant, Number
from gaoxin.desks.places import Catalogue, Place, resolve
from gaoxin.desks.table import Row, column, read_table
from gaoxin.errors import DataError, GaoxinError, ScenarioError
from gaoxin.names import Names, canonical, same


class Option(Row):
    """One reading of a definition: a model constant and its value, in the model's unit."""

    KEY = ("definition", "option")
    FAULT = ScenarioError

    definition: str = column(
        "Switch that the row belongs to; a scenario file names it so",
        "所属口径开关；情景文件以此名引用",
        "rd_denominator",
    )
    option: str = column("Reading that the row gives", "该行给出的口径", "gdp")
    constant: Constant = column(
        "Constant that the switch sets, the same for all its options",
        "开关所设的模型常数，同一开关各选项相同",
        "research_on_revenue",
    )
    value: Number = column(
        "Value of the constant, in the model's unit; one option has the model's own",
        "常数取值，以模型单位计；须有一个选项等于模型自身取值",
        "0",
    )
    name_en: str = column("The reading in English", "口径的英文说明", "All workers", default="")
    name_zh: str = column("The reading in Chinese", "口径的中文说明", "全部从业人员", default="")
    note: str = column("Remarks", "备注", "default (C06)", default="")


def read_definitions(path: Path) -> Names[Names[Option]]:
    """Read the definition table: by definition, then by option.

    Raises
    ------
    ScenarioError
        With file and line: a cell that is not understood, an option that stands twice, or a
        definition whose options set different constants.
    """
    found: dict[str, list[Option]] = {}
    for option in read_table(path, Option):
        others = found.setdefault(canonical(option.definition), [])
        if others and not same(others[0].constant, option.constant):
            own = f"sets '{option.constant}', and the options before it '{others[0].constant}'"
            raise _at(option, f"{own}; write '{others[0].constant}'")
        others.append(option)
    return Names((own[0].definition, Names((o.option, o) for o in own)) for own in found.values())


def check_definitions(definitions: Names[Names[Option]], catalogue: Catalogue) -> None:
    """Check that each switch is a constant of the model, and one option its own value.

    Raises
    ------
    ScenarioError
        With the row's line.
    """
    for options in definitions.values():
        first = next(iter(options.values()))
        place = place_of(first, catalogue)
        (own,) = set(place.own_values())
        if not any(math.isclose(option.value, own) for option in options.values()):
            raise _at(first, f"no option has the model's own value {own:g} of '{first.constant}'")


def place_of(option: Option, catalogue: Catalogue) -> Place:
    """Return the constant that an option sets."""
    try:
        return resolve(catalogue, option.constant)
    except DataError as error:
        raise _at(option, error.message) from None


def _at(option: Option, message: str) -> GaoxinError:
    return option.error(f"definition '{option.definition} = {option.option}': {message}")
