"""Random models by both engines: ``python -m tests.engine.compiled.many 1000 [--gradients]``.

Prints how many runs had the same bits (Euler and rk4; alone, with constants drawn, with overrides
in time), how many gradients agree with dual numbers to 1e-10, and the models that do not.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.errors import GaoxinError, ModelError, NonFinite
from tests.engine.compiled.both import MEMBERS, differences, drawn, in_time
from tests.engine.compiled.duals import compared
from tests.engine.random_models import model_texts

OUTPUTS = ["level", "levels", "matrix", "x0"]


def cases(model: Model) -> list[tuple[dict[str, Any], int | None]]:
    """Return overrides, and members: none, constants drawn, and paths, starts and a table too."""
    every = drawn(model, ["k", "kr", "ks", "krs"])
    later: dict[str, Any] = {
        "k": in_time(model, "k", by_member=True),
        "kr": in_time(model, "kr", by_member=False),
        "INITIAL(level)": np.linspace(0.5, 2, MEMBERS),
        "tab": [[-2, 1], [0, 0.5], [2, -1], [3, 2]],
    }
    return [({}, None), (every, MEMBERS), (every | later, MEMBERS)]


def wanted(model: Model) -> list[str]:
    """Return the variables of a random model that are covered: all but what is allocated."""
    return [str(n) for n in model.run(backend="numpy") if n != "share"]


def gradient_off(model: Model, method: str) -> float | None:
    """Return how far a gradient is from dual numbers; None where there is no gradient."""
    given_: dict[str, Any] = drawn(model, ["k", "kr", "krs"])
    given_["ks"] = in_time(model, "ks", by_member=True)
    given_["INITIAL(level)"] = np.linspace(0.5, 2, MEMBERS)
    try:
        return compared(model, given_, OUTPUTS, method=method)
    except NonFinite:
        return None
    except ModelError as error:
        if "no gradient: VECTOR" in error.message:
            return None
        raise


def judged(text: str, gradients: bool) -> Counter[str]:
    """Return what became of one model."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.mdl"
        path.write_text(text, encoding="utf-8")
        try:
            model = gaoxin.load(path)
            names = wanted(model)
        except GaoxinError:
            return Counter({"models that do not run": 1})
    found["models"] += 1
    for method in ("euler", "rk4"):
        for overrides, members in cases(model):
            options: dict[str, Any] = {"members": members, "method": method, "outputs": names}
            same = not differences(model, overrides, **options)
            found["runs with the same bits" if same else "RUNS THAT DIFFER"] += 1
        if gradients:
            off = gradient_off(model, method)
            agree = off is not None and off < 1e-10
            told = "gradients that agree" if agree else "GRADIENTS THAT DIFFER"
            found["without a gradient" if off is None else told] += 1
    return found


def main() -> None:
    """Judge as many models as asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.engine.compiled.many")
    parser.add_argument("models", type=int, nargs="?", default=150)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--gradients", action="store_true")
    chosen = parser.parse_args()
    whole: Counter[str] = Counter()

    @seed(chosen.seed)
    @settings(
        max_examples=chosen.models,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(text=model_texts())
    def run(text: str) -> None:
        found = judged(text, chosen.gradients)
        whole.update(found)
        if any(what.isupper() for what in found):
            print(text)

    run()
    for what, count in whole.most_common():
        print(f"{count:6} {what}")
    sys.exit(any(what.isupper() for what in whole))


if __name__ == "__main__":
    main()
