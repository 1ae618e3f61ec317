"""The table of calls in docs/python.md is what there is."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from gaoxin.studies.zone import Zone
from tests.python_guide import GUIDE

ROW = re.compile(r"^\| `zone\.(?P<call>.*?)` \| `(?P<result>\w+)` \| (?P<held>.*?) \|", re.M)
ROWS = list(ROW.finditer(GUIDE.read_text(encoding="utf-8")))


def study_of(verb: str, name: str) -> Any:
    """Return the result's class: of the verb's module, or of its half that knows the zone."""
    modules = (f"gaoxin.studies.{verb}", f"gaoxin.studies.zone_{verb}")
    found = [import_module(path) for path in modules if find_spec(path)]
    return next(getattr(module, name) for module in found if hasattr(module, name))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["result"])
def test_a_call_can_be_made_as_written_and_returns_what_it_says(row: re.Match[str]) -> None:
    call = ast.parse(row["call"], mode="eval").body
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Name)
    signature = inspect.signature(getattr(Zone, call.func.id))
    values = {key.arg: ast.literal_eval(key.value) for key in call.keywords if key.arg}
    signature.bind(object(), *call.args, **values)
    assert signature.return_annotation == row["result"]
    result = study_of(call.func.id, row["result"])
    for name in re.findall(r"`(\w+)`", row["held"]):
        assert hasattr(result, name) or name in result.__dataclass_fields__, name


def test_the_table_has_every_verb_that_studies() -> None:
    assert len(ROWS) == 10
