"""DELAYP, a function of Vensim's with two results: the macro that its manual says it is."""

from __future__ import annotations

import re

USED = re.compile(r"\bDELAYP\s*\(", re.IGNORECASE)
"""Where a file uses it."""

TEXT = """{UTF-8}
:MACRO: DELAYP(input, delay time : pipeline)
DELAYP = LV3/DL ~~|
pipeline = LV3 + LV2 + LV1 ~~|
LV3 = INTEG(RT2 - DELAYP, DL*input) ~~|
RT2 = LV2/DL ~~|
LV2 = INTEG(RT1 - RT2, LV3) ~~|
RT1 = LV1/DL ~~|
LV1 = INTEG(input - RT1, LV3) ~~|
DL = delay time/3 ~~|
:END OF MACRO:
"""
"""Vensim Help, DELAYP: "equivalent to the equations"."""
