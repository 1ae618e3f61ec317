"""``python -m tests.zone.evidence [PAGE...]``: write the evidence pages, all or some."""

from __future__ import annotations

import sys

from tests.zone.evidence.bench import ROOT
from tests.zone.evidence.write import write

if __name__ == "__main__":
    for path in write(sys.argv[1:]):
        print(path.relative_to(ROOT).as_posix())
