"""All verdicts on one screen: a row a target, a column a scenario, for any width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Lang, Text, alike, joined, listed
from gaoxin.telling.report.lead import lead
from gaoxin.telling.terminal.columns import Columns, tables, taken
from gaoxin.telling.terminal.house_table import assumed_note, stamp_sentence
from gaoxin.telling.terminal.verdict_print import STYLES
from gaoxin.telling.terminal.wrap import wrapped
from gaoxin.telling.words.answer import counted, few_words, hopeless, judged_verdicts
from gaoxin.telling.words.binding_words import holding
from gaoxin.telling.words.quantities import number, plain, rule_value, share_text
from gaoxin.telling.words.verdict_words import LIKELIHOOD_WORDS, verdict_words
from gaoxin.verdicts.likelihood import LIKELIHOODS

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text as RichText

    from gaoxin.verdicts.results import ScenarioResult
    from gaoxin.verdicts.verdict import Verdict

NAMED = 4
"""How many of the targets that no scenario reaches are named."""
FIRST = frozenset({0})
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def render_matrix(
    results: Sequence[ScenarioResult], lang: Lang, width: int, stamp: Text
) -> list[RenderableType]:
    """Return the probability of every judged target under every scenario, and what it comes to.

    The scenario that the report leads with comes first. Where there is room its verdict is told
    in words too; where there is less, scenarios have letters, or stand in two tables or more.

    Parameters
    ----------
    results : sequence of ScenarioResult
        Judged on the same targets.
    lang : {"en", "zh"}
    width : int
        Columns of the terminal.
    stamp : Text
        What the draws are, where that needs saying.

    Returns
    -------
    list
        Of what a console prints.
    """
    first = lead(results)
    ordered = [first, *(result for result in results if result is not first)]
    rows = list(zip(*(judged_verdicts(result) for result in ordered), strict=True))
    if len(ordered) == 1:
        shown = _single(ordered[0], lang, width)
    else:
        shown = _several(ordered, rows, lang, width)
    return [*shown, *_sentences(ordered, lang, width, stamp)]


def _single(result: ScenarioResult, lang: Lang, width: int) -> list[RenderableType]:
    """Return one scenario, with its median and its verdict in words."""
    from rich.text import Text as RichText

    verdicts = judged_verdicts(result)
    heads = [Text("Target", "目标"), alike("2020"), Text("Goal", "目标值")]
    heads += [Text("Median", "中位数"), Text("Prob. %", "概率 %")]
    cells = [
        [
            _name(verdict, lang),
            RichText(plain(verdict.value_2020)),
            RichText(_goal(verdict)),
            RichText(number(verdict.p50)),
            _probability(verdict),
        ]
        for verdict in verdicts
    ]
    if taken(Columns([head.in_(lang) for head in heads], cells).widths()) > width:
        heads, cells = [*heads[:1], *heads[2:]], [[*row[:1], *row[2:]] for row in cells]
    fixed = Columns([head.in_(lang) for head in heads], cells, FIRST)
    words = [[_styled(verdict_words(v).in_(lang), v)] for v in verdicts]
    moving = Columns([Text("In words", "评判").in_(lang)], words, FIRST)
    fits = taken([*fixed.widths(), *moving.widths()]) <= width
    scenario = result.run.scenario
    none = Columns([], [[] for _ in verdicts])
    return [
        *tables(f"{scenario.title[lang]} ({scenario.id})", fixed, moving if fits else none, width)
    ]


def _several(
    results: list[ScenarioResult], rows: Sequence[Sequence[Verdict]], lang: Lang, width: int
) -> list[RenderableType]:
    """Return a column a scenario, and the first one's verdicts in words where there is room."""
    from rich.text import Text as RichText

    fixed = Columns(
        [Text("Target", "目标").in_(lang), Text("Goal", "目标值").in_(lang)],
        [[_name(row[0], lang), RichText(_goal(row[0]))] for row in rows],
        FIRST,
    )
    cells = [[_probability(v) for v in row] for row in rows]
    widest = max((len(cell.plain) for row in cells for cell in row), default=5)
    moving = Columns([_head(result, lang, widest) for result in results], cells)
    shown: list[RenderableType] = []
    lettered = lang == "en" and len(results) <= len(LETTERS)
    if lettered and taken([*fixed.widths(), *moving.widths()]) > width:
        moving = Columns(LETTERS[: len(results)], cells)
        said = [f"{head}={one.id}" for head, one in zip(LETTERS, results, strict=False)]
        shown.append(RichText(wrapped(", ".join(said), width)))
    worded = _worded(moving, results[0], rows, lang)
    if taken([*fixed.widths(), *worded.widths()]) <= width:
        moving = worded
    title = Text("Probability of meeting each target, %", "各目标实现的概率，%").in_(lang)
    return [*shown, *tables(title, fixed, moving, width)]


