"""What the page carries: tables of words and settings as JSON, numbers as blocks of base64.

The page has these blocks (``build.py`` writes them, ``js/blocks.js`` reads them):

| element | what |
|---|---|
| ``<script type="application/json" id="data">`` | everything below, as one object |
| ``<script type="text/plain" id="kernel">`` | the WebAssembly module, base64 |
| ``<script type="text/plain" id="kernel-plain">`` | the same without SIMD, base64 |
| ``<script type="text/plain" id="draws">`` | float32, base64, column by column |
| ``<script type="text/plain" id="worker">`` | source of the workers (``js/worker.js``, joined) |

The object, with texts as ``{en, zh}``::

    kind        "zone" or "model" (a model file alone: no presets but one, no verdicts)
    title       text
    hash        8 hex of what the numbers rest on: model, draws, members, seed
    members     all members of the page; quick: those of a frame; few: those of a background run
    draws       "posterior", "prior", "given", "varied" or "none"
    stamp       text that every verdict must say
    seed
    years       times that are saved, ascending; the first is the initial state
    policy      years that levers may differ in, [2021, ..., 2025]; null in models
    time_unit
    base        id of the preset that the page opens with, and that evaluate() starts from
    sectors     [{id, name}]: groups of levers, in order
    levers      [{id, name, short, unit, low, high, neutral, sector, outside, section, note,
                  assumed, elements: [{id, name}]}]
                (`short` stands in narrow places; a model's levers have none)
    definitions [{id, name, own, options: [{id, name, note}]}]
    scenarios   [{id, title, description, extends, levers: {key: [a value a year of `policy`]},
                  definitions: {id: option}, drawn: [constant, ...]}]: presets; `levers` holds every
                lever and element, chain applied, so that a preset stands by itself
    targets     [{id, indicator, name, rule, value, unit, year, status, kind, source, note, reason,
                  value_2020, output, judged}]
    outputs     [{id, name, unit, variable, equation, comment, observed: [{year, value, sd}]}]:
                what bands and verdicts are of, in the order of the report
    limits      [{id, element, name, short, binds, rule, threshold, unit}]
    verdicts    {scenario: {target: [met, members]}}: the program's own, for a page without scripts
                and as a check of the page
    units       {unit: text}: units in words
    words       {key: text}: every text of the page (``words.toml``)
    provenance  {command, created, version, hashes, ...}
    kernel      where everything lies in the module's memory; see ``kernel/kernel.py``
    engine      what scenarios are to the kernel:
        segments     times at which the years of the run begin
        restart      step of the first year of policy, to which states are kept; null: none
        begin        what each column of ``kernel.begin`` holds: a number or {column}
        levers       {id: {constant, scale (to the model's unit), elements: [label]}}
        definitions  {id: {constant, options: {option: value}}}
        presets      {scenario: {constant: [element: [[year of the run, value or {column}], ...]]}}
        outputs      [{variable, element}], in the order of ``outputs``
        limits       [{variable, element, rule, threshold}]
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from gaoxin.language import Text
from gaoxin.simulator.kernel.kernel import Kernel


@dataclass(frozen=True)
class PageData:
    """What a page carries.

    Attributes
    ----------
    table : dict
        The data object, without words.
    kernel : Kernel
    draws : bytes
        Numbers in single precision, column by column.
    """

    table: dict[str, Any]
    kernel: Kernel
    draws: bytes = b""


def text(words: Text) -> dict[str, str]:
    """Return a text as the page has it."""
    return {"en": words.en, "zh": words.zh}


def as_json(table: dict[str, Any]) -> str:
    """Return the data object as text that can stand in a script element.

    No number in it may be one that JSON lacks.
    """
    whole = json.dumps(table, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return whole.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
