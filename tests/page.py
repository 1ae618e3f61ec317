"""A report as a reader of one language sees it, parsed as a browser parses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

HIDDEN = {"en": "zh", "zh": "en"}


class Html:
    """A page parsed by the algorithm of the HTML standard, which names every deviation.

    Parameters
    ----------
    text : str
    lang : {"en", "zh"}
        Whose texts are kept.
    """

    def __init__(self, text: str, lang: str = "en") -> None:
        import html5lib

        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False
        )
        self.root: Any = parser.parse(text)
        self.faults = [f"{at}: {code} {facts}" for at, code, facts in parser.errors]
        self.lang = lang
        self.by_id = {e.attrib["id"]: e for e in self.root.iter() if "id" in e.attrib}

    def __getitem__(self, id_: str) -> Any:
        return self.by_id[id_]

    def text(self, element: Any) -> str:
        """Return what is read of an element, spaces as one."""
        said = "".join(self._parts(element)).replace("\N{NO-BREAK SPACE}", " ")
        return re.sub(r"\s+", " ", said).strip()

    def _parts(self, element: Any) -> Iterator[str]:
        if HIDDEN[self.lang] in element.get("class", "").split():
            return
        yield element.text or ""
        for child in element:
            yield from self._parts(child)
            yield child.tail or ""

    def rows(self, table: Any) -> list[list[str]]:
        """Return the cells of a table's body, row by row."""
        return [
            [self.text(cell) for cell in row if cell.tag in {"td", "th"}]
            for body in table.iter("tbody")
            for row in body.iter("tr")
        ]

    def tables(self, id_: str) -> list[list[list[str]]]:
        """Return every table of a section as rows of cells."""
        return [self.rows(table) for table in self[id_].iter("table")]

    def items(self, id_: str) -> dict[str, str]:
        """Return the definition lists of a section: term to what is said of it."""
        found = {}
        for listed in self[id_].iter("dl"):
            term = ""
            for child in listed:
                if child.tag == "dt":
                    term = self.text(child)
                else:
                    found[term] = self.text(child)
        return found


def numbers(text: str) -> list[float]:
    """Return the numbers of a text, without thousands' commas."""
    found = re.findall(r"[-−]?\d[\d,]*\.?\d*", text)
    return [float(one.replace(",", "").replace("−", "-")) for one in found]
