"""Pages to look at and to try out: written, photographed, moved at random.

``python -m tests.simulator.pages docs`` makes the page and the pictures of ``docs/`` anew, and
``... stale`` says whether model or data have changed since. ``... zone FILE [MEMBERS]`` writes the
page of this checkout, ``... shots FILE FOLDER`` photographs one in eight states,
``... moves FILE [N]`` makes N random moves and tells what the page holds before and after.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tests.simulator.conftest import browser_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the machine's Chromium; its memory can be read to the byte."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--enable-precise-memory-info", "--js-flags=--expose-gc"]
        browser = playwright.chromium.launch(executable_path=browser_path(), args=flags)
        yield browser
        browser.close()


def settled(page: Page) -> None:
    """Wait until all members ran; what was done just before has had its frame."""
    page.wait_for_timeout(120)
    page.wait_for_selector("#status .exact", state="attached", timeout=120_000)


def moves(file: Path, count: int, seed: int = 0) -> dict[str, Any]:
    """Move levers at random, settle, and return what the page holds before and after.

    Parameters
    ----------
    file : Path
        The page.
    count : int
        Moves.
    seed : int

    Returns
    -------
    dict
        Bytes of the heap and elements of the document, after a tenth of the moves and at the end;
        messages of the console.
    """
    draw = random.Random(seed)  # noqa: S311 - no secret
    told: list[str] = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(file.absolute().as_uri())
        settled(page)
        before = after = None
        for done in range(count):
            place = draw.randrange(page.locator("#list input[type=range]").count())
            ends = (draw.random(), draw.random())
            page.evaluate(MOVE, [place, *ends])
            if done % 50 == 49:
                settled(page)
                page.wait_for_timeout(400)
            if done == count // 10:
                before = held(page)
        settled(page)
        page.wait_for_timeout(3000)
        after = held(page)
    return {"before": before, "after": after, "console": told}


MOVE = """async ([place, middle, end]) => {
  const slider = document.querySelectorAll("#list input[type=range]")[place];
  for (const share of [middle, (middle + end) / 2, end]) {
    slider.value = Number(slider.min) + share * (Number(slider.max) - Number(slider.min));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  slider.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def held(page: Page) -> dict[str, int]:
    """Return what the page holds: bytes of its heap after a collection, elements."""
    found: dict[str, int] = page.evaluate(
        """async () => {
          for (let i = 0; i < 4; i++) { gc(); await new Promise((r) => setTimeout(r, 50)); }
          const nodes = document.querySelectorAll("*").length;
          return { heap: performance.memory.usedJSHeapSize, nodes };
        }"""
    )
    return found


def workspace_page(
    root: Path | str | None, members: int, draws: Literal["prior", "posterior"]
) -> str:
    """Return the page of a workspace.

    Parameters
    ----------
    root : path or None
        None: this checkout.
    members : int
    draws : {"posterior", "prior"}

    Returns
    -------
    str
    """
    import gaoxin
    from gaoxin.simulator.build import page
    from gaoxin.simulator.zone_data import ZoneInputs, zone_data

    study = gaoxin.open_workspace(root).run(members=members, draws=draws)
    made_of = study.inputs
    data = zone_data(
        ZoneInputs(
            model=made_of.model,
            desk=made_of.desk,
            results=study.results,
            targets=made_of.targets,
            indicators=made_of.indicators,
            draws=made_of.draws,
            provenance=made_of.provenance,
            ledger=made_of.ledger,
            members=members,
        )
    )
    return page(data)


DOCS = Path(__file__).parents[2] / "docs"
READY = DOCS / "simulator-zone.html"
"""The ready-made page, for people who only look."""

READY_MEMBERS = 500


def made_of(file: Path) -> tuple[str, int]:
    """Return what a page rests on, as eight digits, and its members."""
    found = re.search(r'"hash":"(\w{8})","members":(\d+)', file.read_text(encoding="utf-8"))
    assert found, f"{file} is no page of a workspace"
    return found[1], int(found[2])


def stale(file: Path = READY) -> bool:
    """Return whether the page's model or data are no longer those of this checkout."""
    from gaoxin.desks.workspace import Workspace
    from gaoxin.simulator.zone_data import identity
    from gaoxin.studies.inputs import open_run

    own, members = made_of(file)
    inputs = open_run(Workspace.packaged(), (), members=members, seed=0)
    return identity(inputs.provenance, members) != own


def docs() -> None:
    """Make the ready-made page and the pictures of the documentation."""
    from tests.simulator.pictures import documented

    READY.write_text(workspace_page(None, READY_MEMBERS, "posterior"), encoding="utf-8")
    documented(READY, DOCS / "figures" / "simulator")


def main(what: str = "", file: str = "", *more: str) -> None:
    """Do what the command line says."""
    from tests.simulator.pictures import shots

    if what == "docs":
        docs()
    elif what == "stale":
        old = stale()
        print("stale: run python -m tests.simulator.pages docs" if old else "up to date")
        sys.exit(old)
    elif what == "zone":
        members = int(more[0]) if more else 1000
        Path(file).write_text(workspace_page(None, members, "posterior"), encoding="utf-8")
    elif what == "shots":
        shots(Path(file), Path(more[0]))
    elif what == "moves":
        print(moves(Path(file), int(more[0]) if more else 1000))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
