"""A hundred and more wrong inputs, as users type them, and what each message has to name.

``python -m tests.cli.wrong_inputs`` types them all, in English and in Chinese, and then does what
each message says: the same command has to work. The suite types them in English.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import NamedTuple

from tests.cli.test_reach import MODEL
from tests.cli.test_streams import SWEEP
from tests.desks.region import copy_region, edit, put_loop

SCENARIO, LEVERS, DEFINITIONS = (
    "scenarios/growth.toml",
    "scenarios/levers.csv",
    "scenarios/definitions.csv",
)
SWEPT, BASE = "scenarios/sweeps/try.toml", "scenarios/base.toml"
TARGETS, INDICATORS = "calibration/targets.csv", "calibration/indicators.csv"
PRIORS, LIMITS, ELEMENTS = (
    "calibration/priors.csv",
    "calibration/limits.csv",
    "calibration/elements.csv",
)
UNITS, OBSERVED, SERIES = (
    "calibration/units.txt",
    "calibration/observed.csv",
    "calibration/observations.csv",
)
ZONE, LOOPS, ANY, DECISION = "model/zone.mdl", "model/loops.csv", "any.mdl", "decision.toml"

CHECK = "check scenarios/growth.toml"
RUN = "run growth --members 20 --no-report --draws prior"
WITH = "run growth --members 400 --no-report --draws prior --with-observed"
SWEEP_IT = "sweep try --draws prior"
REACH = "reach revenue --base base --draws prior --members 50 --search-members 50 --generations 0"
ASK = "reach decision.toml --model any.mdl --members 50 --search-members 50 --generations 0"
LOOP = "loops base --members 5 --draws prior"
FIT = "calibrate"
"""Refused before it fits; a whole fit is too long to follow its remedies here."""

RATE = "growth_rate = { value = 5,"
DECIDE = """members = 400
[constants]
gain = { low = 0, high = 10, cost = 3 }
[uncertainty]
noise = { distribution = "uniform", low = 0, high = 1 }
[goals]
enough = { variable = "result", rule = "at_least", value = 20 }
"""
FITTED = '[priors]\ngain = { distribution = "uniform", loc = 0, scale = 10 }\n'
SEEN = "indicator,year,value,unit,sd,source\nrevenue,2023,30,CNY_1e8/year,5,yearbook\n"


class Wrong(NamedTuple):
    """A command that is wrong, or that meets a file that is.

    Attributes
    ----------
    typed : str
        What follows ``gaoxin``.
    says : tuple of str
        What the message has to name: the key or value, then what to write instead.
    cure : str
        What the message says, done: the command, or with `file` what is written in place of
        `new`. Blank: it takes long, or more than a word.
    file, old, new : str
        The file in which `new` stands in place of `old`.
    """

    typed: str
    says: tuple[str, ...]
    cure: str = ""
    file: str = ""
    old: str = ""
    new: str = ""


# ruff: noqa: E501 - a table, a row a line


def in_file(typed: str, file: str, *rows: tuple[str, ...]) -> list[Wrong]:
    """Return wrong inputs in one file: what is right, what is written, what the message names.

    The cure is what is right, where the row has no other at its end behind a blank.
    """
    found = []
    for old, new, *says in rows:
        cure = old
        if "" in says:
            *said, _, cure = says
            says = said
        found.append(Wrong(typed, tuple(says), cure, file, old, new))
    return found


ARGUMENTS = [
    Wrong("rnu", ("'rnu'", "did you mean 'run'?"), RUN),
    Wrong("run grwth --draws prior", ("'grwth'", "did you mean 'growth'?"), RUN),
    Wrong("run 增涨 --draws prior", ("'增涨'", "did you mean '增长' (growth)?"), RUN.replace("growth", "增长")),
    Wrong("run scenarios/grwth.toml", ("scenarios/grwth.toml", "scenarios there are: base, growth"),
          RUN.replace("growth", "scenarios/growth.toml")),
    Wrong("run model/zone.mdl", ("'model/zone.mdl'", "there are: base, growth"), RUN),
    Wrong("run --members 0", ("--members", "0 is not in the range 1<=x<="), RUN),
    Wrong("run --members many", ("--members", "'many'", "write one, such as 500"), RUN),
    Wrong("run --members 2000000", ("--members", "<=1000000"), RUN),
    Wrong("run --seed -1", ("--seed", "-1 is not in the range 0<=x"), RUN + " --seed 1"),
    Wrong("run --draws posteriors", ("--draws", "'posterior', 'prior'"), RUN),
    Wrong("run growth --draws posterior", ("calibration/posterior.nc", "--draws prior"), RUN),
    Wrong("run --member 3", ("--member", "Did you mean '--members'?"), RUN),
    Wrong("run --lang de", ("--lang", "'de' is not one of 'en', 'zh'"), RUN + " --lang en"),
    Wrong("run --fail-under revenu=0.5 --draws prior", ("'revenu'", "did you mean 'revenue'?"),
          RUN + " --fail-under revenue=0"),
    Wrong("run --fail-under revenue --draws prior", ("'revenue'", "write TARGET=P"), RUN + " --fail-under revenue=0"),
    Wrong("run --fail-under revenue=1.5 --draws prior", ("'1.5'", "write one from 0 to 1"), RUN + " --fail-under revenue=0"),
    Wrong("run --fail-under revenue=high --draws prior", ("'high'", "write one from 0 to 1"), RUN + " --fail-under revenue=0"),
    Wrong("run --fail-under firms=0.5 --draws prior", ("'firms'", "is not judged: firms are not modelled")),
    Wrong("run --out model --draws prior", ("model", "choose another folder (--out)"), RUN + " --out mine"),
    Wrong("run --out model/zone.mdl --draws prior", ("model/zone.mdl", "results need a folder"), RUN + " --out mine"),
    Wrong("run --out ''", ("--out", "name a folder, or '.'"), RUN + " --out mine"),
    Wrong("run --workspace nowhere", ("nowhere", "it has no model/zone.mdl; give a folder that has one"), RUN + " --workspace ."),
    Wrong("run --workspace ''", ("--workspace", "name a folder, or '.'"), RUN + " --workspace ."),
    Wrong("run --quick --members 5", ("--quick takes 500 members", "leave --members out, or --quick"), RUN),
    Wrong("run --precision fine", ("'fine'", "write a share such as 0.5% or 0.005")),
    Wrong("run --precision 1% --quick", ("--precision", "leave --members and --quick out")),
    Wrong("run --workers 0", ("--workers", "0 is not in the range x>=1"), RUN + " --workers 1"),
    Wrong("run --model nowhere.mdl", ("nowhere.mdl", "there is no such file")),
    Wrong("run --model anny.mdl", ("anny.mdl", "did you mean 'any.mdl'?"), "run --model any.mdl"),
    Wrong("run growth --model any.mdl", ("--model", "leave SCENARIO out"), "run --model any.mdl"),
    Wrong("run --model decision.toml", ("'.toml' is not supported", "give a Vensim .mdl file"), "run --model any.mdl"),
    Wrong("run --model any.mdl --members 5", ("--model", "leave --members out"), "run --model any.mdl"),
    Wrong("check grwth", ("'grwth'", "did you mean 'growth'?"), CHECK),
    Wrong("check growth --model any.mdl", ("'growth'", "leave --model"), CHECK),
    Wrong("check --units harsh", ("'harsh'", "'off', 'lenient', 'strict'"), CHECK),
    Wrong("check --against vensim", ("'vensim'", "'pysd'")),
    Wrong("check --model any.mdl --unit-file nowhere.txt", ("nowhere.txt", "there is no such file"), "check --model any.mdl"),
    Wrong("levers grwth", ("'grwth'", "did you mean 'growth_rate'?"), "levers growth_rate"),
    Wrong("levers 增涨率", ("'增涨率'", "did you mean '增长率'?"), "levers 增长率"),
    Wrong("describe Revenu", ("'Revenu'", "did you mean 'Revenue'?"), "describe Revenue"),
    Wrong("describe 总营", ("'总营'", "did you mean '总营收'?"), "describe 总营收"),
    Wrong("describe --model any.mdl Mony", ("'Mony'", "did you mean 'Money'?"), "describe --model any.mdl Money"),
    Wrong("describe --html", ("--html needs --out",), "describe --html --out page.html"),
    Wrong("describe --out x.html", ("--out needs --sketch, --figures or --html",), "describe --html --out x.html"),
    Wrong("describe Revenue --html --out x.html", ("--html", "leave out a variable ('Revenue')"), "describe --html --out x.html"),
    Wrong("new growth", ("'growth'", "choose another name"), "new other --from base"),
    Wrong("new 'a b'", ("'a b'", "use letters, digits, - and _"), "new a_b --from base"),
    Wrong("new mine --from grwth", ("'grwth'", "did you mean 'growth'?"), "new mine --from growth"),
    Wrong("init .", ("something stands here already", "name a folder that is empty, or not there yet"), "init mine"),
    Wrong("init", ("Missing argument 'DIR'",), "init mine"),
    Wrong("open", ("results/report.html", "'gaoxin run' makes it")),
    Wrong("open brief", ("results/brief.html", "'gaoxin run --brief' makes it")),
    Wrong("open pictures", ("'pictures'", "'report', 'brief', 'simulator'")),
    Wrong("compare growth", ("Missing argument 'B'",), "compare growth base --members 20 --draws prior"),
    Wrong("compare growth grwth --draws prior", ("'grwth'", "did you mean 'growth'?"), "compare growth base --members 20 --draws prior"),
    Wrong("compare ./nowhere base", ("nowhere", "name a scenario, or a folder that 'gaoxin run' has written"),
          "compare growth base --members 20 --draws prior"),
    Wrong("compare growth ./model", ("model", "it has no manifest.json; `gaoxin run` writes such folders")),
    Wrong("sweep tri", ("'tri'", "did you mean 'try'?"), SWEEP_IT),
    Wrong("sweep nowhere.toml --model any.mdl", ("nowhere.toml", "there is no such file")),
    Wrong("sweep try --model any.mdl --workspace .", ("reads no workspace; leave --workspace out",)),
    Wrong("loops grwth --draws prior", ("'grwth'", "did you mean 'growth'?"), LOOP),
    Wrong("reach revenu --base base --draws prior", ("'revenu'", "did you mean 'revenue'?"), REACH),
    Wrong("reach --base base", ("Missing argument 'TARGET...'",), REACH),
    Wrong("reach firms --base base --draws prior", ("'firms'", "is not judged: firms are not modelled")),
    Wrong("reach revenue --base bas --draws prior", ("'bas'", "did you mean 'base'?"), REACH),
    Wrong(f"{REACH} --probability 1", ("--probability", "1.0 is not in the range 0<x<1"), f"{REACH} --probability 0.9"),
    Wrong(f"{REACH} --without subsidi", ("subsidi", "did you mean 'subsidy'?"), f"{REACH} --without subsidy"),
    Wrong(f"{REACH} --subject-to 'revenue is low'", ("'revenue is low'", "write NAME <= NUMBER in SHARE %"),
          f"{REACH} --subject-to 'revenue <= 900 in 5 %'"),
    Wrong(f"{REACH} --subject-to 'revenu <= 3 in 9 %'", ("'revenu'", "did you mean 'revenue'?"),
          f"{REACH} --subject-to 'revenue <= 900 in 9 %'"),
    Wrong(f"{REACH} --budget much", ("'much'", "write a number and its unit, such as '5e8 CNY'")),
    Wrong(f"{REACH} --from 2031", ("--from 2031", "write a whole year from 2015 to 2025"), f"{REACH} --from 2022"),
    Wrong("reach nowhere.toml --model any.mdl", ("nowhere.toml", "there is no such file"), ASK),
    Wrong("reach decision.toml rich --model any.mdl", ("'rich'", "there are: enough"), ASK),
    Wrong("sensitivity --base base", ("Missing option '--target'",)),
    Wrong("sensitivity --target revenu --base base --draws prior", ("'revenu'", "did you mean 'revenue'?"),
          "sensitivity --target revenue --base base --draws prior --dry-run"),
    Wrong("sensitivity --target revenue --factors lever --base base", ("'lever'", "'levers', 'draws'"),
          "sensitivity --target revenue --base base --draws prior --dry-run --factors levers"),
    Wrong("sensitivity --target rich --model any.mdl", ("a model has no targets of its own", "name the decision file with --file"),
          "sensitivity --target enough --model any.mdl --file decision.toml --dry-run"),
    Wrong("discover revenu --base base --draws prior", ("'revenu'", "did you mean 'revenue'?")),
    Wrong("discover rich --model any.mdl", ("any.mdl", "name the decision file with --file")),
    Wrong("certify revenu --base base --no-search --draws prior", ("'revenu'", "did you mean 'revenue'?")),
    Wrong("certify --base bas --no-search --draws prior", ("'bas'", "did you mean 'base'?")),
    Wrong("simulator grwth --draws prior", ("'grwth'", "did you mean 'growth'?")),
    Wrong("simulator --vary 5", ("--vary", "leave them out, or name a model"), "simulator --model any.mdl --vary 5 --members 5"),
    Wrong("simulator --model any.mdl growth", ("a model has no scenarios", "leave them out, or --model"), "simulator --model any.mdl --members 5"),
    Wrong("simulator --model any.mdl --output Mony", ("'Mony'", "did you mean 'Money'?"), "simulator --model any.mdl --output Money --members 5"),
    Wrong("calibrate --until 1990", ("--until 1990", "what is fitted was observed in 2020")),
    Wrong("calibrate --show", ("posterior.nc", "make one with 'gaoxin calibrate'")),
    Wrong("calibrate --show --until 2016", ("--until", "leave one of them out")),
    Wrong("calibrate --chains 1", ("--chains", "1 is not in the range 8<=x")),
    Wrong("calibrate --model any.mdl", ("--model, --data and --priors", "add --data, --priors")),
    Wrong("calibrate --model any.mdl --data nowhere.csv --priors priors.toml", ("nowhere.csv", "there is no such file")),
]  # fmt: skip

SCENARIOS = in_file(
    CHECK, SCENARIO,
    (RATE, "growth_rat = { value = 5,", "growth_rat", "did you mean 'growth_rate'?"),
    (RATE, "growth_rate = { value = 50,", "50 percent/year", "range -0.1 to 0.2 1/year; write a value inside it"),
    (RATE, "growth_rate = { value = nan,", "growth_rate.value = nan", "write one such as 12.5", "", "growth_rate = { value = 12.5,"),
    (RATE, "growth_rate = { value = '5',", 'value = "5"', "write a number without quotes: 5"),
    (RATE, "growth_rate = { vlaue = 5,", "vlaue", "did you mean 'value'?"),
    (RATE, "growth_rate = { value = 5 ", "TOML syntax", "write for example x = { value = 1.0, unit ="),
    (RATE, "“growth_rate” = { value = 5,", "'“' is no sign of TOML", 'write " in its place', "", '"growth_rate" = { value = 5,'),
    (RATE, "growth_rate = { value = ５,", "'５' is no sign of TOML", "write 5 in its place"),
    (RATE, "growth_rate ＝ { value = 5,", "'＝' is no sign of TOML", "write = in its place"),
    ('unit = "percent/year", from', 'unit = "firm/year", from', "'firm / year'", "write '1 / year'"),
    ('unit = "percent/year", from', 'unit = "percnt/year", from', "'percnt'", "did you mean 'percent'?"),
    ('value = 5, unit = "percent/year"', "value = 5", "'levers.growth_rate.unit' is missing", 'write unit = "percent/year"'),
    ("from = 2024", "from = 2024-01-01", "from = 2024-01-01", "write a whole year from 2015 to 2035"),
    ("from = 2024", "from = 2024.5", "from = 2024.5", "write a whole year from 2015 to 2035"),
    ("from = 2024", "from = 1990", "from = 1990", "write a whole year from 2015 to 2035"),
    ('"subsidy[north]"', '"subsidy[nrth]"', "'nrth'", "did you mean 'north'?"),
    ('"subsidy[north]"', '"补住[北部]"', "补住", "did you mean '补助'?", "", '"补助[北部]"'),
    ("values = [1, 2, 4]", "values = [1, 2]", "2 values need as many years, not 3"),
    ("values = [1, 2, 4]", "values = []", "values = []", "write at least one", "", "values = [1.0, 2.0, 3.0]"),
    ("years = [2021, 2022, 2023]", "years = [2021, 2021, 2023]", "years must follow one another without a gap"),
    ("years = [2021, 2022, 2023]", "value = 3", "write either value (and from), or values and years"),
    ("title", "titel", "'titel'", "did you mean 'title'?"),
    ('extends = "base"', 'extends = "bse"', "'bse'", "did you mean 'base'?"),
    ('extends = "base"', 'extends = "growth"', "a circle: growth -> growth", "take one of them out"),
    ("[levers]", "[lever]", "'lever'", "did you mean 'levers'?"),
    ("[levers]", "[levers", "TOML syntax", "Expected ']'"),
    ('distribution = "uniform"', 'distribution = "unifrom"', '"unifrom"', "did you mean 'uniform'?"),
    ("low = 1, high = 3", "low = 3, high = 1", "low 3 is not below high 1", "write the smaller first"),
    ('"subsidy[south]" = { dist', '"subsidy[north]" = { dist', "'subsidy[north]' on line 6", "keep one of them"),
)  # fmt: skip

TABLES = [
    *in_file(CHECK, BASE, ('"once"', '"onec"', "'onec'", "did you mean 'once'?"),
             ("revenue_count", "revenue_cuont", "revenue_cuont", "did you mean 'revenue_count'?")),
    *in_file(RUN, LEVERS,
             ("percent/year,-10", "percent/year,NaN", "'NaN' is not a value", "leave the cell blank", "", "percent/year,-10"),
             ("growth_rate,p", "subsidy,p", "'subsidy' stands on line 2 already", "give every row its own"),
             ("growth_rate,percent/year,-10,20", "growth_rate,percent/year,20,-10", "20 to -10", "write low, neutral and high in this order"),
             ("growth_rate,p", "growth_rte,p", "'growth_rte'", "did you mean 'growth rate'?")),
    *in_file(RUN, DEFINITIONS, ("count_twice,1", "count_twice,nan", "'nan' is not a value", "leave the cell blank", "", "count_twice,1"),
             ("count_twice,1", "count_twyce,1", "'count_twyce'", "write 'count_twice'")),
    *in_file(RUN, TARGETS,
             ("at_least,40", 'at_least,"1,200"', "'1,200'", "write 1200", "", "at_least,1200"),
             ("at_least,40", "at_last,40", "'at_last'", "did you mean 'at_least'?"),
             (",total revenue,\nfirms", ",total revnue,\nfirms", "'total revnue'", "did you mean 'total revenue'?"),
             (",total revenue,\nfirms", ",Revenue,\nfirms", "Revenue", "the subscript Region"),
             ("40,CNY_1e8/year", "40,CNY_1e4/year", "'CNY_1e4/year'", "'CNY_1e8/year'; give both the same unit"),
             ("name_en,rule", "name_en,rulle", "'rulle'", "did you mean 'rule'? rename it"),
             ("2025,plan,expected,1.1", "2O25,plan,expected,1.1", "'2O25'", "write one such as 2025"),
             ("2025,plan,expected,1.1", "2031,plan,expected,1.1", "year 2031", "saved times 2014 to 2025; write one of them")),
    *in_file(RUN, INDICATORS, ("30,31,40", "30,inf,40", "'inf' is not a value", "leave the cell blank", "", "30,,40"),
             ("\nfirms,", "\nrevenue,", "'revenue' stands on line 2 already", "give every row its own")),
    *in_file(RUN, PRIORS,
             ("20,15,27", "20,nan,27", "'nan' is not a value", "leave the cell blank", "", "20,15,27"),
             ("\nQ2,", "\nQ1,", "'Q1' stands on line 2 already", "give every row its own"),
             ("20,15,27", "20,27,15", "low 27 is not below high 15", "write the smaller first"),
             ("lognormal_p05_p95", "log_normal", "'log_normal'", "did you mean 'lognormal_p05_p95'?"),
             ("initial_revenue[South]", "initial_revenue[Suoth]", "'Suoth'", "did you mean 'south'?"),
             ("initial_revenue[South]", "initial_revnue[South]", "'initial_revnue'", "did you mean 'initial revenue'?"),
             ("CNY_1e8/year,20", "CNYY/year,20", "'CNYY'", "did you mean 'CNY'?", "", "CNY_1e8/year,20")),
    *in_file(RUN, "calibration/facts.csv", (",1,CNY", ",NaN,CNY", "'NaN' is not a value", "leave the cell blank", "", ",1,CNY")),
    *in_file(RUN, LIMITS, ("Revenue,CNY_1e8", "Revenue,CNY_1e4", "'CNY_1e4/year'", "give both the same unit"),
             ("Revenue,CNY_1e8/year", "Revenue,firm", "'firm'", "not of the kind of"),
             ("below,0", "below,", "'north_and_south' is blank", "write a number"),
             ("below,0", "belw,0", "'belw'", "did you mean 'below'?"),
             ("Revenue,CNY_1e8", "Revnue,CNY_1e8", "'Revnue'", "did you mean 'Revenue'?")),
    *in_file(RUN, ELEMENTS, ("北部", "", "name_zh of 'north' is blank", "write it"),
             ("\nnorth,", "\nnorthh,", "'northh'", "did you mean 'north'?")),
    *in_file(RUN, UNITS, ("1e8 * CNY", "1e8 * CNYY", "'CNYY'", "did you mean 'CNY'?")),
    *in_file(RUN, ZONE,
             ("growth rate*Rev", "growth rote*Rev", "'growth rote'", "did you mean 'growth rate'?"),
             ("SUM(Revenue[Region!])", "SIM(Revenue[Region!])", "'SIM'", "did you mean 'SUM'?"),
             ("SUM(Revenue[Region!])", "SUM((Revenue[Region!])", "the bracket of SUM( is not closed", "write ) before the ~"),
             ("subsidy[Region],", "subsidy[Regoin],", "'Regoin'", "did you mean 'Region'?"),
             ("growth rate*Revenue[Region] +", "growth rate*Revenue[Region]", "an operator is missing between 'Revenue' and 'own growth'"),
             ("10, 20", "10, 20, 30", "'initial revenue' lists 3 numbers for 2 elements")),
    *in_file(WITH, OBSERVED,
             ("revenue,2023", "revenu,2023", "'revenu'", "did you mean 'revenue'?"),
             ("2023,30", "2019,30", "year 2019 is no later than 2020", "observations.csv has the past"),
             ("2023,30", "2031,30", "year 2031", "write an earlier year"),
             ("year,5,", "year,0,", "sd 0 is not above 0", "write the standard error"),
             ("CNY_1e8/year,5", "firm,5", "'firm'", "write 'CNY_1e8 / year'"),
             ("2023,30", "2023,三十", "'三十'", "write one such as 58.3", "", "2023,58.3")),
    *in_file(SWEEP_IT, SWEPT,
             ("growth_rate = {", "growth_rat = {", "growth_rat", "did you mean 'growth_rate'?"),
             ('design = "grid"', 'design = "gird"', '"gird"', "did you mean 'grid'?"),
             ('targets = ["revenue"]', 'targets = ["revenu"]', "'revenu'", "did you mean 'revenue'?"),
             ('base = "growth"', 'base = "grwth"', "'grwth'", "did you mean 'growth'?"),
             ("values = [0, 8]", "values = [0, 80]", "80 percent/year", "write a value inside it"),
             ("members = 20", "members = 0", "members = 0", "greater than or equal to 1"),
             ("members = 20", "memebrs = 20", "'memebrs'", "did you mean 'members'?")),
    *in_file(ASK, DECISION,
             ("gain = { low = 0", "gian = { low = 0", "'gian'", "did you mean 'gain'?"),
             ("low = 0, high = 10", "low = 10, high = 0", "low 10 is not below high 0", "write the smaller first"),
             ('variable = "result"', 'variable = "reslt"', "'reslt'", "did you mean 'result'?"),
             ('rule = "at_least"', 'rule = "at_lest"', '"at_lest"', "did you mean 'at_least'?"),
             ('"uniform"', '"unifrm"', '"unifrm"', "did you mean 'uniform'?")),
    *in_file("run --model any.mdl", ANY,
             ("gain, 0)", "gian, 0)", "'gian'", "did you mean 'gain'?")),
    *in_file(LOOP, LOOPS, ("strength G,R", "strength H,R", "'strength H'", "did you mean 'strength G'?"),
             ("Revenue -> own growth", "Revnue -> own growth", "'Revnue'", "did you mean 'Revenue'?")),
    *in_file(FIT, SERIES,
             (",1.5,", ",0,", "sd 0 is not above 0", "write the standard deviation"),
             ("level,,2020", "lvl,,2020", "'lvl'", "did you mean 'level'?"),
             ("revenue,level,,2020", "revenu,level,,2020", "'total revenu'", "did you mean 'total revenue'?"),
             ("1e8/year,1.5", "1e4/year,1.5", "'CNY_1e4/year'", "give both the same unit")),
]  # fmt: skip

WRONG = (*ARGUMENTS, *SCENARIOS, *TABLES)


def workspace(folder: Path) -> Path:
    """Return a small workspace in which every verb has something to do."""
    root = copy_region(folder)
    put_loop(root)
    edit(root / ZONE, "strength G=\n\t1", "strength G=\n\t0")
    (root / SWEPT).parent.mkdir()
    texts = {SWEPT: SWEEP, OBSERVED: SEEN, ANY: MODEL, DECISION: DECIDE, "priors.toml": FITTED}
    for place, text in texts.items():
        (root / place).write_text(text, encoding="utf-8")
    return root


def spoil(root: Path, wrong: Wrong) -> tuple[list[str], int | None]:
    """Write the wrong file; return the command line, and the line at fault."""
    line = None
    if wrong.file:
        line = edit(root / wrong.file, wrong.old, wrong.new) + wrong.old.startswith("\n")
    return shlex.split(wrong.typed), line


def contents(root: Path) -> dict[Path, bytes]:
    """Return every file of a folder."""
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def faults(root: Path, wrong: Wrong, line: int | None, message: str) -> list[str]:
    """Return what a message does not say."""
    flat = " ".join(message.split())
    missing = [said for said in wrong.says if said not in flat]
    if wrong.file:
        places = [f"{wrong.file}:{n}:" for n in range((line or 1) - 1, (line or 1) + 2)]
        missing += [] if any(place in flat for place in places) else [places[1]]
    return missing + (["no traceback"] if "Traceback" in message else [])


if __name__ == "__main__":
    from tests.cli.follow import main

    main()
