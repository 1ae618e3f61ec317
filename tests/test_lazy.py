"""Names that are imported when they are first asked for: all of them there, none before."""

from __future__ import annotations

import doctest
import subprocess
import sys
from importlib import import_module

import pytest

from gaoxin import lazy

PACKAGES = ("gaoxin", "gaoxin.inference", "gaoxin.studies")


@pytest.mark.parametrize("name", PACKAGES)
def test_every_name_of_a_package_is_there_and_listed(name: str) -> None:
    package = import_module(name)
    for public in package.__all__:
        assert getattr(package, public) is not None
        assert public in dir(package)
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'nothing'"):
        getattr(package, "nothing")  # noqa: B009 - a name that mypy would refuse


@pytest.mark.parametrize("name", PACKAGES)
def test_nothing_heavy_is_imported_before_it_is_asked_for(name: str) -> None:
    code = f"import sys, {name}; print(*sys.modules)"
    line = [sys.executable, "-c", code]
    loaded = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "xarray", "pandas", "scipy", "click"} & set(loaded)


def test_the_example() -> None:
    failed, tried = doctest.testmod(lazy)
    assert tried
    assert not failed
