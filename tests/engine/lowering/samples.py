"""A call of every function of Vensim's that is supported, as a model writes it."""

from __future__ import annotations

HEAD = """{UTF-8}
R: r1, r2, r3~~|
S: s1, s2~~|
T: t1, t2~~|
k=2~~|
whole[R]=3, 1, 2~~|
v[R]=whole[R]*k/2~~|
square[S,T]=2, 1; 1, 3;~~|
m[S,T]=square[S,T]*k~~|
look((0,0),(1,1),(3,2))~~|
seen~~|
level=INTEG(k/level, 1)~~|
offer[R,P]=1, 0.5, 1, 0; 1, 1, 1, 0; 1, 2, 1, 0;~~|
P: ptype, ppriority, pwidth, pextra~~|
INITIAL TIME=0~~|
FINAL TIME=2~~|
TIME STEP=1~~|
SAVEPER=1~~|
"""
DATA = "time,seen\n0,1\n1,3\n2,2\n"
FILES = {
    "list.csv": "name,a,b,c,d\nx,4,5,6,7\nt,0,1,2,3\ny,1,2,3,4\n",
    "names.csv": "e1\ne2\n",
}

ONE = {
    **{name: f"{name}(k*0.3)" for name in ("ABS", "EXP", "LN", "SQRT", "INTEGER", "GAME")},
    **{name: f"{name}(k*0.3)" for name in ("SIN", "COS", "TAN", "ARCSIN", "ARCCOS", "ARCTAN")},
    **{name: f"{name}(k*0.3)" for name in ("SINH", "COSH", "TANH", "GAMMA LN", "INITIAL")},
    **{name: f"{name}(level, k)" for name in ("MAX", "MIN", "LOG", "MODULO", "POWER", "QUANTUM")},
    **{name: f"{name}(level, k)" for name in ("SMOOTH", "SMOOTH3", "DELAY1", "DELAY3", "ZIDZ")},
    **{name: f"{name}(level, 3, 1)" for name in ("SMOOTHI", "SMOOTH3I", "DELAY1I", "DELAY3I")},
    **{name: f"{name}(level, 3, 1, 2)" for name in ("SMOOTH N", "DELAY N")},
    **{name: f"{name}(v[R!])" for name in ("SUM", "PROD", "VMIN", "VMAX")},
    **{name: f"{name}(look, level)" for name in ("LOOKUP EXTRAPOLATE", "LOOKUP FORWARD")},
    **{name: f"{name}(look, 0.7)" for name in ("LOOKUP BACKWARD", "LOOKUP INVERT")},
    **{name: f"{name}(level, 0.1, 0, 1)" for name in ("NPV", "NPVE")},
    **{f"GET DATA {name}": f"GET DATA {name}(seen, 0, 2)" for name in ("MAX", "MIN", "MEAN")},
    **{f"GET DATA {name}": f"GET DATA {name}(seen)" for name in ("FIRST TIME", "LAST TIME")},
    "ACTIVE INITIAL": "ACTIVE INITIAL(level, k)",
    "DELAY CONVEYOR": "DELAY CONVEYOR(level, 2, 0, look, 4, 2)",
    "DELAY FIXED": "DELAY FIXED(level, 1, 0)",
    "DELAY INFORMATION": "DELAY INFORMATION(level, k, 0)",
    "DELAY MATERIAL": "DELAY MATERIAL(level, k, 0, 0)",
    "DELAYP": "DELAYP(level, 3: under way)",
    "DEPRECIATE STRAIGHTLINE": "DEPRECIATE STRAIGHTLINE(level, 2, 1, 1)",
    "ELMCOUNT": "ELMCOUNT(R)",
    "FORECAST": "FORECAST(level, 2, 3)",
    "GET DATA AT TIME": "GET DATA AT TIME(seen, 1)",
    "GET DATA BETWEEN TIMES": "GET DATA BETWEEN TIMES(seen, 1, 0)",
    "GET DATA STDV": "GET DATA STDV(seen, 0, 2)",
    "GET DATA TOTAL POINTS": "GET DATA TOTAL POINTS(seen)",
    "GET TIME VALUE": "GET TIME VALUE(0, 1, 0)",
    "IF THEN ELSE": "IF THEN ELSE(level > 2, 1, 0)",
    "INTEG": "INTEG(level, 0)",
    "INTERNAL RATE OF RETURN": "INTERNAL RATE OF RETURN(1 - Time, 1, 0, 0)",
    "LOOKUP AREA": "LOOKUP AREA(look, 0, level)",
    "LOOKUP SLOPE": "LOOKUP SLOPE(look, level, 0)",
    "PI": "PI()",
    "PULSE": "PULSE(1, 1)",
    "PULSE TRAIN": "PULSE TRAIN(0, 1, 2, 9)",
    "RAMP": "RAMP(1, 0, 2)",
    "RANDOM 0 1": "RANDOM 0 1()",
    "RANDOM BETA": "RANDOM BETA(0, 1, 2, 3, 0, 1, 0)",
    "RANDOM BINOMIAL": "RANDOM BINOMIAL(0, 9, 0.3, 9, 0, 1, 0)",
    "RANDOM EXPONENTIAL": "RANDOM EXPONENTIAL(0, 9, 0, 1, 0)",
    "RANDOM GAMMA": "RANDOM GAMMA(0, 9, 2, 0, 1, 0)",
    "RANDOM LOOKUP": "RANDOM LOOKUP(look, 0, 3, 0, 1, 0)",
    "RANDOM NEGATIVE BINOMIAL": "RANDOM NEGATIVE BINOMIAL(0, 99, 0.5, 2, 0, 1, 0)",
    "RANDOM NORMAL": "RANDOM NORMAL(-3, 3, 0, 1, 0)",
    "RANDOM PINK NOISE": "RANDOM PINK NOISE(0, 1, 4, 0)",
    "RANDOM POISSON": "RANDOM POISSON(0, 99, 3, 0, 1, 0)",
    "RANDOM TRIANGULAR": "RANDOM TRIANGULAR(0, 3, 0, 1, 3, 0)",
    "RANDOM UNIFORM": "RANDOM UNIFORM(0, 1, 0)",
    "RANDOM WEIBULL": "RANDOM WEIBULL(0, 9, 2, 0, 1, 0)",
    "SAMPLE IF TRUE": "SAMPLE IF TRUE(Time < 2, level, 0)",
    "SAMPLE UNTIL": "SAMPLE UNTIL(1, level, 0)",
    "SINTEG": "SINTEG(level, 0, 0, 2, 0, :NA:, :NA:)",
    "STEP": "STEP(1, 1)",
    "TIME BASE": "TIME BASE(1970, 1/12)",
    "TREND": "TREND(level, 2, 0)",
    "VECTOR LOOKUP": "VECTOR LOOKUP(v[r1], level, 0, 2, 0)",
    "VECTOR SELECT": "VECTOR SELECT(v[R!], v[R!], 0, 0, 0)",
    "WITH LOOKUP": "WITH LOOKUP(level, ((0,0),(3,1)))",
    "XIDZ": "XIDZ(level, k, 0)",
    **{
        f"GET {p} CONSTANTS": f"GET {p} CONSTANTS('list.csv', ',', 'B2')" for p in ("XLS", "DIRECT")
    },
    "FIND MARKET PRICE": "FIND MARKET PRICE(v[r1], offer[r1,ptype], v[r1], offer[r1,ptype])",
}
"""The right side of an equation of one number, by function."""

