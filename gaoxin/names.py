"""When two spellings are the same name: the one rule for variables, elements, levers and files.

As in Vensim, case, spaces, underscores and enclosing quotes do not matter, in any script. On top of
that the rule forgives what keyboards and file systems do to a text unseen:

- **composition**: macOS hands out file names in pieces (NFD), keyboards type them whole (NFC); both
  become NFC. A Chinese character is the same in either, but é, ё and が are not.
- **width**: a Chinese keyboard types ＧＤＰ, （ and a wide space for GDP, ( and a space. Of the
  compatibility forms only these are folded (U+FF01 to U+FF5E, U+3000). NFKC would fold all of them
  and make one name of x² and x2, or of 5㎡ and 5m2, which a model may hold side by side.
- **case**, a letter for a letter (Unicode's simple folding): σ and ς are one letter, and Maße and
  Masse stay two words, which full folding would join.
- **curly quotes** around a name, and characters without width that a web page leaves in a text.

The rule is applied once more to its own result without a change, so that a canonical spelling is
its own. What the program itself makes up (ids of loops, keys of a file's form) is no name.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

SHOWN = 20
"""Names that a message lists."""

_RUN = re.compile(r"[\s_]+")
_QUOTED = re.compile(r'"(.*)"|\u201c([^\u201d]*)\u201d')
_UNSEEN = dict.fromkeys((0x200B, 0x2060, 0xFEFF))
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_PIECE = r'"(?:[^"\\]|\\.)*"|\u201c[^\u201d]*\u201d'
_NAME = re.compile(rf"(?:{_PIECE}|[^\[\]\uff3b\uff3d])+")
_ELEMENT = re.compile(rf"(?:{_PIECE}|[^,\uff0c])+")


@lru_cache(maxsize=1 << 16)
def canonical(name: str) -> str:
    """Return the spelling under which a name is looked up.

    Lower case, one underscore for every run of spaces and underscores, none at the ends, no
    enclosing quotes.

    Examples
    --------
    >>> canonical(' Growth  rate_0 '), canonical('"annual revenue (zone)"')
    ('growth_rate_0', 'annual_revenue_(zone)')
    >>> canonical("ＧＤＰ　增速")
    'gdp_增速'
    """
    text = _RUN.sub("_", name if name.isascii() else _plain(name))
    bare = text.strip("_")
    while quoted := _QUOTED.fullmatch(bare):
        bare = (quoted[1] or quoted[2] or "").replace('\\"', '"').strip("_")
    folded = bare.lower() if bare.isascii() else _folded(bare)
    return folded or text[:1].strip('"')


def same(a: str, b: str) -> bool:
    """Return whether two spellings are one name.

    Examples
    --------
    >>> same("Annual Revenue", "annual_revenue"), same("x²", "x2")
    (True, False)
    """
    return canonical(a) == canonical(b)


def display(name: str) -> str:
    """Return a name as the model spells it, with runs of white space as one space."""
    return re.sub(r"\s+", " ", name.strip())


def split(text: str) -> tuple[str, tuple[str, ...]]:
    """Return name and elements of ``name`` or ``name[element, ...]``, each as it is spelled.

    Brackets and commas inside quotes belong to the name.

    Raises
    ------
    ValueError
        Brackets that do not match, or nothing where a name belongs.

    Examples
    --------
    >>> split("employment[ high tech, new ]"), split('"revenue [CNY]"')
    (('employment', ('high tech', 'new')), ('"revenue [CNY]"', ()))
    """
    match = _NAME.match(text)
    name, rest = (match[0].strip(), text[match.end() :].strip()) if match else ("", "")
    if name and not rest:
        return name, ()
    inner = rest[1:-1]
    if not name or rest[0] + rest[-1] not in {"[]", "\uff3b\uff3d"} or not _NAME.fullmatch(inner):
        raise ValueError(f"'{text}' is not a name; write name or name[element]")
    return name, tuple(part.strip() for part in _ELEMENT.findall(inner))


def join(name: str, elements: Iterable[str] = ()) -> str:
    """Return the canonical ``name[element,element]``, or ``name`` where there is no element.

    Examples
    --------
    >>> join("Employment", ["High Tech", "new"])
    'employment[high_tech,new]'
    """
    inner = ",".join(canonical(element) for element in elements)
    return f"{canonical(name)}[{inner}]" if inner else canonical(name)


class UnknownName(KeyError):
    """A name that is none of those that there are; its text proposes the nearest."""

    def __str__(self) -> str:
        name, known = self.args
        shown = ", ".join(known[:SHOWN]) + (", ..." if len(known) > SHOWN else "")
        return f"there is no '{name}'{nearest(str(name), known)}; there are: {shown or 'none'}"


class Names(Mapping[str, T]):
    """Items by name: found under any spelling, listed as they were spelled first.

    Parameters
    ----------
    items : mapping, or iterable of (str, item)
        Of two spellings of one name the first is kept, with its item.

    Examples
    --------
    >>> units = Names({"Annual revenue": "CNY_1e8/year"})
    >>> units["annual_revenue"], "ANNUAL REVENUE" in units, list(units)
    ('CNY_1e8/year', True, ['Annual revenue'])
    """

    def __init__(self, items: Mapping[str, T] | Iterable[tuple[str, T]] = ()) -> None:
        pairs = items.items() if isinstance(items, Mapping) else items
        self._found: dict[str, tuple[str, T]] = {}
        for name, item in pairs:
            self._found.setdefault(canonical(name), (name, item))

    def __getitem__(self, name: str) -> T:
        try:
            return self._found[canonical(name)][1]
        except KeyError:
            raise UnknownName(name, tuple(self)) from None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and canonical(name) in self._found

    def __iter__(self) -> Iterator[str]:
        return (spelled for spelled, _ in self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return f"Names({dict(self)!r})"

    def spelled(self, name: str) -> str:
        """Return a name as it was spelled first; a KeyError where there is none of it."""
        return self._found[canonical(name)][0]


def spellings(names: Iterable[str]) -> Names[str]:
    """Return each name under any spelling of it.

    Examples
    --------
    >>> spellings(["Annual revenue"])["annual_REVENUE"]
    'Annual revenue'
    """
    return Names((name, name) for name in names)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the known name closest to `name`, or ``""``.

    A name that looks the same on the page is no help and is never proposed.

    Examples
    --------
    >>> nearest("revenu", ["revenue", "labour"])
    "; did you mean 'revenue'?"
    """
    others = spellings(
        k for k in known if unicodedata.normalize("NFC", k) != unicodedata.normalize("NFC", name)
    )
    words = [canonical(other) for other in others]
    # Of two Chinese signs one is half of the word.
    least = 0.5 if any("\u3400" <= sign <= "\u9fff" for sign in name) else 0.6
    match = difflib.get_close_matches(canonical(name), words, n=1, cutoff=least)
    return f"; did you mean '{others[match[0]]}'?" if match else ""


def _plain(text: str) -> str:
    """Return a text with composed characters of usual width, and none that cannot be seen."""
    return unicodedata.normalize("NFC", text.translate(_UNSEEN | _WIDE))


def _folded(text: str) -> str:
    """Return a text in lower case, a letter for a letter where Unicode has one."""
    letters = (one if len(one := char.casefold()) == 1 else char.lower() for char in text)
    return unicodedata.normalize("NFC", "".join(letters))
