"""Slides: each chart whole, in one language, at the size of a slide, and the same as PNG."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import gaoxin
from gaoxin.language import NOTHING
from gaoxin.telling.drawing import slide
from gaoxin.telling.drawing.marks import box, page, words
from gaoxin.telling.writing.folder import write_folders
from gaoxin.telling.writing.run_folder import SLIDES, slide_folder
from tests.desks.region import REGION

NAMES = ["compare-growth-base", "fan-revenue", "limits", "matrix"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = gaoxin.open_workspace(REGION).run(members=60, draws="prior")
    made_of = study._report_input(Path("nowhere"), with_report=False)
    out = tmp_path_factory.mktemp("results")
    write_folders(out, [slide_folder(made_of, "zh")], "zh")
    return out / SLIDES


def test_every_chart_is_a_slide_in_one_language(folder: Path) -> None:
    assert sorted(path.stem for path in folder.glob("*.svg")) == NAMES
    for path in folder.glob("*.svg"):
        svg = path.read_text(encoding="utf-8")
        assert 'viewBox="0 0 960 540"' in svg
        assert "‖" not in svg
        ids = re.findall(r'\sid="([^"]+)"', svg)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)
    assert "每个情景 60 个样本，先验抽样" in (folder / "matrix.svg").read_text(encoding="utf-8")


def test_its_picture_has_the_size_and_is_not_blank(folder: Path) -> None:
    pytest.importorskip("resvg_py")
    for name in NAMES:
        drawn = Image.open(folder / f"{name}.png")
        assert drawn.size == (2560, 1440)
        tones = np.asarray(drawn.convert("L"))
        assert tones.min() < 60
        assert tones.max() == 255


def test_a_chart_stands_where_it_is_put() -> None:
    """A red box in the middle of a chart of any shape is in the middle of the room for charts."""
    pytest.importorskip("resvg_py")
    for width, height in ((100.0, 20.0), (20.0, 100.0)):
        marks = [box(width / 2 - 1, height / 2 - 1, 2, 2, "#ff0000"), words(1, 1, "a")]
        svg = slide.slide([page(width, height, marks)], NOTHING, NOTHING)
        png = slide.raster(slide.picture(svg, "en"))
        assert png is not None
        drawn = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
        assert drawn[1440 * (72 + 438 // 2) // 540, 1280].tolist() == [255, 0, 0]
