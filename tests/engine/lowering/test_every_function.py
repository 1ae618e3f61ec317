"""Every function that the table calls supported is read, lowered and run, as the table says how."""

from __future__ import annotations

from pathlib import Path

import pytest

import gaoxin
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.lowering.vocabulary import BY_NUMPY, supported
from gaoxin.engine.model import Model
from tests.engine.compiled.test_scalar import layout_of
from tests.engine.lowering.samples import DATA, FILES, HEAD, ONE, WHOLE

SAMPLES = {**{name: f"{{x}}={side}" for name, side in ONE.items()}, **WHOLE}


def _written(folder: Path, names: list[str]) -> Path:
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "data.csv").write_text(DATA, encoding="utf-8")
    lines = (SAMPLES[name].format(x=f"y{i}") + "~~|\n" for i, name in enumerate(names))
    path = folder / "model.mdl"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def _loaded(folder: Path, names: list[str]) -> Model:
    return gaoxin.load(_written(folder, names), data=[folder / "data.csv"])


def test_each_has_a_sample_and_runs_as_the_table_says(tmp_path: Path) -> None:
    assert sorted(SAMPLES) == supported()
    fast = [name for name in supported() if name not in BY_NUMPY]
    model = _loaded(tmp_path, fast)
    names = [str(name) for name in model.run(backend="numpy")]
    layout, _ = layout_of(model, names, {"k": [2.0, 3.0]})  # or NotCovered
    assert layout.code.instructions


@pytest.mark.parametrize("name", sorted(BY_NUMPY))
def test_what_has_no_compiled_form_runs_by_numpy(name: str, tmp_path: Path) -> None:
    model = _loaded(tmp_path, [name])
    with pytest.raises(NotCovered, match=r"queue|price"):
        layout_of(model, ["y0"], {"k": [2.0, 3.0]})
    assert "y0" in model.run(backend="numpy")