WHOLE = {
    "ALLOCATE AVAILABLE": "{x}[R]=ALLOCATE AVAILABLE(v[R], offer[R,ptype], k)",
    "ALLOCATE BY PRIORITY": "{x}[R]=ALLOCATE BY PRIORITY(v[R], v[R], 3, 1, k)",
    "CUMULATE": "{x}:=CUMULATE(seen)",
    "CUMULATEF": "{x}:=CUMULATEF(seen)",
    "DEMAND AT PRICE": "{x}[R]=DEMAND AT PRICE(v[R], offer[R,ptype], k)",
    **{
        f"GET {p} DATA": f"{{x}}:=GET {p} DATA('list.csv', ',', '3', 'B2')"
        for p in ("XLS", "DIRECT")
    },
    **{
        f"GET {p} LOOKUPS": f"{{x}}(GET {p} LOOKUPS('list.csv', ',', '3', 'B2'))"
        for p in ("XLS", "DIRECT")
    },
    "GET DIRECT SUBSCRIPT": "{x}: GET DIRECT SUBSCRIPT('names.csv', ',', 'A1', 'A', '')",
    "GET XLS SUBSCRIPT": "{x}: GET XLS SUBSCRIPT('names.csv', ',', 'A1', 'A', 'x')",
    "INVERT MATRIX": "{x}[S,T]=INVERT MATRIX(m[S,T], 2)",
    "SUPPLY AT PRICE": "{x}[R]=SUPPLY AT PRICE(v[R], offer[R,ptype], k)",
    "TABBED ARRAY": "{x}[S,T]=TABBED ARRAY(\n1 2\n3 4)",
    "TIME SHIFT": "{x}:=TIME SHIFT(seen, 1)",
    "VECTOR ELM MAP": "{x}[R]=VECTOR ELM MAP(v[r1], R - 1)",
    "VECTOR RANK": "{x}[R]=VECTOR RANK(v[R], 1)",
    "VECTOR REORDER": "{x}[R]=VECTOR REORDER(v[R], v[R] - 1)",
    "VECTOR SORT ORDER": "{x}[R]=VECTOR SORT ORDER(v[R], 1)",
}
"""Whole equations of functions that are no number alone."""
