"""Small model files with something broken: ``python -m tests.engine.reading.mutants 10000``.

``--read`` stops when the file is read, for very many: ``... mutants 100000 --read``.

Whatever a file holds, it loads or is refused with a ModelError, in a few seconds, without running
code and without opening a file outside its folder. What loads also runs a few steps, or leaves
the finite numbers and says so.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.engine.reading.source import read_text
from gaoxin.engine.reading.subscripts import read_ranges
from gaoxin.engine.reading.variables import gather
from gaoxin.engine.reading.vensim.translate import translate
from gaoxin.engine.reading.xmile.translate import translate_xmile
from gaoxin.errors import ModelError, NonFinite
from tests.engine.support import MODELS

LIMIT = 5.0
"""Seconds that a file may take."""

_MDL = """{UTF-8}
:MACRO: M(x, y)
M = INTEG(x - M/y, 1) ~~|
:END OF MACRO:
R: (a1 - a3) -> S, (T: c1, Two) ~~|
S: b1, b2, b3 ~~|
T: Two, c1 {one {in another}} ~~|
Two: c2, c3 ~~|
U <-> S ~~|
:MACRO: PARTS(x : rest)
PARTS = x/4 ~~|
rest = x - PARTS ~~|
:END OF MACRO:
quarter = PARTS(4 : three) ~~|
note:IS:'some text' ~~|
never :THE CONDITION: z > 1 :IMPLIES: z < 0 ~~|
known :RAW: := 3 ~~|
flat(0, 1, 5, 7) ~~|
grid[R, S] = TABBED ARRAY(
1 2 3
4 5 6
7 8 -9) ~~|
tab([(0,0)-(2,2)],(0,1),(1,2),(2,0)) ~~|
from sheet[R] = GET DIRECT CONSTANTS('data.csv', ',', 'B2*') ~ Dmnl [0,?] ~ A comment. |
x[R] :EXCEPT: [a2] = tab(Time)*from sheet[R] ~~|
x[a2] = WITH LOOKUP(Time, ([(0,0)-(4,4)],(0,1),(4,2))) ~~|
y[S] = SUM(x[R!]) + x[R] ~~|
z = IF THEN ELSE(Time > 2 :AND: :NOT: (y[b1] > 3), -2^2 + SMOOTH3(y[b1], 2),
    DELAY1I(z2, 1.5, 3)) ~~|
z2 = M(RANDOM UNIFORM(0, 1, 7), 3) + RAMP(1, 0, 3) ~~|
"name with ~ and |" = 1e-3*VMAX(x[R!]) ~~|
********************************************************
	.Control
