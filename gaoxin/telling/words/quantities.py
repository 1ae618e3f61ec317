"""Numbers, units and rules as a reader of either language expects them."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from gaoxin.language import LANGS, Lang, Text, alike
from gaoxin.verdicts.likelihood import interval_95, likelihood

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.verdict import Verdict

UNIT_WORDS: dict[str, Text] = {
    "CNY_1e8": Text("100 million CNY", "亿元"),
    "CNY_1e4": Text("10 thousand CNY", "万元"),
    "CNY": Text("CNY", "元"),
    "USD_1e4": Text("10 thousand USD", "万美元"),
    "person": Text("person", "人"),
    "person_1e3": Text("thousand persons", "千人"),
    "person_1e4": Text("10 thousand persons", "万人"),
    "percent": Text("%", "%"),
    "percentage_point": Text("percentage point", "百分点"),
    "dimensionless": Text("ratio", "比值"),
    "Dmnl": Text("ratio", "比值"),
    "firm": Text("firms", "家"),
    "patent": Text("patents", "件"),
    "physician": Text("physicians", "名"),
    "institution": Text("institutions", "家"),
    "place": Text("places", "个"),
    "server": Text("servers", "台"),
    "rack": Text("racks", "架"),
    "bed": Text("beds", "张"),
    "project": Text("projects", "个"),
    "year": Text("year", "年"),
    "Year": Text("year", "年"),
    "km2": Text("km²", "平方公里"),
    "m2": Text("m²", "平方米"),
    "m2_1e4": Text("10 thousand m²", "万平方米"),
    "mu": Text("mu", "亩"),
    "metric_ton": Text("t", "吨"),
    "t_1e3": Text("thousand t", "千吨"),
    "t_1e4": Text("10 thousand t", "万吨"),
    "tce": Text("tce", "吨标准煤"),
    "tCO2": Text("t CO₂", "吨二氧化碳"),
    "kilowatt_hour": Text("kWh", "千瓦时"),
    "kWh_1e4": Text("10 thousand kWh", "万千瓦时"),
    "kWh": Text("kWh", "千瓦时"),
    "kW": Text("kW", "千瓦"),
    "kgCO2": Text("kg CO₂", "千克二氧化碳"),
}
"""Yearbook wording of the unit names of ``calibration/units.txt``; a name not here prints as is."""

RATIOS = frozenset({"dimensionless", "Dmnl"})
"""Units of a bare ratio, which prints without one."""

_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)

STATUS_WORDS: dict[str, Text] = {
    "plan": Text("plan", "规划"),
    "assumed": Text("assumed", "假定"),
    "no number": Text("no number", "无数值"),
    "not modelled": Text("not modelled", "未建模"),
    "judged": Text("judged", "已评判"),
}


def unit_words(unit: str) -> Text:
    """Return a unit of the tables in words.

    Examples
    --------
    >>> unit_words("CNY_1e8/year").en, unit_words("person/(CNY_1e8/year)").zh
    ('100 million CNY/year', '人/(亿元/年)')
    """

    def word(name: str, lang: Lang) -> str:
        return UNIT_WORDS.get(name, alike(name)).in_(lang)

    en, zh = (_NAME.sub(lambda m: word(m[0], lang), unit).replace("*", "·") for lang in LANGS)  # noqa: B023
    return Text(en, zh)


def with_unit(text: str, unit: str) -> Text:
    """Return a number or a range with its unit in words; a bare ratio has none.

    Examples
    --------
    >>> with_unit("2 – 4", "year"), with_unit("0.3", "Dmnl").zh
    (Text(en='2 – 4 year', zh='2 – 4 年'), '0.3')
    """
    return alike(text) if unit in RATIOS else goal_words(text, unit_words(unit))


def number(value: float | None) -> str:
    """Return a value to three significant figures or to the unit, two below 0.1.

    Examples
    --------
    >>> [number(x) for x in (12345.6, 301.0, 87.26, 2.5, 0.0123, 0.0, None)]
    ['12,346', '301', '87.3', '2.50', '0.012', '0', '–']
    """
    if value is None or not math.isfinite(value):
        return "–"
    size = abs(value)
    if size == 0:
        return "0"
    if size < 0.1:
        return _unpowered(f"{value:.2g}").replace("-", "−")
    decimals = 0 if size >= 99.95 else 1 if size >= 9.995 else 2
    return f"{value:,.{decimals}f}".replace("-", "−")


def signed(value: float | None) -> str:
    """Return a difference as :func:`number` does, with its sign.

    Examples
    --------
    >>> [signed(x) for x in (58.88, -0.926, 0.0, None)]
    ['+58.9', '−0.93', '0', '–']
    """
    text = number(value)
    return f"+{text}" if value is not None and value > 0.0 and text != "–" else text


def plain(value: float | None) -> str:
    """Return a stated value as the document prints it: no rounding, no padding.

    Examples
    --------
    >>> [plain(x) for x in (1200.0, 78.67, None)]
    ['1,200', '78.67', '–']
    """
    return "–" if value is None else _unpowered(f"{value:,.10g}").replace("-", "−")


def tick(value: float) -> str:
    """Return a value of an axis, as short as it can be said, without a power of ten.

    Examples
    --------
    >>> tick(12345.0), tick(-0.5), tick(0.0000123)
    ('12,340', '−0.5', '0.0000123')
    """
    return _unpowered(f"{value:,.4g}").replace("-", "−")


def _unpowered(text: str) -> str:
    """Return a number without a power of ten: its digits, and noughts where they end.

    Examples
    --------
    >>> _unpowered("1.234e+04"), _unpowered("-2.1e-05"), _unpowered("2.5")
    ('12,340', '-0.000021', '2.5')
    """
    return f"{Decimal(text):,f}" if "e" in text else text


def gap_text(verdict: Verdict) -> str:
    """Return how far the median is beyond its target, in the target's unit: minus is short of it.

    Of a target that is a ceiling, below it is beyond it.
    """
    value, median = verdict.target.value, verdict.p50
    if value is None or median is None:
        return "–"
    return signed(median - value if verdict.target.rule == "at_least" else value - median)


def rule_value(target: Target) -> str:
    """Return a target's rule and value, such as ``≥ 1,200``; ``–`` when it has no number."""
    if target.value is None:
        return "–"
    return f"{'≥' if target.rule == 'at_least' else '≤'} {plain(target.value)}"


