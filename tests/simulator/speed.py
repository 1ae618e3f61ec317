"""How fast the page is: ``python -m tests.simulator.speed [MEMBERS] [--workers N]``.

Medians of 50 moves of a lever, each to another value, in a real browser: from asking to the numbers
of all targets. The first numbers count from the start of the page's scripts, reading the draws and
starting the workers included.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.simulator.conftest import browser_path
from tests.simulator.engine_page import engine_page, opened
from tests.simulator.zone_page import zone_page

MEASURE = """async ({moves, workers}) => {
  const began = performance.now();
  const data = lab.readBlocks(document);
  const engine = lab.createEngine(data, workers ? {workers} : {});
  const at = (x) => ({base: data.base, levers: {works_programme: x}, definitions: {}});
  lab.verdicts(data, await engine.exact(at(10)).result);
  const first = performance.now() - began;
  const timed = async (kind) => {
    const found = [];
    for (let i = 0; i < moves; i += 1) {
      const start = performance.now();
      const result = await engine[kind](at(5 + (i + (kind === "quick" ? 0.5 : 0)) / 10)).result;
      lab.verdicts(data, result);
      found.push(performance.now() - start);
    }
    return found.sort((a, b) => a - b)[moves >> 1];
  };
  const quick = await timed("quick");
  const exact = await timed("exact");
  const {quick: quickMembers, members} = data;
  return {first, quick, exact, quickMembers, members, cores: navigator.hardwareConcurrency};
}"""


def main() -> None:
    """Print the figures of one page."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(prog="python -m tests.simulator.speed")
    parser.add_argument("members", type=int, nargs="?", default=1000)
    parser.add_argument("--moves", type=int, default=50)
    parser.add_argument("--workers", type=int, default=0)
    chosen = parser.parse_args()
    zone = zone_page(chosen.members)
    text = engine_page(zone.data)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        page = opened(browser, text, Path(folder))
        asked = {"moves": chosen.moves, "workers": chosen.workers}
        found = page.evaluate(MEASURE, asked)
        browser.close()
    print(f"file of the engine alone: {len(text.encode()) / 1e6:.2f} MB, {found['cores']} cores")
    print(f"first numbers, all members: {found['first']:.0f} ms")
    print(f"a frame of {found['quickMembers']} members: {found['quick']:.0f} ms")
    print(f"release, {found['members']} members: {found['exact']:.0f} ms")


if __name__ == "__main__":
    main()