********************************************************~
|
INITIAL TIME = 0 ~~|
FINAL TIME = 4 ~~|
TIME STEP = 0.5 ~~|
SAVEPER = TIME STEP ~~|
\\\\\\---/// Sketch information - do not modify anything except names
///---\\\\\\
:L<%^E!@
15:0,0,0,1,0,0
22:Month,Months
30:?tag=data.csv
"""

_XMILE = """<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>isee systems</vendor><options><uses_conveyor/></options></header>
<sim_specs time_units="Year"><start>0</start><stop>4</stop><dt reciprocal="true">2</dt></sim_specs>
<dimensions><dim name="D"><elem name="d1"/><elem name="d2"/></dim><dim name="N" size="3"/>
</dimensions>
<macro name="HALF"><parm>x</parm><parm default="2">by</parm><eqn>x/by + left</eqn><variables>
<stock name="left"><eqn>x</eqn><inflow>more</inflow></stock><flow name="more"><eqn>1</eqn></flow>
</variables></macro>
<model><variables>
<stock name="S"><dimensions><dim name="D"/></dimensions><eqn>1</eqn><inflow>in</inflow>
<outflow>out</outflow><non_negative/></stock>
<flow name="in"><dimensions><dim name="D"/></dimensions><eqn>k*2</eqn></flow>
<flow name="out"><dimensions><dim name="D"/></dimensions><eqn>S/4 {comment}</eqn>
<non_negative/></flow>
<aux name="k"><eqn>IF TIME &gt; 1 THEN SMTH1(MAX(S), 2) ELSE -2^2</eqn><units>1/Year</units></aux>
<aux name="g"><eqn>TIME</eqn><gf type="extrapolate"><xscale min="0" max="4"/><ypts>0,1,4</ypts></gf>
</aux>
<aux name="a"><dimensions><dim name="D"/><dim name="N"/></dimensions>
<element subscript="d1, 1"><eqn>S[d1] // 3</eqn></element>
<element subscript="d1, 2"><eqn>SUM(S[*]) + MEAN(a[d1, 1], 2)</eqn></element>
<element subscript="d1, 3"><eqn>RANK(a[d2, *], 1) + a[d2, 1 + INT(TIME)]</eqn></element>
<element subscript="d2, 1"><eqn>LOOKUP(g, 2) MOD 3</eqn></element>
<element subscript="d2, 2"><eqn>PREVIOUS(SELF, 5) + 1</eqn></element>
<element subscript="d2, 3"><eqn>D.d2 + SIZE(N) &lt;&gt; NOT k AND 1</eqn>
<gf><yscale min="0" max="4"/><xscale min="0" max="4"/><ypts>0,1,4</ypts></gf></element></aux>
<aux name="b"><dimensions><dim name="N"/></dimensions><eqn>SUM(a[*, N]) + HALF(N) + sector.y</eqn>
<init_eqn>INIT(k)</init_eqn></aux>
<stock name="belt"><eqn>3</eqn><inflow>enter</inflow><outflow>leave</outflow>
<outflow>lost</outflow><conveyor><len>2</len><capacity>50</capacity></conveyor></stock>
<flow name="enter"><eqn>PULSE(10, 1, 2) + STEP(3, 1) + RAMP(1)</eqn></flow><flow name="leave"/>
<flow name="lost"><eqn>0.1</eqn><leak/></flow>
<module name="sector"><connect to="x" from="k"/></module>
</variables></model>
<model name="sector"><variables><aux name="x" access="input"><eqn>0</eqn></aux>
<aux name="y" access="output"><eqn>DELAY3(x, 2) + COUNTER(1, 3) + DERIVN(x, 1)</eqn></aux>
</variables></model></xmile>
"""

_PIECES = [
    "(",
    ")",
    "[",
    "]",
    "!",
    "~",
    "|",
    '"',
    "'",
    "\\",
    ",",
    ";",
    ":",
    "^",
    "-",
    "*" * 12,
    "=",
    ":=",
    "<->",
    "->",
    ":EXCEPT:",
    ":NA:",
    ":RAW:",
    ":MACRO:",
    ":IS:",
    ":IMPLIES:",
    "<->",
    "{",
    "}",
    "{{",
    "?tag",
    " : three)",
    "TABBED ARRAY(",
    "A FUNCTION OF(",
    ":END OF MACRO:",
    "INTEG(",
    "GET XLS DATA('../secret.csv',',','1','A2')",
    "GET DIRECT CONSTANTS('/etc/passwd',':','A1')",
    "__import__('os').system('touch ran')",
    "[(__import__('os').system('touch ran'),1)]",
    "eval('1')",
    "(a1 - a999999999)",
    "9" * 400,
    "1e999",
    "0x10",
    "nan",
    "\0",
    "\u202e",
    "é",
    "x" * 3000,
    "(" * 300,
    "-" * 300,
    "^-2" * 300,
    "<",
    "&lt;",
    "&x;",
    "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    "]]>",
    "<!--",
    "</flow>",
    "<macro name='HALF'><parm>x</parm><eqn>HALF(x)</eqn></macro>",
    "<module name='sector'/>",
    "<model name='sector'>",
    "<conveyor/>",
    "<queue/>",
    "<init_eqn>b</init_eqn>",
    "[*]",
    "[2:9]",
    "[@2]",
    "[D + 1]",
    "SELF",
    "<eqn>",
    "INITIAL TIME = 5 ~~|",
    "FINAL TIME = 1e9 ~~|",
    "TIME STEP = 1e-9 ~~|",
    "R: R ~~|",
    "S: R ~~|",
    "z = z ~~|",
    "VECTOR SORT ORDER(x[R], 1)",
    "ALLOCATE AVAILABLE(x[R], x[R], 1)",
    "DELAY N(z, 1, 2, 1e9)",
    "SMOOTH N(z, 1, 2, Time)",
]


_WORD = re.compile(r"[A-Za-z][A-Za-z0-9 ]*[A-Za-z0-9]|[-+*/^<>=]")
_NUMBER = re.compile(r"\d+\.?\d*")


def mutate(text: str, rng: random.Random) -> bytes:
    """Return a text with a few things cut out, doubled, swapped, replaced or put in."""
    for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
        start = rng.randrange(len(text) + 1)
        end = min(len(text), start + rng.choice([0, 1, 2, 5, 20, 80]))
        kind = rng.choice([0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7])
        if kind == 0:
            text = text[:start] + text[end:]
        elif kind == 1:
            text = text[:end] + text[start:end] + text[end:]
        elif kind == 2:
            text = text[:start] + rng.choice(_PIECES) + text[end:]
        elif kind == 3:
            text = text[:start] + rng.choice(_PIECES) + text[start:]
        elif kind == 4:
            other = rng.randrange(len(text) + 1)
            text = text[:start] + text[other : other + end - start] + text[end:]
        elif kind == 5:
            text = text[:start]
        elif words := list(re.finditer(_WORD if kind == 6 else _NUMBER, text)):
            old, new = rng.choice(words), rng.choice(words)[0]
            if kind == 7 and rng.random() < 0.5:
                new = rng.choice(["0", "-1", "1e-300", "1e300", "0.5", "7", "3,4", ""])
            text = text[: old.start()] + new + text[old.end() :]
        if not text:
            break
    content = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.1 and content:
        at = rng.randrange(len(content))
        content = content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :]
    if rng.random() < 0.02:
        content = rng.randbytes(rng.randrange(1, 400))
    return content


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of broken files."""
    rng = random.Random(seed)  # noqa: S311 - nothing is kept secret
    whole = [("model.mdl", _MDL), ("model.mdl", _MDL)]
    whole += [("model.xmile", _XMILE)] * 2
    files = (MODELS / f"{name}.mdl" for name in ("functions", "memory", "subscripts"))
    whole += [("model.mdl", file.read_text(encoding="utf-8")) for file in files]
    for _ in range(count):
        name, text = rng.choice(whole)
        yield name, mutate(text, rng)


