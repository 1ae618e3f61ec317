"""Random numbers of a tile, as LLVM IR."""

from __future__ import annotations

from gaoxin.engine.compiled.ir import LANES, Body, bits


def random_numbers() -> str:
    """Return the function that draws numbers in (0, 1) for a tile: Philox 4x64, ten rounds.

    As :func:`gaoxin.engine.values.philox.uniforms`: number i of the run at this step belongs to
    member i // elements; a count of the generator gives four.
    """
    b = Body()
    start = b.whole("mul", "%member", "%elements")
    count = b.whole("mul", "%elements", LANES)
    words = b.variable("[4 x i64]", "zeroinitializer")
    known = b.variable("i64", -1)
    lane, element = b.variable("i64", 0), b.variable("i64", 0)
    with b.each(0, count) as i:
        index = b.whole("add", start, i)
        block = b.whole("lshr", index, 2)
        new = b.let(f"icmp ne i64 {block}, {b.load('i64', known)}")
        with b.when(new):
            b.store("i64", block, known)
            counter = [b.whole("add", block, 1), "%step", "0", "0"]
            for number, drawn in enumerate(_philox(b, counter)):
                b.store("i64", drawn, b.at(words, 8 * number))
        word = b.load("i64", b.at(words, b.whole("mul", b.whole("and", index, 3), 8)))
        share = b.let(f"uitofp i64 {b.whole('lshr', word, 11)} to double")
        share = b.let(f"fmul double {share}, {bits(2.0**-53)}")
        share = b.let(f"fadd double {share}, {bits(2.0**-54)}")
        own, row = b.load("i64", lane), b.load("i64", element)
        place = b.whole("add", b.whole("mul", row, LANES), own)
        b.store("double", share, b.at("%room", b.whole("mul", place, 8)))
        further = b.whole("add", row, 1)
        full = b.let(f"icmp eq i64 {further}, %elements")
        b.store("i64", b.let(f"select i1 {full}, i64 0, i64 {further}"), element)
        b.store("i64", b.whole("add", own, b.let(f"zext i1 {full} to i64")), lane)
    names = ("first", "second", "elements", "member", "step")
    return b.function("uniforms", ["ptr %room", *(f"i64 %{name}" for name in names)])


def _philox(b: Body, counter: list[str]) -> list[str]:
    key = ["%first", "%second"]
    for turn in range(10):
        if turn:
            key = [
                b.whole("add", key[0], _signed(0x9E3779B97F4A7C15)),
                b.whole("add", key[1], _signed(0xBB67AE8584CAA73B)),
            ]
        high_0, low_0 = _product(b, counter[0], 0xD2E7470EE14C6C93)
        high_1, low_1 = _product(b, counter[2], 0xCA5A826395121157)
        counter = [
            b.whole("xor", b.whole("xor", high_1, counter[1]), key[0]),
            low_1,
            b.whole("xor", b.whole("xor", high_0, counter[3]), key[1]),
            low_0,
        ]
    return counter


def _product(b: Body, a: str, factor: int) -> tuple[str, str]:
    """Return the upper and the lower half of a product."""
    wide = b.let(f"zext i64 {a} to i128")
    whole = b.let(f"mul i128 {wide}, {factor}")
    high = b.let(f"trunc i128 {b.let(f'lshr i128 {whole}, 64')} to i64")
    return high, b.let(f"trunc i128 {whole} to i64")


def _signed(value: int) -> int:
    return value - 2**64 if value >= 2**63 else value
