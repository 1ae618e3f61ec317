"""Chinese text that says nothing of its encoding: GBK known by what it holds, never by a guess."""

from __future__ import annotations

import re
from pathlib import Path

from gaoxin.errors import DataError
from gaoxin.tables import decoded

_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x80-\xff]")
LEAST = 2
"""Characters without which nothing is known."""

EVERYDAY, COMMON = 0.95, 0.6
"""Of the characters, the least shares of those in GB 2312's first level, and in the list below."""

_COMMON = frozenset(
    "的一是了不在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政"
    "美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员"
    "解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件"
    "计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    "完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运值增率投消"
    "费需供给价成本税收就劳技创能源碳排存流速初始终步保存元亿千百米吨占总额均差模型变量常辅助单位比例城镇村"
    "乡企财支出进贸易房土地用环境污染水资绿色医疗育养服务车电池池材料钢铁锂研究院校园县省乐成都四川"
)
"""Characters that fill most of any Chinese text, and words of economies."""


def is_gbk(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are Chinese in GBK beyond doubt.

    They are when nearly all their pairs are signs or the 3,755 everyday characters of GB 2312
    (level 1), and most are among the few hundred that make up most of any text. Letters with
    accents make pairs of rare characters, or none; capital Cyrillic letters everyday ones, but few
    that are common.
    """
    pairs = _PAIR.findall(data)
    everyday = [
        pair
        for pair in pairs
        if len(pair) == 2
        and pair[1] >= 0xA1
        and (0xB0 <= pair[0] <= 0xD7 or 0xA1 <= pair[0] <= 0xA3)
    ]
    if len(pairs) < LEAST or len(everyday) < EVERYDAY * len(pairs) or not _decodes(data):
        return False
    letters = [pair.decode("gb2312") for pair in everyday if pair[0] >= 0xB0]
    common = sum(letter in _COMMON for letter in letters)
    return len(letters) >= LEAST and common >= COMMON * len(letters)


def _decodes(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def table_text(content: bytes, path: Path) -> str:
    r"""Return the text of a table: UTF-8, or GBK beyond doubt; every line ended by ``\n``.

    Raises
    ------
    DataError
        It is neither; says what it is instead, with the line of the first bad byte.
    """
    try:
        return decoded(content, path)
    except DataError:
        if not is_gbk(content) or b"\0" in content:
            raise
        return decoded(content.decode("gb18030").encode("utf-8"), path)
