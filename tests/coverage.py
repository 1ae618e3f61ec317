"""What becomes of each quantified commitment of the plan: ``calibration/coverage.csv`` as a page.

``python -m tests.coverage`` writes ``docs/coverage.md`` anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from gaoxin.tables import Row, read_table

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "coverage.md"
COLUMNS = ("fact", "used_as", "where", "reason_en", "reason_zh")
USES = {
    "lever": "杠杆",
    "project": "项目",
    "target": "目标",
    "observation": "观测值",
    "constant": "常数",
    "variable": "模拟变量",
    "not used": "未采用",
}
"""How a statement is used, with its Chinese: the keys of column ``used_as``."""

COMMITMENTS = ("target", "project")
"""Kinds of facts that promise something for after 2020."""


def read_facts() -> dict[str, Row]:
    """Return the plan's quantified commitments by id, in the table's order."""
    rows = read_table(ROOT / "calibration" / "facts.csv", ("id", "kind"))
    return {row.text("id"): row for row in rows if row.text("kind") in COMMITMENTS}


def read_coverage() -> Sequence[Row]:
    """Return the rows of ``coverage.csv``."""
    return read_table(ROOT / "calibration" / "coverage.csv", COLUMNS, unique="fact")


def page(facts: Mapping[str, Row], rows: Sequence[Row]) -> str:
    """Return the page in Markdown, both languages in one table."""
    counts = Counter(row.text("used_as") for row in rows)
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
    lines += [_line(facts[row.text("fact")], row) for row in rows]
    return "\n".join(lines) + "\n"


def _line(fact: Row, row: Row) -> str:
    use, where = row.text("used_as"), row.text("where")
    value = f"{fact.text('value')} {fact.text('unit')}".strip()
    cells = [
        fact.text("chapter_section"),
        fact.text("subject_en"),
        fact.text("subject_zh"),
        value,
        use,
        USES[use],
        f"`{where}`" if where else "",
        row.text("reason_en"),
        row.text("reason_zh"),
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(read_facts(), read_coverage()), encoding="utf-8")


if __name__ == "__main__":
    main()
