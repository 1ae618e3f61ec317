"""Pages to look at and to try out: written, photographed, moved at random.

``python -m tests.simulator.pages zone FILE [MEMBERS]`` writes the page of this checkout,
``... shots FILE FOLDER`` photographs one in eight states, ``... moves FILE [N]`` makes N random
moves and tells what the page holds before and after.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tests.simulator.conftest import browser_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SHOTS: dict[str, tuple[tuple[int, int], str, str, str]] = {
    "desktop": ((1440, 900), "light", "en-US", "t=gdp&set=gdp,hightech_firms"),
    "desktop-dark": ((1440, 900), "dark", "en-US", "t=hightech_firms&set=gdp,hightech_firms"),
    "desktop-zh": ((1440, 900), "light", "zh-CN", "t=gdp&set=gdp,hightech_firms"),
    "wide": ((1760, 990), "light", "en-US", "t=gdp"),
    "tablet": ((1000, 800), "light", "en-US", "t=gdp"),
    "phone": ((375, 812), "light", "en-US", "t=gdp"),
    "phone-targets-zh": ((375, 812), "light", "zh-CN", "t=gdp&tab=targets"),
    "phone-chart-zh-dark": ((375, 812), "dark", "zh-CN", "t=gdp&tab=detail"),
}
"""Size, colours, language and address of each picture."""


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


def shots(file: Path, folder: Path) -> None:
    """Write a picture of each state, and the print as a PDF."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name, (size, scheme, locale, address) in SHOTS.items():
            width, height = size
            context: dict[str, Any] = {
                "viewport": {"width": width, "height": height},
                "device_scale_factor": 2 if name.startswith("phone") else 1,
                "color_scheme": scheme,
                "locale": locale,
            }
            page = browser.new_page(**context)
            page.goto(f"{file.absolute().as_uri()}#{address}")
            settled(page)
            if name != "phone":
                page.wait_for_selector(".drv tbody tr", state="attached", timeout=120_000)
            page.screenshot(path=folder / f"{name}.png")
            if name == "desktop":
                page.pdf(path=folder / "print.pdf", prefer_css_page_size=True)
            page.close()


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


def main(what: str, file: str, *more: str) -> None:
    """Do what the command line says."""
    if what == "zone":
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
