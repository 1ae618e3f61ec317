"""What ``import gaoxin`` offers, and that it stays quick."""

from __future__ import annotations

import subprocess
import sys

import pytest

import gaoxin
from gaoxin import errors
from tests.engine.support import MODELS

ERRORS = ["ModelError", "ScenarioError", "DataError", "NotConverged", "NonFinite"]


@pytest.mark.parametrize("name", ["GaoxinError", *ERRORS])
def test_every_error_of_ours_is_found_in_the_package(name: str) -> None:
    assert getattr(gaoxin, name) is getattr(errors, name)
    assert issubclass(getattr(gaoxin, name), gaoxin.GaoxinError)


def test_the_package_lists_what_it_offers() -> None:
    assert {"Model", "load", "GaoxinError", *ERRORS} <= set(dir(gaoxin)) & set(gaoxin.__all__)
    assert all(hasattr(gaoxin, name) for name in gaoxin.__all__)
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        _ = gaoxin.lod  # type: ignore[attr-defined]


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import gaoxin, sys; print({'numpy', 'xarray', 'pysd', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gaoxin", "run", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_a_model_tells_the_elements_of_its_subscripts_as_it_spells_them() -> None:
    found = gaoxin.load(MODELS / "subscripts.mdl").subscripts
    assert found["Region"] == ("north", "south", "east", "west")
    assert found["Coast"] == ("south", "east")
    assert found["Line"] == ("unit1", "unit2", "unit3", "unit4")
    assert gaoxin.load(MODELS / "reference.mdl").subscripts == {}
