"""Random models of everything PySD and we know: every number agrees to 1e-9.

Five thousand of them: ``python -m tests.engine.random_models 5000``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.engine.random_models import compare, model_texts


@pytest.mark.parametrize("number", range(2))
def test_random_models_agree_with_pysd(number: int) -> None:
    compared = 0

    @seed(number)
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(text=model_texts())
    def agree(text: str) -> None:
        nonlocal compared
        with tempfile.TemporaryDirectory() as folder:
            found = compare(text, Path(folder))
        assert found.verdict not in {"differ", "we fail"}, f"{found.reason}\n{text}"
        compared += found.verdict == "agree"

    agree()
    assert compared >= 8, "PySD runs nearly all of them"
