"""Random models, run by PySD and by us: ``python -m tests.engine.random_models 5000``.

What it printed last stands in ``random_models.txt``.

Each is a small model with stocks, constants, tables, a macro and a few variables over no, one or
two subscripts, made of everything both implementations know. It is bounded, so that rounding does
not grow, and thresholds are odd numbers, so that it does not tip a condition.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import gaoxin
from gaoxin.errors import NonFinite
from tests.engine.support import quiet_pysd, series

ELEMENTS = {"R": ("r1", "r2", "r3"), "S": ("s1", "s2")}
TOLERANCE = 1e-9

SHARE = 125
"""Models that are drawn with one seed."""

HEAD = """{UTF-8}
:MACRO: BLEND(input, weight)
BLEND = inner + 0.1*input ~~|
inner = INTEG(input*weight - inner/3, weight) ~~|
:END OF MACRO:
R: r1, r2, r3 ~~|
S: s1, s2 ~~|
Part: r1, r3 ~~|
Other: o1, o2, o3 -> R ~~|
tab((-3,1),(-1,0.5),(0,2),(2,-1),(5,0.25)) ~~|
vtab[r1]((0,0),(1,2),(3,1)) ~~|
vtab[r2]((0,1),(2,-1)) ~~|
vtab[r3]((-1,0.2),(1,0.7),(2,0.1)) ~~|
k = 0.75 ~~|
kr[R] = 0.5, -1.25, 2 ~~|
ks[S] = 1.5, -0.5 ~~|
krs[R,S] = 1, 2; -0.5, 0.25; 3, -1; ~~|
ko[Other] = 0.1, 0.2, 0.4 ~~|
"""

OWN = {"k": (), "kr": ("R",), "ks": ("S",), "krs": ("R", "S")}
REMEMBERS = re.compile(r"SMOOTH|DELAY|TREND|FORECAST|SAMPLE|BLEND|\bx\d")
"""What is, or may rest on, a memory other than a stock."""

STOCKS = {"level": (), "levels": ("R",), "matrix": ("R", "S")}


@dataclass
class Text:
    """Expressions that are drawn one inside the other."""

    draw: Any
    known: dict[str, tuple[str, ...]]

    def pick(self, *choices: Any) -> Any:
        """Return one of some choices."""
        return self.draw(st.sampled_from(choices))

    def number(self) -> str:
        """Return a number that is not round."""
        return str(self.pick("0.3137", "1.7", "2.4142", "0.05", "-0.61", "3", "1", "2"))

    def leaf(self, dims: tuple[str, ...]) -> str:
        """Return a number, or a variable that has no more subscripts than stand here."""
        names = [n for n, own in self.known.items() if set(own) <= set(dims)]
        fixed = [n for n, own in self.known.items() if own == ("R",)]
        kind = self.draw(st.integers(0, 9))
        if kind == 0:
            return self.number()
        if kind == 1:
            return str(self.pick("Time", "TIME STEP", "INITIAL TIME"))
        if kind == 2:
            return f"{self.pick(*fixed)}[{self.pick(*ELEMENTS['R'])}]"
        if kind == 3 and "R" in dims:
            return "R"
        name = self.pick(*names)
        return self.named(name)

    def named(self, name: str, marks: str = "") -> str:
        """Return a variable with its subscripts."""
        own = self.known[name]
        return f"{name}[{','.join(d + marks for d in own)}]" if own else name

    def condition(self, dims: tuple[str, ...], depth: int) -> str:
        """Return a condition."""
        one = (
            f"{self.value(dims, depth - 1)} {self.pick('>', '<', '>=', '<=', '<>')} "
            f"{self.pick('0.3137', '-0.2718', '1.0717', '3.3141')}"
        )
        kind = self.draw(st.integers(0, 5))
        if kind == 0:
            return f":NOT: ({one})"
        if kind == 1:
            other = f"Time {self.pick('>', '<=')} {self.pick('1.3', '2.7')}"
            return f"{one} {self.pick(':AND:', ':OR:')} {other}"
        return one

    def value(self, dims: tuple[str, ...], depth: int, memory: bool = True) -> str:
        """Return an expression over some ranges."""
        if depth <= 0:
            return self.leaf(dims)
        kinds = [self._infix, self._plain, self._choice, self._table, self._fold, self._signal]
        if memory:
            kinds.append(self._memory)
        return str(self.pick(*kinds)(dims, depth))

    def _infix(self, dims: tuple[str, ...], depth: int) -> str:
        a, b = self.value(dims, depth - 1), self.value(dims, depth - 1)
        form = self.pick(
            "({a} + {b})",
            "({a} - {b})",
            "({a} - {b} + {a})",
            "SIN({a}*{b})",
            "{a}*TANH({b})",
            "{a}/(1.5 + ABS({b}))",
            "(-{a})",
            "(0.1 + ABS(TANH({a})))^TANH({b})",
            "-(ABS(SIN({a})) + 0.2)^2",
            "2^-TANH({a})",
        )
        return str(form.format(a=a, b=b))

    def _plain(self, dims: tuple[str, ...], depth: int) -> str:
        a, b = self.value(dims, depth - 1), self.value(dims, depth - 1)
        form = self.pick(
            "MIN({a}, {b})",
            "MAX({a}, {b})",
            "ABS({a})",
            "EXP(-ABS({a}))",
            "COS({a})",
            "TAN(SIN({a}))",
            "ARCTAN({a})",
            "ARCSIN(SIN({a})*0.9)",
            "ARCCOS(COS({a})*0.9)",
            "SINH(SIN({a}))",
            "COSH(SIN({a}))",
            "LN(1 + ABS({a}))",
            "LOG(1 + ABS({a}), 3)",
            "SQRT(ABS({a}))",
            "INTEGER(SIN({a})*3 + 0.3137)",
            "MODULO(SIN({a})*4 + 0.3137, 0.77)",
            "QUANTUM(SIN({a})*4 + 0.3137, 0.77)",
            "POWER(0.2 + ABS(SIN({a})), TANH({b}))",
            "GAME({a})",
        )
        return str(form.format(a=a, b=b))

    def _choice(self, dims: tuple[str, ...], depth: int) -> str:
        a, b = self.value(dims, depth - 1), self.value(dims, depth - 1)
        form = self.pick("IF THEN ELSE({c}, {a}, {b})", "XIDZ({a}, {d}, {b})", "ZIDZ({a}, {d})")
        d = f"(SIN({b})*2 + 3)" if self.draw(st.booleans()) else "(Time - 2)"
        return str(form.format(a=a, b=b, c=self.condition(dims, depth), d=d))

    def _whole(self, dims: tuple[str, ...], a: str) -> str:
        """Return an expression that surely has all subscripts: PySD wants arrays to be arrays."""
        own = {("R",): "levels[R]", ("R", "S"): "matrix[R,S]"}
        return f"({a} + 0.1*{own[dims]})" if dims in own else a

    def _table(self, dims: tuple[str, ...], depth: int) -> str:
        a = self._whole(dims, self.value(dims, depth - 1))
        points = "([(-2,-2)-(4,4)],(-2,1),(0,0.5),(1,-1),(4,2))"
        forms = [f"tab({a})", f"WITH LOOKUP({a}, {points})"]
        if "R" in dims:
            forms.append(f"vtab[R]({a})")
        else:
            forms.append(f"vtab[r2]({a})")
        return str(self.pick(*forms))

    def _fold(self, dims: tuple[str, ...], depth: int) -> str:
        free = [d for d in ("R", "S") if d not in dims]
        if not free:
            return f"SUM(matrix[R!,S!])*{self.number()}"
        over = self.pick(*free)
        names = [n for n, own in self.known.items() if over in own and set(own) <= {*dims, over}]
        name = self.pick(*names)
        marked = ",".join(f"{d}!" if d == over else d for d in self.known[name])
        function = self.pick("SUM", "VMIN", "VMAX", "PROD")
        if function == "PROD":
            return f"TANH(PROD({name}[{marked}]))"
        return f"{function}({name}[{marked}] + {self.value(dims, depth - 2, memory=False)})"

    def _signal(self, dims: tuple[str, ...], depth: int) -> str:  # noqa: ARG002 - as the others
        return str(
            self.pick(
                "STEP(1.5, 1)",
                "STEP(k, 2.3)",
                "RAMP(0.5, 1, 3)",
                "PULSE(1, 1.5)",
                "PULSE TRAIN(0.5, 1, 2.5, 4.2)",
                "ELMCOUNT(R)",
                "GET TIME VALUE(0, 1.5, 0)",
                "FINAL TIME",
                "SAVEPER",
            )
        )

    def _memory(self, dims: tuple[str, ...], depth: int) -> str:
        a = self._whole(dims, self.value(dims, depth - 1, memory=False))
        t = self.pick("2", "1.5", "(1 + ABS(TANH(k)))", "(1.1 + STEP(1, 2))")
        first = self.pick("1.3", "k", "-0.4")
        forms = [
            "SMOOTH({a}, {t})",
            "SMOOTHI({a}, {t}, {i})",
            "SMOOTH3({a}, {t})",
            "SMOOTH3I({a}, {t}, {i})",
            "SMOOTH N({a}, {t}, {i}, 4)",
            "DELAY1({a}, {t})",
            "DELAY1I({a}, {t}, {i})",
            "DELAY3({a}, 2 + {t})",
            "DELAY3I({a}, 2 + {t}, {i})",
            "DELAY N({a}, 1.5, {i}, 2)",
            "DELAY FIXED({a}, 1, {i})",
            "DELAY FIXED({a}, 0.3, {i})",
            "TREND(2 + SIN({a}), {t}, 0.1)",
            "FORECAST(2 + SIN({a}), {t}, 1.5)",
            "INITIAL({a})",
            "ACTIVE INITIAL({a}, {i})",
            "SAMPLE IF TRUE({c}, {a}, {i})",
        ]
        if not dims:
            forms.append("BLEND(TANH({a}), {i})")
        form = self.pick(*forms)
        if "DELAY FIXED(" in form and REMEMBERS.search(a):
            # PySD moves its memories one after the other, so that a fixed delay may take the next
            # value of another one, a step early (test_exact.py has the right one)
            form = "SMOOTH({a}, {t})"
        return str(form.format(a=a, t=t, i=first, c=self.condition(dims, 1)))


@st.composite
def model_texts(draw: Any) -> str:
    """Return the text of a model that PySD and we both know how to run."""
    text = Text(draw, {**OWN, **STOCKS})
    lines = [HEAD]
    for number in range(draw(st.integers(2, 5))):
        dims = text.pick((), (), ("R",), ("R",), ("R", "S"))
        name = f"x{number}"
        lines += _variable(text, name, dims)
        text.known[name] = dims
    lines += _arrays(text)
    for name, dims in STOCKS.items():
        inside = f"[{','.join(dims)}]" if dims else ""
        flow = text.value(dims, 2, memory=False)
        start = text.pick("1", "k", "0.5 + k*2")
        lines.append(f"{name}{inside} = INTEG(2*TANH({flow}) - {name}{inside}/4, {start}) ~~|\n")
    step, save = text.pick(("0.5", "0.5"), ("0.25", "0.5"), ("1", "1"))
    lines.append(
        f"INITIAL TIME = {text.pick('0', '1', '-2')} ~~|\nFINAL TIME = INITIAL TIME + 3 ~~|\n"
        f"TIME STEP = {step} ~~|\nSAVEPER = {save} ~~|\n"
    )
    return "".join(lines)


def _variable(text: Text, name: str, dims: tuple[str, ...]) -> list[str]:
    """Return the equations of a variable: one, or several that share its elements out."""
    depth = text.draw(st.integers(1, 3))
    inside = f"[{','.join(dims)}]" if dims else ""
    kind = text.draw(st.integers(0, 5)) if dims == ("R",) else 5
    if kind == 0:
        first, rest = text.value((), depth), text.value(("R",), depth, memory=False)
        return [
            f"{name}[R] :EXCEPT: [r2] = {rest} ~~|\n",
            f"{name}[r2] = {first} ~~|\n",
        ]
    if kind == 1:
        return [f"{name}[{element}] = {text.value((), depth)} ~~|\n" for element in ELEMENTS["R"]]
    if kind == 2:
        part = text.pick("levels[Part]", "kr[Part]*2 - levels[Part]", "TANH(levels[Part]) + k")
        return [f"{name}[Part] = {part} ~~|\n", f"{name}[r2] = {text.value((), depth)} ~~|\n"]
    if kind == 3:
        return [f"{name}[R] = ko[Other]*{text.value((), depth, memory=False)} ~~|\n"]
    return [f"{name}{inside} = {text.value(dims, depth)} ~~|\n"]


def _arrays(text: Text) -> list[str]:
    """Return equations with functions that see a whole range at once."""
    vector = text.pick("levels[R] + R*0.37", "kr[R]*SIN(Time + R)", "kr[R] + levels[R]*0.1")
    way = text.pick("1", "0")
    action = text.pick(*map(str, range(11)))
    forms = {
        # inside a stock's flow, PySD's DELAY N may see the delay time of the next step already
        "late": "DELAY N(level, 1.1 + STEP(1, 2), 1.3, 2)",
        "order[R]": f"VECTOR SORT ORDER(vector[R], {way})",
        "rank[R]": f"VECTOR RANK(vector[R], {way})",
        "sorted[R]": "VECTOR REORDER(vector[R], order[R])",
        "chosen": f"VECTOR SELECT(mask[R!], 1.5 + TANH(vector[R!]), -1, {action}, 0)",
        "share[R]": "ALLOCATE BY PRIORITY(ABS(vector[R]) + 0.1, kr[R], 3, 1.3, 1 + ABS(level))",
        "inverse[S,T]": "INVERT MATRIX(square[S,T], 2)",
    }
    wanted = text.draw(st.lists(st.sampled_from(sorted(forms)), max_size=3, unique=True))
    if not wanted:
        return []
    if "sorted[R]" in wanted and "order[R]" not in wanted:
        wanted.append("order[R]")
    lines = [
        f"vector[R] = {vector} ~~|\n",
        "mask[R] = IF THEN ELSE(vector[R] > 0.3137, 1, 0) ~~|\n",
    ]
    if "inverse[S,T]" in wanted:
        lines += ["T: t1, t2 ~~|\n", "square[s1,t1] = 3 + TANH(level) ~~|\nsquare[s1,t2] = k ~~|\n"]
        lines += ["square[s2,t1] = -1 ~~|\nsquare[s2,t2] = 2 ~~|\n"]
    return [*lines, *(f"{left} = {forms[left]} ~~|\n" for left in wanted)]


@dataclass
class Comparison:
    """What became of one model: a verdict, why, and how many numbers were compared."""

    verdict: str
    reason: str = ""
    numbers: int = 0


def compare(text: str, folder: Path) -> Comparison:
    """Run a model by PySD and by us.

    Returns
    -------
    Comparison
        "agree", "differ", "PySD fails" (there is nothing to hold ours against), "not finite"
        (both leave the finite numbers), or "we fail".
    """
    path = folder / "model.mdl"
    path.write_text(text, encoding="utf-8")
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            frame = quiet_pysd().read_vensim(str(path)).run()
    except Exception as error:  # noqa: BLE001 - PySD's failures are counted, not judged
        lines = str(error).strip().splitlines() or [""]
        return Comparison("PySD fails", f"{type(error).__name__}: {lines[-1][:70]}")
    theirs = {c: np.asarray(frame[c], dtype=np.float64) for c in frame}
    finite = all(np.isfinite(v).all() for v in theirs.values())
    try:
        model = gaoxin.load(path)
        runs = model.run()
    except NonFinite as error:
        return Comparison("not finite") if not finite else Comparison("we fail", str(error))
    except Exception as error:  # noqa: BLE001 - any failure of ours is what is looked for
        return Comparison("we fail", f"{type(error).__name__}: {error}")
    count = 0
    for column, values in theirs.items():
        ours = series(model, runs, column, len(frame.index))
        if ours is None:
            continue
        close = np.isclose(ours, values, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
        if not close.all():
            first = int(np.argmin(close))
            reason = f"{column} at {frame.index[first]}: {ours[first]!r}, PySD {values[first]!r}"
            return Comparison("differ", reason)
        count += len(values)
    return Comparison("agree", numbers=count)


@dataclass
class Tally:
    """What became of many models."""

    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    numbers: int = 0

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.verdicts += other.verdicts
        self.reasons += other.reasons
        self.faults += other.faults
        self.numbers += other.numbers


def tally(share: tuple[int, int]) -> Tally:
    """Compare a share of the models: their number and the seed they are drawn with."""
    count, own = share
    found = Tally()

    @seed(own)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(text=model_texts())
    def run(text: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            one = compare(text, Path(folder))
        found.verdicts[one.verdict] += 1
        found.numbers += one.numbers
        if one.verdict == "PySD fails":
            found.reasons[one.reason] += 1
        elif one.verdict not in {"agree", "not finite"}:
            found.faults.append(f"{one.verdict}: {one.reason}\n{text}")

    run()
    return found


def main() -> None:
    """Compare as many models as asked for and print what became of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.engine.random_models")
    parser.add_argument("models", type=int, nargs="?", default=150)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="go on where another call ended")
    parser.add_argument("--workers", type=int, default=1)
    chosen = parser.parse_args()
    shares = [
        (min(SHARE, chosen.models - done), 10_000 * chosen.seed + chosen.first + done)
        for done in range(0, chosen.models, SHARE)
    ]
    whole = Tally()
    with ProcessPoolExecutor(chosen.workers) as pool:
        for found in pool.map(tally, shares):
            whole.add(found)
            print(f"{sum(whole.verdicts.values())} models", file=sys.stderr, flush=True)
    drawn = f"seed {chosen.seed}, from {chosen.first}"
    print(f"{sum(whole.verdicts.values())} random models ({drawn}), PySD against gaoxin")
    print(f"held to {TOLERANCE:g} relative and absolute, every variable at every saved time")
    for verdict, count in whole.verdicts.most_common():
        print(f"{count:6} {verdict}")
    print(f"{whole.numbers} numbers compared")
    for reason, count in whole.reasons.most_common(8):
        print(f"       {count} x PySD: {reason}")
    for fault in whole.faults[:5]:
        print(fault)
    sys.exit(bool(whole.faults))


if __name__ == "__main__":
    main()
