"""What ``gaoxin describe`` prints: sections for people, JSON for machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gaoxin.cli.printing.console import console, print_document
from gaoxin.cli.streams import echo
from gaoxin.language import Text

if TYPE_CHECKING:
    from rich.table import Table

    from gaoxin.engine.structure.describe import Description, Link, Loop, Loops, ModelSummary
    from gaoxin.language import Lang

_SHOWN = 12
"""Elements of a range that are listed."""

_COLON, _COMMA = Text(": ", "："), Text(", ", "、")

KINDS: dict[str, Text] = {
    "auxiliary": Text("auxiliary", "辅助变量"),
    "constant": Text("constant", "常数"),
    "stock": Text("stock", "存量"),
    "lookup": Text("lookup", "表函数"),
    "data": Text("data", "外部数据"),
    "time": Text("time setting", "时间设置"),
}
"""Kinds of variables in words."""

WORDS: dict[str, Text] = {
    "unit": Text("unit", "单位"),
    "none": Text("not stated", "未标"),
    "sector": Text("Sector", "分区"),
    "limits": Text("Limits", "取值范围"),
    "subscripts": Text("Subscripts", "下标"),
    "equation": Text("Equation", "方程"),
    "uses": Text("Uses", "用到的变量"),
    "used by": Text("Used by", "被哪些变量用到"),
    "start": Text("at the start only", "仅用于初值"),
    "nothing": Text("nothing", "无"),
    "loops": Text("Feedback loops", "反馈回路"),
    "variables": Text("Variables", "变量"),
    "sectors": Text("Sectors", "分区"),
    "time": Text("Time", "时间"),
    "ranges": Text("Subscript ranges", "下标范围"),
    "macros": Text("Macros", "宏"),
    "notes": Text("Set aside", "已略过"),
    "files": Text("External files", "外部文件"),
    "varies": Text("not one number", "非固定数值"),
    "coupled": Text("variables that all act on one another", "个变量相互影响"),
    "polarity": Text("+/-", "极性"),
    "name": Text("name", "名称"),
    "kind": Text("kind", "类型"),
}
"""Labels in English and Chinese."""

LOOPS: dict[str, Text] = {
    "R": Text("reinforcing", "正反馈"),
    "B": Text("balancing", "负反馈"),
    "?": Text("sign not told by the equations", "极性无法由方程判定"),
}
"""Kinds of loops in words."""


def print_json(about: Description | ModelSummary) -> None:
    """Print one JSON object with all that is known."""
    document = asdict(about) | {"path": str(about.path)}
    print_document(_listed(document))


def print_variable(about: Description, lang: Lang) -> None:
    """Print a variable explained."""
    unit = about.unit or _word("none", lang)
    echo(f"{about.name}  ({KINDS[about.kind].in_(lang)}, {unit})")
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
    kinds = _COMMA.in_(lang).join(f"{KINDS[k].in_(lang)} {n}" for k, n in about.kinds)
    total = Text("{} ({}; {} equations)", "{}（{}；{} 个方程）").in_(lang)
    _say("variables", total.format(about.variables, kinds, about.equations), lang)
    _say("sectors", _COMMA.in_(lang).join(f"{s} {n}" for s, n in about.groups), lang)
    for name, value, unit in about.time:
        number = _word("varies", lang) if value is None else f"{value:g}"
        _say("time", f"{name} = {number} {unit}".rstrip(), lang)
    for name, elements in about.subscripts:
        _say("ranges", f"{name}: {_some(elements)}", lang)
    _say("macros", ", ".join(about.macros), lang)
    _say("notes", "; ".join(about.notes), lang)
    _say("files", ", ".join(about.files), lang)
    _loops(about.loops, lang)
    if about.coupled:
        echo(f"  {about.coupled} {_word('coupled', lang)}")


def _word(key: str, lang: Lang) -> str:
    return WORDS[key].in_(lang)


def _say(key: str, text: str, lang: Lang) -> None:
    if text:
        echo(f"{_word(key, lang)}{_COLON.in_(lang)}{text}")


def _limits(about: Description) -> str:
    if about.low is None and about.high is None:
        return ""
    return " … ".join("?" if end is None else f"{end:g}" for end in (about.low, about.high))


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f", … (+{more})" if more > 0 else "")


def _links(title: str, links: Iterable[Link], lang: Lang) -> Table:
    from rich.table import Table
    from rich.text import Text as RichText

    table = Table(title=_word(title, lang), title_justify="left")
    for head in ("polarity", "name", "kind", "unit"):
        table.add_column(_word(head, lang), overflow="fold")
    for link in links:
        sign = _word("start", lang) if link.at_start else link.polarity
        row = (sign, link.name, KINDS[link.kind].in_(lang), link.unit)
        table.add_row(*map(RichText, row))
    return table


def _loops(loops: Loops, lang: Lang) -> None:
    least = Text("at least ", "至少 ").in_(lang) * (not loops.complete)
    more = Text("; the shortest:", "；最短的几条：").in_(lang) * (loops.count > len(loops.shortest))
    _say("loops", f"{least}{loops.count}{Text('', ' 条').in_(lang)}{more}", lang)
    for loop in loops.shortest:
        meaning = Text(" ({})", "（{}）").in_(lang).format(LOOPS[loop.polarity].in_(lang))
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
