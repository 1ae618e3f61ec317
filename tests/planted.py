"""Faults planted on purpose: each is one wrong line, which the tests of its room must tell.

``python -m tests.planted`` copies the tree, plants one fault after the other in the copy, runs the
tests that should fail, and prints which did. ``--before FOLDER`` does the same with an older
checkout and its own tests: a suite that was made quicker must fail wherever the older one did. A
fault is found by its line, so that it does not matter where a file has moved.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("gaoxin", "tests", "model", "scenarios", "calibration", "docs", "results/reference")
FILES = ("pyproject.toml", "README.md", "README.zh-CN.md")
SECONDS = 1200
"""After so long without an end the tests have failed."""

MOVED = {
    "tests/engine/lowering/test_noise.py": "tests/engine/test_noise.py",
    "tests/engine/lowering/test_vectors.py": "tests/engine/test_vectors.py",
    "tests/engine/reading/test_data.py": "tests/engine/test_data.py",
    "tests/engine/running/test_arguments.py": "tests/engine/test_arguments.py",
    "tests/inference/test_holdout.py": "tests/inference/test_calibrate.py",
    "tests/telling/words/test_quantities.py": "tests/verdicts/test_words.py",
    "tests/telling/drawing/test_limit_strips.py": "tests/verdicts/test_binding.py",
    "tests/telling/writing/test_stored_run.py": "tests/verdicts/test_stored.py",
    "tests/ensembles/test_variants.py": "tests/verdicts/test_shares.py",
    "tests/verdicts/test_loop_effects.py": "tests/verdicts/test_loops.py",
    "tests/desks/test_units.py": "tests/inference/test_observation_table.py",
}
"""Files of tests, and what they were called in checkouts before the house."""


@dataclass(frozen=True)
class Fault:
    """A wrong line.

    Attributes
    ----------
    name : str
        What is wrong, in words.
    line, wrong : str
        A piece of text that stands once in one file, and what it becomes.
    tests : tuple of str
        Files of tests of which one must fail.
    only : str
        Which of their tests are run, as pytest's ``-k`` has it; all of them where blank.
    """

    name: str
    line: str
    wrong: str
    tests: tuple[str, ...]
    only: str = ""


FAULTS = (
    Fault(
        "STEP goes down",
        'on = g.call("greater", g.call("add", clock.time, half), x[1])',
        'on = g.call("less", g.call("add", clock.time, half), x[1])',
        ("tests/engine/test_exact.py",),
    ),
    Fault(
        "the last step is lost to rounding",
        "steps = int(np.floor((final - start) / step + 1e-6))",
        "steps = int(np.floor((final - start) / step))",
        ("tests/engine/test_exact.py", "tests/engine/running/test_arguments.py"),
    ),
    Fault(
        "a truncated normal forgets its upper tail",
        "drawn = mean + spread * np.where(mirrored, -z, z)",
        "drawn = mean + spread * z",
        ("tests/engine/lowering/test_noise.py",),
    ),
    Fault(
        "a held series is one point ahead",
        'at = np.searchsorted(points[0], x + snap, side="right") - 1',
        'at = np.searchsorted(points[0], x + snap, side="right")',
        ("tests/engine/reading/test_data.py",),
    ),
    Fault(
        "a vector is sorted the other way round",
        "out[...] = np.where(direction > 0, rising, rising[..., ::-1, :])",
        "out[...] = np.where(direction < 0, rising, rising[..., ::-1, :])",
        ("tests/engine/lowering/test_vectors.py",),
    ),
    Fault(
        "the last in line is served first",
        'order = np.argsort(-priority, axis=-2, kind="stable")',
        'order = np.argsort(priority, axis=-2, kind="stable")',
        ("tests/engine/lowering/test_vectors.py", "tests/engine/test_shared_models.py"),
    ),
    Fault(
        "a link score loses the sign of its source",
        "raw = np.abs(part / whole) * np.sign(part) * np.sign(source)",
        "raw = np.abs(part / whole) * np.sign(part)",
        ("tests/engine/dominance/test_scores.py",),
    ),
    Fault(
        "the slope of a doubtful row is that of a normal one",
        "by_residual = -(degrees + 1.0) * residual / (inner + square)",
        "by_residual = -(degrees + 1.0) * residual / inner",
        ("tests/inference/test_likelihood.py",),
    ),
    Fault(
        "a year's innovation is held from its end on",
        "return -math.inf if self.year is None else self.year - 1.0",
        "return -math.inf if self.year is None else self.year",
        ("tests/ensembles/test_disturbances.py",),
    ),
    Fault(
        "a size is redrawn without its innovations",
        "at[:, columns] *= np.exp(shrunk)[:, None]",
        "at[:, columns] *= 1.0",
        ("tests/inference/sampling/test_sampler.py", "tests/ensembles/test_disturbances.py"),
    ),
    Fault(
        "a trajectory forgets its momentum's density",
        "gained = end.log_likelihood - half_square(at) - half_square(momentum)",
        "gained = end.log_likelihood - half_square(at)",
        ("tests/inference/sampling/test_sampler.py",),
    ),
    Fault(
        "a carried size forgets its Jacobian",
        "taken = metropolis(prior + len(columns) * shrunk, rng)",
        "taken = metropolis(prior, rng)",
        ("tests/inference/sampling/test_chains.py",),
    ),
    Fault(
        "joint moves forget the likelihood of the linear model",
        "new = proposed.log_likelihood - there.log_likelihood(proposed.at)",
        "new = proposed.log_likelihood",
        ("tests/inference/sampling/test_sampler.py",),
    ),
    Fault(
        "the bridge forgets its law's normalisation",
        "of_others = given.log_likelihood(at) - half_square(others) - given.log_marginal()",
        "of_others = given.log_likelihood(at) - half_square(others)",
        ("tests/inference/sampling/test_sampler.py",),
    ),
    Fault(
        "the straight line of a series left out is certain",
        "growth = rng.normal(others.mean(), others.std(ddof=1), members)",
        "growth = rng.normal(others.mean(), 0.0, members)",
        ("tests/inference/test_holdout.py",),
    ),
    Fault(
        "the value of a year acts a year late",
        "return -math.inf if year is None else float(year - 1)",
        "return -math.inf if year is None else float(year)",
        ("tests/ensembles/test_scenario.py", "tests/ensembles/test_members.py"),
    ),
    Fault(
        "scenarios run without their draws",
        "places = (prior.place for prior in desk.drawn if prior.place.key in draws)",
        "places = (prior.place for prior in desk.drawn if prior.place.key not in draws)",
        ("tests/test_nothing_is_hard_coded.py",),
        "prior",
    ),
    Fault(
        "a factor of a sweep is not applied",
        "times = to_factor(factor)",
        "times = to_factor(1.0)",
        ("tests/ensembles/sweeps/test_zone_sweeps.py", "tests/cli/test_sweep.py"),
    ),
    Fault(
        "runs together are cut at the wrong member",
        "ends = np.cumsum(sizes)",
        "ends = np.cumsum(sizes) - 1",
        ("tests/ensembles/test_variants.py", "tests/ensembles/test_members.py"),
    ),
    Fault(
        "the number of a target stands in the code",
        "return np.asarray(array >= target.value - slack)",
        "return np.asarray(array >= 121.0)",
        ("tests/test_nothing_is_hard_coded.py",),
        "data",
    ),
    Fault(
        "a target that is just met is missed",
        "return np.asarray(array >= target.value - slack)",
        "return np.asarray(array > target.value + slack)",
        ("tests/verdicts/test_verdict.py",),
    ),
    Fault(
        "no error where no member meets the target",
        "spread = math.sqrt(share * (1.0 - share) / members + 0.25 / members**2)",
        "spread = math.sqrt(share * (1.0 - share) / members)",
        ("tests/verdicts/test_verdict.py",),
    ),
    Fault(
        "5 % is 10 %",
        "p05, p50, p95 = (float(q) for q in np.quantile(outcomes, (0.05, 0.50, 0.95)))",
        "p05, p50, p95 = (float(q) for q in np.quantile(outcomes, (0.10, 0.50, 0.90)))",
        ("tests/verdicts/test_verdict.py",),
    ),
    Fault(
        "ties count as worse",
        "worse=int((ahead < 0).sum()),",
        "worse=int((ahead <= 0).sum()),",
        ("tests/verdicts/test_contrast.py",),
    ),
    Fault(
        "rounding makes a limit bind",
        "slack = TOLERANCE * max(1.0, abs(threshold))",
        "slack = 0.0 * max(1.0, abs(threshold))",
        ("tests/telling/drawing/test_limit_strips.py",),
    ),
    Fault(
        "the shares of a variance do not add up to 1",
        'return {**own, "together": 1.0 - sum(own.values())}',
        'return {**own, "together": sum(own.values())}',
        ("tests/verdicts/test_shares.py",),
    ),
    Fault(
        "with and without a loop are exchanged",
        "with_, without = (finite(",
        "without, with_ = (finite(",
        ("tests/verdicts/test_loop_effects.py",),
    ),
    Fault(
        "units are converted backwards",
        "return float((value * source).to(target).magnitude)",
        "return float((value * target).to(source).magnitude)",
        ("tests/desks/test_units.py", "tests/ensembles/test_scenario.py"),
    ),
    Fault(
        "a factor of a reality check replaces what it multiplies",
        "value = element.at(math.inf) * change.number",
        "value = change.number",
        ("tests/checks/test_reality.py",),
    ),
    Fault(
        "a bound is rounded to what the sample does not vouch for",
        "outer = min(100.0, math.ceil(round(percents / step, 6)) * step)",
        "outer = min(100.0, math.floor(round(percents / step, 6)) * step)",
        ("tests/telling/words/test_quantities.py",),
    ),
    Fault(
        "results with members missing are taken",
        'if runs.sizes["member"] != members or',
        'if runs.sizes["member"] > members or',
        ("tests/telling/writing/test_stored_run.py",),
    ),
    Fault(
        "what a sweep has done is thrown away at each start",
        "    if before == dict(key):\n        return ()",
        "    if before != dict(key):\n        return ()",
        ("tests/cli/test_sweep_killed.py",),
    ),
    Fault(
        "a Chinese heading names A for B",
        '"A 概率 %\\nB 概率 %"',
        '"A 概率 %\\nA 概率 %"',
        ("tests/test_guides.py",),
        "planners.zh",
    ),
    Fault(
        "a floor that is just reached is missed",
        "and verdict.probability < floors.get(verdict.target.id, -math.inf)",
        "and verdict.probability <= floors.get(verdict.target.id, -math.inf)",
        ("tests/cli/test_run.py",),
    ),
    Fault(
        "a lever of the zone moves nothing",
        "\tcredit availability*credit effect",
        "\tcredit effect + 0*credit availability",
        ("tests/zone/test_loops_and_levers.py",),
    ),
    Fault(
        "a loop of the zone cannot be cut",
        "1 + strength B8*(MIN(1, XIDZ(",
        "1 + (1 + 0*strength B8)*(MIN(1, XIDZ(",
        ("tests/zone/test_loops_and_levers.py",),
    ),
)


def copy(tree: Path, folder: Path) -> Path:
    """Return a copy of what a checkout's tests read."""
    for part in PARTS:
        shutil.copytree(
            tree / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", ".*_cache")
        )
    for file in FILES:
        shutil.copy(tree / file, folder / file)
    return folder


