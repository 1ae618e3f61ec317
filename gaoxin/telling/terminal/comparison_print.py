"""A comparison as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.telling.terminal.verdict_print import named, plain_table, stamp_sentence
from gaoxin.telling.words.quantities import number, pick, points, share_text, share_words, signed
from gaoxin.telling.writing.comparison_table import comparison_words

if TYPE_CHECKING:
    from rich.console import Group
    from rich.text import Text

    from gaoxin.telling.words.quantities import Lang
    from gaoxin.verdicts.comparison import Comparison
    from gaoxin.verdicts.contrast import Contrast

HEADINGS: tuple[tuple[str, str], ...] = (
    ("Target, goal", "目标、目标值"),
    ("A 50 %\nB 50 %", "A 50 %\nB 50 %"),
    ("A − B\n(5 … 95 %)", "A − B\n（5 … 95 %）"),
    ("Prob. A %\nProb. B %", "A 概率 %\nB 概率 %"),
    ("A − B\npoints", "A − B\n百分点"),
    ("A bet-\nter %", "A\n更优 %"),
    ("In words", "结论"),
)


def render_comparison(
    comparison: Comparison, lang: Lang = "en", stamp: tuple[str, str] = ("", "")
) -> Group:
    """Return the judged targets, a row each from 80 columns on, and what the columns mean."""
    from rich.console import Group
    from rich.text import Text

    table = plain_table(_title(comparison, lang), "")
    first, *middle, last = (pick(heading, lang) for heading in HEADINGS)
    table.add_column(first, min_width=12, overflow="fold")
    for heading in middle:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(last, min_width=10, max_width=19, overflow="fold")
    for contrast in comparison.contrasts:
        if contrast.a.state == "judged":
            table.add_row(*_cells(contrast, lang))
    return Group(table, Text(_notes(comparison, lang, stamp)))


def _cells(contrast: Contrast, lang: Lang) -> list[Text]:
    from rich.text import Text

    target = contrast.target
    name = named(target, lang, goal=True)
    ends = f"{signed(contrast.diff_p05)}…{signed(contrast.diff_p95)}"
    wins = share_words(contrast.wins_a, contrast.members, contrast.failed)
    odds = points(contrast.diff_probability_ends, contrast.diff_error)
    numbers = [
        f"{number(contrast.a.p50)}\n{number(contrast.b.p50)}",
        "0" if contrast.same else f"{signed(contrast.diff_p50)}\n({ends})",
        f"{_percent(share_text(contrast.a))}\n{_percent(share_text(contrast.b))}",
        "0" if contrast.same else odds.replace(" ", ""),
        "–" if contrast.same else _percent(wins),
        pick(comparison_words(contrast), lang),
    ]
    return [name, *(Text(text) for text in numbers)]


def _percent(text: str) -> str:
    """Return a share without its sign, which stands in the heading."""
    return text.removesuffix(" %").replace(" ", "")


def _title(comparison: Comparison, lang: Lang) -> str:
    a, b = comparison.a, comparison.b
    return f"A: {a.title[lang]} ({a.id})   B: {b.title[lang]} ({b.id})"


def _notes(comparison: Comparison, lang: Lang, stamp: tuple[str, str]) -> str:
    idle = sum(contrast.a.state != "judged" for contrast in comparison.contrasts)
    parts = stamp_sentence(stamp, lang)
    parts += [
        pick(
            (
                f"{comparison.members:,} pairs of runs on the same draws; A − B of each "
                "pair: median (5 … 95 %). A better: share of the pairs, a tie counted half. "
                "± one Monte Carlo standard error of the paired difference.",
                f"共 {comparison.members:,} 对运行，每对采用同一组抽样；A − B 为各对之差的中位数"
                "（5 … 95 %）。A 更优：所占比例，相等时计一半。± 为配对差的一个蒙特卡洛标准误。",
            ),
            lang,
        )
    ]
    if comparison.failed:
        text = (
            f"{comparison.failed} of the pairs failed: probabilities are intervals.",
            f"其中 {comparison.failed} 对运行失败，概率以区间表示。",
        )
        parts.append(pick(text, lang))
    if any(contrast.target.status == "assumed" for contrast in comparison.contrasts):
        text = ("* assumed: not a number of the plan.", "* 假定值，非规划原文数字。")
        parts.append(pick(text, lang))
    if idle:
        text = (
            f"{idle} further targets are not judged; gaoxin run says why.",
            f"另有 {idle} 项目标未评判，原因见 gaoxin run。",
        )
        parts.append(pick(text, lang))
    return pick((" ", ""), lang).join(parts)
