"""The published models: what the check tells of them by default is wrong in them, read by hand.

Their other equations balance, or rest on variables without a unit; none is a false alarm.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gaoxin.errors import GaoxinError
from tests.engine.shared_models import load, models

MODELS = models()

WRONG = {
    "test_active_initial_circular.mdl": {("active initial variable", "pure")},  # SIN(months)
    "test_except.mdl": {
        ("inventory", "flow"),  # units where units/Month should flow
        ("special giveaways", "pure"),  # SIN(months)
    },
    "test_smooth_and_stock.mdl": {("Smoothed Input", "time")},  # meetings against minutes
    "test_subscript_copy.mdl": {("Level 1", "flow")},  # Dmnl flows into Dmnl
    "test_subscript_copy2.mdl": {("Level 1", "flow")},
    "test_subscript_mapping_vensim.mdl": {("POPULATION", "flow")},  # a year against a month
    "test_subscript_numeric_range.mdl": {("Level_1", "flow")},  # Dmnl flows into Dmnl
}

pytestmark = pytest.mark.skipif(
    not MODELS, reason="the optional folder ../shared/test-models is not beside the checkout"
)


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.name)
def test_nothing_is_told_that_is_right(path: Path) -> None:
    try:
        model = load(path)
    except GaoxinError:
        return  # tests/engine/test_shared_models.py says which, and why
    told = {(f.variable, f.rule) for f in model.check_units().findings}
    assert told == WRONG.get(path.name, set())
    assert set(model.check_units("strict").findings) >= set(model.check_units().findings)
    assert model.summary().variables == len(model.variables)
    for name in model.variables["name"][::5]:
        assert model.describe(name).name == name
