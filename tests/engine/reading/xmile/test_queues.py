"""Queues before a conveyor, against batches that are moved by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaoxin.errors import ModelError
from tests.engine.reading.xmile.test_files import read

STEP = 0.5


def plant(kind: str = "", limits: str = "", inflows: tuple[str, ...] = ("3",)) -> str:
    """Return a file of a queue ``q``, its outflow ``go`` and a conveyor ``s``."""
    names = [f"in{i}" for i in range(len(inflows))]
    entries = "".join(f"<inflow>{name}</inflow>" for name in names)
    flows = "".join(
        f"<flow name='{name}'><eqn>{text}</eqn></flow>"
        for name, text in zip(names, inflows, strict=True)
    )
    return (
        f"<xmile><sim_specs><start>0</start><stop>10</stop><dt>{STEP}</dt></sim_specs>"
        f"<model><variables><stock name='q'><eqn>5</eqn>{entries}<outflow>go</outflow><queue/>"
        "</stock><flow name='go'/><stock name='s'><eqn>0</eqn><inflow>go</inflow>"
        f"<outflow>out</outflow><conveyor {kind}><len>2</len>{limits}</conveyor></stock>"
        f"<flow name='out'/>{flows}</variables></model></xmile>"
    )


def by_hand(inflows: list[list[float]], capacity: float, *, one: bool, whole: bool) -> list[float]:
    """Return what leaves the queue in each time unit, step by step."""
    waiting, belt, found = [5.0], [0.0] * round(2 / STEP), []
    for brought in inflows:
        room = capacity - sum(belt[1:])
        gone = 0.0
        for _ in range(1 if one else len(waiting)):
            if not waiting or room - gone <= 0 or (whole and waiting[0] > room - gone):
                break
            part = min(waiting[0], room - gone)
            gone += part
            waiting[0] -= part
            if waiting[0] <= 1e-12:
                waiting.pop(0)
        found.append(gone / STEP)
        belt = [*belt[1:], gone]
        waiting += [amount * STEP for amount in brought if amount > 0]
    return found


@pytest.mark.parametrize("capacity", [2.25, 6.0, 40.0])
@pytest.mark.parametrize(
    ("kind", "one", "whole"),
    [
        ("", True, False),
        ("one_at_a_time='false'", False, False),
        ("batch_integrity='true'", True, True),
    ],
)
def test_batches_leave_as_by_hand(
    capacity: float, kind: str, one: bool, whole: bool, tmp_path: Path
) -> None:
    inflows = ("3+2*SIN(TIME)", "IF TIME MOD 2 &lt; 1 THEN 1.7 ELSE 0")
    limits = f"<capacity>{capacity}</capacity>"
    runs = read(tmp_path, plant(kind, limits, inflows)).run()
    brought = np.array([runs["in0"].values, np.broadcast_to(runs["in1"].values, 21)]).T
    expected = by_hand(brought.tolist(), capacity, one=one, whole=whole)
    np.testing.assert_allclose(runs["go"].values, expected, rtol=1e-9, atol=1e-12)
    came = 5 + STEP * (brought.sum(axis=1) - runs["go"].values)[:-1].cumsum()
    np.testing.assert_allclose(runs["q"].values[1:], came, rtol=1e-12)
    assert runs["s"].values.max() <= capacity + 1e-9


def test_members_wait_in_queues_of_their_own(tmp_path: Path) -> None:
    text = plant("", "<capacity>c</capacity>", ("3",)).replace(
        "</variables>", "<aux name='c'><eqn>4</eqn></aux></variables>"
    )
    model = read(tmp_path, text)
    runs = model.run({"c": [2.0, 4.0, 9.0]})
    for member, capacity in enumerate((2.0, 4.0, 9.0)):
        alone = model.run({"c": capacity})
        assert np.array_equal(runs["go"].values[member], alone["go"].values)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<outflow>go</outflow>", "<outflow>go</outflow><outflow>over</outflow>", "one outflow"),
        ("<inflow>go</inflow>", "", "'q' is a queue that leads to no conveyor"),
        ("<conveyor ", "<conveyor batch_integrity='true' one_at_a_time='false' ", "several whole"),
    ],
)
def test_what_no_text_defines_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=message):
        read(tmp_path, plant().replace(old, new))
