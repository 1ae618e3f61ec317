"""Messages in Chinese: by patterns of their English, those that planners meet."""

from __future__ import annotations

import re

_PATTERNS = {
    r"'; did you mean '([^']*)'\?": r"'；是否指 '\1'？",
    r"; did you mean '([^']*)'\?": r"；是否指 '\1'？",
    r": unknown lever": r"：没有这个杠杆",
    r"; 'gaoxin levers' lists (them|all)": r"；'gaoxin levers' 列出全部",
    r"unknown scenario '([^']*)'": r"没有名为 '\1' 的情景",
    r"unknown target '([^']*)'": r"没有名为 '\1' 的目标",
    r"unknown key '([^']*)'": r"没有名为 '\1' 的键",
    r"unknown option '([^']*)'": r"没有名为 '\1' 的选项",
    r"unknown definition": r"没有这个口径开关",
    r"unknown unit '([^']*)'": r"没有名为 '\1' 的单位",
    r"; there are: ": r"；现有：",
    r"; write for example ": r"；例如写作 ",
    r" is outside the lever's range (\S+) to (\S+) ([^;]*); write a value inside it, or widen the "
    r"range in levers\.csv": (
        r" 超出该杠杆的范围 \1 至 \2 \3；请取范围之内的值，或在 levers.csv 中放宽范围"
    ),
    r"'([^']*)' is missing; write ": r"缺少 '\1'；请写 ",
    r": write either value \(and from\), or values and years": (
        r"：请写 value（与 from），或 values 与 years"
    ),
    r": not a finite number; write one such as ": r"：不是有限的数；请写如 ",
    r": write a whole year from (\d+) to (\d+)": r"：请写 \1 至 \2 之间的年份",
    r"unit '([^']*)' is not of the kind of '([^']*)'; write '([^']*)'": (
        r"单位 '\1' 与 '\2' 不是同一类；请写 '\3'"
    ),
    r"TOML syntax": r"TOML 语法有误",
    r"'([^']*)' moves no judged target here: what it acts on is not judged, or something else it "
    r"needs is missing \('gaoxin levers' has remarks\)": (
        r"'\1' 在此不影响任何受评判的目标：它所作用的内容未受评判，或缺少其他条件"
    ),
    r"'([^']*)' acts from (\d+) on, and (\d+) is the last year that is judged: it changes no "
    r"verdict; write an earlier year": (
        r"'\1' 自 \2 年起才起作用，而评判的最后一年是 \3 年：不影响任何评判；请写更早的年份"
    ),
    r"'([^']*)' sets what '([^']*)' on line (\d+) sets already; keep one of them": (
        r"'\1' 所设内容已由第 \3 行的 '\2' 设定；请只保留一个"
    ),
    r"extends makes a circle: (.*); take one of them out": r"extends 形成循环：\1；请去掉其中一个",
    r"there is a scenario '([^']*)' already; choose another name, or edit that file": (
        r"已有名为 '\1' 的情景；请另取名称，或编辑该文件"
    ),
    r"there is no report here; '([^']*)' makes it": r"这里没有报告；运行 '\1' 生成",
    r"there is no brief here; '([^']*)' makes it": r"这里没有简报；运行 '\1' 生成",
    r"there is no simulator here; '([^']*)' makes it": r"这里没有模拟器；运行 '\1' 生成",
    r"something stands here already; name a folder that is empty, or not there yet": (
        r"此处已有内容；请指定空文件夹，或尚不存在的文件夹"
    ),
    r"this workspace came with the program; 'gaoxin init DIR' makes one of yours": (
        r"这是随程序安装的工作区，不供编辑；运行 'gaoxin init 文件夹' 生成自己的工作区"
    ),
    r"not a workspace: it has no (\S+); give a folder that has one": (
        r"不是工作区：其中没有 \1；请指定含有它的文件夹"
    ),
    r"there is no such file; scenarios there are: ": r"没有这个文件；现有情景：",
    r"a scenario stands in (.*); copy the file there": r"情景文件应放在 \1；请复制到那里",
    r"the name '([^']*)' becomes a folder's: use letters, digits, - and _": (
        r"名称 '\1' 将用作文件夹名：只能用文字、数字、- 与 _"
    ),
    r"no lever is about '([^']*)'": r"没有与 '\1' 有关的杠杆",
    r"results need a folder, and this is a file; choose another": (
        r"结果须写入文件夹，而此处是文件；请另选"
    ),
    r"no permission to write here; choose another folder \(--out\)": (
        r"没有写入权限；请另选文件夹（--out）"
    ),
    r"nothing can be written here \((.*)\); choose another folder \(--out\)": (
        r"此处无法写入（\1）；请另选文件夹（--out）"
    ),
    r"this is a desk of the workspace, where what runs read stands; choose another folder "
    r"\(--out\)": r"这是工作区中供运行读取的文件夹；请另选文件夹（--out）",
    r"there is no posterior; make one with 'gaoxin calibrate'": (
        r"没有后验；请先运行 'gaoxin calibrate'"
    ),
    r"stale: since it was made these changed: ": r"已过期：生成之后以下内容有改动：",
    r"; run 'gaoxin calibrate', or take it all the same \(--stale-posterior, in Python "
    r"stale_posterior=True\)": r"；请重新运行 'gaoxin calibrate'，或仍然采用（--stale-posterior）",
    r"(\S+) is of more scenarios and is kept as it is; the report of this run is (\S+)\. Run "
    r"'gaoxin run' without names to make all of it anew": (
        r"\1 含更多情景，保持不变；本次运行的报告是 \2。不写情景名运行 'gaoxin run' 可全部重新生成"
    ),
    r"target '([^']*)' is met with probability (\S+), under (\S+)": (
        r"目标 '\1' 实现的概率为 \2，低于 \3"
    ),
    r"interrupted; earlier results are untouched": r"已中断；原有结果未受影响",
    r"not enough memory; ask for fewer members with --members": (
        r"内存不足；请用 --members 减少样本数"
    ),
    r"No such option:? '?([^\s'.]+)'?\.?": r"没有选项 \1",
    r" ?Did you mean ('[^']*')\?": r"；是否指 \1？",
    r"No such command '([^']*)'": r"没有命令 '\1'",
}
MESSAGES = tuple((re.compile(pattern), chinese) for pattern, chinese in _PATTERNS.items())
"""Patterns of messages, or of parts of them, and their Chinese."""
