"""Progress on stderr: a bar on a terminal, gone when done; elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gaoxin.studies.progress import Progress

EVERY = 10.0
"""Seconds between two lines where there is no terminal; quicker work says nothing."""


@contextmanager
def bar() -> Iterator[Progress]:
    """Give a function to call with what is at work and the share of it that is done."""
    if not sys.stderr.isatty():
        yield lines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Display

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Display(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task("", total=1.0)

        def show(what: str, share: float) -> None:
            display.update(task, description=what, completed=share)

        yield show


def lines() -> Progress:
    """Return a function that writes what is done to stderr, a line each ten seconds at most."""
    began = last = time.monotonic()

    def tell(what: str, share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY:
            last = now
            done = f"{100 * share:.0f} %, {now - began:.0f} s"
            print(f"gaoxin: {what} ({done})", file=sys.stderr, flush=True)

    return tell
