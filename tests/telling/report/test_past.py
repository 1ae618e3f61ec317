from __future__ import annotations

import numpy as np
import pytest

from gaoxin.telling.report import report
from gaoxin.telling.report.hindcast_rows import hindcast_cells
from gaoxin.telling.report.report_page import ReportInput
from gaoxin.verdicts.past import hindcasts
from tests.telling.report.test_report import Page
from tests.verdicts.conftest import Case, make_indicator, make_runs

RUNS = make_runs(2.0 * np.arange(1001.0) - 86.15, failed=(3,))
"""Revenue of 2020 is the member's number, 0 to 1000; member 3 failed."""


@pytest.mark.parametrize(
    ("observed", "percentile", "shown", "outside"),
    [
        (-1.0, 0.0, "below every run", True),
        (10.5, 1.0, "1 %", True),
        (50.5, 5.0, "5 %", False),
        (49.5, 4.9, "4.9 %", True),
        (500.5, 50.0, "50 %", False),
        (500.0, 49.95, "50 %", False),
        (950.5, 95.0, "95 %", False),
        (951.5, 95.1, "95.1 %", True),
        (999.5, 99.9, "99.9 %", True),
        (1001.0, 100.0, "above every run", True),
    ],
)
def test_the_percentile_is_the_share_of_runs_below_the_observation(
    observed: float, percentile: float, shown: str, outside: bool
) -> None:
    (found,) = hindcasts(RUNS, [make_indicator("revenue", value_2020=observed)])
    assert found.percentile == pytest.approx(percentile)
    cells = hindcast_cells(found)
    assert (cells["percentile"][0], cells["outside"]) == (shown, outside)
    assert (found.p05, found.p50, found.p95) == pytest.approx((50.95, 500.5, 950.05))


def test_a_start_held_at_the_observation_is_in_the_middle() -> None:
    runs = make_runs(np.full(200, 301.0 * 2 - 86.15))
    runs["Revenue"] *= 1.0 + 1e-14
    (found,) = hindcasts(runs, [make_indicator("revenue", value_2020=301.0)])
    assert (found.percentile, found.outside) == (50.0, False)


def test_what_is_not_modelled_or_not_observed_is_not_there() -> None:
    rows = [make_indicator("a", variable="", reason="no"), make_indicator("b", value_2020=None)]
    assert hindcasts(RUNS, rows) == []
    assert hindcasts(RUNS.isel(time=slice(8, None)), [make_indicator("c")]) == []


def test_the_report_has_the_table_once_in_both_languages(case: Case) -> None:
    page = Page(report(ReportInput(case.results, case.targets, case.indicators, case.provenance)))
    observed = hindcasts(case.results[0].run.runs, case.indicators)
    assert len(observed) == 2
    assert page.ids.count("past") == 1
    assert page.cells.count("Observed 2020") == page.cells.count("2020 年实绩") == 1
    assert page.cells.count(hindcast_cells(observed[0])["percentile"][0]) >= 2
    flags = sum(entry.outside for entry in observed)
    assert page.cells.count("outside 5–95 %") == flags
