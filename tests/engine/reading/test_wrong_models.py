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
        "3:3",
        "docs/language.md lists those that are known",
    ),
    "unknown function": ("a=1~~|\nb=SMOTHI(a, 2, 1)~~|", "3:3", "did you mean 'SMOOTHI'"),
    "function of Vensim alone": ("a=DELAY BATCH(0, 1, 2)~~|", "2:3", "'DELAY BATCH' is not"),
    "unknown variable": ("growth=1~~|\nb=2*grwoth~~|", "3:5", "did you mean 'growth'?"),
    "operator left out": (
        "a=1~~|\nb c=2~~|\nd=3+a b c 2~~|",
        "4:5",
        "unknown variable 'a b c 2' (in the equation of 'd'); an operator is missing between 'a' "
        "and 'b c' and '2'",
    ),
    "wide bracket": ("a=1~~|\nb=2*(a+1\uff09~~|", "3:9", "to mean the sign, write )"),
    "wide brackets": ("a=1~~|\nb=2*\uff08a\uff09~~|", "3:5", "to mean the sign, write ("),
    "long dash": ("a=1~~|\nb=2~~|\nc=a \u2013 b~~|", "4:3", "to mean the sign, write -"),
    "unknown name in a macro": (
        ":MACRO: M(rate)\nM=rat~~|\n:END OF MACRO:\na=M(1)~~|",
        "3:3",
        "did you mean 'rate'?",
    ),
    "unknown subscript": ("R: r1, r2~~|\na[R]=1~~|\nb=a[rr1]~~|", "4:3", "did you mean 'r1'?"),
    "unknown subscript left": ("R: r1, r2~~|\na[Q]=1~~|", "3:1", "unknown subscript 'q'"),
    "subscript not on the left": (
        "R: r1, r2~~|\na[R]=1~~|\nb=a[R]~~|",
        "4:3",
        "sum over it with '!'",
    ),
    "missing subscript": ("R: r1, r2~~|\na[R]=1~~|\nb=a~~|", "4:3", "'a' has 1 subscripts, not 0"),
    "wrong number of values": ("R: r1, r2~~|\na[R]=1,2,3~~|", 3, "3 numbers for 2 elements"),
    "range twice": ("R: r1, r2~~|\nR: r3~~|\na[R]=1~~|", 3, "defined a second time"),
    "range in itself": ("R: S~~|\nS: R~~|\na=1~~|", 2, "defined through itself"),
    "variable twice": (
        "a=1~~|\nb=2~~|\nA=3~~|",
        "4:1",
        "'a' is defined a second time (first in line 2)",
    ),
    "element twice": ("R: r1, r2~~|\na[R]=1~~|\na[r2]=2~~|", "4:1", "defined a second time"),
    "macro that is not closed": (":MACRO: M(x)\nM=x~~|\na=M(1)~~|", "2:9", "':END OF MACRO:'"),
    "macro without a result": (
        ":MACRO: M(x)\ny=x~~|\n:END OF MACRO:\na=1~~|",
        "2:9",
        "has no result",
    ),
    "macro without its second result": (
        ":MACRO: M(x: y)\nM=x~~|\n:END OF MACRO:\na=1~~|",
        "2:9",
        "no result 'y'; write 'y = expression' in it",
    ),
    "results of another number": (
        ":MACRO: M(x: y)\nM=x~~|\ny=x~~|\n:END OF MACRO:\na=M(1: b, c)~~|",
        "6:3",
        "gives 1 results besides its own, not 2",
    ),
    "results of what is no macro": ("a=MAX(1, 2: b)~~|", "2:3", "'MAX' is no macro"),
    "macro that calls itself": (
        ":MACRO: M(x)\nM=M(x)~~|\n:END OF MACRO:\na=M(1)~~|",
        "3:3",
        "macro 'M' calls itself",
    ),
    "macro of too many arguments": (
        ":MACRO: M(x)\nM=x~~|\n:END OF MACRO:\na=M(1, 2)~~|",
        "5:3",
        "macro 'M' takes 1 arguments, not 2",
    ),
    "macro that names what is outside": (
        "b=1~~|\n:MACRO: M(x)\nM=x+b~~|\n:END OF MACRO:\na=M(1)~~|",
        "4:5",
        "write 'b$' for a variable of the whole model",
    ),
    "missing bracket": ("a=MAX(1, 2~~|", "2:6", "the bracket of MAX( is not closed; write )"),
    "bracket too many": ("a=(1+2))~~|", "2:8", "closes no bracket"),
    "comma in brackets": ("a=1\n  +(2, 3)~~|", "3:6", "brackets that belong to no function"),
    "number after a name": (
        "a=1~~|\nb=2 a~~|",
        "3:5",
        "an operator is missing between the number 2",
    ),
    "operator twice": ("a=1~~|\nb=a*/2~~|", "3:5", "'*' needs a value after it; '/' is here"),
    "operator at the end": ("a=1 +\n~~|", "3:1", "'+' needs a value after it; the ~ that ends"),
    "nothing after the sign": ("a=~~|", "2:3", "the equation of 'a' is not written"),
    "odd character": (
        "a=1~~|\nb=a ? 2~~|",
        "3:5",
        "the character '?' (U+003F) has no meaning here",
    ),
    "text that goes on": ('a="b c~~|', "2:3", "this quoted name is not ended on its line"),
    "word that is none": ("a=1~~|\nb=a :ADN: a~~|", "3:5", ":ADN: is no word of Vensim"),
    "comparison of two signs": ("a=1~~|\nb=a == 2~~|", "3:5", "to compare, write ="),
    "comment without end": ("a=1 {why~~|", "2:5", "this comment is not ended; write }"),
    "names in a list": ("R: r1, r2~~|\na[R]=1, b~~|", "3:9", "a number is expected in a list"),
    "list that begins with a name": ("R: r1, r2~~|\na[R]=b, 1~~|", "3:6", "numbers alone"),
    "rows of two lengths": ("R: r1, r2~~|\na[R]=1, 2; 3;~~|", "3:6", "differ in length"),
    "point of one number": ("t((0,0),(1))~~|", "2:11", "',' is missing in a point"),
    "list of points of odd length": ("t(0, 1, 2)~~|", "2:2", "3 numbers are no pairs"),
    "equation never written": ("a=A FUNCTION OF(Time)~~|", "2:3", "not written yet"),
    "bar that is lost": ("a=1~m~note\nb=2~m~|", "2:1", "write | before line 3"),
    "tilde that is lost": ("a=1|", "2:4", "has no unit"),
    "span that goes down": ("R: (a9 - a1)~~|\nx[R]=1~~|", "2:4", "goes up from a name"),
    "exception without brackets": ("R: r1~~|\na[R] :EXCEPT: r1=2~~|", "3:15", "'[' is missing"),
    "keyword after the sign": ("a:=:RAW: 2~~|", "2:4", "a value is expected"),
    "argument left out": ("a=MAX(1,,2)~~|", "2:9", "an argument of MAX is left out"),
    "arguments of a node": ("a=INTEG(1)~~|", "2:3", "INTEG takes 2 arguments, not 1"),
    "head of a macro": (":MACRO: (x)\na=1~~|\n:END OF MACRO:", "2:1", "the head of a macro"),
    "end of no macro": ("a=1~~|\n:END OF MACRO:", "3:1", "ends no macro"),
    "operator missing": ("a=1~~|\nb=a a a 3 (~~|", "3:12", "a value is expected"),
    "wrong argument count": ("a=MAX(1, 2, 3)~~|", "2:3", "MAX takes 2 arguments, not 3"),
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
        "2:11",
        "a number is expected in the limits of the lookup, which are written [(x0,y0)-(x1,y1)]",
    ),
    "code in inline limits": (
        "a=WITH LOOKUP(Time,([().__class__],(0,0),(1,1)))~~|",
        "2:23",
        "a number is expected in the limits of the lookup",
    ),
    "lookup without argument": (
        "t((0,0),(1,1))~~|\na=t+1~~|",
        "3:3",
        "lookup 't' needs an argument",
    ),
    "call of a value": ("b=1~~|\na=b(2)~~|", "3:3", "'b' is not a lookup"),
    "bad limits of a unit": (
        "a=1~m [0,x]~|",
        "2:1",
        "the limits of the unit 'm [0,x]'",
    ),
    "data that is not there": ("a:=GET XLS DATA('x.xlsx','S','A','B2')~~|", 2, "no file 'x.xlsx'"),
    "subscript that is not there": (
        "R: GET XLS SUBSCRIPT('x.xlsx','S','A1','A3','')~~|\na[R]=1~~|",
        2,
        "no file 'x.xlsx'",
    ),
    "data inside an expression": (
        "a=2*GET DIRECT CONSTANTS('x.csv',',','B2')~~|",
        "2:5",
        "must stand alone",
    ),
    "order of a delay": ("a=DELAY N(Time, 2, 0, 0)~~|", "2:3", "order 0 of a delay"),
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_each_fault_is_named_with_its_place(case: str, tmp_path: Path) -> None:
    equations, line, message = WRONG[case]
    path = write(tmp_path, equations)
    with pytest.raises(ModelError) as caught:
        gaoxin.load(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a=MAX(1~~|\nb=2~~|\nc=b +~~|\n:MACRO: M(x)\ny=(x~~|\n:END OF MACRO:\nd=b b 2 3~~|",
    )
    with pytest.raises(ModelError) as caught:
        gaoxin.load(path)
    places = [(e.line, e.column) for e in (caught.value, *caught.value.others)]
    assert places == [(2, 6), (4, 6), (5, 9), (6, 3)]
    told = str(caught.value).splitlines()
    assert [
        line.startswith(f"{path}:{line_}:{column}: ")
        for line, (line_, column) in zip(told, places, strict=True)
    ] == [True] * 4


def test_every_unknown_name_is_told_with_the_rest(tmp_path: Path) -> None:
    path = write(tmp_path, "a=bee~~|\nb=1~~|\nc=b+bee+\n  cc~~|\nd=FOO(b)~~|\ne=cc~~|")
    with pytest.raises(ModelError) as caught:
        gaoxin.load(path)
    errors = (caught.value, *caught.value.others)
    places = [(e.line, e.column) for e in errors if "unknown variable" in e.message]
    assert places == [(2, 3), (4, 5), (5, 3), (7, 3)]


def test_every_fault_of_one_equation_is_told(tmp_path: Path) -> None:
    text = "a=FOO(1) + bee*MAX(1, 2, 3) +\n  c[Q] - a(2)~~|\nc=INTEG(BAR(c), BAZ(1))~~|"
    with pytest.raises(ModelError) as caught:
        gaoxin.load(write(tmp_path, text))
    places = [(e.line, e.column) for e in (caught.value, *caught.value.others)]
    assert places == [(2, 3), (2, 12), (2, 16), (3, 3), (3, 10), (4, 9), (4, 17)]


def test_every_fault_of_subscripts_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "R: r1, r2~~|\na[Q]=1~~|\nb[R]=1~~|\nb[r2]=2~~|\nR=3~~|")
    with pytest.raises(ModelError) as caught:
        gaoxin.load(path)
    assert [(e.line, e.column) for e in (caught.value, *caught.value.others)] == [
        *((3, 1), (5, 1), (6, 1)),
    ]


def test_many_faults_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "".join(f"v{i}=(~~|\n" for i in range(100)))
    with pytest.raises(ModelError) as caught:
        gaoxin.load(path)
    assert len(str(caught.value).splitlines()) == 31
    assert str(caught.value).endswith("and 70 more faults")


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