_FORBIDDEN: list[str] = []
_WATCHED: list[Path] = []


def _watch(event: str, args: tuple[Any, ...]) -> None:
    """Note code that is run and files that are opened outside the folder being watched."""
    if not _WATCHED:
        return
    if event in {"os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "socket.connect"}:
        _FORBIDDEN.append(f"{event} {args!r}"[:200])
    elif event == "compile" and args and isinstance(args[1], str) and args[1] == "<string>":
        _FORBIDDEN.append(f"compile {args[0]!r}"[:200])
    elif event == "open" and isinstance(args[0], (str, bytes)):
        path = Path(args[0] if isinstance(args[0], str) else args[0].decode("utf-8", "replace"))
        allowed = (_WATCHED[0], Path(sys.prefix), Path(sys.base_prefix), *map(Path, sys.path))
        if not any(path.resolve().is_relative_to(a) for a in allowed if str(a)):
            _FORBIDDEN.append(f"open {path}")


sys.addaudithook(_watch)


@cache
def warm_up() -> None:
    """Import all that reading a model imports, which compiles text of its own."""
    for name in ("lxml.etree", "openpyxl", "xlrd", "scipy.special", "pandas", "xarray"):
        importlib.import_module(name)
    for name, text in (("model.mdl", _MDL), ("model.xmile", _XMILE)):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "data.csv").write_text("name,value\na1,1\na2,2\na3,3\n")
            path = Path(folder) / name
            path.write_text(text, encoding="utf-8")
            try:
                model = gaoxin.load(path)
                explain(model)
                model.run()
            except ModelError:
                continue


def explain(model: Model) -> None:
    """Check a model's units, and describe it and its first variables."""
    for finding in model.check_units("strict").findings:
        assert finding.text("en")
        assert finding.text("zh")
    model.summary()
    for name in model.variables["name"][:20]:
        model.describe(name)


