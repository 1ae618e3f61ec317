"""How near compiled code is to what a C compiler makes of the same scalar code.

The same functions are written as C over vectors of eight, compiled by ``cc -O3`` without loosening
IEEE arithmetic, and run by the same loop over time; exp, log and power are NumPy's in both.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from gaoxin.engine.compiled.bind import Binder
from gaoxin.engine.compiled.build import loop
from gaoxin.engine.compiled.kept import Compiled
from gaoxin.engine.compiled.llvm import POINTERS, ROUTINES
from gaoxin.engine.compiled.scalar import Code, Instruction, kind
from gaoxin.engine.compiled.slots import Slot
from gaoxin.engine.running.blocks import Engine
from gaoxin.engine.running.stores import stores
from tests.benchmarks.compiled import MEMBERS, zone_engine

HEAD = """
typedef double lanes __attribute__((vector_size(64)));
typedef long words __attribute__((vector_size(64)));
typedef void (*loop)(char **, const long *, const long *, void *);
static const long COUNT = 8, STRIDES[3] = {8, 8, 8};
#define ALL(x) ((lanes){x, x, x, x, x, x, x, x})
#define CHOOSE(m, a, b) ((lanes)(((m) & (words)(a)) | (~(m) & (words)(b))))
static __attribute__((noinline)) lanes one(void *const *calls, long i, lanes a) {
  lanes out; char *p[2] = {(char *)&a, (char *)&out};
  ((loop)calls[2 * i])(p, &COUNT, STRIDES, calls[2 * i + 1]); return out;
}
static __attribute__((noinline)) lanes two(void *const *calls, long i, lanes a, lanes b) {
  lanes out; char *p[3] = {(char *)&a, (char *)&b, (char *)&out};
  ((loop)calls[2 * i])(p, &COUNT, STRIDES, calls[2 * i + 1]); return out;
}
static inline lanes each(double (*f)(double), lanes a) {
  for (int l = 0; l < 8; l++) a[l] = f(a[l]); return a;
}
static inline lanes pick(const double *t, words at) {
  lanes r; for (int l = 0; l < 8; l++) r[l] = t[at[l]]; return r;
}
double sqrt(double), floor(double), trunc(double);
"""

INFIX = {
    **{"add": "+", "subtract": "-", "multiply": "*", "divide": "/"},
    **{"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="},
    **{"equal": "==", "not_equal": "!=", "and": "&", "or": "|"},
}

FORMS = {
    "minimum": "CHOOSE({0} != {0}, {0}, CHOOSE({0} < {1}, {0}, {1}))",
    "maximum": "CHOOSE({0} != {0}, {0}, CHOOSE({0} > {1}, {0}, {1}))",
    "absolute": "(lanes)((words){0} & 0x7fffffffffffffffL)",
    "negative": "-{0}",
    "square": "{0} * {0}",
    "reciprocal": "1.0 / {0}",
    "sqrt": "each(sqrt, {0})",
    "floor": "each(floor, {0})",
    "trunc": "each(trunc, {0})",
    "where": "CHOOSE({0}, {1}, {2})",
    "as_number": "CHOOSE({0}, ALL(1.0), ALL(0.0))",
    "not": "~{0}",
}


def limit() -> None:
    """Print the ratio on the zone."""
    compiler = shutil.which("cc")
    if compiler is None:
        print("limit: there is no cc here")
        return
    engine, binder, code = zone_engine(MEMBERS)
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder) / "step.c", Path(folder) / "step.so"
        source.write_text(HEAD + "\n".join(_function(code.layout.code, n) for n in NAMES))
        flags = ["-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC"]
        begin = time.perf_counter()
        subprocess.run([compiler, *flags, "-o", library, source, "-lm"], check=True)
        print(f"limit: cc -O3 took {time.perf_counter() - begin:.1f} s")
        theirs = _replaced(engine, code, ctypes.CDLL(str(library)))
        times: list[list[float]] = [[], []]
        for _ in range(5):
            for own, bound in zip(times, (binder, theirs), strict=True):
                own.append(_time(engine, bound))
    ours, gcc = map(min, times)
    per = 1e6 / MEMBERS
    print(
        f"zone.mdl, {MEMBERS} members, one core: compiled {ours * per:.1f} us a member, the same "
        f"scalar code by cc -O3 {gcc * per:.1f} us: ratio {ours / gcc:.2f} (bar 1.5)"
    )


NAMES = ("begin", "step", "save")


def _function(code: Code, section: str) -> str:
    pointers = ", ".join(f"char *restrict {name}" for name in POINTERS)
    lines = [f"void {section}({pointers}) {{"]
    for number in code.needed(section):
        what = kind(code.instructions[number])
        form = "lanes" if what == "number" else "words"
        lines.append(f"  {form} v{number} = {_right(code.instructions[number])};")
    for space, row, value in code.sections[section]:
        lines.append(f"  *(lanes *)({space} + {64 * row}) = v{value};")
    return "\n".join([*lines, "}"])


def _right(instruction: Instruction) -> str:
    op, args, data = instruction
    names = [f"v{a}" for a in args]
    if op == "load":
        space, row = data
        if space == "uniform":
            return f"ALL(*(double *)(uniform + {8 * row}))"
        return f"*(lanes *)({space} + {64 * row})"
    if op == "number":
        return f"ALL({_number(float.fromhex(data))})"
    if op == "truth":
        return f"(words)ALL(0.0) - {int(data)}"
    if op in INFIX:
        return f"{names[0]} {INFIX[op]} {names[1]}"
    if op in FORMS:
        return FORMS[op].format(*names)
    if op in ROUTINES:
        helper = "one" if len(names) == 1 else "two"
        return f"{helper}((void *const *)calls, {ROUTINES[op]}, {', '.join(names)})"
    if op == "pick":
        table = ", ".join(map(_number, data))
        return f"pick((const double[]){{{table}}}, {names[0]})"
    test = ">=" if op == "reached" else ">"
    return " - ".join(["(words)ALL(0.0)", *(f"({names[0]} {test} {_number(p)})" for p in data)])


def _number(value: float) -> str:
    if np.isnan(value):
        return '__builtin_nan("")'
    return ("-" if value < 0 else "") + ("__builtin_inf()" if np.isinf(value) else abs(value).hex())


def _replaced(engine: Engine, code: Compiled, library: ctypes.CDLL) -> Binder:
    found = {name: ctypes.cast(getattr(library, name), ctypes.c_void_p).value for name in NAMES}
    functions = {Slot[name.upper()]: int(found[name] or 0) for name in NAMES} | {Slot.BOTH: 0}
    return Binder(replace(code, functions=functions), engine.timing, engine.parameters)


def _time(engine: Engine, binder: Binder) -> float:
    """Return the processor time of a run."""
    filled = stores(engine.plan, engine.timing, engine.parameters.members)
    frame = binder.frame(filled)
    frame.slots[Slot.END] = engine.parameters.members
    begin = time.process_time()
    loop()(frame.slots.ctypes.data, 0, engine.parameters.members)
    return time.process_time() - begin
