"""Verdicts as tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.names import spellings
from gaoxin.telling.words.quantities import (
    STATUS_WORDS,
    goal_words,
    number,
    pick,
    plain,
    probability_text,
    rule_value,
    unit_words,
)

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.telling.words.quantities import Lang
    from gaoxin.verdicts.results import ScenarioLike
    from gaoxin.verdicts.verdict import Verdict

HEADINGS: tuple[tuple[str, str], ...] = (
    ("Target", "目标"),
    ("2020", "2020"),
    ("Goal", "目标值"),
    ("5 %", "5 %"),
    ("50 %", "50 %"),
    ("95 %", "95 %"),
    ("Prob. %", "概率 %"),
    ("Verdict", "评判"),
)

STYLES = {
    "virtually_certain": "blue",
    "very_likely": "blue",
    "likely": "cyan",
    "as_likely_as_not": "",
    "unlikely": "yellow",
    "very_unlikely": "yellow",
    "exceptionally_unlikely": "red",
}
"""Terminal colours by word; the word itself carries the meaning where there is no colour."""


def render(
    verdicts: Sequence[Verdict],
    scenario: ScenarioLike,
    lang: Lang = "en",
    stamp: tuple[str, str] = ("", ""),
) -> Table:
    """Return every verdict as a row, for about 100 columns; none is dropped.

    An assumed target is marked ``*``; one that is not judged says so, and
    :func:`render_unjudged` gives the reason.
    """
    table = plain_table(f"{scenario.title[lang]} ({scenario.id})", _caption(verdicts, lang, stamp))
    first, *middle, last = (pick(heading, lang) for heading in HEADINGS)
    table.add_column(first)
    for heading in middle:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(last, max_width=15)
    for verdict in verdicts:
        table.add_row(*_cells(verdict, lang), style="" if verdict.state == "judged" else "dim")
    return table


def render_unjudged(
    verdicts: Sequence[Verdict], indicators: Sequence[Indicator], lang: Lang = "en"
) -> Table:
    """Return the targets that are not judged and the indicators not modelled, with reasons.

    The same for every scenario: `verdicts` are those of any one of them.
    """
    table = plain_table(pick(("Not judged, and why", "未评判的内容及原因"), lang), "")
    for heading in (("What", "项目"), ("State", "状态"), ("Why", "原因")):
        table.add_column(pick(heading, lang))
    unjudged = [v.target for v in verdicts if v.state != "judged"]
    listed = spellings(target.indicator for target in unjudged)
    for verdict in verdicts:
        target = verdict.target
        if verdict.state != "judged":
            why = pick((target.reason, target.reason_zh), lang) or target.source
            table.add_row(name_of(target, lang), pick(STATUS_WORDS[verdict.state], lang), why)
    for indicator in indicators:
        if not indicator.variable and indicator.id not in listed:
            why = pick((indicator.reason, indicator.reason_zh), lang)
            state = pick(STATUS_WORDS["not modelled"], lang)
            table.add_row(name_of(indicator, lang), state, why)
    return table


def plain_table(title: str, caption: str) -> Table:
    """Return an empty table in the house style; brackets in its texts are no markup."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    return Table(
        title=Text(title),
        caption=Text(caption) if caption else None,
        title_justify="left",
        caption_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )


def _cells(verdict: Verdict, lang: Lang) -> list[Text]:
    from rich.text import Text

    target, word = verdict.target, verdict.word
    if word is not None:
        last = Text(pick((word.en, word.zh), lang), style=STYLES[word.key])
    else:
        last = Text(pick(STATUS_WORDS[verdict.state], lang))
    numbers = [plain(verdict.value_2020), rule_value(target).replace(" ", "")]
    numbers += [number(value) for value in (verdict.p05, verdict.p50, verdict.p95)]
    numbers.append(probability_text(verdict).removesuffix(" %").replace(" ", ""))
    return [named(target, lang), *(Text(text) for text in numbers), last]


def named(target: Target, lang: Lang, *, goal: bool = False) -> Text:
    """Return a target's name, its mark where it is assumed, its goal where asked for, its unit."""
    from rich.text import Text

    name = Text(name_of(target, lang))
    name.append("*" if target.status == "assumed" else "")
    unit = short_unit(target.unit, lang)
    tail = goal_words(rule_value(target).replace(" ", ""), unit) if goal else unit
    name.append(f" {tail}", style="dim")
    return name


def name_of(row: Target | Indicator, lang: Lang) -> str:
    """Return the name in one language."""
    return pick((row.name_en, row.name_zh), lang)


def short_unit(unit: str, lang: Lang) -> str:
    """Return the unit with its English multiples abbreviated: ``100m CNY/year``."""
    words = unit_words(unit, lang)
    return words.replace("100 million", "100m").replace("10 thousand", "10k")


def _caption(verdicts: Sequence[Verdict], lang: Lang, stamp: tuple[str, str]) -> str:
    parts = stamp_sentence(stamp, lang)
    parts.append(pick(("± one Monte Carlo standard error.", "± 为一个蒙特卡洛标准误。"), lang))
    if any(verdict.target.status == "assumed" for verdict in verdicts):
        text = ("* assumed: not a number of the plan.", "* 假定值，非规划原文数字。")
        parts.append(pick(text, lang))
    return " ".join(parts)


def stamp_sentence(stamp: tuple[str, str], lang: Lang) -> list[str]:
    """Return the stamp as one sentence, or nothing."""
    said = pick(stamp, lang)
    return [f"{said[0].upper()}{said[1:]}{pick(('.', '。'), lang)}"] if said else []
