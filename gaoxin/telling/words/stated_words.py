"""What a scenario, a prior or the model states of a constant, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Text, alike

if TYPE_CHECKING:
    from gaoxin.ensembles.layers import StatedValue

FAMILIES = {
    "lognormal": Text("lognormal", "对数正态分布"),
    "normal": Text("normal", "正态分布"),
    "beta": Text("beta", "贝塔分布"),
    "uniform": Text("uniform", "均匀分布"),
    "prior": Text("prior", "先验"),
}
BOUNDED = frozenset({"uniform", "prior"})
"""What is told by the ends of its range; of the others the ends are points of the distribution."""


def stated_words(stated: StatedValue) -> Text:
    """Return what is stated.

    Examples
    --------
    >>> from gaoxin.ensembles.layers import StatedValue
    >>> stated_words(StatedValue((0.3, 0.95), family="beta", since=2022)).en
    'beta 0.3 to 0.95 (5 % to 95 %) from 2022'
    >>> stated_words(StatedValue((0.3, 0.95), family="beta", since=2022)).zh
    '贝塔分布 0.3 至 0.95（5% 至 95%），自 2022 年起'
    >>> stated_words(StatedValue((600.0, 900.0), years=(2021, 2022))).zh
    '2021：600；2022：900'
    """
    if stated.option:
        return alike(stated.option)
    numbers = _by_year(stated) if stated.years else _range(stated)
    since = Text(f" from {stated.since}", f"，自 {stated.since} 年起") if stated.since else NOTHING
    unit = f" {stated.unit}" if stated.unit else ""
    return Text(f"{numbers.en}{since.en}{unit}", f"{numbers.zh}{since.zh}{unit}")


def _by_year(stated: StatedValue) -> Text:
    pairs = [(y, f"{x:g}") for y, x in zip(stated.years, stated.values, strict=True)]
    return Text("; ".join(f"{y}: {x}" for y, x in pairs), "；".join(f"{y}：{x}" for y, x in pairs))


def _range(stated: StatedValue) -> Text:
    ends = dict.fromkeys(f"{value:g}" for value in stated.values)
    span = Text(" to ".join(ends), " 至 ".join(ends))
    if not stated.family:
        return span
    family = FAMILIES[stated.family]
    points = Text(" (5 % to 95 %)", "（5% 至 95%）")
    points = NOTHING if stated.family in BOUNDED else points
    return Text(f"{family.en} {span.en}{points.en}", f"{family.zh} {span.zh}{points.zh}")
