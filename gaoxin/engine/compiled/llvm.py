"""Scalar code as LLVM IR: a function a section, over tiles of members; split where it is long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gaoxin.engine.compiled.ir import LANES, MASK, ROW, VECTOR, WHOLE, Body, bits, splat
from gaoxin.engine.compiled.operations import ROUNDED
from gaoxin.engine.compiled.scalar import Code, Instruction, Put, kind

SPLIT = 300
"""Instructions of a function: short ones compile faster, and run a little faster too."""

POINTERS = ("state", "next", "member", "uniform", "input", "result", "scratch", "calls")
"""Parameters of every function: rows of numbers by space, memory, NumPy's inner loops."""

BACK_POINTERS = (
    *("state", "after", "member", "uniform", "input", "weight", "scratch", "calls"),
    *("state_sum", "member_sum", "input_sum"),
)
"""The same of a function that is read backwards."""

ROUTINES = {name: place for place, name in enumerate(ROUNDED)}
"""Places of the inner loops that are called."""


@dataclass(frozen=True)
class Convention:
    """What functions are called with, and what the processor can."""

    pointers: tuple[str, ...]
    wide: bool

    @property
    def signature(self) -> list[str]:
        """The parameters of a function."""
        return [f"ptr noalias %{name}" for name in self.pointers]

    @property
    def call(self) -> str:
        """The same, handed on."""
        return ", ".join(f"ptr %{name}" for name in self.pointers)


@dataclass
class Tables:
    """Tables of numbers that lie beside the code, equal ones once."""

    names: dict[tuple[float, ...], str] = field(default_factory=dict)

    def name(self, table: tuple[float, ...]) -> str:
        """Return the name of a table."""
        return self.names.setdefault(table, f"@n{len(self.names)}")

    def text(self) -> str:
        """Return their definitions."""
        return "\n".join(
            f"{name} = private constant [{len(table)} x double] "
            f"[{', '.join(f'double {bits(v)}' for v in table)}], align 64"
            for table, name in self.names.items()
        )


def module(
    code: Code,
    functions: Mapping[str, Sequence[str]],
    *,
    wide: bool,
    pointers: Sequence[str] = POINTERS,
) -> tuple[str, int]:
    """Return the IR of some functions, and how many rows of scratch memory they need.

    Parameters
    ----------
    code : Code
    functions : mapping of str to sequence of str
        Name of a function to the sections it does.
    wide : bool
        Whether the processor picks from tables of 8 and 16 numbers in registers (AVX-512).
    pointers : sequence of str
        Parameters of the functions.

    Returns
    -------
    tuple of (str, int)
    """
    convention = Convention(tuple(pointers), wide)
    tables = Tables()
    texts, rows = [], 0
    for name, sections in functions.items():
        own, scratch = _function(code, name, sections, tables, convention)
        texts += own
        rows = max(rows, scratch)
    return "\n".join([HEAD, tables.text(), *texts]), rows


def _function(
    code: Code, name: str, sections: Sequence[str], tables: Tables, convention: Convention
) -> tuple[list[str], int]:
    needed = code.needed(*sections)
    stores = [s for section in sections for s in code.sections[section]]
    parts = _parts(code, needed)
    if len(parts) == 1:
        return [_Part(code, tables, convention, {}).text(name, parts[0], stores)], 0
    rows = _crossing(code, parts)
    home = {number: place for place, part in enumerate(parts) for number in part}
    texts = []
    for place, part in enumerate(parts):
        inside = [s for s in stores if home.get(s.value, 0) == place]
        texts.append(_Part(code, tables, convention, rows).text(f"{name}_{place}", part, inside))
    body = Body()
    for place in range(len(parts)):
        body.do(f"call void @{name}_{place}({convention.call})")
    return [*texts, body.function(name, convention.signature)], len(rows)


