"""How much memory a run needs, held against what there is, before it is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from math import prod
from pathlib import Path

from gaoxin.engine.running.blocks import Division
from gaoxin.engine.running.plan import MEMBER, MEMORY, TIME, Plan
from gaoxin.engine.running.timing import Timing
from gaoxin.errors import ModelError

SMALL = 256 * 2**20
"""Bytes that are not held against anything."""

UNKNOWN = 16 * 10**9
"""Bytes that a run may need where the system does not tell how much it has."""

FEWER = "ask for fewer members, outputs (outputs=[...]) or instants (save_every=...)"


def check_room(size: int, what: str, remedy: str = FEWER) -> None:
    """Refuse what needs more memory than there is.

    Parameters
    ----------
    size : int
        Bytes.
    what : str
        What needs them, as the subject of the message.
    remedy : str
        What to ask for instead.

    Raises
    ------
    ModelError
    """
    if size <= SMALL:
        return
    free = available()
    if size > (UNKNOWN if free is None else free):
        has = (
            f"no more than {_gigabytes(UNKNOWN)} are taken where the system does not tell"
            if free is None
            else f"{_gigabytes(free)} are free"
        )
        raise ModelError(f"{what} need {_gigabytes(size)} of memory, and {has}; {remedy}")


def _gigabytes(size: int) -> str:
    """Return a size in words: three digits, and never a power of ten."""
    count = size / 1e9
    return f"{count:,.0f} GB" if count >= 100.0 else f"{count:.3g} GB"


def labels_size(members: int) -> int:
    """Return the bytes of the members' numbers, and of which have failed."""
    return 16 * members


def outputs_size(plan: Plan, timing: Timing, members: int) -> int:
    """Return the bytes of all outputs of a run.

    Parameters
    ----------
    plan : Plan
    timing : Timing
    members : int

    Returns
    -------
    int
    """
    instants = len(timing.saved)
    total = 0
    for node in plan.outputs.values():
        rate = plan.rate(node)
        times = instants if rate & (TIME | MEMORY) else 1
        total += 8 * times * prod(node.shape) * (members if rate & MEMBER else 1)
    return total


def working_size(plan: Plan, timing: Timing, parts: Division, *, streamed: bool) -> int:
    """Return the bytes that a run needs at the least besides what is kept of its outputs.

    Those are what varies in time alone, at every instant, and the states of a block on each core.

    Parameters
    ----------
    plan : Plan
    timing : Timing
    parts : Division
    streamed : bool
        Whether a block's outputs are held apart from those of the run.

    Returns
    -------
    int
    """
    instants = len(timing.instants)
    steady = sum(prod(n.shape) for n in plan.outputs.values() if plan.rate(n) == TIME)
    states = sum(
        prod(s.node.shape) * (parts.width if plan.rate(s.node) & MEMBER else 1) for s in plan.states
    )
    held = outputs_size(plan, timing, parts.width) if streamed else 0
    return 8 * instants * steady + parts.count * (8 * states + held)


def told(plan: Plan, timing: Timing, members: int) -> str:
    """Return the size of a run in words.

    Parameters
    ----------
    plan : Plan
    timing : Timing
    members : int

    Returns
    -------
    str
    """
    numbers = sum(prod(node.shape) for node in plan.outputs.values())
    instants = len(timing.saved)
    return f"{members} members with {numbers} output numbers at {instants} instants"


def available() -> int | None:
    """Return the bytes that this process may still take; None where the system does not tell.

    They are those of the machine, on Linux also those of the group of processes (a container, a
    batch job) and of the process' own limit (``ulimit -v``).
    """
    found = [size for size in (_machine(), *_groups(), _own()) if size is not None]
    return min(found, default=None)


def _machine() -> int | None:
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return 1024 * int(line.split()[1])
    if sys.platform == "win32":
        return _windows()
    with suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


CGROUPS = (
    ("memory.max", "memory.current", "inactive_file"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "total_inactive_file"),
)
"""Of both versions of Linux' groups: limit, what is used, and what of that is files in memory."""


def _groups(root: Path = Path("/sys/fs/cgroup")) -> Iterator[int]:
    """Yield what is left of the limits on the group; files in its memory can be dropped."""
    for limit, used, files in CGROUPS:
        with suppress(OSError, ValueError, IndexError):
            most = int((root / limit).read_text(encoding="ascii"))  # "max" is no number: no limit
            now = int((root / used).read_text(encoding="ascii"))
            stat = (root / limit).with_name("memory.stat").read_text(encoding="ascii").split()
            yield max(0, most - now + int(stat[stat.index(files) + 1]))


def _own() -> int | None:
    """Return what is left of the limit on the process itself."""
    with suppress(ImportError, OSError, ValueError, IndexError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[0]
        if most != resource.RLIM_INFINITY:
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            return max(0, most - pages * os.sysconf("SC_PAGE_SIZE"))
    return None


def _windows() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "a", "b", "c", "d", "e")),
        )

    status = Status(length=ctypes.sizeof(Status))
    with suppress(AttributeError, OSError):
        if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):  # type: ignore[attr-defined,unused-ignore]
            return int(status.free)
    return None
