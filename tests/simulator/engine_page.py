"""A page with the engine alone, for tests: the blocks of the simulator, and no views."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.simulator.build import POLICY, blocks
from gaoxin.simulator.data import PageData, as_json
from gaoxin.simulator.join import joined

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ENTRY = Path(__file__).parent / "pages" / "engine.js"


def engine_page(data: PageData | None) -> str:
    """Return the page; without data it has the functions alone."""
    own = "" if data is None else blocks(data, as_json(data.table))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>-</title>{own}'
        f'<script type="module">{joined(ENTRY)}</script></html>'
    )


CLOSE = 1e-6
"""Relative to the variable's largest value: draws of the page are in single precision."""

OPEN = """async (options) => {
  lab.data ??= lab.readBlocks(document);
  lab.engine?.close();
  lab.engine = lab.createEngine(lab.data, options);
  await lab.engine.ready;
  return lab.engine.threaded;
}"""

RUN = """async (scenarios) => {
  const found = [];
  for (const scenario of scenarios) {
    const {data, engine} = lab;
    const result = await engine.exact(scenario).result;
    const at = (output) => data.years.map((year) => Array.from(result.series(output, year)));
    const values = data.outputs.map((_, output) => at(output));
    const judged = lab.verdicts(data, result).filter((v) => v);
    const counts = Object.fromEntries(judged.map((v) => [v.target.id, [v.met, v.members]]));
    found.push({values, counts, failed: result.failed, limits: Array.from(result.limits)});
  }
  return found;
}"""


def opened(browser: Browser, text: str, folder: Path, before: str = "") -> Page:
    """Return a page from disk that is ready; anything it says is a failure."""
    path = folder / "engine.html"
    path.write_text(text, encoding="utf-8")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    if before:
        page.add_init_script(before)
    page.goto(path.as_uri())
    page.wait_for_function("document.title === 'ready'")
    assert said == [path.as_uri()]
    return page


def scenario(
    levers: dict[str, Any] | None = None, base: str = "momentum", **definitions: str
) -> dict[str, Any]:
    return {"base": base, "levers": levers or {}, "definitions": definitions}


def agree(found: list[dict[str, Any]], truth: list[Any]) -> None:
    """Hold results of the page against outcomes and counts of the program."""
    for one, (values, counts) in zip(found, truth, strict=True):
        assert apart(one, values) < CLOSE
        assert one["counts"] == counts
        assert one["failed"] == 0


def apart(one: dict[str, Any], values: Any) -> float:
    """Return the largest difference of a result, as a share of its output's scale."""
    mine = np.array(one["values"], dtype=np.float64)
    scale = np.abs(values).max(axis=(1, 2), keepdims=True)
    return float((np.abs(mine - values) / np.where(scale, scale, 1.0)).max())
