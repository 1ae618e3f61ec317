"""The committed reference: what `gaoxin run` says of this model, these priors and scenarios.

``python -m tests.reference`` makes it anew, in ``results/reference/`` and ``docs/scenarios.md``.
Do so when a change is meant to move results, and say in CHANGELOG.md which equation moved what.
"""

from __future__ import annotations

import csv
from pathlib import Path

from gaoxin.desks.workspace import Workspace
from gaoxin.studies.inputs import open_run
from gaoxin.studies.run import run_study
from gaoxin.telling.writing.csv_table import CsvTable, write_csv
from gaoxin.telling.writing.verdict_tables import VERDICT_COLUMNS, verdict_row
from gaoxin.verdicts.results import ScenarioResult

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "results" / "reference"
PAGE = ROOT / "docs" / "scenarios.md"
MEMBERS, SEED = 2_000, 0
SCENARIOS = (
    "momentum",
    "plan",
    "plan-half",
    "battery-downturn",
    "dual-control",
    "low-carbon",
    "stretch",
)
BEGIN, END = "<!-- made by python -m tests.reference -->", "<!-- end -->"


def results() -> list[ScenarioResult]:
    """Run the seven scenarios of this checkout on 2,000 posterior draws of seed 0."""
    inputs = open_run(Workspace(ROOT), SCENARIOS, members=MEMBERS, seed=SEED)
    return list(run_study(inputs).results)


def read_reference(scenario: str) -> dict[str, dict[str, str]]:
    """Return a scenario's committed verdicts by target."""
    with (FOLDER / f"{scenario}.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["target"]: row for row in csv.DictReader(file)}


def response_table() -> str:
    """Return the Markdown table of medians and probabilities, a row a judged target."""
    verdicts = {scenario: read_reference(scenario) for scenario in SCENARIOS}
    lines = [
        "| target | goal | " + " | ".join(SCENARIOS) + " |",
        "|---|---:|" + "---:|" * len(SCENARIOS),
    ]
    for target, first in verdicts["momentum"].items():
        if not first["p50"]:
            continue
        cells = []
        for scenario in SCENARIOS:
            row = verdicts[scenario][target]
            chance = f" ({100 * float(row['probability']):.0f} %)" if row["probability"] else ""
            cells.append(f"{float(row['p50']):.3g}{chance}")
        sign = "≥" if first["rule"] == "at_least" else "≤"
        goal = f"{sign} {float(first['target_value']):g}" if first["target_value"] else "no number"
        lines.append(f"| {target} | {goal} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the reference and put its table into the page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for result in results():
        rows = [verdict_row(verdict) for verdict in result.verdicts]
        write_csv(FOLDER / f"{result.run.scenario.id}.csv", CsvTable(VERDICT_COLUMNS, rows))
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{response_table()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
