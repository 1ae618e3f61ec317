"""What the second design of the zone moved: a table of the changelog.

``python -m tests.moved`` sets the reference of today beside ``moved.csv``, that of the first design
with its own posterior, and writes the table into CHANGELOG.md; ``moved.toml`` says what did it.
"""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

from gaoxin.telling.words.quantities import number, share_words
from tests.reference import read_reference

ROOT = Path(__file__).parents[1]
CHANGELOG = ROOT / "CHANGELOG.md"
BEGIN, END = "<!-- made by python -m tests.moved -->", "<!-- end -->"
SCENARIOS = ("momentum", "plan")


def before() -> dict[tuple[str, str], dict[str, str]]:
    """Return the verdicts of the first design by scenario and target."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return {(row["scenario"], row["target"]): row for row in csv.DictReader(file)}


def reasons() -> dict[str, str]:
    """Return the mechanism that moved each target."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def table() -> str:
    """Return a row a target: median and probability before and now, and the mechanism."""
    old, why = before(), reasons()
    now = {name: read_reference(name) for name in SCENARIOS}
    heads = "".join(f" {name}: before | now |" for name in SCENARIOS)
    lines = [f"| target |{heads} what did it |", "|---|" + "---:|" * 4 + "---|"]
    for target, reason in why.items():
        cells = []
        for name in SCENARIOS:
            cells += [cell(old[name, target]), cell(now[name][target])]
        lines.append(f"| `{target}` | {' | '.join(cells)} | {reason} |")
    return "\n".join(lines) + "\n"


def cell(row: dict[str, str]) -> str:
    """Return a median with its probability."""
    members, failed = int(row["members"]), int(row["failed"])
    met = round(float(row["probability"]) * members)
    return f"{number(float(row['p50']))} ({share_words(met, members, failed)})"


def main() -> None:
    """Write the table into the changelog."""
    text = CHANGELOG.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    CHANGELOG.write_text(f"{head}{BEGIN}\n\n{table()}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
