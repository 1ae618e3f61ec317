"""The command line: ``gaoxin VERB``. One short file a verb, imported when it is called."""

from __future__ import annotations

from gaoxin.cli.verbs import main

__all__ = ["main"]
