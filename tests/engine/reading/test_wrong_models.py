"""A model file that is wrong is refused quickly, with file and line, and never runs code."""

from __future__ import annotations

from pathlib import Path

import pytest

import gaoxin
from gaoxin.errors import ModelError
from tests.engine.support import CONTROL, write

WRONG = {
    "function unlike any": (
        "a=1~~|\nb=FOO(a)~~|",
        3,
        "docs/language.md lists those that are known",
    ),
    "unknown function": ("a=1~~|\nb=SMOTHI(a, 2, 1)~~|", 3, "did you mean 'SMOOTHI'"),
    "function of Vensim alone": ("a=DELAY BATCH(0, 1, 2)~~|", 2, "'DELAY BATCH' is not"),
    "unknown variable": ("growth=1~~|\nb=2*grwoth~~|", 3, "did you mean 'growth'?"),
    "unknown subscript": ("R: r1, r2~~|\na[R]=1~~|\nb=a[rr1]~~|", 4, "did you mean 'r1'?"),
    "unknown subscript left": ("R: r1, r2~~|\na[Q]=1~~|", 3, "unknown subscript 'q'"),
    "subscript not on the left": ("R: r1, r2~~|\na[R]=1~~|\nb=a[R]~~|", 4, "sum over it with '!'"),
    "missing subscript": ("R: r1, r2~~|\na[R]=1~~|\nb=a~~|", 4, "'a' has 1 subscripts, not 0"),
    "wrong number of values": ("R: r1, r2~~|\na[R]=1,2,3~~|", 3, "3 numbers for 2 elements"),
    "range twice": ("R: r1, r2~~|\nR: r3~~|\na[R]=1~~|", 3, "defined a second time"),
    "range in itself": ("R: S~~|\nS: R~~|\na=1~~|", 2, "defined through itself"),
    "variable twice": (
        "a=1~~|\nb=2~~|\nA=3~~|",
        4,
        "'a' is defined a second time (first in line 2)",
    ),
    "element twice": ("R: r1, r2~~|\na[R]=1~~|\na[r2]=2~~|", 4, "defined a second time"),
    "macro that is not closed": (":MACRO: M(x)\nM=x~~|\na=M(1)~~|", 2, "':END OF MACRO:'"),
    "macro without a result": (":MACRO: M(x)\ny=x~~|\n:END OF MACRO:\na=1~~|", 2, "has no result"),
    "macro with two results": (":MACRO: M(x: y)\nM=x~~|\ny=x~~|\n:END OF MACRO:\na=1~~|", 2, "one"),
    "macro that calls itself": (
        ":MACRO: M(x)\nM=M(x)~~|\n:END OF MACRO:\na=M(1)~~|",
        3,
        "macro 'M' calls itself",
    ),
    "macro of too many arguments": (
        ":MACRO: M(x)\nM=x~~|\n:END OF MACRO:\na=M(1, 2)~~|",
        5,
        "macro 'M' takes 1 arguments, not 2",
    ),
    "macro that names what is outside": (
        "b=1~~|\n:MACRO: M(x)\nM=x+b~~|\n:END OF MACRO:\na=M(1)~~|",
        4,
        "write 'b$' for a variable of the whole model",
    ),
    "missing bracket": ("a=MAX(1, 2~~|", 2, "cannot read 'a=MAX(1, 2'"),
    "operator missing": ("a=1~~|\nb=a a a 3 (~~|", 3, "cannot read"),
    "wrong argument count": ("a=MAX(1, 2, 3)~~|", 2, "MAX takes 2 arguments, not 3"),
    "loop": (
        "a=b+1~~|\nb=c*2~~|\nc=a~~|",
        2,
        "simultaneous equations, each needs the next: a -> b -> c -> a",
    ),
    "initial loop": (
        "a=INTEG(0, b)~~|\nb=INTEG(1, a)~~|",
        2,
        "initial values depend on each other: a -> b -> a",
    ),
    "code in limits": (
        "t([(0,0)-(__import__('os').getpid(),1)],(0,0),(1,1))~~|",
        2,
        "are not numeric",
    ),
    "code in inline limits": (
        "a=WITH LOOKUP(Time,([().__class__],(0,0),(1,1)))~~|",
        2,
        "are not numeric",
    ),
    "lookup without argument": ("t((0,0),(1,1))~~|\na=t+1~~|", 3, "lookup 't' needs an argument"),
    "call of a value": ("b=1~~|\na=b(2)~~|", 3, "'b' is not a lookup"),
    "bad limits of a unit": ("a=1~m [0,x]~|", 2, "cannot read"),
    "data that is not there": ("a:=GET XLS DATA('x.xlsx','S','A','B2')~~|", 2, "no file 'x.xlsx'"),
    "subscript that is not there": (
        "R: GET XLS SUBSCRIPT('x.xlsx','S','A1','A3','')~~|\na[R]=1~~|",
        2,
        "no file 'x.xlsx'",
    ),
    "data inside an expression": (
        "a=2*GET DIRECT CONSTANTS('x.csv',',','B2')~~|",
        2,
        "must stand alone",
    ),
    "order of a delay": ("a=DELAY N(Time, 2, 0, 0)~~|", 2, "order 0 of a delay"),
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_each_fault_is_named_with_its_line(case: str, tmp_path: Path) -> None:
    equations, line, message = WRONG[case]
    path = write(tmp_path, equations)
    with pytest.raises(ModelError) as caught:
        gaoxin.load(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", None, "the file is empty"),
        (b"  \n\n", None, "the file is empty"),
        (b"{UTF-8}\n", None, "no equation found"),
        (b"{UTF-8}\n\\\\\\---/// Sketch information\n", None, "no equation found"),
        (b"{UTF-8}\na=1~~|\nb=\xff~~|\n", 3, "byte 0xff is not UTF-8"),
        (b"{no-such-code}\na=1~~|\n", 1, "unknown encoding 'no-such-code'"),
        (b"{UTF-8}\na=1~~|\n\nb=2*a\n~ unit ~ the file stops he", 4, "is not closed"),
        (b"\x00\x01\x02 binary rubbish", 1, "is not closed"),
    ],
)
def test_what_is_no_model_is_refused(
    content: bytes, line: int | None, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "model.mdl"
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        gaoxin.load(path)
    assert message in str(caught.value)
    assert caught.value.line == line


def test_another_encoding_is_read_when_the_header_names_it(tmp_path: Path) -> None:
    path = tmp_path / "model.mdl"
    path.write_bytes(("{GBK}\n营收=3~~|\n" + CONTROL.format(0, 1, 1, 1)).encode("gbk"))
    assert float(gaoxin.load(path).run()["营收"]) == 3


@pytest.mark.parametrize("depth", [200, 5000])
def test_deep_nesting_is_read_or_refused(depth: int, tmp_path: Path) -> None:
    path = write(tmp_path, "a=" + "(" * depth + "1" + ")" * depth + "~~|")
    try:
        model = gaoxin.load(path)
    except ModelError as error:
        found = (error.line, "nested too deeply" in str(error))
    else:
        found = (2, float(model.run()["a"]) == 1)
    assert found == (2, True)


def test_a_long_chain_of_variables_is_no_deep_recursion(tmp_path: Path) -> None:
    chain = "\n".join(f"v{i}=v{i + 1}+1~~|" for i in range(1500))
    path = write(tmp_path, f"{chain}\nv1500=Time~~|")
    assert gaoxin.load(path).run()["v0"].values.tolist() == [1500, 1501, 1502, 1503, 1504]


@pytest.mark.parametrize("name", ["missing.mdl", "model.txt"])
def test_a_file_that_is_not_there_or_no_mdl_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "model.txt").write_text("a=1~~|")
    with pytest.raises(ModelError):
        gaoxin.load(tmp_path / name)


def test_a_missing_control_is_named(tmp_path: Path) -> None:
    path = tmp_path / "model.mdl"
    path.write_text("{UTF-8}\na=1~~|\nINITIAL TIME=0~~|\nFINAL TIME=3~~|\n")
    model = gaoxin.load(path)
    with pytest.raises(ModelError, match="'TIME STEP' is missing"):
        model.run()
    assert model.run(time_step=1)["time"].values.tolist() == [0, 1, 2, 3]
