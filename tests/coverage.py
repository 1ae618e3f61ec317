"""What becomes of each quantified commitment of the plan: ``calibration/coverage.csv`` as a page.

``python -m tests.coverage`` writes ``docs/coverage.md`` anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from gaoxin.desks import coverage, facts
from gaoxin.desks.coverage import USES, Covered
from gaoxin.desks.facts import Fact

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "coverage.md"
COMMITMENTS = ("target", "project")
"""Kinds of facts that promise something for after 2020."""


def read_facts() -> dict[str, Fact]:
    """Return the plan's quantified commitments by id, in the table's order."""
    rows = facts.read_facts(ROOT / "calibration" / "facts.csv")
    return {row.id: row for row in rows if row.kind in COMMITMENTS}


def read_coverage() -> Sequence[Covered]:
    """Return the rows of ``coverage.csv``."""
    return coverage.read_coverage(ROOT / "calibration" / "coverage.csv")


def page(known: Mapping[str, Fact], rows: Sequence[Covered]) -> str:
    """Return the page in Markdown, both languages in one table."""
    counts = Counter(row.used_as for row in rows)
    told = ", ".join(f"{counts[use]} {use}" for use in USES if counts[use])
    lines = [
        "# Coverage of the plan's commitments · 规划承诺的采用情况",
        "",
        "Every quantified commitment of the plan (`facts.csv`, kinds target and project; "
        f"{len(rows)} in all) and what the model makes of it: {told}. "
        "Printed from `calibration/coverage.csv` by `python -m tests.coverage`.",
        "",
        f"规划的每项量化承诺（`facts.csv` 中的 target 与 project，共{len(rows)}项）"
        "及其在模型中的采用方式。",
        "",
        "| section | commitment | 承诺 | value | used as | 采用为 | where | why | 说明 |",
        "|---|---|---|---:|---|---|---|---|---|",
    ]
    lines += [_line(known[row.fact], row) for row in rows]
    return "\n".join(lines) + "\n"


def _line(fact: Fact, row: Covered) -> str:
    value = "" if fact.value is None else f"{fact.value:.15g}"
    cells = [
        fact.chapter_section,
        fact.subject_en,
        fact.subject_zh,
        f"{value} {fact.unit}".strip(),
        row.used_as,
        USES[row.used_as],
        f"`{row.where}`" if row.where else "",
        row.reason_en,
        row.reason_zh,
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(read_facts(), read_coverage()), encoding="utf-8")


if __name__ == "__main__":
    main()
