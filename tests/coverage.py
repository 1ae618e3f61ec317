"""What becomes of each quantified commitment of the plan: ``calibration/coverage.csv`` as a page.

``python -m tests.coverage`` writes ``docs/coverage.md`` and ``docs/coverage.zh-CN.md`` anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from gaoxin.desks import coverage, facts
from gaoxin.desks.coverage import USES, Covered
from gaoxin.desks.facts import Fact
from gaoxin.language import Lang
from gaoxin.telling.words.phrases import place_words
from gaoxin.telling.words.quantities import unit_words

ROOT = Path(__file__).parents[1]
PAGES: dict[Lang, Path] = {
    "en": ROOT / "docs" / "coverage.md",
    "zh": ROOT / "docs" / "coverage.zh-CN.md",
}
COMMITMENTS = ("target", "project")
"""Kinds of facts that promise something for after 2020."""


def read_facts() -> dict[str, Fact]:
    """Return the plan's quantified commitments by id, in the table's order."""
    rows = facts.read_facts(ROOT / "calibration" / "facts.csv")
    return {row.id: row for row in rows if row.kind in COMMITMENTS}


def read_coverage() -> Sequence[Covered]:
    """Return the rows of ``coverage.csv``."""
    return coverage.read_coverage(ROOT / "calibration" / "coverage.csv")


def page(known: Mapping[str, Fact], rows: Sequence[Covered], lang: Lang) -> str:
    """Return the page in Markdown."""
    counts = Counter(row.used_as for row in rows)
    if lang == "zh":
        told = "、".join(f"{USES[use]}{counts[use]}项" for use in USES if counts[use])
        head = [
            "# 规划承诺的采用情况",
            "",
            f"[English](coverage.md) · 规划的每项量化承诺（`facts.csv` 中的 `target` 与 `project`，"
            f"共{len(rows)}项）及其在模型中的采用方式：{told}。由 `python -m tests.coverage` "
            "依据 `calibration/coverage.csv` 生成。",
            "",
            "| 规划出处 | 承诺 | 数值 | 采用为 | 对应 | 说明 |",
        ]
    else:
        told = ", ".join(f"{counts[use]} {use}" for use in USES if counts[use])
        head = [
            "# Coverage of the plan's commitments",
            "",
            "[中文](coverage.zh-CN.md) · Every quantified commitment of the plan (`facts.csv`, "
            f"kinds target and project; {len(rows)} in all) and what the model makes of it:\n"
            f"{told}. Printed from `calibration/coverage.csv` by `python -m tests.coverage`.",
            "",
            "| section | commitment | value | used as | where | why |",
        ]
    lines = [*head, "|---|---|---:|---|---|---|"]
    lines += [_line(known[row.fact], row, lang) for row in rows]
    return "\n".join(lines) + "\n"


def _line(fact: Fact, row: Covered, lang: Lang) -> str:
    value = "" if fact.value is None else f"{fact.value:.15g}"
    unit = unit_words(fact.unit).zh if lang == "zh" else fact.unit
    chinese = lang == "zh"
    cells = [
        place_words(fact.chapter_section, {}).in_(lang),
        fact.subject_zh if chinese else fact.subject_en,
        f"{value} {unit}".strip(),
        USES[row.used_as] if chinese else row.used_as,
        f"`{row.where}`" if row.where else "",
        row.reason_zh if chinese else row.reason_en,
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write the pages."""
    for lang, path in PAGES.items():
        path.write_text(page(read_facts(), read_coverage(), lang), encoding="utf-8")


if __name__ == "__main__":
    main()