def _parts(code: Code, needed: Sequence[int]) -> list[list[int]]:
    """Divide instructions into parts of about one length; literals and loads go where used."""
    real = [n for n in needed if not _is_cheap(code.instructions[n])]
    count = max(1, -(-len(real) // SPLIT))
    size = max(1, -(-len(real) // count))
    return [real[i : i + size] for i in range(0, len(real), size)] or [[]]


def _is_cheap(instruction: Instruction) -> bool:
    return instruction.op in {"number", "truth", "load"}


def _crossing(code: Code, parts: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return a row of scratch memory for each value that a later part uses."""
    home = {number: place for place, part in enumerate(parts) for number in part}
    rows: dict[int, int] = {}
    for place, part in enumerate(parts):
        for number in part:
            for arg in code.instructions[number].args:
                if home.get(arg, place) != place:
                    rows.setdefault(arg, len(rows))
    return rows


class _Part:
    """One function: its values by the number of their instruction.

    Attributes
    ----------
    rows : dict of int to int
        Scratch rows of values that several functions use.
    """

    def __init__(
        self, code: Code, tables: Tables, convention: Convention, rows: Mapping[int, int]
    ) -> None:
        self.code, self.tables, self.convention, self.rows = code, tables, convention, rows
        self.body = Body()
        self.names: dict[int, str] = {}

    def text(self, name: str, numbers: Sequence[int], stores: Sequence[Put]) -> str:
        """Return the function that computes some instructions and leaves some values behind."""
        waiting: dict[int, list[Put]] = {}
        for store in stores:
            waiting.setdefault(store.value, []).append(store)
        for number in numbers:
            self._compute(number)
            if number in self.rows:
                self._keep(number, self.rows[number])
            for store in waiting.pop(number, ()):
                self._store(store)
        for stored_as_loaded in waiting.values():
            for store in stored_as_loaded:
                self._store(store)
        return self.body.function(name, self.convention.signature)

    def _value(self, number: int) -> str:
        """Return the name of a value, loaded now where no instruction here computes it."""
        if number not in self.names:
            op, _, data = self.code.instructions[number]
            if op == "number":
                self.names[number] = splat(float.fromhex(data))
            elif op == "truth":
                self.names[number] = f"splat (i1 {'true' if data else 'false'})"
            elif op == "load":
                self.names[number] = self._load(*data)
            else:
                self.names[number] = self._recall(number)
        return self.names[number]

    def _load(self, space: str, row: int) -> str:
        if space != "uniform":
            return self.body.load(VECTOR, self.body.at(f"%{space}", ROW * row), ROW)
        one = self.body.load("double", self.body.at("%uniform", 8 * row))
        first = self.body.let(f"insertelement {VECTOR} poison, double {one}, i64 0")
        return self.body.let(
            f"shufflevector {VECTOR} {first}, {VECTOR} poison, <{LANES} x i32> zeroinitializer"
        )

    def _keep(self, number: int, row: int) -> None:
        """Keep a value for later parts; truth values as whole numbers."""
        what, name = kind(self.code.instructions[number]), self.names[number]
        if what == "truth":
            name = self.body.let(f"sext {MASK} {name} to {WHOLE}")
        form = VECTOR if what == "number" else WHOLE
        self.body.store(form, name, self.body.at("%scratch", ROW * row), ROW)

    def _recall(self, number: int) -> str:
        what, place = kind(self.code.instructions[number]), ROW * self.rows[number]
        form = VECTOR if what == "number" else WHOLE
        name = self.body.load(form, self.body.at("%scratch", place), ROW)
        if what != "truth":
            return name
        return self.body.let(f"icmp ne {WHOLE} {name}, zeroinitializer")

    def _store(self, store: Put) -> None:
        place = self.body.at(f"%{store.space}", ROW * store.row)
        self.body.store(VECTOR, self._value(store.value), place, ROW)

    def _compute(self, number: int) -> None:
        op, args, data = self.code.instructions[number]
        values = [self._value(a) for a in args]
        if op in SIMPLE:
            name = self.body.let(SIMPLE[op].format(*values))
        elif op in {"minimum", "maximum"}:
            name = self._extreme(op, values, self.code.instructions[args[1]])
        elif op in ROUTINES:
            name = self._call(op, values)
        elif op in {"reached", "passed"}:
            name = self._count(op, values[0], data)
        else:
            name = self._pick(values[0], data)
        self.names[number] = name

    def _extreme(self, op: str, values: list[str], second: Instruction) -> str:
        """Of equal ones the second, as NumPy's own; NaN where either is."""
        (a, b), sign = values, "lt" if op == "minimum" else "gt"
        b_is_number = second.op == "number" and second.data != "nan"
        test = f"u{sign}" if b_is_number else f"o{sign}"
        first = self.body.let(f"fcmp {test} {VECTOR} {a}, {b}")
        chosen = self.body.let(f"select {MASK} {first}, {VECTOR} {a}, {VECTOR} {b}")
        if b_is_number:
            return chosen
        missing = self.body.let(f"fcmp uno {VECTOR} {a}, zeroinitializer")
        return self.body.let(f"select {MASK} {missing}, {VECTOR} {a}, {VECTOR} {chosen}")

    def _call(self, op: str, values: list[str]) -> str:
        given = ", ".join(f"{VECTOR} {v}" for v in values)
        helper = ("@one", "@two", "@three")[len(values) - 1]
        return self.body.let(f"call {VECTOR} {helper}(ptr %calls, i64 {ROUTINES[op]}, {given})")

    def _count(self, op: str, x: str, points: tuple[float, ...]) -> str:
        if len(points) > LINEAR:
            return self._search(op, x, points)
        test, total = ("oge" if op == "reached" else "ogt"), "zeroinitializer"
        for point in points:
            met = self.body.let(f"fcmp {test} {VECTOR} {x}, {splat(point)}")
            one = self.body.let(f"sext {MASK} {met} to {WHOLE}")
            total = self.body.let(f"sub {WHOLE} {total}, {one}")
        return total

    def _search(self, op: str, x: str, points: tuple[float, ...]) -> str:
        """Halve the range: the place is built from its highest binary digit down."""
        test = "oge" if op == "reached" else "ogt"
        digits = len(points).bit_length()
        padded = (*points, *[float("inf")] * (2**digits - len(points)))
        place = "zeroinitializer"
        for digit in reversed(range(digits)):
            ahead = self.body.let(f"add {WHOLE} {place}, splat (i64 {2**digit})")
            at = self.body.let(f"sub {WHOLE} {ahead}, splat (i64 1)")
            met = self.body.let(f"fcmp {test} {VECTOR} {x}, {self._gather(at, padded)}")
            place = self.body.let(f"select {MASK} {met}, {WHOLE} {ahead}, {WHOLE} {place}")
        most = f"splat (i64 {len(points)})"
        over = self.body.let(f"icmp ugt {WHOLE} {place}, {most}")
        return self.body.let(f"select {MASK} {over}, {WHOLE} {most}, {WHOLE} {place}")

    def _pick(self, place: str, table: tuple[float, ...]) -> str:
        if self.convention.wide and len(table) <= 2 * LANES:
            return self._permute(place, table)
        return self._gather(place, table)

    def _permute(self, place: str, table: tuple[float, ...]) -> str:
        padded = (*table, *[0.0] * (2 * LANES - len(table)))
        halves = [
            f"{VECTOR} <{', '.join(f'double {bits(v)}' for v in padded[i : i + LANES])}>"
            for i in (0, LANES)
        ]
        if len(table) <= LANES:
            return self.body.let(
                f"call {VECTOR} @llvm.x86.avx512.permvar.df.512({halves[0]}, {WHOLE} {place})"
            )
        return self.body.let(
            f"call {VECTOR} @llvm.x86.avx512.vpermi2var.pd.512"
            f"({halves[0]}, {WHOLE} {place}, {halves[1]})"
        )

    def _gather(self, place: str, table: tuple[float, ...]) -> str:
        name = self.tables.name(table)
        at = self.body.let(f"getelementptr inbounds double, ptr {name}, {WHOLE} {place}")
        return self.body.let(
            f"call {VECTOR} @llvm.masked.gather.v{LANES}f64.v{LANES}p0"
            f"(<{LANES} x ptr> align 8 {at}, {MASK} splat (i1 true), {VECTOR} poison)"
        )


LINEAR = 20
"""Points of a table up to which an argument is compared with each."""


def _arithmetic(op: str) -> str:
    return f"{op} {VECTOR} {{0}}, {{1}}"


def _compare(test: str) -> str:
    return f"fcmp {test} {VECTOR} {{0}}, {{1}}"


def _intrinsic(name: str) -> str:
    return f"call {VECTOR} @llvm.{name}.v{LANES}f64({VECTOR} {{0}})"


SIMPLE: dict[str, str] = {
    "add": _arithmetic("fadd"),
    "subtract": _arithmetic("fsub"),
    "multiply": _arithmetic("fmul"),
    "divide": _arithmetic("fdiv"),
    "negative": f"fneg {VECTOR} {{0}}",
    "square": f"fmul {VECTOR} {{0}}, {{0}}",
    "reciprocal": f"fdiv {VECTOR} {splat(1.0)}, {{0}}",
    "absolute": _intrinsic("fabs"),
    "sqrt": _intrinsic("sqrt"),
    "trunc": _intrinsic("trunc"),
    "floor": _intrinsic("floor"),
    "less": _compare("olt"),
    "less_equal": _compare("ole"),
    "greater": _compare("ogt"),
    "greater_equal": _compare("oge"),
    "equal": _compare("oeq"),
    "not_equal": _compare("une"),
    "and": f"and {MASK} {{0}}, {{1}}",
    "or": f"or {MASK} {{0}}, {{1}}",
    "not": f"xor {MASK} {{0}}, splat (i1 true)",
    "where": f"select {MASK} {{0}}, {VECTOR} {{1}}, {VECTOR} {{2}}",
    "as_number": f"uitofp {MASK} {{0}} to {VECTOR}",
}
"""Operations that are one instruction each."""


def _helper(name: str, operands: int) -> str:
    """Return the function that calls an inner loop of NumPy's on one tile."""
    body = Body()
    places = body.variable(f"[{operands + 1} x ptr]", "zeroinitializer")
    for i in range(operands + 1):
        room = body.variable(VECTOR, f"%a{i}" if i < operands else "zeroinitializer")
        body.store("ptr", room, body.at(places, 8 * i))
    entry = body.at("%calls", body.whole("mul", "%routine", 16))
    loop, data = body.load("ptr", entry), body.load("ptr", body.at(entry, 8))
    body.do(f"call void {loop}(ptr {places}, ptr @count, ptr @strides, ptr {data})")
    result = body.load(VECTOR, room, 64)
    given = ", ".join(f"{VECTOR} %a{i}" for i in range(operands))
    lines = "\n".join(["entry:", *body.variables, *body.lines, f"  ret {VECTOR} {result}", "}"])
    return (
        f"define internal {VECTOR} @{name}(ptr %calls, i64 %routine, {given}) "
        f"noinline nounwind {{\n{lines}\n"
    )


HEAD = "\n".join(
    [
        f"@count = internal global i64 {LANES}",
        "@strides = internal global [4 x i64] [i64 8, i64 8, i64 8, i64 8]",
        *(
            f"declare {VECTOR} @llvm.{name}.v{LANES}f64({VECTOR})"
            for name in ("fabs", "sqrt", "trunc", "floor")
        ),
        f"declare {VECTOR} @llvm.masked.gather.v{LANES}f64.v{LANES}p0"
        f"(<{LANES} x ptr>, {MASK}, {VECTOR})",
        f"declare {VECTOR} @llvm.x86.avx512.permvar.df.512({VECTOR}, {WHOLE})",
        f"declare {VECTOR} @llvm.x86.avx512.vpermi2var.pd.512({VECTOR}, {WHOLE}, {VECTOR})",
        _helper("one", 1),
        _helper("two", 2),
        _helper("three", 3),
    ]
)
"""What every module begins with."""
