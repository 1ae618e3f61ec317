"""The command line in Chinese: what ``--help`` prints, and the messages that planners meet.

English is what the code says; `chinese_help` and `chinese_messages` hold its Chinese. A message
that has none is printed in English; a test holds that help has all, and a planner's way its own.
"""

from __future__ import annotations

import copy
import itertools
import os
from collections.abc import Sequence

import click

from gaoxin.cli.chinese_help import HELP
from gaoxin.cli.chinese_messages import MESSAGES
from gaoxin.cli.chinese_page import ChineseContext

ASKED = "GAOXIN_LANG"
"""Environment variable that stands for ``--lang`` where it is not given."""


def asked_for(args: Sequence[str]) -> bool:
    """Return whether a command line, or else the environment, asks for Chinese.

    Examples
    --------
    >>> asked_for(["run", "--lang", "zh-CN"]), asked_for(["run", "--lang=en"])
    (True, False)
    """
    said = [b for a, b in itertools.pairwise(args) if a == "--lang"]
    said += [one.partition("=")[2] for one in args if one.startswith("--lang=")]
    words = said or [os.environ.get(ASKED, "")]
    return words[-1].casefold().startswith(("zh", "cn", "中文", "汉语", "chinese"))


def translated(command: click.Command) -> click.Command:
    """Return a copy of a command whose help is Chinese, as far as there is Chinese."""
    own = copy.copy(command)
    own.help = HELP.get(_flat(command.help), command.help)
    own.short_help = HELP.get(_flat(command.help), "").split("。")[0] or None
    own.params = []
    for param in command.params:
        one = copy.copy(param)
        if isinstance(one, click.Option):
            one.help = HELP.get(_flat(one.help), one.help)
        own.params.append(one)
    own.context_class = ChineseContext
    return own


def message(text: str) -> str:
    """Return a message in Chinese where there is Chinese for it; file and line stay before it.

    Examples
    --------
    >>> message("scenarios/a.toml:5: levers.x: unknown lever; 'gaoxin levers' lists them")
    "scenarios/a.toml:5: levers.x：没有这个杠杆；'gaoxin levers' 列出全部"
    """
    for pattern, chinese in MESSAGES:
        text = pattern.sub(chinese, text)
    return text


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())
