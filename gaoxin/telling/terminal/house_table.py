"""What every table on a terminal shares: its look, a target's name, and what the draws are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Lang, Text, name_of
from gaoxin.telling.words.quantities import goal_words, rule_value, unit_words

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text as RichText

    from gaoxin.desks.targets import Target
    from gaoxin.language import Lang


def plain_table(title: str, caption: str) -> Table:
    """Return an empty table in the house style; brackets in its texts are no markup."""
    from rich import box
    from rich.table import Table
    from rich.text import Text as RichText

    return Table(
        title=RichText(title),
        caption=RichText(caption) if caption else None,
        title_justify="left",
        caption_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )


def target_name(target: Target, lang: Lang, *, goal: bool = False) -> RichText:
    """Return a target's name, its mark where it is assumed, its goal where asked for, its unit.

    Parameters
    ----------
    target : Target
    lang : {"en", "zh"}
    goal : bool

    Returns
    -------
    rich.text.Text
    """
    from rich.text import Text as RichText

    name = RichText(name_of(target).in_(lang))
    name.append("*" if target.status == "assumed" else "")
    unit = short_unit(target.unit)
    tail = goal_words(rule_value(target).replace(" ", ""), unit) if goal else unit
    name.append(f" {tail.in_(lang)}", style="dim")
    return name


def short_unit(unit: str) -> Text:
    """Return the unit with its English multiples abbreviated: ``100m CNY/year``."""
    return unit_words(unit).each(
        lambda words: words.replace("100 million", "100m").replace("10 thousand", "10k")
    )


def stamp_sentence(stamp: Text) -> Text:
    """Return what the draws are as a sentence; nothing where nothing needs saying."""
    return Text(f"{stamp.en[0].upper()}{stamp.en[1:]}.", f"{stamp.zh}。") if any(stamp) else stamp


def assumed_note(targets: Sequence[Target]) -> Text:
    """Return what the asterisk means, where one of the targets has it."""
    assumed = any(target.status == "assumed" for target in targets)
    note = Text("* assumed: not a number of the plan.", "* 假定值，非规划原文数字。")
    return note if assumed else NOTHING
