"""Pictures of a page: eight states to look at, five for the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.simulator.pages import chromium, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser

State = tuple[tuple[int, int], str, str, str]
"""Size, colours, language and address of a picture."""

DESKTOP, PHONE = (1440, 900), (375, 812)
WORKED_OUT = ".drivers .sec .fine:empty"
"""Is there when it is known what moves the target most."""

SHOTS: dict[str, State] = {
    "desktop": (DESKTOP, "light", "en-US", "t=gdp&set=gdp,hightech_firms"),
    "desktop-dark": (DESKTOP, "dark", "en-US", "t=hightech_firms&set=gdp,hightech_firms"),
    "desktop-zh": (DESKTOP, "light", "zh-CN", "t=gdp&set=gdp,hightech_firms"),
    "wide": ((1760, 990), "light", "en-US", "t=gdp"),
    "tablet": ((1000, 800), "light", "en-US", "t=gdp"),
    "phone": (PHONE, "light", "en-US", "t=gdp"),
    "phone-targets-zh": (PHONE, "light", "zh-CN", "t=gdp&tab=targets"),
    "phone-chart-zh-dark": (PHONE, "dark", "zh-CN", "t=gdp&tab=detail"),
}

DOCUMENTED: dict[str, State] = {
    "desktop": (DESKTOP, "light", "en-US", "t=hightech_firms&set=gdp,hightech_firms"),
    "dark": (DESKTOP, "dark", "en-US", "t=gdp&l=works_programme:20"),
    "chinese": (DESKTOP, "light", "zh-CN", "t=hightech_firms&set=gdp,hightech_firms"),
    "phone": (PHONE, "light", "en-US", "t=hightech_firms"),
    "phone-chinese": (PHONE, "dark", "zh-CN", "t=hightech_firms&tab=targets"),
}


def shots(file: Path, folder: Path) -> None:
    """Write a picture of each state, and the print as a PDF."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name, state in SHOTS.items():
            picture(browser, file, state, folder / f"{name}.png")
        page = browser.new_page()
        page.goto(f"{file.absolute().as_uri()}#t=gdp&l=works_programme:20")
        page.wait_for_selector(WORKED_OUT, state="attached", timeout=120_000)
        page.pdf(path=folder / "print.pdf", prefer_css_page_size=True)


def documented(file: Path, folder: Path) -> None:
    """Write the pictures of the documentation, small."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name, state in DOCUMENTED.items():
            path = folder / f"{name}.png"
            picture(browser, file, state, path)
            with Image.open(path) as image:
                few = image.convert("RGB").quantize(colors=256)
            few.save(path, optimize=True)


def picture(browser: Browser, file: Path, state: State, path: Path) -> None:
    """Photograph one state, when everything is worked out."""
    (width, height), scheme, locale, address = state
    context: dict[str, Any] = {
        "viewport": {"width": width, "height": height},
        "device_scale_factor": 2 if width < 500 else 1,
        "color_scheme": scheme,
        "locale": locale,
    }
    page = browser.new_page(**context)
    page.goto(f"{file.absolute().as_uri()}#{address}")
    settled(page)
    if width > 500 or "tab=detail" in address:
        page.wait_for_selector(WORKED_OUT, state="attached", timeout=120_000)
    page.screenshot(path=path)
    page.close()
