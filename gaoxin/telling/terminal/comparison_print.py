"""A comparison as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Lang, Text, alike, joined
from gaoxin.telling.terminal.house_table import (
    assumed_note,
    plain_table,
    stamp_sentence,
    target_name,
)
from gaoxin.telling.words.quantities import number, points, share_text, share_words, signed
from gaoxin.telling.words.verdict_words import comparison_words

if TYPE_CHECKING:
    from rich.console import Group
    from rich.text import Text as RichText

    from gaoxin.verdicts.comparison import Comparison
    from gaoxin.verdicts.contrast import Contrast

HEADINGS = (
    Text("Target, goal", "目标、目标值"),
    alike("A 50 %\nB 50 %"),
    Text("A − B\n(5 … 95 %)", "A − B\n（5 … 95 %）"),
    Text("Prob. A %\nProb. B %", "A 概率 %\nB 概率 %"),
    Text("A − B\npoints", "A − B\n百分点"),
    Text("A bet-\nter %", "A\n更优 %"),
    Text("In words", "结论"),
)


def render_comparison(comparison: Comparison, lang: Lang = "en", stamp: Text = NOTHING) -> Group:
    """Return the judged targets, a row each from 80 columns on, and what the columns mean.

    Parameters
    ----------
    comparison : Comparison
    lang : {"en", "zh"}
    stamp : Text
        What the draws are, where that needs saying.

    Returns
    -------
    rich.console.Group
    """
    from rich.console import Group
    from rich.text import Text as RichText

    table = plain_table(_title(comparison, lang), "")
    first, *middle, last = (heading.in_(lang) for heading in HEADINGS)
    table.add_column(first, min_width=12, overflow="fold")
    for heading in middle:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(last, min_width=10, max_width=19, overflow="fold")
    for contrast in comparison.contrasts:
        if contrast.a.state == "judged":
            table.add_row(*_cells(contrast, lang))
    return Group(table, RichText(_notes(comparison, stamp).in_(lang)))


def _cells(contrast: Contrast, lang: Lang) -> list[RichText]:
    from rich.text import Text as RichText

    name = target_name(contrast.target, lang, goal=True)
    ends = f"{signed(contrast.diff_p05)}…{signed(contrast.diff_p95)}"
    wins = share_words(contrast.wins_a, contrast.members, contrast.failed)
    odds = points(contrast.diff_probability_ends, contrast.diff_error)
    numbers = [
        f"{number(contrast.a.p50)}\n{number(contrast.b.p50)}",
        "0" if contrast.same else f"{signed(contrast.diff_p50)}\n({ends})",
        f"{_percent(share_text(contrast.a))}\n{_percent(share_text(contrast.b))}",
        "0" if contrast.same else odds.replace(" ", ""),
        "–" if contrast.same else _percent(wins),
        comparison_words(contrast).in_(lang),
    ]
    return [name, *(RichText(text) for text in numbers)]


def _percent(text: str) -> str:
    """Return a share without its sign, which stands in the heading."""
    return text.removesuffix(" %").replace(" ", "")


def _title(comparison: Comparison, lang: Lang) -> str:
    a, b = comparison.a, comparison.b
    return f"A: {a.title[lang]} ({a.id})   B: {b.title[lang]} ({b.id})"


def _notes(comparison: Comparison, stamp: Text) -> Text:
    failed, contrasts = comparison.failed, comparison.contrasts
    idle = sum(contrast.a.state != "judged" for contrast in contrasts)
    columns = Text(
        f"{comparison.members:,} pairs of runs on the same draws; A − B of each "
        "pair: median (5 … 95 %). A better: share of the pairs, a tie counted half. "
        "± one Monte Carlo standard error of the paired difference.",
        f"共 {comparison.members:,} 对运行，每对采用同一组抽样；A − B 为各对之差的中位数"
        "（5 … 95 %）。A 更优：所占比例，相等时计一半。± 为配对差的一个蒙特卡洛标准误。",
    )
    intervals = Text(
        f"{failed} of the pairs failed: probabilities are intervals.",
        f"其中 {failed} 对运行失败，概率以区间表示。",
    )
    elsewhere = Text(
        f"{idle} further targets are not judged; gaoxin run says why.",
        f"另有 {idle} 项目标未评判，原因见 gaoxin run。",
    )
    return joined(
        [
            stamp_sentence(stamp),
            columns,
            intervals if failed else NOTHING,
            assumed_note([contrast.target for contrast in contrasts]),
            elsewhere if idle else NOTHING,
        ]
    )
