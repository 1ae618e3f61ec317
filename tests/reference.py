"""The committed reference: what `gaoxin run` says of this model, these priors and scenarios.

``python -m tests.reference`` makes it anew, in ``results/reference/`` and the pages on scenarios;
``python -c 'from tests.reference import write_tables as w; w()'`` writes the tables alone.
Do so when a change is meant to move results, and say in CHANGELOG.md which equation moved what.
"""

from __future__ import annotations

import csv
from pathlib import Path

from gaoxin.desks.scenarios import read_document
from gaoxin.desks.targets import read_targets
from gaoxin.desks.workspace import Workspace
from gaoxin.language import Lang, Text
from gaoxin.studies.inputs import open_run
from gaoxin.studies.run import run_study
from gaoxin.telling.words.quantities import number, plain, share_words
from gaoxin.telling.words.target_names import told_apart
from gaoxin.telling.writing.csv_table import CsvTable, write_csv
from gaoxin.telling.writing.verdict_tables import VERDICT_COLUMNS, verdict_row
from gaoxin.verdicts.results import ScenarioResult

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "results" / "reference"
PAGES: dict[Lang, Path] = {
    "en": ROOT / "docs" / "scenarios.md",
    "zh": ROOT / "docs" / "scenarios.zh-CN.md",
}
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


def response_table(lang: Lang = "en") -> str:
    """Return the Markdown table of medians and probabilities, a row a judged target."""
    verdicts = {scenario: read_reference(scenario) for scenario in SCENARIOS}
    head = Text("target | goal", "目标 | 目标值").in_(lang)
    titles = _titles(lang)
    names = told_apart(read_targets(Workspace(ROOT).table("targets")))
    lines = [f"| {head} | " + " | ".join(titles) + " |", "|---|---:|" + "---:|" * len(titles)]
    for target, first in verdicts["momentum"].items():
        if not first["p50"]:
            continue
        cells = [_cell(verdicts[scenario][target]) for scenario in SCENARIOS]
        sign = "≥" if first["rule"] == "at_least" else "≤"
        none = Text("no number", "无数值").in_(lang)
        goal = f"{sign} {plain(float(first['target_value']))}" if first["target_value"] else none
        name = names[target].zh if lang == "zh" else f"`{target}`"
        lines.append(f"| {name} | {goal} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _titles(lang: Lang) -> list[str]:
    workspace = Workspace(ROOT)
    titles = (read_document(workspace.scenario(name))[0].title for name in SCENARIOS)
    return [title.zh for title in titles] if lang == "zh" else list(SCENARIOS)


def _cell(row: dict[str, str]) -> str:
    median = number(float(row["p50"]))
    if not row["probability"]:
        return median
    members, failed = int(row["members"]), int(row["failed"])
    met = round(float(row["probability"]) * members)
    return f"{median} ({share_words(met, members, failed)})"


def main() -> None:
    """Write the reference and put its table into the page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for result in results():
        rows = [verdict_row(verdict) for verdict in result.verdicts]
        write_csv(FOLDER / f"{result.run.scenario.id}.csv", CsvTable(VERDICT_COLUMNS, rows))
    write_tables()


def write_tables() -> None:
    """Put the table of the reference into the page of each language."""
    for lang, page in PAGES.items():
        text = page.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        table = response_table(lang)
        page.write_text(f"{before}{BEGIN}\n\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
