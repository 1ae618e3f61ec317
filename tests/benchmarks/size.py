"""Models of any size: load, plan and run of many variables, and of a range of many elements."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import gaoxin

SIZES = (6_250, 25_000, 100_000)
CONTROLS = "INITIAL TIME=0~~|\nFINAL TIME=4~~|\nTIME STEP=1~~|\nSAVEPER=1~~|\n"
LINEAR = 2.0
"""Times as long for one variable in the largest model as in the smallest: more is not linear."""


def size() -> None:
    """Print the seconds of each part, and of one variable in the largest against the smallest."""
    kinds: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("variables", _variables),
        ("elements of a range", _elements),
    )
    _measured(_variables(100))  # imports, which cost once
    for title, text in kinds:
        each: list[float] = []
        for count in SIZES:
            parts = _measured(text(count))
            told = ", ".join(f"{name} {took:.2f} s" for name, took in parts.items())
            print(f"{count:>7,} {title}: {told}", flush=True)
            each.append(sum(parts.values()) / count)
        verdict = "linear" if each[-1] <= LINEAR * each[0] else "not linear"
        print(
            f"  one of the largest takes {each[-1] / each[0]:.2f} times one of the least: {verdict}"
        )


def _measured(text: str) -> dict[str, float]:
    """Return the processor time of a load, of the plan and run of eight members, and of another."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.mdl"
        path.write_text("{UTF-8}\n" + text + CONTROLS, encoding="utf-8")
        begin = time.process_time()
        model = gaoxin.load(path)
        loaded = time.process_time()
        model.run(members=8, outputs=["total"], workers=1)
        ran = time.process_time()
        model.run({"k": 2.0}, members=8, outputs=["total"], workers=1)
        again = time.process_time()
    return {"load": loaded - begin, "first run": ran - loaded, "next run": again - ran}


def _variables(count: int) -> str:
    """Return a chain of stocks, flows and auxiliaries, so many together, and the last's value."""
    chain = "".join(
        f"a{i}=a{i - 1}*0.5 + s{i}/k~ ~ Number {i}. |\n"
        f"f{i}=MAX(a{i}, 0) - s{i}/4~~|\ns{i}=INTEG(f{i}, {i % 7})~~|\n"
        for i in range(1, count // 3 + 1)
    )
    return f"k=1~~|\na0=k~~|\n{chain}total=a{count // 3}~~|\n"


def _elements(count: int) -> str:
    """Return a stock over a range of so many elements, with what sums it up."""
    return (
        f"R: (r1-r{count})~~|\nk=1~~|\nx[R]=s[R]*k + R~~|\nf[R]=x[R]/4 - s[R]~~|\n"
        "s[R]=INTEG(f[R], 1)~~|\nd[R]=SMOOTH(x[R], 2)~~|\ntotal=SUM(s[R!]) + VMAX(d[R!])~~|\n"
    )
