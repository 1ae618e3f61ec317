"""The small zone of the verdicts' tests, and the axes of its made-up sweeps."""

from tests.verdicts.conftest import case, region
from tests.verdicts.sweeps.conftest import two_axes

__all__ = ["case", "region", "two_axes"]