@contextmanager
def planted(tree: Path, fault: Fault) -> Iterator[None]:
    """Plant a fault in a tree, and take it out again.

    Raises
    ------
    ValueError
        Its line does not stand once in one file.
    """
    files = [*(tree / "gaoxin").rglob("*.py"), tree / "model" / "zone.mdl"]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    found = {path: text for path, text in texts.items() if fault.line in text}
    if len(found) != 1 or sum(text.count(fault.line) for text in found.values()) != 1:
        raise ValueError(f"'{fault.line}' stands not once but in {sorted(map(str, found))}")
    ((path, text),) = found.items()
    path.write_text(text.replace(fault.line, fault.wrong), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(text, encoding="utf-8")


def tests_of(tree: Path, fault: Fault) -> list[str]:
    """Return the files of a fault's tests as a checkout names them."""
    return [test if (tree / test).is_file() else MOVED[test] for test in fault.tests]


def fail(tree: Path, tests: Sequence[str], only: str = "") -> bool:
    """Return whether some tests of a tree fail."""
    chosen = ["-k", only] if only else []
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, *chosen, *tests],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    if done.returncode not in {0, 1}:
        raise RuntimeError(done.stdout)
    return done.returncode == 1


def told(trees: Sequence[Path], faults: Sequence[Fault]) -> bool:
    """Print what each tree's tests say of each fault; return whether the last tells all.

    A tree's tests must pass before anything is planted; what an earlier tree did not tell, the
    last need not.
    """
    well = True
    whole: dict[tuple[Path, tuple[str, ...], str], bool] = {}
    for fault in faults:
        found = []
        for tree in trees:
            tests = tests_of(tree, fault)
            asked = (tree, tuple(tests), fault.only)
            if asked not in whole:
                whole[asked] = not fail(tree, tests, fault.only)
            if not whole[asked]:
                found.append("fails unplanted")
                continue
            with planted(tree, fault):
                found.append("fails" if fail(tree, tests, fault.only) else "passes")
        print(f"| {fault.name} | {' | '.join(found)} |", flush=True)
        well &= found[-1] == "fails" or (found[0] == found[-1] == "passes" and len(trees) > 1)
    return well


def main() -> None:
    """Plant the faults and print the table; leave with 1 where one was not told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="an older checkout, with its own tests")
    parser.add_argument("--only", default="", help="faults whose name holds this")
    asked = parser.parse_args()
    faults = [fault for fault in FAULTS if asked.only in fault.name]
    with tempfile.TemporaryDirectory() as folder:
        trees = [copy(ROOT, Path(folder) / "now")]
        if asked.before is not None:
            trees.insert(0, copy(asked.before, Path(folder) / "before"))
        print("| fault | " + ("older suite | " if asked.before else "") + "this suite |")
        print("|---" * (len(trees) + 1) + "|")
        sys.exit(0 if told(trees, faults) else 1)


if __name__ == "__main__":
    main()
