"""What runs of a model keep for the next one of their shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Kept = dict[Any, Any]
"""What is kept with a model, by kind."""

MOST = 24
"""Shapes that are kept of a kind; the longest unused go first."""


def remembered(kept: Kept, kind: str, key: Any, make: Callable[[], Any]) -> Any:
    """Return something that is kept, made now or before; drop what was not used for longest.

    Parameters
    ----------
    kept : dict
        What is kept with the model.
    kind : str
    key : hashable
        What it is made from; an object's ``id`` only where what is made holds the object.
    make : callable
        Makes it.

    Returns
    -------
    object
    """
    known = kept.setdefault(kind, {})
    found = known.pop(key, None)
    known[key] = found = make() if found is None else found
    while len(known) > MOST:
        del known[next(iter(known))]
    return found
