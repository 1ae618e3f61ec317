"""The list of what the language knows: complete against PySD, and the same in the document."""

from __future__ import annotations

from dataclasses import is_dataclass
from pathlib import Path

from gaoxin.engine.lowering.functions.noise import NOISES
from gaoxin.engine.lowering.functions.numbers import FUNCTIONS
from gaoxin.engine.lowering.functions.specials import SPECIALS
from gaoxin.engine.lowering.functions.vectors import VECTORS
from gaoxin.engine.lowering.program import RULES
from gaoxin.engine.lowering.vocabulary import SPECIAL, STRUCTURES, XMILE, known, markdown
from gaoxin.engine.reading.xmile.calls import TABLES
from gaoxin.engine.reading.xmile.folds import FOLDS
from gaoxin.engine.reading.xmile.functions import BUILTINS, WORDS
from gaoxin.engine.reading.xmile.stella import REFUSED, STELLA
from gaoxin.names import canonical

DOCUMENT = Path(__file__).parents[3] / "docs" / "language.md"
INNER = {"Arithmetic", "Logic", "Reference", "Call", "MacroOutput", "Points", "ElementPlace"}
"""Structures that nobody writes as a function."""

OURS = {"vmin_xmile": "vmin", "vmax_xmile": "vmax"}
"""What PySD's XMILE translator calls otherwise; ours writes it out."""


def test_the_document_prints_the_tables_of_the_code() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert markdown() in text
    for name in known():
        assert name in text, name
    for name in XMILE:
        assert f"| {name} |" in text, name


def test_every_structure_has_a_rule_and_every_rule_a_name() -> None:
    assert set(STRUCTURES.values()) | INNER | set(SPECIALS) == set(RULES)


def test_every_structure_of_pysd_is_known() -> None:
    from pysd.translators.structures import abstract_expressions as ae

    parts = {"AbstractSyntax", "SubscriptsReferenceStructure", "LookupsStructure", "DataStructure"}
    for name, kind in vars(ae).items():
        if isinstance(kind, type) and is_dataclass(kind) and name not in parts:
            assert name.removesuffix("Structure") in RULES, name


def test_every_function_of_pysd_is_known() -> None:
    from pysd.builders.python.python_functions import functionspace

    names = {*FUNCTIONS, *VECTORS, *NOISES, *SPECIALS, *(canonical(name) for name in SPECIAL)}
    for name in functionspace:
        assert canonical(OURS.get(name, name)) in names, name


def test_every_function_of_pysds_translators_is_read() -> None:
    from pysd.translators.vensim.vensim_structures import structures as vensim

    from gaoxin.engine.reading.forms import VENSIM

    inner = {"reference", "subscripts_ref", "arithmetic", "logic", "call", "lookup", "data"}
    assert set(vensim) - inner - {"with_lookup"} == set(VENSIM)


def test_every_function_of_pysds_xmile_translator_is_read() -> None:
    from pysd.translators.xmile.xmile_structures import structures as xmile

    inner = {"reference", "subscripts_ref", "arithmetic", "logic", "call", "lookup", "data"}
    inner |= {"inline_lookup", "stock", "if_then_else", "negative"}
    assert set(xmile) - inner <= {*BUILTINS, *FOLDS}


def test_every_function_of_xmile_is_in_the_document() -> None:
    text = " ".join(XMILE).replace(",", " ").replace("(", " ").lower().split()
    plain = {canonical(name) for name in known()} | {"//"}
    for name in {*BUILTINS, *FOLDS, *WORDS, *STELLA, *REFUSED, *TABLES, "allocate"}:
        assert name in text or name in plain or name == "time", name
