"""What each verdict rests on, and which reading or structure would turn it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.verdicts.certificate import Bilingual, Flip, RestsOn

if TYPE_CHECKING:
    from gaoxin.studies.run import Study

EVEN = 0.5
"""A verdict is turned over where its probability falls on the other side of this."""


def rests_on(study: Study) -> dict[str, RestsOn]:
    """Return by target the shares of its variance; nothing with prior draws."""
    knowledge = study.knowledge
    if knowledge is None:
        return {}
    return {
        one.target.id: RestsOn(
            data=one.fitted,
            priors=one.unfitted,
            disturbances=one.chance,
            together=one.together,
            narrowed=one.narrowed,
        )
        for one in knowledge.evidence.shares
    }


def flips(study: Study) -> dict[str, list[Flip]]:
    """Return by target the readings and structures that turn it over; nothing with prior draws."""
    knowledge = study.knowledge
    if knowledge is None:
        return {}
    choices = knowledge.evidence.choices
    by_default = {
        (choice.group, verdict.target.id): verdict.probability
        for choice in choices
        if choice.default
        for verdict in choice.verdicts
    }
    found: dict[str, list[Flip]] = {}
    for choice in choices:
        for verdict in choice.verdicts:
            own, before = verdict.probability, by_default.get((choice.group, verdict.target.id))
            if own is None or before is None or (own >= EVEN) == (before >= EVEN):
                continue
            found.setdefault(verdict.target.id, []).append(
                Flip(
                    kind="structure" if choice.kind == "structure" else "definition",
                    group=choice.group,
                    id=choice.id,
                    name=Bilingual(en=choice.name_en, zh=choice.name_zh),
                    probability=own,
                    instead_of=before,
                )
            )
    return found
