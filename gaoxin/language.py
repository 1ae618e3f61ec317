"""A text in the two languages that gaoxin speaks, and which of them a reader asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, Protocol

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, Lang] = ("en", "zh")


class Text(NamedTuple):
    """A text in English and in Chinese; a file keeps it as a list of the two.

    Examples
    --------
    >>> Text("land", "土地").in_("zh"), any(NOTHING)
    ('土地', False)
    """

    en: str
    zh: str

    def in_(self, lang: Lang) -> str:
        """Return the text in one language."""
        return self.zh if lang == "zh" else self.en

    def each(self, change: Callable[[str], str]) -> Text:
        """Return the text changed in both languages alike."""
        return Text(change(self.en), change(self.zh))


NOTHING = Text("", "")


class Named(Protocol):
    """A row of a table that has a name in both languages."""

    @property
    def name_en(self) -> str:
        """In English."""

    @property
    def name_zh(self) -> str:
        """In Chinese."""


def name_of(row: Named) -> Text:
    """Return the name of a row of a table."""
    return Text(row.name_en, row.name_zh)


def text_of(words: Mapping[str, str]) -> Text:
    """Return a text that a file gives under ``en`` and ``zh``."""
    return Text(words["en"], words["zh"])


def alike(text: str) -> Text:
    """Return a text that is the same in both languages."""
    return Text(text, text)


def listed(texts: Iterable[Text]) -> Text:
    """Return texts in a row.

    Examples
    --------
    >>> listed([Text("land", "土地"), Text("labour", "劳动力")])
    Text(en='land, labour', zh='土地、劳动力')
    """
    texts = list(texts)
    return Text(", ".join(text.en for text in texts), "、".join(text.zh for text in texts))


def joined(sentences: Iterable[Text]) -> Text:
    """Return sentences as one text; those that say nothing are left out.

    Examples
    --------
    >>> joined([Text("One.", "一。"), NOTHING, Text("Two.", "二。")])
    Text(en='One. Two.', zh='一。二。')
    """
    said = [sentence for sentence in sentences if any(sentence)]
    return Text(" ".join(text.en for text in said), "".join(text.zh for text in said))
