"""Names as Vensim compares them: case, spaces, underscores and quotes do not matter."""

from __future__ import annotations

import re

_RUN = re.compile(r"[\s_]+")


def canonical(name: str) -> str:
    """Return the spelling under which a name is looked up.

    Lower case, one underscore for every run of spaces and underscores, no enclosing quotes.

    Examples
    --------
    >>> canonical(' Growth  rate_0 ')
    'growth_rate_0'
    """
    text = name.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('\\"', '"').strip()
    return _RUN.sub("_", text).strip("_").lower() or text


def display(name: str) -> str:
    """Return a name as the model spells it, with runs of white space as one space."""
    return re.sub(r"\s+", " ", name.strip())