def told(path: Path) -> list[int | None]:
    """Return the lines of all faults that a load tells."""
    with pytest.raises(ModelError) as caught:
        gaoxin.load(path)
    return [error.line for error in (caught.value, *caught.value.others)]


def test_all_that_equations_are_refused_for_is_told_at_once(tmp_path: Path) -> None:
    """Functions, subscripts, arguments and loops; what only uses a wrong variable is right."""
    wrong = "R: r1, r2~~|\na=FOO(3)~~|\nb[R]=1~~|\nc=b~~|\nd=STEP(1)~~|\ne=f+1~~|\nf=e*2~~|\n"
    right = "g=c+d*a~~|\nh[R]=b[R]*e~~|\ni=DELAY N(g, 2, 1, a)~~|\nj=BAR(i)~~|"
    assert told(write(tmp_path, wrong + right)) == [3, 5, 6, 7, 12]


def test_all_ranges_and_files_that_are_wrong_are_told_at_once(tmp_path: Path) -> None:
    ranges = "R: r1, R~~|\nS: s1, s2 -> T~~|\nU: u1~~|\nU: u2~~|\na=1~~|"
    assert told(write(tmp_path, ranges)) == [2, 3, 5]
    constant = "=GET DIRECT CONSTANTS('none.csv', ',', 'A1')~~|\n"
    assert told(write(tmp_path, f"a{constant}b=2~~|\nc{constant}")) == [2, 4]


def test_a_file_with_the_mark_of_utf_16_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "Größe=3~~|")
    text = path.read_text(encoding="utf-8")
    for order in ("utf-16-le", "utf-16-be"):
        path.write_bytes(("\ufeff" + text).encode(order))
        assert float(gaoxin.load(path).run()["Größe"]) == 3
    path.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(ModelError, match="begins as a file of UTF-16 does"):
        gaoxin.load(path)


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
