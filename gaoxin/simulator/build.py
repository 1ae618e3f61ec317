"""The page put together: one HTML file from its parts, which needs nothing but itself."""

from __future__ import annotations

import base64
import re
import tomllib
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from gaoxin.language import LANGS, Lang
from gaoxin.simulator.data import PageData, as_json
from gaoxin.simulator.join import joined
from gaoxin.telling.drawing.font import font_face, subset
from gaoxin.telling.words.quantities import share_words

HERE = Path(__file__).parent

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "connect-src 'none'; font-src data:; img-src data: blob:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
"""What the page may do: run its own scripts, and ask nothing of anybody."""

PLACE = re.compile(r"^[ \t]*<!--(csp|title|style|blocks|fallback|code)-->[ \t]*$", re.M)


def page(data: PageData, lang: Lang = "en") -> str:
    """Return the page.

    Parameters
    ----------
    data : PageData
    lang : {"en", "zh"}
        Of its title; the page itself takes the browser's language first.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    DataError
        A module of the page cannot be joined.
    """
    words = read_words()
    table = {**data.table, "words": words}
    table.setdefault("title", words["title"])
    template = (HERE / "page.html").read_text(encoding="utf-8")
    text = as_json(table)
    code = joined(HERE / "js" / "main.js")
    parts = {
        "csp": f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        "title": f"<title>{escape(table['title'][lang])}</title>",
        "style": f"<style>\n{_font(text + template + code)}\n{_read('page.css')}</style>",
        "blocks": blocks(data, text),
        "fallback": matrix(table, lang),
        "code": f'<script type="module">\n{code}</script>',
    }
    return PLACE.sub(lambda match: parts[match[1]], template)


def read_words() -> dict[str, dict[str, str]]:
    """Return every text of the page, by key, in both languages."""
    return tomllib.loads(_read("words.toml"))


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _font(text: str) -> str:
    """Return the Chinese font with what the page can show of it."""
    return font_face(subset({c for c in text if ord(c) > 0x7F}))


def blocks(data: PageData, text: str) -> str:
    """Return the script elements that hold the data.

    Parameters
    ----------
    data : PageData
    text : str
        The data object, from :func:`..data.as_json`.

    Returns
    -------
    str
    """
    binary = {
        "kernel": data.kernel.simd,
        "kernel-plain": data.kernel.plain,
        "draws": data.draws,
    }
    worker = joined(HERE / "js" / "worker.js")
    return "\n".join(
        [
            f'<script type="application/json" id="data">{text}</script>',
            *(
                f'<script type="text/plain" id="{name}">{base64.b64encode(block).decode()}</script>'
                for name, block in binary.items()
            ),
            f'<script type="text/plain" id="worker">\n{worker}</script>',
        ]
    )


def matrix(table: Mapping[str, Any], lang: Lang = "en") -> str:
    """Return the scenarios' probabilities as an HTML table, for a page without scripts.

    Parameters
    ----------
    table : mapping
        The data object.
    lang : {"en", "zh"}

    Returns
    -------
    str
        Nothing where no scenario was judged.
    """
    scenarios = table.get("scenarios", [])
    verdicts = table.get("verdicts", {})
    if not verdicts:
        return ""
    both = [one for one in LANGS if one == lang] + [one for one in LANGS if one != lang]

    def named(words: Mapping[str, str]) -> str:
        return " / ".join(escape(words[one]) for one in both)

    heads = "".join(f"<th scope=col>{named(one['title'])}</th>" for one in scenarios)
    rows = []
    for target in table["targets"]:
        if not target["judged"]:
            continue
        cells = (verdicts[one["id"]].get(target["id"]) for one in scenarios)
        shares = "".join(f"<td>{share_words(*cell) if cell else '–'}</td>" for cell in cells)
        rows.append(f"<tr><th scope=row>{named(target['name'])}</th>{shares}</tr>")
    return f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
