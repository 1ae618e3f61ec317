"""The small workspace of the ensembles' tests."""

from tests.ensembles.conftest import desk_with, model, region, root

__all__ = ["desk_with", "model", "region", "root"]
