"""No page of one language has a sentence of the other; report and brief have their own test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gaoxin.desks.register import TABLES, Table
from gaoxin.desks.table import read_table

ROOT = Path(__file__).parents[1]
CHINESE = sorted(
    path
    for path in [*ROOT.glob("*.zh-CN.md"), *ROOT.rglob("*/*.zh-CN.md")]
    if not {".git", "results", "build"} & set(path.relative_to(ROOT).parts)
)
ENGLISH = [path for path in ROOT.rglob("*.md") if path.with_suffix("").suffix != ".zh-CN"]
ENGLISH = sorted(
    path
    for path in ENGLISH
    if path.with_name(f"{path.stem}.zh-CN.md") in CHINESE
    and not {".git", "results", "build"} & set(path.relative_to(ROOT).parts)
)

_CODE = re.compile(r"^```.*?^```$|`[^`\n]+`|<!--.*?-->", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\([^)]*\)|https?://\S+")
ENGLISH_SENTENCE = re.compile(r"(?:\b[A-Za-z][a-z'’-]*[, ]+){6,}[a-z]+")
"""Seven words in a row: names of things in a model or a method are shorter."""
CHINESE_SENTENCE = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff，、；：]{9,}")
"""Ten signs in a row; a name that an English page quotes is shorter."""


def prose(text: str) -> str:
    """Return a document without code, links' targets and remarks."""
    return _LINK.sub("]", _CODE.sub(" ", text))


def test_the_documents_of_each_language_are_found() -> None:
    assert len(CHINESE) >= 12
    assert {path.name for path in ENGLISH} >= {"README.md", "scenarios.md", "levers.md"}


@pytest.mark.parametrize("path", CHINESE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_chinese_document_has_an_english_sentence(path: Path) -> None:
    assert ENGLISH_SENTENCE.findall(prose(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_english_document_has_a_chinese_sentence(path: Path) -> None:
    assert CHINESE_SENTENCE.findall(prose(path.read_text(encoding="utf-8"))) == []


def test_every_document_that_the_chinese_readme_links_is_chinese() -> None:
    text = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / link).exists(), link
        both = link.endswith((".png", ".html"))  # a picture, and the page that speaks both
        assert ".zh-CN." in link or link == "README.md" or both, link


def test_a_sentence_in_the_wrong_language_is_seen() -> None:
    assert ENGLISH_SENTENCE.search(prose("这里有 a sentence that nobody has translated yet 呢"))
    assert not ENGLISH_SENTENCE.search(prose("用 `gaoxin run is here to be seen by all` 运行"))
    assert CHINESE_SENTENCE.search(prose("It says 这一句话没有人翻译过来 here"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.place))
def test_the_tables_say_each_thing_in_its_language(table: Table) -> None:
    """Of every text that a table has in both languages: what the report and the terminal print."""
    wrong = [
        f"{table.place}:{row.line}: {getattr(row, name)}"
        for row in read_table(ROOT / table.place, table.form)
        for name in table.form.columns()
        for pattern in [{"_zh": ENGLISH_SENTENCE, "_en": CHINESE_SENTENCE}.get(name[-3:])]
        if pattern is not None and pattern.search(str(getattr(row, name, "")))
    ]
    assert wrong == []
