"""Progress of a study: whoever asks for it is told what is at work and how much is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Progress = Callable[[str, float], None]
"""Called with what is at work and the share of the whole that is done, from 0 to 1."""

T = TypeVar("T")


def silent(what: str, share: float) -> None:
    """Tell nobody."""


def steps(items: Sequence[T], label: Callable[[T], str], progress: Progress) -> Iterator[T]:
    """Yield `items` one by one, telling which one is at work.

    Parameters
    ----------
    items : sequence
    label : callable
        Gives what is told of an item.
    progress : callable
        See :data:`Progress`.

    Returns
    -------
    iterator
        Over the items.

    Examples
    --------
    >>> list(steps(["plan"], str, lambda what, share: print(what, share)))
    plan 0.0
    plan 1.0
    ['plan']
    """
    for number, item in enumerate(items):
        progress(label(item), number / len(items))
        yield item
        progress(label(item), (number + 1) / len(items))
