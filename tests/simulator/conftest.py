"""A real browser for the tests of the simulator's page: one a session."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import gaoxin
from tests.desks.region import REGION
from tests.simulator.reader import MEMBERS, Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SOURCE = Path(gaoxin.__file__).parent / "simulator"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_path() -> str | None:
    """Return a Chromium of the machine: GAOXIN_CHROMIUM, else the first one on the path."""
    named = os.environ.get("GAOXIN_CHROMIUM")
    return named or next((path for path in map(shutil.which, BROWSERS) if path), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, headless; tests that need it are skipped where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = browser_path()
    if path is None:
        pytest.skip("no Chromium on this machine; name one in GAOXIN_CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        flags = ["--no-sandbox", "--enable-precise-memory-info", "--js-flags=--expose-gc"]
        opened = playwright.chromium.launch(executable_path=path, args=flags)
        yield opened
        opened.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Files of one folder, without a line on stderr a request."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def module_page(browser: Browser) -> Iterator[Page]:
    """Open a page in which ``await import("/js/state.js")`` reads the source, unjoined."""
    handler = functools.partial(_Quiet, directory=str(SOURCE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/page.css")
        yield page
        page.close()
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the small workspace, once."""
    from tests.simulator.pages import workspace_page

    path = tmp_path_factory.mktemp("page") / "simulator.html"
    path.write_text(workspace_page(REGION, MEMBERS, "prior"), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Any]:
    """Open the page; afterwards it has asked for nothing but itself, and said nothing."""
    from tests.simulator.pages import settled

    all_opened: list[Opened] = []

    def open_(address: str = "", **context: Any) -> Opened:
        all_opened.append(Opened(browser, file, address, **context))
        if context.get("java_script_enabled", True):
            settled(all_opened[-1].page)
        return all_opened[-1]

    yield open_
    for one in all_opened:
        one.told_nothing()
