"""A page with the engine alone, for tests: the blocks of the simulator, and no views."""

from __future__ import annotations

from pathlib import Path

from gaoxin.simulator.build import POLICY, blocks
from gaoxin.simulator.data import PageData, as_json
from gaoxin.simulator.join import joined

ENTRY = Path(__file__).parent / "pages" / "engine.js"


def engine_page(data: PageData | None) -> str:
    """Return the page; without data it has the functions alone."""
    own = "" if data is None else blocks(data, as_json(data.table))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>-</title>{own}'
        f'<script type="module">{joined(ENTRY)}</script></html>'
    )
