"""What holds for every test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Files run beside each other on all cores: linear algebra on all cores too would only spin. It is
# read when NumPy is first imported, later than here, and by child processes.
for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

# Hypothesis checks laws, not how fast this machine is.
settings.register_profile("gaoxin", deadline=None)
settings.load_profile("gaoxin")


LONGEST = (
    "test_guides.py",
    "test_shared_models.py",
    "test_sampler.py",
    "test_reality_checks.py",
    "test_bare_system.py",
    "test_calibrate.py",
    "test_cache.py",
    "test_backends.py",
    "test_python_guide.py",
    "test_gradient.py",
    "test_against_pysd.py",
    "test_streams.py",
    "test_wheel.py",
    "test_process.py",
    "test_sweep_killed.py",
    "test_random_models.py",
    "test_anomaly.py",
    "test_calibrate_series.py",
    "test_nothing_is_hard_coded.py",
    "test_run.py",
    "test_compare.py",
)
"""Files that begin first: a long one that begins last leaves the other cores without work."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, all else as it is."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


@pytest.fixture(scope="session", autouse=True)
def _cache_of_this_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep models and code for this session alone, in a folder that begins empty.

    Its workers and their child processes share it, so that the zone is read and compiled once and
    not a hundred times; no test rests on an earlier session. The engine's own tests have none.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # the workers' common folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAOXIN_CACHE", str(folder / "gaoxin-cache"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_terminal() -> Iterator[None]:
    """Print as into a pipe: pytest-xdist tells its workers the size of a terminal."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("COLUMNS", "LINES"):
            patch.delenv(name, raising=False)
        yield
