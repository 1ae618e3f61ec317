"""The answer in sentences: how many targets are within reach, and which are not anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Text, listed, name_of
from gaoxin.names import same
from gaoxin.telling.words.phrases import NO_BREAK, goal, quoted, tight
from gaoxin.telling.words.quantities import share_text, unit_words
from gaoxin.verdicts.likelihood import FEW

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.results import ScenarioResult
    from gaoxin.verdicts.verdict import Verdict

LIKELY = frozenset({"virtually_certain", "very_likely", "likely"})
UNLIKELY = frozenset({"unlikely", "very_unlikely", "exceptionally_unlikely"})
"""The words of the likely and of the unlikely; a sentence counts by the words that stand beside."""


def judged_verdicts(result: ScenarioResult) -> list[Verdict]:
    """Return the verdicts on targets that are judged."""
    return [verdict for verdict in result.verdicts if verdict.probability is not None]


def counted(result: ScenarioResult) -> Text:
    """Return how many targets are likely, open and unlikely, with the odds of the first ones."""
    verdicts = judged_verdicts(result)
    words = [verdict.word.key if verdict.word else "" for verdict in verdicts]
    likely, unlikely = (sum(word in group for word in words) for group in (LIKELY, UNLIKELY))
    title = quoted(result.run.scenario.title)
    of, open_ = len(verdicts), len(verdicts) - likely - unlikely
    first = _first_odds(verdicts)
    return Text(
        f"Under {title.en}, {likely} of {of} judged targets {_are(likely)} likely to be met, "
        f"{open_} can go either way, {unlikely} {_are(unlikely)} unlikely. {first.en}",
        f"在{title.zh}下，{of}项可评判的目标中，{likely}项可能实现，{open_}项难分可否，"
        f"{unlikely}项不太可能实现。{first.zh}",
    )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _first_odds(verdicts: Sequence[Verdict]) -> Text:
    """Return the odds of every target on the first variable of the table."""
    if not verdicts:
        return NOTHING
    own = [v for v in verdicts if same(v.target.variable, verdicts[0].target.variable)]
    first = own[0].target
    unit = unit_words(first.unit)
    odds = [(goal(v.target), odds_words(v)) for v in own]
    english = "; ".join(f"{rule}: {share}" for rule, share in odds)
    chinese = "；".join(f"{rule}的概率为{tight(share)}" for rule, share in odds)
    return Text(
        f"{first.name_en} ({unit.en}) {english}.", f"{first.name_zh}（{unit.zh}）{chinese}。"
    )


def odds_words(verdict: Verdict) -> str:
    """Return a probability for a sentence: its parts stay on one line."""
    return share_text(verdict).replace(" ", NO_BREAK)


def lost(results: Sequence[ScenarioResult]) -> list[Target]:
    """Return the targets that are unlikely under every scenario."""
    by_target = zip(*(judged_verdicts(result) for result in results), strict=True)
    return [
        row[0].target
        for row in by_target
        if all(v.word is not None and v.word.key in UNLIKELY for v in row)
    ]


def hopeless(results: Sequence[ScenarioResult], named: int | None = None) -> list[Text]:
    """Return which targets are unlikely under every scenario; nothing where there is none.

    Parameters
    ----------
    results : sequence of ScenarioResult
    named : int, optional
        At most so many by name; all by default.
    """
    names = list(dict.fromkeys(name_of(target) for target in lost(results)))
    if not names or len(results) < 2:
        return []
    if named is None or len(names) <= named:
        shown = listed(names)
        return [
            Text(
                f"Unlikely under every one of the {len(results)} scenarios: {shown.en}.",
                f"{len(results)}种情景下均不太可能实现的有：{shown.zh}。",
            )
        ]
    count, shown = len(lost(results)), listed(names[:named])
    return [
        Text(
            f"{count} are unlikely under every one of the {len(results)} scenarios, among them: "
            f"{shown.en}.",
            f"{count}项在{len(results)}种情景下均不太可能实现，其中有：{shown.zh}。",
        )
    ]


def few_words(members: int) -> Text:
    """Return what so few runs cannot show; blank where there are enough.

    Examples
    --------
    >>> few_words(2000).en, few_words(5).en[:12]
    ('', 'Only 5 runs:')
    """
    if members >= FEW:
        return NOTHING
    runs = "run" if members == 1 else "runs"
    return Text(
        f"Only {members} {runs}: a word claims no more than so few can show, and counts go by the "
        f"words. Take {FEW} members or more.",
        f"只有{members}个样本：用语不超出样本所能说明的范围，计数以用语为准。请取{FEW}个以上样本。",
    )
