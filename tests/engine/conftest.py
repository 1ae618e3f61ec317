"""The table of published models at the end of the tests' output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.engine.shared_models import Outcome, table


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what became of each published model that was tested in this run."""
    outcomes = []
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") in {"call", "setup"}:
                told = dict(getattr(report, "user_properties", ()))
                if "published model" in told:
                    path, verdict, detail = told["published model"]
                    outcomes.append(Outcome(Path(path), verdict, detail))
    if outcomes:
        terminalreporter.section("published models")
        terminalreporter.write_line(table(sorted(outcomes, key=lambda o: o.name)))
