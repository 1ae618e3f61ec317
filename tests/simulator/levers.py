"""Every lever of the page at three settings: ``python -m tests.simulator.levers [MEMBERS]``.

Each as the program runs it: outcomes of every member at every year to 1e-6 of their scale, and the
same counts of members that meet each target.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.simulator.conftest import browser_path
from tests.simulator.engine_page import CLOSE, OPEN, RUN, apart, engine_page, opened, scenario
from tests.simulator.zone_page import zone_page

SETTINGS = (0.0, 0.37, 1.0)
"""Shares of a lever's range."""


def main() -> None:
    """Print what differs, and how far everything is apart."""
    from playwright.sync_api import sync_playwright

    zone = zone_page(int(sys.argv[1]) if sys.argv[1:] else 200)
    levers = [
        {lever.name: lever.low + share * (lever.high - lever.low)}
        for lever in zone.inputs.desk.levers.values()
        for share in SETTINGS
    ]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        page = opened(browser, engine_page(zone.data), Path(folder))
        page.evaluate(OPEN, {})
        worst, wrong = 0.0, 0
        for setting in levers:
            (found,) = page.evaluate(RUN, [scenario(setting)])
            ((values, counts),) = zone.runs([zone.moved(setting)])
            worst = max(worst, apart(found, values))
            if found["counts"] != counts or apart(found, values) > CLOSE:
                wrong += 1
                print(f"DIFFERS {setting}: {apart(found, values):.2g}", flush=True)
        browser.close()
    print(f"{len(levers) - wrong} of {len(levers)} settings agree; largest difference {worst:.2g}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
