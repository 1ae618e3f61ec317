"""Print how fast the engine is: ``python -m tests.benchmarks [PART...]``.

Ratios within one run, the best of several repetitions, because machines are noisy. Nothing here
is asserted by the test suite.
"""

from __future__ import annotations

import argparse
import os

from tests.benchmarks.compiled import coverage, gradients, speed
from tests.benchmarks.engine import engine
from tests.benchmarks.limit import limit
from tests.benchmarks.reading import reading
from tests.benchmarks.size import size
from tests.benchmarks.start import start
from tests.benchmarks.stream import stream
from tests.benchmarks.zone import zone


def main() -> None:
    """Run the parts that are asked for."""
    parts = {
        "engine": engine,
        "zone": zone,
        "start": start,
        "reading": reading,
        "stream": stream,
        "compiled": speed,
        "gradient": gradients,
        "coverage": coverage,
        "limit": limit,
        "size": size,
    }
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[[], *parts], help="default: all")
    chosen = parser.parse_args().part or list(parts)
    print(f"load average before: {', '.join(f'{v:.1f}' for v in os.getloadavg())}")
    for name in chosen:
        parts[name]()


if __name__ == "__main__":
    main()