def goal_words(rule: str, unit: Text) -> Text:
    """Return a rule or value and its unit, the unit in brackets where it begins with a number.

    Examples
    --------
    >>> goal_words("≥ 14", Text("%", "%")).en
    '≥ 14 %'
    >>> goal_words("≥ 1,200", Text("100 million CNY/year", "亿元/年"))
    Text(en='≥ 1,200 (100 million CNY/year)', zh='≥ 1,200 亿元/年')
    """
    return unit.each(
        lambda words: f"{rule} ({words})" if words[:1].isdigit() else f"{rule} {words}"
    )


def percent(share: float) -> str:
    """Return a probability above 0 and below 1 in percent, never rounded to either.

    Where rounding would carry it over the bound of a word of likelihood, it gets more digits.

    Examples
    --------
    >>> [percent(x) for x in (0.0004, 0.0015, 0.034, 0.0998, 0.5, 0.9996)]
    ['0.04 %', '0.15 %', '3.4 %', '9.98 %', '50 %', '99.96 %']
    """
    rare = min(share, 1.0 - share)
    digits = 0 if rare >= 0.0995 else 1 if rare >= 0.00995 else 2
    while likelihood(round(share, 2 + digits)) != likelihood(share) or (
        round(share, 2 + digits) in (0.0, 1.0) and share not in (0.0, 1.0)
    ):
        digits += 1
    return f"{100 * share:.{digits}f} %"


