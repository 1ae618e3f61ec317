"""What a verdict rests on: data, priors, chance, and choices of structure and definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gaoxin.verdicts.shares import Share
    from gaoxin.verdicts.verdict import Verdict


@dataclass(frozen=True)
class Choice:
    """The verdicts under one alternative.

    Attributes
    ----------
    kind, group, id, name_en, name_zh, default, log_evidence
        As of the :class:`Alternative`.
    verdicts : sequence of Verdict
        One a target, in the table's order; of the same draws but for structures.
    """

    kind: str
    group: str
    id: str
    name_en: str
    name_zh: str
    default: bool
    log_evidence: tuple[float, ...]
    verdicts: Sequence[Verdict]


@dataclass(frozen=True)
class Evidence:
    """What the verdicts of one scenario rest on.

    Attributes
    ----------
    scenario : str
        Its id.
    shares : tuple of Share
        One a judged target.
    choices : tuple of Choice
        Structures first, then definitions; in each group the default first.
    """

    scenario: str
    shares: tuple[Share, ...]
    choices: tuple[Choice, ...]
