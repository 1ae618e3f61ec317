"""Levers: the constants that policy moves, from ``scenarios/levers.csv``.

``python -m gaoxin.desks.levers`` prints the table as Markdown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import model_validator

from gaoxin.desks.cells import Constant, Number, Unit
from gaoxin.desks.places import Catalogue, Place, resolve
from gaoxin.desks.table import Row, column, read_table
from gaoxin.desks.workspace import Workspace
from gaoxin.errors import DataError, ScenarioError
from gaoxin.language import LANGS, Lang
from gaoxin.names import Names, split
from gaoxin.units import convert, parse_unit

if TYPE_CHECKING:
    import pint


Sector = Literal[
    "industry", "land", "innovation", "people", "energy", "money", "outside", "delivery", ""
]
"""What a lever acts on, as the simulator groups levers; ``outside`` is not in the zone's hands."""


class Lever(Row):
    """One row of the lever table; its numbers are in `unit`."""

    KEY = ("lever",)
    FAULT = ScenarioError

    name: Constant = column(
        "Constant that policy moves, as the model has it; a scenario file names it so",
        "政策所调节的模型常数；情景文件以此名引用",
        "signing_effort",
        named="lever",
    )
    unit: Unit = column("Unit of the three numbers", "以下三个数值的单位", "percent/year")
    low: Number = column("Least value that a scenario may give it", "情景可取的最小值", "0")
    high: Number = column("Greatest value that a scenario may give it", "情景可取的最大值", "3")
    neutral: Number = column(
        "The model's own value: practice of 2016-2020",
        "模型自身取值，即2016—2020年的做法",
        "1",
    )
    section: str = column("Where the plan speaks of it", "规划中的出处", "1.5; 10.2", default="")
    sector: Sector = column(
        "What it acts on: the simulator shows levers in these groups",
        "所属领域：模拟器按此分组显示",
        "industry",
        default="",
    )
    name_en: str = column("Its meaning in English", "英文含义", "Power capacity", default="")
    name_zh: str = column("Its meaning in Chinese", "中文含义", "招商力度", default="")
    short_en: str = column(
        "Its name in a few English words, for the simulator's narrow column; `name_en` where blank",
        "英文简称，用于模拟器的窄列；留空则用`name_en`",
        "Investment promotion",
        default="",
    )
    spending: str = column(
        "Variable of the model that holds what its purse spends on it: money a year, or a stock of "
        "money; `gaoxin reach` adds these up. Blank where the model has none",
        "模型中记录该杠杆支出的变量（年金额或存量），`gaoxin reach`据此合计；模型没有则留空",
        "works spending",
        default="",
    )
    unit_cost: Number | None = column(
        "Money, in 1e8 CNY a year, that one unit away from the base costs, where the model does "
        "not say what is spent",
        "模型未记录支出时，偏离基准一个单位每年所需资金（亿元/年）",
        "0.5",
        default=None,
    )
    note: str = column("Remarks", "备注", "1 = 2016-2020 practice", default="")

    @model_validator(mode="after")
    def _ordered(self) -> Lever:
        if not self.low <= self.neutral <= self.high:
            raise ValueError(
                f"lever '{self.name}': neutral {self.neutral:g} is outside {self.low:g} to "
                f"{self.high:g}; write low, neutral and high in this order of size"
            )
        return self


def read_levers(path: Path) -> Names[Lever]:
    """Read the lever table, by name.

    Raises
    ------
    ScenarioError
        With file and line: a cell that is not understood, two rows for one lever, or a neutral
        value outside its range.
    """
    return Names((lever.name, lever) for lever in read_table(path, Lever))


