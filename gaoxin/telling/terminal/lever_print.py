"""Levers for the terminal: three lines each, for any width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.language import Lang, Text
from gaoxin.telling.terminal.wrap import wrapped
from gaoxin.telling.words.quantities import plain
from gaoxin.telling.words.stated_words import stated_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text as RichText

    from gaoxin.desks.levers import Lever
    from gaoxin.ensembles.layers import StatedValue

INDENT = "  "


def render_lever(
    lever: Lever,
    elements: Sequence[str],
    plan: Sequence[tuple[str, StatedValue]],
    lang: Lang,
    width: int,
) -> RichText:
    """Return a lever's name in both languages, its range, practice and place in the plan.

    Parameters
    ----------
    lever : Lever
    elements : sequence of str
        Names of those that it has.
    plan : sequence of (str, StatedValue)
        Key and value of what the plan moves.
    lang : {"en", "zh"}
    width : int
        Columns of the terminal.

    Returns
    -------
    rich.text.Text
    """
    from rich.text import Text as RichText

    low, practice, high = (plain(x) for x in (lever.low, lever.neutral, lever.high))
    between = "；" if lang == "zh" else "; "
    planned = between.join(_planned(key, stated, lang) for key, stated in plan)
    numbers = Text(
        f"{low} to {high} {lever.unit}, practice {practice}; plan: {planned or 'as practice'}",
        f"{low} 至 {high} {lever.unit}，现行 {practice}；规划：{planned or '同现行'}",
    ).in_(lang)
    note = lever.note if lang == "en" else ""
    told = [numbers, f"[{', '.join(elements)}]" if elements else "", note]
    shown = RichText(lever.name, style="bold")
    shown.append(f"  {lever.name_zh} · {lever.name_en}", style="not bold")
    for text in (text for text in told if text):
        lines = wrapped(text, width - len(INDENT)).splitlines()
        shown.append("".join(f"\n{INDENT}{line}" for line in lines), style="not bold dim")
    return shown


HOW = Text(
    "Practice is that of 2016-2020. A scenario names a lever in either language, an element of it "
    "in brackets: gaoxin new NAME --from plan writes one to edit.",
    "“现行”指2016—2020年的做法。情景文件中杠杆可用中文或英文名，其下标写在方括号内："
    "gaoxin new 名称 --from plan --lang zh 生成可编辑的情景。",
)


def _planned(key: str, stated: StatedValue, lang: Lang) -> str:
    element = key.partition("[")[2].rstrip("]")
    value = stated_words(stated).in_(lang)
    return f"{element}: {value}" if element else value
