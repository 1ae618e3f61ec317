"""What real files hold besides plain equations: each construct with a value known by arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

import gaoxin
from gaoxin.engine.reading.encoding import is_gbk
from gaoxin.errors import ModelError
from tests.engine.support import CONTROL, write

TEXT: dict[str, tuple[str, dict[str, object]]] = {
    "comments in comments": (
        "x=2{two {and {deep} ( } [}*3~~|\ny={first}4 {last}~~|\n{alone ~ | }\n"
        "z[R]=1, {a} 2, {b} 3~~|\nR: r1, {one} r2, r3 {end}~~|",
        {"x": 6, "y": 4, "z": [1, 2, 3]},
    ),
    "rows of numbers": (
        "R: r1, r2~~|\nS: s1, s2~~|\na[R,S]=1,2;3,4; {done} ~~|\n"
        "b[R,S]=TABBED ARRAY(\n1\t2\n-3\t4e0\n)~~|\nc[R] == 5, 6~~|",
        {"a": [[1, 2], [3, 4]], "b": [[1, 2], [-3, 4]], "c": [5, 6]},
    ),
    "signs beside signs": (
        "a=3~~|\np=4+-1~~|\nq=6/-a~~|\nr=5--a~~|\ns=2^-1~~|\nt=a*-+-2~~|\nu=-a^2~~|",
        {"p": 3, "q": -2, "r": 8, "s": 0.5, "t": 6, "u": -9},
    ),
    "not binds looser than comparisons": (
        "a=3~~|\nx=IF THEN ELSE(:NOT: a > 5, 1, 2)~~|\n"
        "y=IF THEN ELSE(:not: a > 5 :and: :NOT: a = 3, 1, 2)~~|",
        {"x": 1, "y": 2},
    ),
    "lookups of every form": (
        "flat(0, 10, 5, 25)~~|\nlimits([(0,0)-(9,9),(1,1)],(0,1)(2,5))~~|\n"
        "x=flat(5)~~|\ny=limits(1)~~|\nz=WITH LOOKUP(5, (0, 10, 5, 25))~~|",
        {"x": 15, "y": 3, "z": 15},
    ),
    "names with quotes, marks and signs inside": (
        '"a - b [1]~|"=2~~|\nx\'=3~~|\n"say \\"so\\""=4~~|\ny="a - b [1]~|"*x\'+"say \\"so\\""~~|',
        {"y": 10},
    ),
    "words glued to names": (
        "a:IS:'file.vdf'~~|\nx=1~~|\nd:RAW:~~|\nbare~~|",
        {"x": 1},
    ),
    "statements over lines": (
        "long \\\n  name[R] = 1~~|\nR:\n  r1,\n  r2~~|\nx = SUM(long name[R\\\n!])\n * 2~~|",
        {"x": 4},
    ),
    "spans of elements": (
        "R: first, (b9-b11), (c1 - c2)~~|\nx[R]=R~~|",
        {"x": [1, 2, 3, 4, 5, 6]},
    ),
    "mapped to a part": (
        "D: A, B, C~~|\nS: A, B~~|\nE: E1, E2 -> (D: S, C)~~|\nb[E]=1, 2~~|\na[D]=b[E]*10~~|",
        {"a": [10, 10, 20]},
    ),
    "a part mapped": (
        "D: A, B, C~~|\nS: A, B~~|\nT: S, C -> (E: E1, E2)~~|\nE: E1, E2~~|\n"
        "b[E]=1, 2~~|\na[T]=b[E]*10~~|",
        {"a": [10, 10, 20]},
    ),
    "mapped by place, elements repeated": (
        "F: coal, gas, sun~~|\nP: old, steam, turbine, panel -> W~~|\n"
        "W: coal, gas, gas, sun~~|\nprice[F]=1, 2, 3~~|\ncost[P]=price[W]*10~~|\n"
        "back[W] :EXCEPT: [gas]=cost[P]~~|\nback[gas]=7~~|",
        {"cost": [10, 20, 20, 30], "back": [10, 7, 30]},
    ),
    "repeated elements mapped by place": (
        "F: coal, gas, sun~~|\nW: coal, gas, gas, sun -> P~~|\nP: old, steam, turbine, panel~~|\n"
        "price[F]=1, 2, 3~~|\ncost[P] :EXCEPT: [turbine]=price[W]*10~~|\ncost[turbine]=0~~|",
        {"cost": [10, 20, 0, 30]},
    ),
    "a macro of several results": (
        ":MACRO: PART(total, share : other, twice)\nPART=total*share~~|\n"
        "other=total-PART~~|\ntwice=2*total~~|\n:END OF MACRO:\n"
        "x=PART(8, 0.25 : y, z)~~|\nR: r1, r2~~|\nc[R]=1, 2~~|\n"
        "p[R]=PART(c[R], 0.5 : q[R], s[R])~~|",
        {"x": 2, "y": 6, "z": 16, "p": [0.5, 1], "q": [0.5, 1], "s": [2, 4]},
    ),
    "units, comments and flags of any text": (
        'x=1~m/"s{ [0,?,1]~ says "half | y=2 ~ Dmnl [-1, inf] ~ note ~ :SUPPLEMENTARY |\nz=3~[2]~|',
        {"x": 1, "y": 2, "z": 3},
    ),
}


@pytest.mark.parametrize("case", sorted(TEXT))
def test_a_construct_is_read_as_it_is_meant(case: str, tmp_path: Path) -> None:
    text, wanted = TEXT[case]
    model = gaoxin.load(write(tmp_path, text))
    asked = [name for name in wanted if name in set(model.variables["name"])]
    assert asked == list(wanted)
    runs = model.run({"d": 0, "bare": 0} if "bare" in text else None, outputs=asked)
    for name, value in wanted.items():
        assert np.asarray(runs[name]).tolist() == value, name


def test_a_range_that_names_an_element_twice_is_only_mapped_to(tmp_path: Path) -> None:
    path = write(tmp_path, "F: a, b~~|\nW: a, b, b~~|\nx[F]=1~~|\ny[W]=2~~|")
    with pytest.raises(ModelError, match=r"mdl:5:1: element 'b' stands twice in subscript 'W'"):
        gaoxin.load(path)


def test_reality_checks_are_set_aside_and_noted(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a=1~~|\nno people :THE CONDITION: a = 0 :IMPLIES: a < 1~~|\nhalf:TEST INPUT: a = 0.5~~|",
    )
    model = gaoxin.load(path)
    assert set(model.variables["name"]) & {"no people", "half"} == set()
    assert list(model.summary().notes) == [
        "line 3: 'no people' is a reality check; it is not run",
        "line 4: 'half' is a test input; it is not run",
    ]


# -- settings ------------------------------------------------------------------------------------

SETTINGS = "\n\\\\\\---/// Sketch information\n///---\\\\\\\n15:1,1,1,1\n:L\x7f<%^E!@\n"


METHODS = ("euler", "rk4", "euler", "rk2", "rk2", "rk4")
STAGES = {"euler": (1.0,), "rk2": (1, 0.5), "rk4": (1, 0.5, 1 / 6, 1 / 24)}


@pytest.mark.parametrize(("number", "method"), list(enumerate(METHODS)))
def test_the_settings_say_how_to_integrate(number: int, method: str, tmp_path: Path) -> None:
    path = write(tmp_path, "s=INTEG(s, 1)~~|", final=1, step=0.5, save=0.5)
    path.write_text(path.read_text() + SETTINGS + f"15:0,0,0,{number},0,0\n")
    found = gaoxin.load(path)
    growth = 1 + sum(share * 0.5 ** (i + 1) for i, share in enumerate(STAGES[method]))
    assert float(found.run()["s"][-1]) == pytest.approx(growth**2, rel=1e-12)
    assert float(found.run(method="euler")["s"][-1]) == 2.25
    assert bool(found.notes) == (number in {1, 2, 3})


def _book(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    for row in (("Time", 0, 2, None, 5), ("a", 10, 20, 99, 99)):
        sheet.append(row)
    book.save(path)
    return path


def test_a_tag_is_a_file_of_the_settings_or_of_the_call(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    text = "a:=GET XLS DATA('?Book', 'S', '1', 'B2')~~|"
    path = write(tmp_path / "model", text, final=4)
    with pytest.raises(ModelError, match=r"no file is told for it; give one to load, as files="):
        gaoxin.load(path)
    elsewhere = _book(tmp_path / "elsewhere.xlsx")
    for tag in ("?Book", "book"):
        runs = gaoxin.load(path, files={tag: elsewhere}).run()
        assert runs["a"].values.tolist() == [10, 15, 20, 20, 20], "times end at the first gap"
    path.write_text(path.read_text() + SETTINGS + "30:?book=../elsewhere.xlsx\n")
    with pytest.raises(ModelError, match="outside the model's folder"):
        gaoxin.load(path)
    path.write_text(path.read_text().replace("../elsewhere", "Own"))
    _book(tmp_path / "model" / "own.XLSX")
    assert gaoxin.load(path).run()["a"].values.tolist() == [10, 15, 20, 20, 20]


def test_a_file_is_named_in_either_quotes_and_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "Table.CSV").write_text("k,3\n")
    text = "a=GET DIRECT CONSTANTS(\"table.csv\", ',', 'B1')~~|\nf:IS:'Table.csv'~~|\n"
    path = write(tmp_path, text + "b=GET DIRECT CONSTANTS(f, ',', 'b1')~~|")
    assert gaoxin.load(path).run()[["a", "b"]].to_array().values.tolist() == [3, 3]
    path = write(tmp_path, "a=GET DIRECT CONSTANTS(g, ',', 'B1')~~|")
    with pytest.raises(ModelError, match=r"mdl:2:3: files, sheets and cells are texts in single"):
        gaoxin.load(path)


def test_data_from_a_file_keep_their_keyword_with_either_sign(tmp_path: Path) -> None:
    _book(tmp_path / "book.xlsx")
    for sign in ("=", ":="):
        text = f"a :HOLD BACKWARD: {sign} GET XLS DATA('book.xlsx', 'S', '1', 'B2')~~|"
        runs = gaoxin.load(write(tmp_path, text)).run()
        assert runs["a"].values.tolist() == [10, 10, 20, 20, 20]


def test_files_is_a_mapping(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="files is a mapping"):
        gaoxin.load(write(tmp_path, "a=1~~|"), files=["book.xlsx"])  # type: ignore[arg-type]


# -- encodings -----------------------------------------------------------------------------------

CHINESE = "人口增长率=0.02~1/年~|\n总产值=人口增长率*100~亿元~|\n"


def test_chinese_without_a_tag_is_known_by_its_characters(tmp_path: Path) -> None:
    path = tmp_path / "model.mdl"
    path.write_bytes((CHINESE + CONTROL.format(0, 1, 1, 1)).encode("gbk"))
    assert float(gaoxin.load(path).run()["总产值"]) == 2


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Größe=2~Stück~Übergröße|\n", "cp1252"),
        ("Создание=2~шт~|\n", "cp1251"),
        ("НАСЕЛЕНИЕ=2~ЧЕЛ~|\n", "cp1251"),
        ("人口=2~人~|\n", "shift_jis"),
        ("經濟成長率=2~~|\n", "big5"),
    ],
)
def test_other_letters_are_asked_for_and_never_guessed(
    text: str, encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / "model.mdl"
    path.write_bytes((text + CONTROL.format(0, 1, 1, 1)).encode(encoding))
    with pytest.raises(ModelError, match="give it to load, as encoding="):
        gaoxin.load(path)
    model = gaoxin.load(path, encoding=encoding)
    assert model.variables["name"][0] == text.partition("=")[0]
    with pytest.raises(ModelError, match="unknown encoding 'klingon'"):
        gaoxin.load(path, encoding="klingon")


def test_two_letters_are_no_chinese() -> None:
    assert not is_gbk("ÄÖ".encode("cp1252"))
    assert is_gbk("时间,产值".encode("gbk"))
    assert not is_gbk("时间".encode("gbk") + b"\xff")


# -- data ----------------------------------------------------------------------------------------

DATA = "R: r1, r2~~|\na~~|\nb[R]~~|\n"
SERIES = {
    "data.dat": "a\n0\t1\n4\t5\nb[r1]\n0\t2\nb[R2]\n0\t3\n4\t7\n",
    "data.csv": "Time,a,b[r1],b[r2]\n0,1,2,3\n4,5,,7\n",
    "rows.csv": "Time,,0,4\na,,1,5\nb,r1,2\nb,r2,3,7\n",
    "rows.tab": "x\t0\t4\na\t1\t5\nb[r1]\t2\nb[r2]\t3\t7\n",
}


@pytest.mark.parametrize("name", [*SERIES, "data.xlsx"])
def test_data_of_any_layout(name: str, tmp_path: Path) -> None:
    path = write(tmp_path, DATA)
    if name == "data.xlsx":
        book = openpyxl.Workbook()
        for line in SERIES["data.csv"].splitlines():
            cells = line.split(",")
            book.active.append([float(c) if c.isdigit() else c or None for c in cells])
        book.save(tmp_path / name)
    else:
        (tmp_path / name).write_text(SERIES[name])
    runs = gaoxin.load(path, data=[tmp_path / name]).run()
    assert runs["a"].values.tolist() == [1, 2, 3, 4, 5]
    assert runs["b"].values.tolist() == [[2, 2, 2, 2, 2], [3, 4, 5, 6, 7]]


def test_an_element_without_a_series_is_missing(tmp_path: Path) -> None:
    (tmp_path / "data.dat").write_text("b[r2]\n0\t3\n4\t7\n")
    text = DATA.replace("a~~|\n", "") + "n[R]=IF THEN ELSE(b[R] = :NA:, -1, b[R])~~|"
    runs = gaoxin.load(write(tmp_path, text), data=[tmp_path / "data.dat"]).run()
    assert runs["n"].values.tolist() == [[-1] * 5, [3, 4, 5, 6, 7]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0\t1\n", r"dat:1: a \.dat file has a variable's name in a line of its own"),
        ("a\nx\t1\n", "dat:2: "),
        ("a\n", "has no line of numbers"),
        ("a\n0\t1\n0\t2\n", "has a time twice"),
    ],
)
def test_a_wrong_dat_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "data.dat").write_text(text)
    with pytest.raises(ModelError, match=message):
        gaoxin.load(write(tmp_path, DATA), data=[tmp_path / "data.dat"])


def test_constants_of_a_binary_run_come_from_a_table(tmp_path: Path) -> None:
    text = "R: r1, r2~~|\nf:IS:'run.vdf'~~|\na[R]=GET VDF CONSTANTS(f, 'Known[R]', 9)~~|\n"
    path = write(tmp_path, text + "b=GET VDF CONSTANTS(f, 'one', 3)~~|\nc=b*SUM(a[R!])~~|")
    with pytest.raises(ModelError, match=r"mdl:4: GET VDF CONSTANTS asks for 'Known"):
        gaoxin.load(path)
    table = tmp_path / "known.csv"
    table.write_text("Time,,3,9\nKnown,r1,1,5\nKnown,r2,2,6\none,,4,0\n")
    model = gaoxin.load(path, data=[table])
    assert float(model.run()["c"]) == 44
    assert float(model.run({"b": 1})["c"]) == 11
    table.write_text("Time,,3\nKnown,r1,1\nKnown,r2,2\none,,4\n")
    with pytest.raises(ModelError, match="and not at 9"):
        gaoxin.load(path, data=[table])


def test_a_cell_that_is_no_number_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("n,c1,c2\nb1,1,2\nb2,3,ZERO\n")
    text = "R: r1, r2~~|\nS: s1, s2~~|\nx[R,S]=GET DIRECT CONSTANTS('t.csv', ',', 'B2')~~|"
    with pytest.raises(ModelError, match="has not 2 by 2 numbers at 'B2': C3 holds 'ZERO'"):
        gaoxin.load(write(tmp_path, text))
