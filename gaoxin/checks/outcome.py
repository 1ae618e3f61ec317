"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gaoxin.language import Text

Part = Literal["data", "priors", "scenarios", "extremes", "reality", "pysd"]
PARTS: dict[Part, Text] = {
    "data": Text("data", "数据"),
    "priors": Text("priors", "先验"),
    "scenarios": Text("scenarios", "情景"),
    "extremes": Text("extreme conditions", "极端条件"),
    "reality": Text("reality checks", "现实性检验"),
    "pysd": Text("run by PySD too", "与 PySD 对照"),
}
"""Kinds of checks in words."""


@dataclass(frozen=True)
class CheckOutcome:
    """The outcome of one check.

    Attributes
    ----------
    part : str
        What kind of check it is.
    id : str
    name_en, name_zh : str
        What was asked.
    passed : bool
    said_en, said_zh : str
        What was found: the figures, or the fault with the remedy.
    missed_en, missed_zh : str
        Of a statement that fails and is known to: the reason that its file gives.
    """

    part: Part
    id: str
    name_en: str
    name_zh: str
    passed: bool
    said_en: str = ""
    said_zh: str = ""
    missed_en: str = ""
    missed_zh: str = ""

    @property
    def acceptable(self) -> bool:
        """Return whether it passed, or is known to fail."""
        return self.passed or bool(self.missed_en)
