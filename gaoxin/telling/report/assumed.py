"""What was assumed: constants that the data hardly touch, and readings chosen or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gaoxin.language import Text, alike, name_of
from gaoxin.telling.words.phrases import place_words, range_words
from gaoxin.telling.words.quantities import plain, rule_value, with_unit

if TYPE_CHECKING:
    from gaoxin.desks.ledger import Ledger
    from gaoxin.desks.observations import Reading
    from gaoxin.desks.priors import PriorRow
    from gaoxin.telling.report.knowledge import Knowledge
    from gaoxin.verdicts.influence import Influence

MOST, LEAST, TOUCHED = 20, 0.15, 0.1
"""At most so many constants are listed, each with a rank correlation of at least `LEAST` and a
contraction below `TOUCHED`."""

KINDS: dict[str, Text] = {
    "general_knowledge": Text("judgement", "判断"),
    "verified": Text("read in a source", "有据可查"),
}
USES: dict[str, Text] = {
    "fit": Text("fitted", "参与拟合"),
    "alternative": Text("not chosen", "未选用"),
    "prior": Text("made into a prior", "已用于先验"),
    "check": Text("check", "核对"),
}


def untouched(knowledge: Knowledge) -> list[dict[str, Any]]:
    """Return the constants that move an outcome of 2025 and of which the data say little."""
    tables = knowledge.posterior.tables
    learned = dict(
        zip(
            (str(name) for name in tables["parameter"].values),
            tables["contraction"].values.tolist(),
            strict=True,
        )
    )
    return [
        _assumption(influence, knowledge, learned.get(influence.constant))
        for influence in knowledge.influences
        if influence.constant in knowledge.sources
        and abs(influence.correlation) >= LEAST
        and learned.get(influence.constant, 0.0) < TOUCHED
    ][:MOST]


def _assumption(
    influence: Influence, knowledge: Knowledge, learned: float | None
) -> dict[str, Any]:
    row, target = knowledge.sources[influence.constant], influence.target
    unfelt = Text("no observation feels it", "观测值不涉及")
    share = alike(f"{100 * max(learned or 0.0, 0.0):.0f} %")
    return {
        "name": knowledge.names[influence.constant],
        "id": row.id,
        "range": range_words(row.low, row.high, row.unit),
        "kind": source_kind(row),
        "learned": unfelt if learned is None else share,
        "moves": name_of(target),
        "rule": rule_value(target),
        "correlation": f"{influence.correlation:+.2f}".replace("-", "−"),
    }


def source_kind(row: PriorRow) -> Text:
    """Return the kind of a prior's source in words."""
    return KINDS.get(row.source_kind, alike(row.source_kind))


def sources(knowledge: Knowledge) -> dict[str, int]:
    """Return how many priors feed the model, and how many rest on judgement."""
    kinds = [row.source_kind for row in knowledge.sources.values()]
    return {"all": len(kinds), "judgement": kinds.count("general_knowledge")}


def groups(ledger: Ledger) -> list[dict[str, Any]]:
    """Return contradictory readings side by side, by group, the chosen one first."""
    named = sorted((r for r in ledger.readings if r.group), key=lambda r: r.group)
    tables = []
    for _, rows in groupby(named, key=lambda r: r.group):
        own = sorted(rows, key=lambda r: r.use != "fit")
        tables.append({"title": name_of(own[0]), "rows": [_reading(r, ledger) for r in own]})
    return tables


def made_into_priors(ledger: Ledger) -> list[dict[str, Any]]:
    """Return the readings outside groups that are no observations, with why."""
    return _single(ledger, ("prior", "alternative"))


def checks(ledger: Ledger) -> list[dict[str, Any]]:
    """Return the readings that follow from others by arithmetic."""
    return _single(ledger, ("check",))


def _single(ledger: Ledger, uses: Sequence[str]) -> list[dict[str, Any]]:
    return [_reading(r, ledger) for r in ledger.readings if not r.group and r.use in uses]


def _reading(reading: Reading, ledger: Ledger) -> dict[str, Any]:
    return {
        "name": name_of(reading),
        "period": reading.period,
        "value": with_unit(plain(reading.value), reading.unit),
        "source": place_words(reading.source, ledger.translations),
        "use": USES[reading.use],
        "chosen": reading.use == "fit",
        "why": ledger.pair(reading.why),
    }


def median_text(values: Iterable[float]) -> str:
    """Return the middle one of some shares in percent."""
    ordered = sorted(values)
    return f"{100 * ordered[len(ordered) // 2]:.0f} %" if ordered else "–"
