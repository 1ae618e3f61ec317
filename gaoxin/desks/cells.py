"""Kinds of cells: what a text in a table may be read as, and what to write for one that may not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


@dataclass(frozen=True)
class Kind:
    """What kind of thing stands in a column, in both languages."""

    en: str
    zh: str


_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_PERCENT = re.compile(r"(?P<number>[+-]?[\d.]+)\s*%", re.ASCII)
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2,4}"
    r"|(?:\d+年)?\d+月(?:\d+日)?"
)


def _number(cell: object) -> object:
    """Return the number that a cell holds; numbers pass."""
    if not isinstance(cell, str):
        return cell
    if _PLAIN.fullmatch(cell) and abs(value := float(cell)) != float("inf"):
        return value
    raise PydanticCustomError("cell", "{why}", {"why": f"is not a finite number; {_instead(cell)}"})


def _instead(cell: str) -> str:
    """Say what to write for a cell that holds no plain number."""
    narrow = unicodedata.normalize("NFKC", cell)
    if narrow != cell and _PLAIN.fullmatch(narrow):
        return f"write {narrow}, in narrow digits"
    if _DATE.fullmatch(narrow):
        return "a spreadsheet has made a date of it: format the column as Text, write it again"
    if _THOUSANDS.fullmatch(narrow):
        return f"write {re.sub('[^0-9.+-]', '', narrow)}, with nothing between thousands"
    if _DECIMAL_COMMA.fullmatch(narrow):
        return f"write {narrow.replace(',', '.')}, with a decimal point"
    percent = _PERCENT.fullmatch(narrow)
    if percent:
        return f"write {percent['number']}; its unit has a column of its own"
    return "write one such as {example}"


def _whole(cell: object) -> object:
    """Return the whole number that a cell holds."""
    value = _number(cell)
    if isinstance(value, float) and not value.is_integer():
        raise PydanticCustomError(
            "cell", "{why}", {"why": "is not a whole number; write one such as {example}"}
        )
    return int(value) if isinstance(value, float) else value


TEXT = Kind("text", "文字")
Number = Annotated[float, BeforeValidator(_number), Kind("number", "数值")]
Whole = Annotated[int, BeforeValidator(_whole), Kind("whole number", "整数")]
Unit = Annotated[str, Kind("unit", "单位")]
Name = Annotated[str, Kind("variable of the model", "模型变量")]
Constant = Annotated[
    str,
    Kind("constant of the model, `name` or `name[element]`", "模型常数，写作`名称`或`名称[元素]`"),
]
