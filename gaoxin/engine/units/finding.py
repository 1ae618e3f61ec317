"""What a unit check finds, and how it is told in either language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gaoxin.language import Lang

Level = Literal["lenient", "strict"]
LEVELS: tuple[Level, Level] = ("lenient", "strict")


@dataclass(frozen=True)
class Finding:
    """One place where units do not balance.

    Attributes
    ----------
    path, line
        The equation at fault.
    variable : str
        Whose equation it is, as the model spells it.
    rule : str
        Which rule it breaks: a key of :data:`WORDS`.
    level : {"lenient", "strict"}
        The mildest level that tells it.
    left, right : str
        The units of both sides: what is wanted, and what is there. May be empty.
    subject, other : str
        The parts of the equation that have them.
    ratio : str
        The unit that would balance both sides as a factor of `subject`'s side.
    factor : float or None
        Where both are of one kind and differ in size: how many `left` one `right` is.
    """

    path: Path
    line: int
    variable: str
    rule: str
    level: Level
    left: str = ""
    right: str = ""
    subject: str = ""
    other: str = ""
    ratio: str = ""
    factor: float | None = None

    def message(self, lang: Lang = "en") -> str:
        """Return what is wrong, with both sides in units."""
        return _filled(WORDS[self.rule][lang == "zh"], self)

    def remedy(self, lang: Lang = "en") -> str:
        """Return what to write instead."""
        if self.factor is not None and self.rule in SIZED:
            return _filled(_CONVERT[lang == "zh"], self)
        return _filled(REMEDIES[self.rule][lang == "zh"], self)

    def text(self, lang: Lang = "en") -> str:
        """Return ``file:line: 'variable': what is wrong; what to write instead``."""
        where = f"{self.path}:{self.line}: '{self.variable}'"
        if lang == "zh":
            return f"{where}：{self.message(lang)}；{self.remedy(lang)}"
        return f"{where}: {self.message(lang)}; {self.remedy(lang)}"

    def __str__(self) -> str:
        return self.text()


def _filled(template: str, finding: Finding) -> str:
    factor = "" if finding.factor is None else f"{finding.factor:.10g}"
    return template.format(
        variable=finding.variable,
        left=finding.left,
        right=finding.right,
        subject=finding.subject,
        other=finding.other,
        ratio=finding.ratio,
        factor=factor,
    )


SIZED = frozenset({"sides", "terms", "flow", "initial", "time"})
"""Rules whose remedy is a conversion, where the units differ in size alone."""

_CONVERT = (
    "multiply '{other}' by a constant of {factor} {ratio}",
    "将“{other}”乘以常数 {factor}（单位 {ratio}）",
)

WORDS: dict[str, tuple[str, str]] = {
    "sides": (
        "its unit is {left}, its equation gives {right}",
        "所标单位为 {left}，方程得出 {right}",
    ),
    "terms": (
        "'{subject}' is in {left}, '{other}' in {right}, and they are added or compared",
        "“{subject}”的单位为 {left}，“{other}”的单位为 {right}，二者却相加或相比较",
    ),
    "flow": (
        "the stock is in {subject}, so its flow must be in {left}; '{other}' is in {right}",
        "存量的单位为 {subject}，其流量应为 {left}；“{other}”的单位为 {right}",
    ),
    "initial": (
        "it is in {left}, its initial value '{other}' in {right}",
        "其单位为 {left}，初始值“{other}”的单位为 {right}",
    ),
    "time": (
        "{subject} takes a time in {left}; '{other}' is in {right}",
        "{subject} 的时间参数应以 {left} 计；“{other}”的单位为 {right}",
    ),
    "rate": (
        "{subject} takes a rate in {left}; '{other}' is in {right}",
        "{subject} 的比率参数应以 {left} 计；“{other}”的单位为 {right}",
    ),
    "pure": (
        "{subject} takes a pure number; '{other}' is in {right}",
        "{subject} 只接受无量纲数；“{other}”的单位为 {right}",
    ),
    "exponent": (
        "an exponent is a pure number; '{other}' is in {right}",
        "指数应为无量纲数；“{other}”的单位为 {right}",
    ),
    "base": (
        "'{other}' is in {right} and is raised to '{subject}', which is no plain number",
        "“{other}”的单位为 {right}，却取“{subject}”次幂，而该指数不是固定数字",
    ),
    "table": (
        "the table '{subject}' is read at {left} elsewhere, here at '{other}' in {right}",
        "表函数“{subject}”在别处的自变量以 {left} 计，此处“{other}”以 {right} 计",
    ),
    "stated": (
        "its equations state two units, {left} and {right}",
        "其各方程标有两种单位：{left} 与 {right}",
    ),
    "clock": (
        "it is in {right}, but time is in {left}",
        "其单位为 {right}，而模型时间以 {left} 计",
    ),
    "unknown": (
        "unit {left} has an unknown word '{other}'{subject}",
        "单位 {left} 中的“{other}”未定义{subject}",
    ),
    "unread": (
        "unit '{left}' cannot be read: {other}",
        "单位“{left}”无法识读：{other}",
    ),
    "none": ("it has no unit", "未标单位"),
    "bare": (
        "the bare number {other} is added to or compared with '{subject}' in {left}",
        "裸数字 {other} 与单位为 {left} 的“{subject}”相加或相比较",
    ),
    "conversion": (
        "its unit is {left}, its equation gives {right}, and a bare number {factor} converts it",
        "所标单位为 {left}，方程得出 {right}，以裸数字 {factor} 换算",
    ),
}
"""What is wrong, by rule, in English and Chinese."""

REMEDIES: dict[str, tuple[str, str]] = {
    "sides": (
        "write {right} as its unit, or multiply the right side by something in {ratio}",
        "请把单位改为 {right}，或将右侧乘以单位为 {ratio} 的量",
    ),
    "terms": (
        "multiply '{other}' by something in {ratio}",
        "请将“{other}”乘以单位为 {ratio} 的量",
    ),
    "flow": (
        "multiply '{other}' by something in {ratio}",
        "请将“{other}”乘以单位为 {ratio} 的量",
    ),
    "initial": (
        "multiply '{other}' by something in {ratio}",
        "请将“{other}”乘以单位为 {ratio} 的量",
    ),
    "time": (
        "write a time in {left} instead of '{other}'",
        "请改用以 {left} 计的时间代替“{other}”",
    ),
    "rate": (
        "write a rate in {left} instead of '{other}'",
        "请改用以 {left} 计的比率代替“{other}”",
    ),
    "pure": (
        "divide '{other}' by a reference value in {right}",
        "请将“{other}”除以单位为 {right} 的参考值",
    ),
    "exponent": (
        "divide '{other}' by a reference value in {right}",
        "请将“{other}”除以单位为 {right} 的参考值",
    ),
    "base": (
        "divide '{other}' by a reference value in {right}",
        "请将“{other}”除以单位为 {right} 的参考值",
    ),
    "table": (
        "bring '{other}' to {left}, or write a table of its own",
        "请将“{other}”换算为 {left}，或另建一张表",
    ),
    "stated": ("write the same unit in all of them", "请统一单位"),
    "clock": ("write {left} as its unit", "请把单位改为 {left}"),
    "unknown": (
        "write a word of the unit definitions, or define it there",
        "请改用单位定义文件中的名称，或在其中补充定义",
    ),
    "unread": (
        "write words joined by * and /, as person/(firm*year)",
        "请写成以 * 与 / 连接的名称，如 person/(firm*year)",
    ),
    "none": ("write one, Dmnl for a pure number", "请补上单位，无量纲数写 Dmnl"),
    "bare": (
        "make it a constant with the unit {left}",
        "请改为单位是 {left} 的常数变量",
    ),
    "conversion": (
        "make it a constant with the unit {ratio}",
        "请改为单位是 {ratio} 的常数变量",
    ),
}
"""What to write instead, by rule, in English and Chinese."""
