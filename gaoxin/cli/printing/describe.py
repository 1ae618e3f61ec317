"""What ``gaoxin describe`` prints: sections for people, JSON for machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gaoxin.cli.printing.console import console, print_document
from gaoxin.cli.streams import echo
from gaoxin.telling.words.quantities import pick

if TYPE_CHECKING:
    from rich.table import Table

    from gaoxin.engine.structure.describe import Description, Link, Loop, Loops, ModelSummary
    from gaoxin.language import Lang

_SHOWN = 12
"""Elements of a range that are listed."""

KINDS: dict[str, tuple[str, str]] = {
    "auxiliary": ("auxiliary", "辅助变量"),
    "constant": ("constant", "常数"),
    "stock": ("stock", "存量"),
    "lookup": ("lookup", "表函数"),
    "data": ("data", "外部数据"),
    "time": ("time setting", "时间设置"),
}
"""Kinds of variables in words."""

WORDS: dict[str, tuple[str, str]] = {
    "unit": ("unit", "单位"),
    "none": ("not stated", "未标"),
    "sector": ("Sector", "分区"),
    "limits": ("Limits", "取值范围"),
    "subscripts": ("Subscripts", "下标"),
    "equation": ("Equation", "方程"),
    "uses": ("Uses", "用到的变量"),
    "used by": ("Used by", "被哪些变量用到"),
    "start": ("at the start only", "仅用于初值"),
    "nothing": ("nothing", "无"),
    "loops": ("Feedback loops", "反馈回路"),
    "variables": ("Variables", "变量"),
    "sectors": ("Sectors", "分区"),
    "time": ("Time", "时间"),
    "ranges": ("Subscript ranges", "下标范围"),
    "macros": ("Macros", "宏"),
    "files": ("External files", "外部文件"),
    "varies": ("not one number", "非固定数值"),
    "coupled": ("variables that all act on one another", "个变量相互影响"),
    "polarity": ("+/-", "极性"),
    "name": ("name", "名称"),
    "kind": ("kind", "类型"),
}
"""Labels in English and Chinese."""

LOOPS: dict[str, tuple[str, str]] = {
    "R": ("reinforcing", "正反馈"),
    "B": ("balancing", "负反馈"),
    "?": ("sign not told by the equations", "极性无法由方程判定"),
}
"""Kinds of loops in words."""


def print_json(about: Description | ModelSummary) -> None:
    """Print one JSON object with all that is known."""
    document = asdict(about) | {"path": str(about.path)}
    print_document(_listed(document))


def print_variable(about: Description, lang: Lang) -> None:
    """Print a variable explained."""
    unit = about.unit or _word("none", lang)
    echo(f"{about.name}  ({pick(KINDS[about.kind], lang)}, {unit})")
    if about.comment:
        echo(about.comment)
    _say("sector", about.group, lang)
    _say("limits", _limits(about), lang)
    for name, elements in about.subscripts:
        _say("subscripts", f"{name}: {_some(elements)}", lang)
    echo("")
    for equation in about.equations:
        echo(f"{about.path}:{equation.line}: {equation.text}")
    echo("")
    for title, links in (("uses", about.uses), ("used by", about.used_by)):
        if links:
            console().print(_links(title, links, lang))
        else:
            _say(title, _word("nothing", lang), lang)
    _loops(about.loops, lang)


def print_summary(about: ModelSummary, lang: Lang) -> None:
    """Print a model explained."""
    echo(str(about.path))
    kinds = pick((", ", "、"), lang).join(f"{pick(KINDS[k], lang)} {n}" for k, n in about.kinds)
    total = pick(("{} ({}; {} equations)", "{}（{}；{} 个方程）"), lang)
    _say("variables", total.format(about.variables, kinds, about.equations), lang)
    _say("sectors", pick((", ", "、"), lang).join(f"{s} {n}" for s, n in about.groups), lang)
    for name, value, unit in about.time:
        number = _word("varies", lang) if value is None else f"{value:g}"
        _say("time", f"{name} = {number} {unit}".rstrip(), lang)
    for name, elements in about.subscripts:
        _say("ranges", f"{name}: {_some(elements)}", lang)
    _say("macros", ", ".join(about.macros), lang)
    _say("files", ", ".join(about.files), lang)
    _loops(about.loops, lang)
    if about.coupled:
        echo(f"  {about.coupled} {_word('coupled', lang)}")


def _word(key: str, lang: Lang) -> str:
    return pick(WORDS[key], lang)


def _say(key: str, text: str, lang: Lang) -> None:
    if text:
        echo(f"{_word(key, lang)}{pick((': ', '：'), lang)}{text}")


def _limits(about: Description) -> str:
    if about.low is None and about.high is None:
        return ""
    return " … ".join("?" if end is None else f"{end:g}" for end in (about.low, about.high))


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f", … (+{more})" if more > 0 else "")


def _links(title: str, links: Iterable[Link], lang: Lang) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=_word(title, lang), title_justify="left")
    for head in ("polarity", "name", "kind", "unit"):
        table.add_column(_word(head, lang), overflow="fold")
    for link in links:
        sign = _word("start", lang) if link.at_start else link.polarity
        row = (sign, link.name, pick(KINDS[link.kind], lang), link.unit)
        table.add_row(*map(Text, row))
    return table


def _loops(loops: Loops, lang: Lang) -> None:
    least = pick(("at least ", "至少 "), lang) * (not loops.complete)
    more = pick(("; the shortest:", "；最短的几条："), lang) * (loops.count > len(loops.shortest))
    _say("loops", f"{least}{loops.count}{pick(('', ' 条'), lang)}{more}", lang)
    for loop in loops.shortest:
        meaning = pick((" ({})", "（{}）"), lang).format(pick(LOOPS[loop.polarity], lang))
        echo(f"  {loop.polarity}  {_circle(loop)} {meaning}")


def _circle(loop: Loop) -> str:
    return " → ".join((*loop.variables, loop.variables[0]))


def _listed(value: Any) -> Any:
    """Return a value with tuples as lists, and NaN as null."""
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_listed(item) for item in value]
    return None if isinstance(value, float) and value != value else value
