"""No cache for the engine's own tests, and the table of published models after them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.shared_models import Outcome, table


@pytest.fixture(scope="package", autouse=True)
def _no_cache() -> Iterator[None]:
    """Read every model anew: how that is done is what these tests are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAOXIN_CACHE", "off")
        yield


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