def _worded(
    moving: Columns,
    first: ScenarioResult,
    rows: Sequence[Sequence[Verdict]],
    lang: Lang,
) -> Columns:
    """Return the columns with one more: the verdicts of the first scenario in words."""
    name = first.run.scenario.title["zh"] if lang == "zh" else first.id
    head = Text(f"{name},\nin words", f"{name}\n评判").in_(lang)
    words = [
        [*cells, _styled(verdict_words(row[0]).in_(lang), row[0])]
        for cells, row in zip(moving.cells, rows, strict=True)
    ]
    return Columns([*moving.heads, head], words, frozenset({len(moving.heads)}))


def _head(result: ScenarioResult, lang: Lang, cells: int) -> str:
    """Return a scenario's heading in lines: its id at its hyphens, or its Chinese title."""
    if lang == "en":
        return result.id.replace("-", "-\n").replace("_", "_\n")
    from rich.cells import cell_len

    title = result.run.scenario.title["zh"]
    if cell_len(title) <= cells:
        return title
    if cell_len(title) == len(title):  # no wide sign: a word is not parted
        return title.replace("-", "-\n").replace("_", "_\n")
    signs = max(2, cells // 2)
    per = math.ceil(len(title) / math.ceil(len(title) / signs))
    return "\n".join(title[at : at + per] for at in range(0, len(title), per))


def _name(verdict: Verdict, lang: Lang) -> RichText:
    from rich.text import Text as RichText

    mark = "*" if verdict.target.status == "assumed" else ""
    return RichText(verdict.target.short.in_(lang) + mark)


def _goal(verdict: Verdict) -> str:
    return rule_value(verdict.target).replace(" ", "")


def _share(verdict: Verdict) -> str:
    return share_text(verdict).removesuffix(" %")


def _probability(verdict: Verdict) -> RichText:
    return _styled(_share(verdict), verdict)


def _styled(text: str, verdict: Verdict) -> RichText:
    from rich.text import Text as RichText

    return RichText(text, style=STYLES[verdict.word.key] if verdict.word else "")


def _sentences(
    results: Sequence[ScenarioResult], lang: Lang, width: int, stamp: Text
) -> list[RenderableType]:
    """Return the key to the words and three sentences: what can be had, what not, what holds."""
    from rich.text import Text as RichText

    first = results[0]
    verdicts = judged_verdicts(first)
    held = holding(first.bindings, 1)
    holds = [Text(f"Hardest limit there: {one.en}", f"其中最紧的约束：{one.zh}") for one in held]
    said = [counted(first), *hopeless(results, NAMED), *holds]
    notes = [_key(), stamp_sentence(stamp), assumed_note([v.target for v in verdicts])]
    few = few_words(verdicts[0].members) if verdicts else NOTHING
    small = joined([*notes, few, _unjudged(first)])
    lines = [RichText(wrapped(sentence.in_(lang), width)) for sentence in said]
    return [RichText(wrapped(small.in_(lang), width), style="dim"), RichText(""), *lines]


def _key() -> Text:
    """Return the bounds of the words of likelihood."""
    pairs = [
        Text(
            f"{100 * word.at_least:.0f} {LIKELIHOOD_WORDS[word.key].en}",
            f"{100 * word.at_least:.0f}{LIKELIHOOD_WORDS[word.key].zh}",
        )
        for word in LIKELIHOODS
    ]
    said = listed(pairs)
    return Text(
        f"In words, from this percentage on: {said.en}.", f"用语（自该百分数起）：{said.zh}。"
    )


def _unjudged(result: ScenarioResult) -> Text:
    """Return how many targets are not judged, and where the reasons stand."""
    idle = [verdict.target.short for verdict in result.verdicts if verdict.state != "judged"]
    if not idle:
        return NOTHING
    named = listed(idle)
    return Text(
        f"Not judged: {named.en} (--full says why).", f"未评判：{named.zh}（原因见 --full）。"
    )
