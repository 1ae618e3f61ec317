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
    # What click says of a command line.
    r"there is no verb '([^']*)'": r"没有命令 '\1'",
    r"Invalid value for '([^']*)': ": r"\1 的取值有误：",
    r"([-\d.]+) is not in the range ([^ ]*[\dx])\.?$": r"\1 不在范围 \2 之内",
    r"'([^']*)' is no (whole )?number; write one, such as ([\d.]*\d)\.?": (
        r"'\1' 不是数；请写数值，如 \3"
    ),
    r"'([^']*)' is not one of ([^\n]*?)\.?$": r"'\1' 不在可选值之列；可选：\2",
    r"'([^']*)' is not ('pysd')\.?": r"'\1' 不在可选值之列；可选：\2",
    r"the path is empty; name a folder, or '\.' for this one": (
        r"路径为空；请写文件夹，当前文件夹写作 '.'"
    ),
    r"Missing argument '([^']*)'\.?": r"缺少参数 \1",
    r"Missing option '([^']*)'\.?": r"缺少选项 \1",
    r"Option '([^']*)' requires an argument\.?": r"选项 \1 后须写取值",
    r"Got unexpected extra arguments? \((.*)\)": r"多余的参数：\1",
    r"(--\w+) needs --out, the path to write to": r"\1 须与 --out（写入的路径）合用",
    r"--out needs (--sketch, --figures or --html)": (
        r"--out 须与 --sketch、--figures 或 --html 合用"
    ),
    r"(--\w+) is about the whole model: leave out (?:a variable \('(.*)'\)|(--json))": (
        r"\1 针对整个模型；请去掉 \2\3"
    ),
    # Choices that do not go together.
    r"--quick takes (\d+) members; leave --members out, or --quick": (
        r"--quick 固定取 \1 个样本；--members 与 --quick 请去掉一个"
    ),
    r"--precision chooses the members; leave --members and --quick out": (
        r"--precision 自行确定样本数；请去掉 --members 与 --quick"
    ),
    r"precision is '([^']*)'; write a share such as (\S+) or (\S+)": (
        r"--precision 为 '\1'；请写比例，如 \2 或 \3"
    ),
    r"a precision of (\S+ %) needs ([\d,]+) members, more than ([\d,]+); write a coarser one": (
        r"达到 \1 的精度需要 \2 个样本，多于上限 \3；请放宽精度"
    ),
    r"--model runs a file once, without scenarios and draws; leave (\S+) out \('gaoxin sweep FILE "
    r"--model MODEL' runs a design of many\)": (
        r"--model 只运行模型文件一次，不用情景与抽样；请去掉 \1（扫描多点用"
        r" 'gaoxin sweep FILE --model MODEL'）"
    ),
    r"'([^']*)' is checked in its workspace; leave --model, --unit-file, --against out, or the "
    r"scenario": r"'\1' 在其工作区内检查；请去掉 --model、--unit-file、--against，或去掉情景",
    r"a (?:sweep|fit) of any model reads no workspace; leave --workspace out": (
        r"加 --model 时不读取工作区；请去掉 --workspace"
    ),
    r"a fit of any model needs --model, --data and --priors; add ": (
        r"校准任意模型须同时给出 --model、--data 与 --priors；请补上 "
    ),
    r"--until makes a fit of its own, and --show none; leave one of them out": (
        r"--until 须另行校准，而 --show 不校准；请去掉一个"
    ),
    r"--until (\S+) leaves nothing to (?:fit|predict); what is fitted was observed in ": (
        r"--until \1 之前或之后没有观测值；用于校准的观测年份为 "
    ),
    r"--output, --vary and --levers go with --model; leave them out, or name a model": (
        r"--output、--vary 与 --levers 须与 --model 合用；请去掉，或指定模型"
    ),
    r"a model has no scenarios; leave them out, or --model": (
        r"模型文件没有情景；请去掉情景，或去掉 --model"
    ),
    r"a model has no targets of its own; name the decision file with --file": (
        r"模型文件本身没有目标；请用 --file 指定决策文件"
    ),
    # Files.
    r"cannot (?:be read|read this [\w ]+): there is no such file": r"没有这个文件",
    r"there is no such file, nor a folder '([^']*)'": r"没有这个文件，也没有文件夹 '\1'",
    r"there is no such file": r"没有这个文件",
    r"; write another path": r"；请改写路径",
    r"'([^']*)' is not supported; give a Vensim \.mdl file or an \.xmile or \.stmx": (
        r"不支持 '\1' 文件；请给出 Vensim 的 .mdl，或 .xmile、.stmx 文件"
    ),
    r"no such folder(.*); name a scenario, or a folder that 'gaoxin run' has written": (
        r"没有这个文件夹\1；请写情景名，或 'gaoxin run' 写出的文件夹"
    ),
    r"not a scenario's results: it has no manifest\.json; `gaoxin run` writes such folders": (
        r"不是情景的结果：其中没有 manifest.json；请先运行 'gaoxin run'"
    ),
    r"没有后验；请先运行 'gaoxin calibrate', or take draws of the priors \(--draws prior, in "
    r"Python draws='prior'\)": (
        r"没有后验；请先运行 'gaoxin calibrate'，或改用先验（--draws prior）"
    ),
    # Targets, conditions, budgets.
    r"write TARGET=P, for example ": r"请写 目标=概率，例如 ",
    r"'([^']*)' is not a probability; write one from 0 to 1": r"'\1' 不是概率；请写 0 至 1 的数",
    r"target '([^']*)' is not judged: .*": r"目标 '\1' 未受评判：没有数值或未建模；请去掉",
    r"(--subject-to '[^']*') is not understood; write NAME <= NUMBER in SHARE %, such as "
    r"('[^']*'), and at the end 'at 2025' for another year": (
        r"\1 无法理解；请写 名称 <= 数值 in 百分比，如 \2；另指年份时末尾写 at 2025"
    ),
    r"--subject-to: unknown '([^']*)'": r"--subject-to：没有名为 '\1' 的指标、目标或变量",
    r"; write an indicator, a target or a variable without subscripts": "",
    r"(--budget '[^']*') is no amount; write a number and its unit, such as ": (
        r"\1 不是金额；请写数值与单位，如 "
    ),
    r": no lever of this model says what it costs, and effort is counted in whole ranges of "
    r"levers; write a number alone, such as 1\.5": (
        r"：各杠杆未给出成本，投入按杠杆幅度计；请只写数，如 1.5"
    ),
    r": no such lever": r"：没有这个杠杆",
    r"; write a lever of levers\.csv, a pattern such as '([^']*)', or a sector: ": (
        r"；请写 levers.csv 中的杠杆、通配式（如 '\1'），或领域："
    ),
    r"no lever is left that may move; keep fewer out with --without": (
        r"没有可以变动的杠杆；请少写几个 --without"
    ),
    r"(--from \d+): write a whole year from (\d+) to (\d+)": r"\1：请写 \2 至 \3 之间的年份",
    r"(\d+) base samples; write a power of 2 from 8 on, such as 1024": (
        r"基础样本数为 \1；请写不小于8的2的幂，如 1024"
    ),
    r"([\d,]+) member-runs, about (\S+) s": r"需运行 \1 次，约 \2 秒",
    # Scenario and sweep files.
    r"'(.)' is no sign of TOML; write (.) in its place": r"'\1' 不是 TOML 的符号；请改写为 \2",
    r"(?:should be a valid number; )?write a number without quotes: ": r"请去掉引号：",
    r"(\d+) values need as many years, not (\d+)": r"有 \1 个值却有 \2 个年份；两者须一样多",
    r"years must follow one another without a gap": r"年份须连续，不得间断",
    r"this is empty; write at least one, such as ": r"此处为空；请至少写一个，如 ",
    r": Expected '\]' at the end of a table declaration": r"：表头末尾缺少 ']'",
    r"low (\S+) is not below high ([^\s;]+); write the smaller first": (
        r"下限 \1 不小于上限 \2；请把较小的写在前面"
    ),
    r"should be greater than or equal to (\S+)": r"不得小于 \1",
    r" \(here: (.*)\)$": r"（此处：\1）",
    # Tables.
    r"'([^']*)' is not a value; leave the cell blank": r"'\1' 不是数值；请留空",
    r"'([^']*)' stands on line (\d+) already; give every row its own": (
        r"'\1' 已见于第 \2 行；每行须各不相同"
    ),
    r"neutral (\S+) is outside (\S+) to (\S+); write low, neutral and high in this order of size": (
        r"neutral \1 不在 \2 至 \3 之内；low、neutral、high 须由小到大"
    ),
    r"sets '([^']*)', and the options before it '([^']*)'; write ": (
        r"所设常数为 '\1'，而同一口径的其他选项设的是 '\2'；请写 "
    ),
    r"'([^']*)' is not a finite number; write ([^,]*), with nothing between thousands": (
        r"'\1' 不是数；请写 \2，千位之间不加分隔"
    ),
    r"'([^']*)' is not a finite number; write one such as ": r"'\1' 不是数；请写如 ",
    r"'([^']*)' is in '([^']*)' but (?:model variable '[^']*' is|the model gives it|'[^']*' is) "
    r"in '([^']*)'(?: in the model)?; give both the same unit": (
        r"'\1' 的单位是 '\2'，而模型中为 '\3'；请统一单位"
    ),
    r"year (\d+) of target '([^']*)' is not among the saved times (\S+) to ([^\s;]+); write one of "
    r"them": r"目标 '\2' 的年份 \1 不在 \3 至 \4 之内；请改写年份",
    r"sd (\S+) is not above 0; write the standard (?:deviation of its error|error of the value)": (
        r"标准误 \1 须大于0"
    ),
    r"year (\d+) is no later than (\d+); observations\.csv has the past, and 'gaoxin calibrate' "
    r"fits it": (
        r"年份 \1 不晚于 \2；此前的数据写在 observations.csv 中，由 'gaoxin calibrate' 校准"
    ),
    r"year (\d+) is after the model's runs, which end in ([^;]*); write an earlier year, or leave "
    r"the row out": r"年份 \1 晚于模型运行的终点 \2；请改写年份，或去掉该行",
    r"(\w+) of '([^']*)' is '([^']*)'": r"'\2' 的 \1 为 '\3'",
    r"; write one of: ": r"；可选：",
    r"(\w+)(?: of '([^']*)')? is blank; write (?:it, such as|a number such as) (\S+)": (
        r"'\2' 的 \1 为空；请写如 \3"
    ),
    r"'([^']*)' has the subscript (\w+); .*": r"'\1' 带有下标 \2；请改用不带下标的变量",
    r"unit definition '([^']*)' is not understood \('([^']*)' is not defined in the unit "
    r"registry\)": r"单位定义 '\1' 无法理解：没有名为 '\2' 的单位",
    # Model files.
    r"the bracket of (\S+)\( is not closed; write \) before the ~ that ends the equation": (
        r"\1( 的括号没有闭合；请在方程末尾的 ~ 之前补上 )"
    ),
    r"an operator is missing between ('[^']*') and ('[^']*')": r"\1 与 \2 之间缺少运算符",
    r"'([^']*)' lists (\d+) numbers for (\d+) elements": r"'\1' 有 \2 个数，而下标有 \3 个元素",
    r"no variable '([^']*)'": r"没有名为 '\1' 的变量",
    r"unknown variable '([^']*)'": r"没有名为 '\1' 的变量",
    r"unknown function '([^']*)'": r"没有名为 '\1' 的函数",
    r"unknown subscript '([^']*)'": r"没有名为 '\1' 的下标",
    r" \(in the equation of '([^']*)'\)": r"（见 '\1' 的方程）",
}
MESSAGES = tuple((re.compile(pattern), chinese) for pattern, chinese in _PATTERNS.items())
"""Patterns of messages, or of parts of them, and their Chinese."""