@contextmanager
def watched(folder: Path) -> Iterator[list[str]]:
    """Watch what is run and opened; the list fills with what must not be."""
    _FORBIDDEN.clear()
    _WATCHED[:] = [folder.resolve()]
    try:
        yield _FORBIDDEN
    finally:
        _WATCHED.clear()


def attempt(name: str, content: bytes, folder: Path) -> tuple[str, str]:
    """Load a file; if it loads, check its units, describe it and run it.

    Returns
    -------
    verdict : {"refused", "ran", "loaded", "crash", "slow", "forbidden"}
    reason : str
    """
    warm_up()
    inner = folder / "inside"
    inner.mkdir(exist_ok=True)
    (folder / "secret.csv").write_text("1,2\n3,4\n")
    (inner / "data.csv").write_text("name,value\na1,1\na2,2\na3,3\n")
    path = inner / name
    path.write_bytes(content)
    begin = time.perf_counter()
    cpu = time.process_time()
    with watched(inner) as forbidden:
        try:
            model = gaoxin.load(path)
            verdict, reason = "loaded", ""
            explain(model)
            try:
                start = (
                    float(model.default("INITIAL TIME"))
                    if "INITIAL TIME" in set(model.variables["name"])
                    else 0.0
                )
                model.run(initial_time=start, final_time=start + 2, time_step=0.5, save_every=0.5)
                verdict = "ran"
            except (ModelError, NonFinite) as error:
                reason = str(error)
        except ModelError as error:
            verdict, reason = "refused", str(error)
        except BaseException as error:  # noqa: BLE001 - whatever else comes is what is looked for
            verdict, reason = "crash", f"{type(error).__name__}: {error}"
    took = min(time.perf_counter() - begin, time.process_time() - cpu)
    if forbidden:
        return "forbidden", forbidden[0]
    if (folder / "ran").exists() or Path("ran").exists():
        return "forbidden", "code was run"
    return ("slow", f"{took:.1f} s") if took > LIMIT else (verdict, reason)


def read_alone(name: str, content: bytes, folder: Path) -> tuple[str, str]:
    """Read a file to its variables, and no further: what :func:`attempt` begins with."""
    path = folder / name
    begin = time.process_time()
    with watched(folder) as forbidden:
        try:
            if name.endswith(".mdl"):
                found = translate(path, read_text(path, content))
            else:
                found = translate_xmile(path, content)
            gather(path, found.equations, read_ranges(path, found.ranges))
            verdict, reason = "read", ""
        except ModelError as error:
            verdict, reason = "refused", str(error)
        except BaseException as error:  # noqa: BLE001 - whatever else comes is what is looked for
            verdict, reason = "crash", f"{type(error).__name__}: {error}"
    took = time.process_time() - begin
    if forbidden:
        return "forbidden", forbidden[0]
    return ("slow", f"{took:.1f} s") if took > LIMIT else (verdict, reason)


def main() -> None:
    """Try as many broken files as asked for and print what became of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.engine.reading.mutants")
    parser.add_argument("files", type=int, nargs="?", default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--read", action="store_true", help="read only: a hundred times as fast")
    chosen = parser.parse_args()
    judge = read_alone if chosen.read else attempt
    os.environ["GAOXIN_CACHE"] = "off"  # its files lie outside the folder, and are our own
    verdicts: Counter[str] = Counter()
    faults: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, content in mutants(chosen.files, chosen.seed):
            begin = time.process_time()
            verdict, reason = judge(name, content, Path(folder))
            slowest = max(slowest, time.process_time() - begin)
            verdicts[verdict] += 1
            if verdict in {"crash", "slow", "forbidden"}:
                faults.append(f"{verdict} {name}: {reason}\n{content!r}")
            if sum(verdicts.values()) % (10_000 if chosen.read else 500) == 0:
                print(f"{sum(verdicts.values())} files", file=sys.stderr)
    print(f"{sum(verdicts.values())} broken model files (seed {chosen.seed})")
    for verdict, count in verdicts.most_common():
        print(f"{count:6} {verdict}")
    print(f"slowest: {slowest:.1f} s of processor time; {LIMIT:g} s are allowed")
    for fault in faults[:5]:
        print(fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
