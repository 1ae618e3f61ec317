"""Verdicts as tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Lang, Text, alike, name_of
from gaoxin.names import spellings
from gaoxin.telling.terminal.house_table import (
    assumed_note,
    plain_table,
    stamp_sentence,
    target_name,
)
from gaoxin.telling.words.quantities import (
    STATUS_WORDS,
    number,
    plain,
    probability_text,
    rule_value,
)
from gaoxin.telling.words.verdict_words import verdict_words

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text as RichText

    from gaoxin.desks.indicators import Indicator
    from gaoxin.verdicts.results import ScenarioLike
    from gaoxin.verdicts.verdict import Verdict

HEADINGS = (
    Text("Target", "目标"),
    alike("2020"),
    Text("Goal", "目标值"),
    alike("5 %"),
    alike("50 %"),
    alike("95 %"),
    Text("Prob. %", "概率 %"),
    Text("Verdict", "评判"),
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
    verdicts: Sequence[Verdict], scenario: ScenarioLike, lang: Lang = "en", stamp: Text = NOTHING
) -> Table:
    """Return every verdict as a row, for about 100 columns; none is dropped.

    An assumed target is marked ``*``; one that is not judged says so, and
    :func:`render_unjudged` gives the reason.

    Parameters
    ----------
    verdicts : sequence of Verdict
    scenario : ScenarioLike
    lang : {"en", "zh"}
    stamp : Text
        What the draws are, where that needs saying.

    Returns
    -------
    rich.table.Table
    """
    table = plain_table(f"{scenario.title[lang]} ({scenario.id})", _caption(verdicts, lang, stamp))
    first, *middle, last = (heading.in_(lang) for heading in HEADINGS)
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

    Parameters
    ----------
    verdicts : sequence of Verdict
        Of any scenario: what is not judged is the same under all of them.
    indicators : sequence of Indicator
    lang : {"en", "zh"}

    Returns
    -------
    rich.table.Table
    """
    table = plain_table(Text("Not judged, and why", "未评判的内容及原因").in_(lang), "")
    for heading in (Text("What", "项目"), Text("State", "状态"), Text("Why", "原因")):
        table.add_column(heading.in_(lang))
    told = spellings(v.target.indicator for v in verdicts if v.state != "judged")
    for verdict in verdicts:
        target = verdict.target
        if verdict.state != "judged":
            why = Text(target.reason, target.reason_zh).in_(lang) or target.source
            state = STATUS_WORDS[verdict.state].in_(lang)
            table.add_row(name_of(target).in_(lang), state, why)
    for indicator in indicators:
        if not indicator.variable and indicator.id not in told:
            why = Text(indicator.reason, indicator.reason_zh).in_(lang)
            state = STATUS_WORDS["not modelled"].in_(lang)
            table.add_row(name_of(indicator).in_(lang), state, why)
    return table


def _cells(verdict: Verdict, lang: Lang) -> list[RichText]:
    from rich.text import Text as RichText

    target, word = verdict.target, verdict.word
    last = RichText(verdict_words(verdict).in_(lang), style=STYLES[word.key] if word else "")
    numbers = [plain(verdict.value_2020), rule_value(target).replace(" ", "")]
    numbers += [number(value) for value in (verdict.p05, verdict.p50, verdict.p95)]
    numbers.append(probability_text(verdict).removesuffix(" %").replace(" ", ""))
    return [target_name(target, lang), *(RichText(text) for text in numbers), last]


def _caption(verdicts: Sequence[Verdict], lang: Lang, stamp: Text) -> str:
    parts = [
        stamp_sentence(stamp),
        Text("± one Monte Carlo standard error.", "± 为一个蒙特卡洛标准误。"),
        assumed_note([verdict.target for verdict in verdicts]),
    ]
    return " ".join(part.in_(lang) for part in parts if any(part))