def share_text(verdict: Verdict) -> str:
    """Return the probability without its error: one number, or two when members failed."""
    return share_words(verdict.met, verdict.members, verdict.failed)


def share_words(met: float | None, members: int, failed: int = 0) -> str:
    """Return the share of `met` in `members`, of which `failed` may count either way.

    Parameters
    ----------
    met : float or None
        None where there is nothing to be met.
    members, failed : int

    Returns
    -------
    str
        In percent; a bound where none or all of the members met it.

    Examples
    --------
    >>> share_words(500, 1000), share_words(500, 1000, 8), share_words(0, 2000)
    ('50 %', '50–51 %', '<0.15 %')
    """
    if met is None:
        return "–"
    if bound := _bound(met, members, failed):
        return bound
    low, high = (percent(share) for share in (met / members, (met + failed) / members))
    return low if low == high else f"{low.removesuffix(' %')}–{high}"


def probability_text(verdict: Verdict) -> str:
    """Return the probability with its Monte Carlo error, as an interval when members failed."""
    low, high = verdict.probability, verdict.probability_high
    if low is None or high is None or verdict.mc_error is None:
        return "–"
    if bound := _bound(verdict.met or 0, verdict.members, verdict.failed):
        return bound
    error = 100 * verdict.mc_error
    digits = 0 if error >= 0.95 else 1 if error >= 0.095 else 2
    while low > 0.0 and float(f"{100 * low:.{digits}f}") == 0.0:
        digits += 1
    while high < 1.0 and float(f"{100 * high:.{digits}f}") == 100.0:
        digits += 1
    ends = dict.fromkeys(f"{100 * share:.{digits}f}" for share in (low, high))
    return f"{'–'.join(ends)} ± {error:.{digits}f} %"


def points(ends: tuple[float, float] | None, error: float | None) -> str:
    """Return a difference of probabilities in percentage points, with its Monte Carlo error.

    `ends` are the least and the greatest it can be; they differ when members failed.

    Examples
    --------
    >>> points((0.0275, 0.0275), 0.0037), points((0.0, 0.0), 0.03), points((-0.15, -0.14), 0.008)
    ('+2.8 ± 0.4', '0 ± 3', '−15.0–−14.0 ± 0.8')
    """
    if ends is None or error is None:
        return "–"
    digits = 0 if error >= 0.0095 else 1 if error >= 0.00095 else 2
    rounded = [round(100 * end, digits) for end in ends]
    texts = dict.fromkeys(f"{x:+.{digits}f}".replace("-", "−") if x else "0" for x in rounded)
    return f"{'–'.join(texts)} ± {100 * error:.{digits}f}"


def share_cell(value: float, *, signed: bool) -> str:
    """Return a percentage as a cell holds it: nothing for none, a dash where there is no value.

    Examples
    --------
    >>> [share_cell(x, signed=True) for x in (0.0, 12.3, -0.02, 3.14, float("nan"))]
    ['', '+12', '−0.0', '+3.1', '–']
    """
    if math.isnan(value):
        return "–"
    if value == 0.0:
        return ""
    text = f"{abs(value):.1f}" if abs(value) < 9.95 else f"{abs(value):.0f}"
    if not signed:
        return text
    return f"{'+' if value > 0 else '−'}{text}"


def _bound(met: float, members: int, failed: int) -> str:
    """Return ``<0.15 %`` where no member meets a target, ``>99.85 %`` where all do, else "".

    The bound is that of the 95 % interval, rounded away from what the sample vouches for. Failed
    members widen it: they count as whatever makes it weaker.
    """
    if 0 < met < members - failed:
        return ""
    width = interval_95(0, members)[1] + failed / members
    percents = min(100.0, 100.0 * width)
    step = 10.0 ** (math.floor(math.log10(percents)) - 1)
    outer = min(100.0, math.ceil(round(percents / step, 6)) * step)
    return f"<{outer:.10g} %" if met == 0 else f">{100.0 - outer:.10g} %"