def check_levers(
    levers: Iterable[Lever], catalogue: Catalogue, registry: pint.UnitRegistry[Any]
) -> None:
    """Check each lever against the model.

    Parameters
    ----------
    levers : iterable of Lever
    catalogue : Catalogue
        The model's variables.
    registry : pint.UnitRegistry
        Of the workspace's units.

    Raises
    ------
    ScenarioError
        With the row's line: no such constant, a unit of another kind, a neutral value that is
        not the model's own, a range that leaves the model's.
    """
    for lever in levers:
        try:
            _check(lever, catalogue, registry)
        except DataError as error:
            raise lever.error(f"lever '{lever.name}': {error.message}") from None


def to_model(
    place: Place,
    value: float,
    unit: str,
    registry: pint.UnitRegistry[Any],
) -> float:
    """Return `value` in `unit` as a number in the unit of the constant.

    Parameters
    ----------
    place : Place
        The constant, or one element of it.
    value : float
        In `unit`.
    unit : str
    registry : pint.UnitRegistry
        Of the workspace's units.

    Returns
    -------
    float
        In the model's unit.

    Raises
    ------
    DataError
        An unknown unit (with the nearest), or one of another kind than the constant's.
    """
    own = parse_unit(registry, place.unit, where=f"the model's unit of '{place.constant}'")
    return convert(value, parse_unit(registry, unit), own)


def own_unit(levers: Mapping[str, Lever], key: str) -> str:
    """Return the unit of the lever that a key names; one of this table for another name."""
    try:
        lever = levers.get(split(key)[0])
    except ValueError:
        lever = None
    return lever.unit if lever else "CNY_1e8/year"


def markdown(levers: Mapping[str, Lever], lang: Lang = "en") -> str:
    """Return the lever table as a Markdown table, in one language.

    The Chinese one leaves the remarks out, which the table has in English alone.
    """
    heads = {
        "en": "| lever | meaning | unit | low | practice | high | plan | note |",
        "zh": "| 杠杆 | 含义 | 单位 | 最小 | 现行 | 最大 | 规划出处 |",
    }
    lines = [heads[lang], "|---|---|---|---:|---:|---:|---|" + ("---|" if lang == "en" else "")]
    for lever in levers.values():
        numbers = " | ".join(f"{x:g}" for x in (lever.low, lever.neutral, lever.high))
        if lang == "zh":
            place = _chinese_place(lever.section)
            words = f"{lever.name_zh} | `{lever.unit}` | {numbers} | {place}"
        else:
            words = f"{lever.name_en} | {lever.unit} | {numbers} | {lever.section} | {lever.note}"
        lines.append(f"| `{lever.name}` | {words} |")
    return "\n".join(lines) + "\n"


def _chinese_place(section: str) -> str:
    """Return where the plan speaks of something, as its own text numbers it.

    Examples
    --------
    >>> _chinese_place("1.5; box 6")
    '1.5；专栏6'
    """
    return section.replace("box ", "专栏").replace("; ", "；")


def _check(lever: Lever, catalogue: Catalogue, registry: pint.UnitRegistry[Any]) -> None:
    place = resolve(catalogue, lever.name)
    neutral = to_model(place, lever.neutral, lever.unit, registry)
    for own in place.own_values():
        if not math.isclose(neutral, own, rel_tol=1e-9, abs_tol=1e-12):
            raise DataError(
                f"neutral {lever.neutral:g} {lever.unit} is {neutral:g} {place.unit}, but the "
                f"model's own value is {own:g}; make them equal"
            )
    low, high = (to_model(place, x, lever.unit, registry) for x in (lever.low, lever.high))
    if (place.low is not None and low < place.low) or (
        place.high is not None and high > place.high
    ):
        raise DataError(
            f"range {low:g} to {high:g} {place.unit} leaves the model's own, {place.low} to "
            f"{place.high}; narrow it, or widen the one in the model"
        )


def main() -> None:
    """Print the lever table of the current workspace as Markdown, in both languages."""
    levers = read_levers(Workspace.find().levers)
    print("\n".join(markdown(levers, lang) for lang in LANGS), end="")


if __name__ == "__main__":
    main()
