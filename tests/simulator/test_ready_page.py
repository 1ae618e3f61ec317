"""The ready-made page of the documentation: small, whole, and true to its own numbers.

Whether it is of today's model is no test: ``python -m tests.simulator.pages stale`` tells.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tests.simulator.pages import READY, settled
from tests.simulator.reader import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_it_is_small_and_counts_what_the_program_counted(browser: Browser) -> None:
    assert READY.stat().st_size < 4_000_000
    text = READY.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert found
    data = json.loads(found[1])
    one = Opened(browser, READY, "")
    settled(one.page)
    assert one.act("gaoxin.evaluate({})") == data["verdicts"][data["base"]]
    one.told_nothing()
