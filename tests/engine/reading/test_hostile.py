"""Files that mean harm, and files that are broken: quickly refused or read; nothing runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.reading.mutants import attempt, mutants, read_alone
from tests.engine.reading.xmile.test_files import XMLNS, aux, document
from tests.engine.support import CONTROL, MODELS

CODE = "__import__('os').system('touch ran')"
TIMES = CONTROL.format(0, 2, 1, 1)


def mdl(equations: str) -> tuple[str, bytes]:
    """Return a Vensim file with these equations."""
    return "model.mdl", ("{UTF-8}\n" + equations + "\n" + TIMES).encode("utf-8", "surrogatepass")


def xmile(variables: str) -> tuple[str, bytes]:
    """Return an XMILE file with these variables."""
    return "model.xmile", document(variables).encode()


def bare(text: str) -> tuple[str, bytes]:
    """Return an XMILE file with this text alone."""
    return "model.xmile", text.encode()


REFUSED = {
    "code in limits": mdl(f"t([({CODE},0)-(1,1)],(0,0),(1,1))~~|"),
    "code in limits behind a backslash": mdl(f"t(\\ [({CODE},0)-(1,1)],(0,0),(1,1))~~|"),
    "code in limits between quotes": mdl(
        f"x' = WITH LOOKUP(Time,([({CODE},0)-(1,1)],(0,0),(1,1))) + x'~~|"
    ),
    "code in inline limits": mdl(f"x=WITH LOOKUP(Time,([({CODE},0)-(1,1)],(0,0),(1,1)))~~|"),
    "code in limits without a bracket": mdl(f"t([{CODE}(0,0),(1,1))~~|"),
    "code as a point": mdl(f"t(({CODE},0),(1,1))~~|"),
    "code as an array": mdl(f"R: a, b~~|\nx[R]=1,{CODE}~~|"),
    "code as a number": mdl(f"x={CODE}~~|"),
    "code as a string": mdl(f"x=GET DIRECT CONSTANTS('{CODE}', 'a', 'b')~~|"),
    "code as a limit of a unit": mdl(f"x=1~m [{CODE},2]~|"),
    "code as a tabbed array": mdl(f"R: a, b~~|\nx[R]=TABBED ARRAY(1 {CODE})~~|"),
    "code as a subscript": mdl(f"R: a, {CODE}~~|\nx[R]=1~~|"),
    "code as an argument": mdl(f"x=MAX(1, {CODE})~~|"),
    "code as an encoding": ("model.mdl", b"{__import__}\nx=1~~|\n"),
    "an encoding that unpacks": ("model.mdl", b"{zlib}\nx=1~~|\n"),
    "an encoding of escapes": ("model.mdl", b"{unicode_escape}\nx=1~~|\n"),
    "an encoding with a null byte": ("model.mdl", b"{UTF\0}\nx=1~~|\n"),
    "an encoding of slow letters": ("model.mdl", b"{punycode}\n" + b"a-" * 100_000),
    "a variable that is a range": mdl("R: r1, r2~~|\nR=1~~|"),
    "a variable that is the time": mdl("time=1~~|"),
    "a range that is an axis": mdl("time: r1, r2~~|\nx[time]=1~~|"),
    "an encoding of bytes": ("model.mdl", b"{rot13}\nx=1~~|\n"),
    "a file above": mdl("x=GET DIRECT CONSTANTS('../secret.csv', ',', 'A1')~~|"),
    "a file of the system": mdl("x=GET DIRECT CONSTANTS('/etc/passwd', ':', 'A1')~~|"),
    "a device": mdl("x=GET DIRECT CONSTANTS('/dev/zero', ',', 'A1')~~|"),
    "a file of Windows": mdl("x:=GET XLS DATA('..\\..\\secret.csv', ',', 'A', 'B2')~~|"),
    "an address": mdl("x=GET DIRECT CONSTANTS('http://localhost/x.csv', ',', 'A1')~~|"),
    "a separator that never ends": mdl("x=GET DIRECT CONSTANTS('data.csv', '(a+)+$', 'A1')~~|"),
    "a cell far away": mdl("x=GET DIRECT CONSTANTS('data.csv', ',', 'ZZZ9999999')~~|"),
    "a subscript from above": mdl(
        "R: GET DIRECT SUBSCRIPT('../secret.csv', ',', 'A1', 'A2', '')~~|\nx[R]=1~~|"
    ),
    "brackets without end": mdl("x=" + "(" * 20_000 + "1" + ")" * 20_000 + "~~|"),
    "signs without end": mdl("x=" + "-" * 20_000 + "1~~|"),
    "powers of powers": mdl("a=2~~|\nx=a" + "^-a" * 2000 + "~~|"),
    "choices in choices": mdl("x=" + "IF THEN ELSE(Time>1," * 400 + "1" + ",0)" * 400 + "~~|"),
    "a number without end": mdl("x=" + "9" * 60_000 + "~~|"),
    "a number too large": mdl("x=1e999~~|"),
    "points too large": mdl("t((0,0),(1,1e400))~~|\nx=t(Time)~~|"),
    "an equation without end": mdl("a=1~~|\nx=" + "a+" * 200_000 + "a~~|"),
    "a range without end": mdl("R: (a1 - a999999999)~~|\nx[R]=1~~|"),
    "a range of ranges": mdl(
        "".join(f"R{i}: R{i + 1}, x{i}~~|\n" for i in range(3000)) + "R3000: R0~~|\nx[R0]=1~~|"
    ),
    "a variable without end": mdl(
        "R: (a1 - a9999)~~|\nS: (b1 - b9999)~~|\nT: (c1 - c9999)~~|\nx[R,S,T]=1~~|"
    ),
    "an order without end": mdl("x=SMOOTH N(Time, 1, 0, 1e9)~~|"),
    "an order that is none": mdl("x=DELAY N(Time, 1, 0, 0/0)~~|"),
    "a loop": mdl("a=b~~|\nb=c~~|\nc=a~~|"),
    "a loop of one": mdl("a=a+1~~|"),
    "a loop through subscripts": mdl("R: r1, r2~~|\na[R]=SUM(a[R!])~~|"),
    "a loop of initial values": mdl("a=INTEG(1, b)~~|\nb=INTEG(1, a)~~|"),
    "a long loop": mdl("".join(f"v{i}=v{i + 1}~~|\n" for i in range(3000)) + "v3000=v0~~|"),
    "macros of macros": mdl(
        "".join(
            f":MACRO: M{i}(x)\nM{i}=M{i + 1}(x)+M{i + 1}(x+1)~~|\n:END OF MACRO:\n"
            for i in range(60)
        )
        + ":MACRO: M60(x)\nM60=x~~|\n:END OF MACRO:\na=M0(1)~~|"
    ),
    "macros in a loop": mdl(
        ":MACRO: A(x)\nA=B(x)~~|\n:END OF MACRO:\n"
        ":MACRO: B(x)\nB=A(x)~~|\n:END OF MACRO:\ny=A(1)~~|"
    ),
    "a macro without end": mdl(":MACRO: A(x)\nA=x~~|"),
    "quotes without end": mdl('"' * 9999 + "x=1~~|"),
    "tildes": ("model.mdl", b"{UTF-8}\n" + b"~" * 200_000),
    "nothing but bars": ("model.mdl", b"|" * 200_000),
    "headers": ("model.mdl", b"{UTF-8}" * 50_000),
    "null bytes": ("model.mdl", b"\0" * 100_000),
    "a text from right to left": mdl("\u202eabc\u202c=1~~|"),
    "an archive": ("model.mdl", b"PK\3\4" + b"\0" * 1000),
    "an entity": bare(f'<!DOCTYPE x [<!ENTITY a "b">]><xmile xmlns="{XMLNS}">&a;</xmile>'),
    "an entity of a file": bare(
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xmile xmlns="{XMLNS}">&a;</xmile>'
    ),
    "a parameter entity": bare(
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://localhost/x.dtd"> %a;]><xmile/>'
    ),
    "a document type elsewhere": bare('<!DOCTYPE x SYSTEM "../secret.csv"><xmile/>'),
    "a billion laughs": bare(
        "<!DOCTYPE x [<!ENTITY a 'ha'>"
        + "".join(
            f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "]><xmile>&i;</xmile>"
    ),
    "an entity that is not declared": bare(f'<xmile xmlns="{XMLNS}">&lol;</xmile>'),
    "another file included": bare(
        '<xmile><xi:include href="../secret.csv" parse="text" '
        'xmlns:xi="http://www.w3.org/2001/XInclude"/></xmile>'
    ),
    "tags without end": bare("<xmile>" + "<a>" * 100_000),
    "tags in tags": bare("<xmile>" + "<a>" * 5000 + "</a>" * 5000 + "</xmile>"),
    "code in a stylesheet": bare('<?xml-stylesheet href="http://localhost/x.xsl"?><xmile/>'),
    "code in an equation": xmile(aux("a", CODE)),
    "code in points": xmile(aux("a", "1", f'<gf><xpts>1,2</xpts><ypts>1,"{CODE}"</ypts></gf>')),
    "code in a limit": xmile(aux("a", "1", '<range min="exit()"/>')),
    "a dimension without end": (
        "model.xmile",
        document(aux("a", "1")).replace('size="3"', 'size="999999999"').encode(),
    ),
    "brackets of XMILE without end": xmile(aux("a", "(" * 5000 + "1" + ")" * 5000)),
    "equations for nobody": xmile("<aux name='a'><eqn>1</eqn><eqn>2</eqn></aux>"),
}
"""Files that must be refused."""

READ = {
    "code as a comment": mdl(f'x=1~m~"""\n{CODE}\n"""|'),
    "code as a unit": mdl(f"x=1~{CODE}~|"),
    "code as a name": mdl(f'"{CODE}"=1~~|\nx="{CODE}"+1~~|'),
    "code as a docstring of XMILE": xmile(aux("a", "1", f'<doc>"""{CODE}"""</doc>')),
    "a group that looks like code": mdl(f"x=1~~|\n****\n .{CODE}\n****~\n {CODE}|"),
    "a name of a Python word": mdl("import=1~~|\nlambda=import+1~~|\n__class__=lambda~~|"),
    "names of PySD's table": mdl(
        "data=1~~|\nlogic=data~~|\nlookup((0,0),(1,1))~~|\ny=lookup(data)~~|"
    ),
    "a name without end": mdl("x" * 5000 + "=1~~|"),
    "a chain of variables": mdl("".join(f"v{i}=v{i + 1}~~|\n" for i in range(1500)) + "v1500=1~~|"),
    "a quote that is not closed": mdl('x=1~~|\ny=2~"unit~|\nz=3~~|'),
    "a sum of many": mdl("a=1~~|\nx=" + "+".join(["a"] * 3000) + "~~|"),
    "points in any order": mdl("t((3,1),(1,2),(2,0))~~|\nx=t(Time)~~|"),
    "points at one x": mdl("t((1,1),(1,2),(2,0))~~|\nx=t(Time)~~|"),
}
"""Files that look as bad, and are models."""


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_a_hostile_file_is_refused(case: str, tmp_path: Path) -> None:
    verdict, reason = attempt(*REFUSED[case], tmp_path)
    assert verdict == "refused", reason
    assert str(tmp_path) in reason, "the file is named"


@pytest.mark.parametrize("case", sorted(READ))
def test_a_model_that_looks_hostile_is_read(case: str, tmp_path: Path) -> None:
    verdict, reason = attempt(*READ[case], tmp_path)
    assert verdict == "ran", reason


@pytest.mark.parametrize("name", ["functions", "memory", "subscripts"])
def test_a_truncated_file_is_refused_or_read(name: str, tmp_path: Path) -> None:
    content = (MODELS / f"{name}.mdl").read_bytes()
    for end in range(0, len(content), 41):
        verdict, reason = attempt("model.mdl", content[:end], tmp_path)
        assert verdict in {"refused", "loaded", "ran"}, (end, reason)


@pytest.mark.parametrize("seed", range(3))
def test_mutants_are_refused_or_read(seed: int, tmp_path: Path) -> None:
    for name, content in mutants(50, seed):
        verdict, reason = attempt(name, content, tmp_path)
        assert verdict in {"refused", "loaded", "ran"}, (content, reason)


def test_five_hundred_mutants_are_read_or_refused(tmp_path: Path) -> None:
    for name, content in mutants(500, 100):
        verdict, reason = read_alone(name, content, tmp_path)
        assert verdict in {"refused", "read"}, (content, reason)


def test_the_watch_sees_what_it_watches_for(tmp_path: Path) -> None:
    from tests.engine.reading.mutants import warm_up, watched

    warm_up()
    outside = tmp_path / "outside.txt"
    outside.write_text("x")
    inner = tmp_path / "inside"
    inner.mkdir()
    with watched(inner) as seen:
        eval("1 + 1")  # noqa: S307 - the watch is to see it
    assert seen
    with watched(inner) as seen:
        outside.read_text()
    assert seen
    with watched(inner) as seen:
        (inner / "model.mdl").write_text("x")
    assert not seen
