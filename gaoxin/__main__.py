"""``python -m gaoxin``: the command line, where no script ``gaoxin`` is on the path."""

from __future__ import annotations

from gaoxin.cli import main

if __name__ == "__main__":
    main()
