"""``python -m tests.zone.evidence``: write the evidence pages."""

from __future__ import annotations

from tests.zone.evidence.bench import ROOT
from tests.zone.evidence.write import write

if __name__ == "__main__":
    for path in write():
        print(path.relative_to(ROOT).as_posix())
