"""A reader of a page: what it does, and what the page said, asked for and gave away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Download

MEMBERS = 120
PHONE = {"width": 375, "height": 812}
DESKTOP = {"width": 1440, "height": 900}


class Opened:
    """A page and all that it said, asked for and gave away."""

    def __init__(self, browser: Browser, file: Path, address: str, **context: Any) -> None:
        given: dict[str, Any] = {"viewport": DESKTOP, "locale": "en-US"} | context
        self.context = browser.new_context(**given)
        self.context.set_default_timeout(120_000)  # no test of a machine's speed
        self.page = self.context.new_page()
        self.address = file.as_uri()
        self.told: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", lambda dialog: self.told.append(f"dialog {dialog.message}"))
        self.page.goto(f"{self.address}{address}")

    def act(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def row(self, target: str = "revenue") -> str:
        """Return the probability that the table shows."""
        return self.page.inner_text(f"#row-{target} .pc")

    def told_nothing(self) -> None:
        """Hold that the page said nothing and asked for nothing but itself; close it."""
        assert self.told == []
        others = (url for url in self.asked if not url.startswith(("blob:", "data:")))
        assert {url.split("#")[0] for url in others} == {self.address}
        self.context.close()

    def given(self, button: str) -> Download:
        """Return what a button of the menu gives away."""
        self.page.click("#menu-open")
        with self.page.expect_download() as found:
            self.page.click(f"#menu >> text={button}")
        return found.value
