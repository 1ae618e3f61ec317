"""Why an observation lies outside its interval, from ``calibration/misfits.csv``."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from gaoxin.desks.table import Row, check_known, column, read_table
from gaoxin.language import Text
from gaoxin.names import Names


class Misfit(Row):
    """An observation that the fitted model misses, and why."""

    KEY = ("observation",)

    observation: str = column(
        "Observation, its id in observations.csv",
        "观测值在observations.csv中的id",
        "fixed_investment_2020",
    )
    reason_en: str = column(
        "Why the model misses it, in English", "模型偏离原因，英文", "Statistics were revised"
    )
    reason_zh: str = column("The same in Chinese", "同上，中文", "投资统计曾作修订")


def read_misfits(path: Path, observations: Collection[str]) -> Names[Text]:
    """Read the reasons by observation, in English and Chinese.

    Raises
    ------
    DataError
        With file and line: what :func:`gaoxin.desks.table.read_table` refuses, or an observation
        that is not in `observations`.
    """
    rows = read_table(path, Misfit)
    for row in rows:
        check_known(row, "observation", observations, "observations.csv")
    return Names((row.observation, Text(row.reason_en, row.reason_zh)) for row in rows)
