"""What ``--help`` prints, in Chinese: by its English, which stands at each verb."""

from __future__ import annotations

FRAME = {
    "Options:": "选项：",
    "Commands:": "命令：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "Show this message and exit.": "显示本说明后退出。",
    "Show the version and exit.": "显示版本后退出。",
    "[default: ": "[默认：",
    "[required]": "[必填]",
    "; required]": "；必填]",
}
"""Words that click puts around a verb's own."""

WHOLE = "Run ensembles of system-dynamics models, and judge a plan's targets against them."
HELP = {
    WHOLE: ("运行系统动力学模型的大量样本，并据以评判规划目标。任何命令都可加 --lang zh。"),
    "Judge every target under each SCENARIO (all of them by default). Writes OUT/<scenario>/, "
    "OUT/report.html and OUT/simulator.html, prints one table of all probabilities.": (
        "在各情景（SCENARIO，默认全部）下评判每项目标。写入 OUT/<情景>/、OUT/report.html 与"
        " OUT/simulator.html，并显示全部概率的总表。"
    ),
    "Write no simulator.html.": "不写 simulator.html。",
    "Write OUT/simulator.html: the scenarios, with sliders and probabilities that move. The file "
    "needs no server and no network. With --model, the page of any Vensim or XMILE model: sliders "
    "for its constants, charts for its stocks.": (
        "写 OUT/simulator.html：各情景配有滑块，概率随之变化。该文件无需服务器和网络。"
        "使用 --model 时，为任一 Vensim 或 XMILE 模型的页面：常数为滑块，存量为图表。"
    ),
    "Members that the page carries.": "页面所含样本数。",
    "Of the draws.": "随机种子。",
    "Where the constants come from; with --model FILE: a CSV, a column a constant and a row a "
    "member, or a fit's fit.nc.": (
        "参数来源；使用 --model 时可为 FILE：CSV（每列一个常数，每行一个样本）或拟合结果 fit.nc。"
    ),
    "With --model: chart NAME. Repeatable.": "使用 --model 时：绘制变量 NAME。可多次给出。",
    "With --model: vary all constants but --levers by so much, each way.": (
        "使用 --model 时：除 --levers 外的常数各向变动的百分比。"
    ),
    "With --model: CSV of the constants that get a slider (lever,low,high). [default: all]": (
        "使用 --model 时：设滑块的常数表（CSV，列为 lever,low,high）。[默认：全部]"
    ),
    "Add members until every probability's Monte Carlo error is at most this, such as 0.5%.": (
        "增加样本，直至每个概率的蒙特卡洛误差不超过此值，如 0.5%。"
    ),
    "Make a workspace in DIR: a copy of the zone's model, scenarios and data, to edit.": (
        "在 DIR 生成工作区。其中是园区模型、情景与数据的副本，可随意编辑。"
    ),
    "Write scenarios/NAME.toml, which changes nothing yet and lists every lever as a remark.": (
        "生成 scenarios/NAME.toml。它尚未改动任何内容，每项杠杆都以注释列出。"
    ),
    "List the levers, or those that WORD is about, in either language. Range, practice of "
    "2016-2020, value in the plan, unit, and the names in both languages.": (
        "列出全部杠杆，或与 WORD（中文或英文）有关的杠杆。含范围、2016—2020年现行值、规划取值、"
        "单位与中英文名称。"
    ),
    "Show the report of OUT in the browser, or its brief, or the simulator; print where it is.": (
        "在浏览器中打开 OUT 的报告、简报或模拟器。同时显示文件所在位置。"
    ),
    "The scenario that it extends.": "所继承的情景。",
    "Draws per scenario.": "每个情景的样本数。",
    "Of the draws: equal seeds give equal members.": "随机种子：种子相同，样本相同。",
    "Where the constants come from: the fit of 'gaoxin calibrate', or its priors.": (
        "参数来源：gaoxin calibrate 所得后验，或先验。"
    ),
    "Run although model, priors or observations changed since the fit; stamps every verdict.": (
        "模型、先验或观测值在校准后有改动时仍然运行；每项评判都会注明。"
    ),
    "Folder with model/, scenarios/, calibration/. [default: here, else the one installed]": (
        "含 model/、scenarios/、calibration/ 的文件夹。[默认：当前文件夹，否则为随程序安装的工作区]"
    ),
    "A Vensim or XMILE file. [default: the workspace's model]": (
        "Vensim 或 XMILE 文件。[默认：工作区的模型]"
    ),
    "Where results go.": "结果写入的文件夹。",
    "Cores to use at most. [default: all]": "最多使用的核数。[默认：全部]",
    "Run members on a dask scheduler's workers, by its address, or on local:N processes.": (
        "由 dask 调度器（写其地址）的工作进程计算样本，或写 local:N 在本机用 N 个进程计算。"
    ),
    "Print JSON instead of tables.": "输出 JSON，不输出表格。",
    "Language of tables, charts and messages: en or zh, also zh-CN and the like.": (
        "表格、图与提示的语言：en 或 zh，也可写 zh-CN 等。"
    ),
    "Leave with 3 if a scenario meets TARGET with less than probability P. Repeatable.": (
        "任一情景达到 TARGET 的概率低于 P 时，以退出码 3 结束。可多次给出。"
    ),
    "Keep every member's trajectories as runs.nc, 45 MB each.": (
        "保留每个样本的轨迹（runs.nc，每个情景约 45 MB）。"
    ),
    "Write tables and charts, no report, no simulator.": "只写表和图，不写报告与模拟器。",
    "Write brief.html too: two A4 pages to print, in --lang.": (
        "另写 brief.html：两页 A4，可打印，语言同 --lang。"
    ),
    "Write the main charts at the size of a slide too, as SVG and PNG: OUT/slides/.": (
        "另写 OUT/slides/：主要图表按幻灯片尺寸，SVG 与 PNG 各一份。"
    ),
    "A first look: 500 members, said on all.": "快速试算：500 个样本，各处均注明。",
    "Print a table a scenario, with every number.": "逐情景列表，给出全部数字。",
    "Print the tables of every scenario.": "列出每个情景的表。",
    "Run this Vensim or XMILE file once instead, as it says; no workspace is read.": (
        "改为按文件所述运行该 Vensim 或 XMILE 文件一次，不读取工作区。"
    ),
    "Take calibration/observed.csv into account: what was observed since 2020.": (
        "计入 calibration/observed.csv 中2020年以后的观测值。"
    ),
    "Run the design of FILE, a sweep's path or its name in scenarios/sweeps/. Every design "
    "point has the same draws. Writes OUT/sweeps/<sweep>/. When it is stopped, the same "
    "command goes on from there.": (
        "运行 FILE（扫描文件的路径，或 scenarios/sweeps/ 中的名称）所列的各点。各点采用同一组"
        "抽样。写入 OUT/sweeps/<扫描>/。中途停止后，同一命令从断点继续。"
    ),
    "A model file; FILE then names constants of it, and no workspace is read.": (
        "模型文件；此时 FILE 所列为该模型的常数，不读取工作区。"
    ),
    "Draws a design point. [default: as FILE says]": ("每点的样本数。[默认：按 FILE]"),
    "Of the draws and of a Latin hypercube. [default: as FILE says]": (
        "抽样与拉丁超立方的随机种子。[默认：按 FILE]"
    ),
    "Where the constants come from; a model file's sweep says it itself.": (
        "参数来源；模型文件的扫描自行说明。"
    ),
    "Say what it would take, and stop.": ("只估算所需用时与内存，不运行。"),
    "Results go to DIR/sweeps/.": ("结果写入 DIR/sweeps/。"),
    "Hold scenario A against B, member by member on the same draws. A and B are scenarios, "
    "or folders that `gaoxin run` has written. A plain word is a scenario where there is "
    "one of that name; write ./NAME for a folder. Differences are A - B; better is larger "
    "or smaller as the target asks, and a tie counts half. Writes OUT/compare/<A>--<B>/ and "
    "prints a table.": (
        "在同一组抽样上逐样本比较情景 A 与 B。A、B 为情景，或 gaoxin run 写出的文件夹（写作 ./"
        "名称）。差为 A − B；更大还是更小为优，依目标而定，相等计一半。写入 OUT/compare/<A>--<"
        "B>/ 并显示一张表。"
    ),
    "Cut each feedback loop of model/loops.csv in turn, under each SCENARIO (all by "
    "default). Tells, on common draws, what the loop adds to every target over time, and "
    "how much of the model's feedback passes it (Loops that Matter). Writes "
    "OUT/loops/<scenario>/, prints tables.": (
        "在各情景（默认全部）下逐一切断 model/loops.csv 中的反馈回路。在同一组抽样上给出各回路"
        "对每项目标的作用，以及全部反馈中经过它的部分（Loops that Matter）。写入 OUT/loops/<情"
        "景>/ 并显示表格。"
    ),
    "Fit the model to calibration/observations.csv. Writes calibration/posterior.nc and "
    "structures.nc when all diagnostics keep their limits; else nothing. With --model, "
    "--data and --priors any model is fitted to time series: docs/calibration.md.": (
        "用 calibration/observations.csv 校准模型。各项诊断均在限度之内时写入 calibration/post"
        "erior.nc 与 structures.nc，否则不写。加 --model、--data、--priors 可用时间序列校准任"
        "意模型。"
    ),
    "Fit this model file to --data under --priors; no workspace is read.": (
        "以 --priors 为先验、--data 为数据校准该模型文件，不读取工作区。"
    ),
    "Time series: a tidy or wide CSV, or Vensim's .dat.": (
        "时间序列：长表或宽表 CSV，或 Vensim 的 .dat。"
    ),
    "TOML: priors, noise, series, experiments.": ("TOML 文件：先验、噪声、序列、试验。"),
    "Find the mode too (with --model).": ("同时求众数（与 --model 合用）。"),
    "Profile likelihood of a parameter (with --model); may be given again.": (
        "某参数的剖面似然（与 --model 合用），可多次给出。"
    ),
    "Where the fit of --model goes.": ("--model 的校准结果写入何处。"),
    "Chains of each of the two starts.": ("两个起点各自的链数。"),
    "Moves of a chain, at most.": ("每条链最多移动的步数。"),
    "Equal seeds give equal draws.": ("种子相同，抽样相同。"),
    "Fit what was known by then (observations.csv and observed.csv) and predict the rest; the fit "
    "on the desk stays.": (
        "只用该时点以前的数据（observations.csv 与 observed.csv）校准并预测其余；原有校准结果不变。"
    ),
    "Print what the last fit says; fit nothing.": ("显示上一次校准的结果，不重新校准。"),
    "Check MODEL, or the workspace with its model, or one SCENARIO of it in a moment. Of "
    "any model: whether the units of every equation balance. Of a workspace also: whether "
    "every file can be read and fits the others, whether the model stays finite and in its "
    "ranges with levers anywhere, and whether it obeys model/reality_checks.toml. Leaves "
    "with 3 if a check fails. SCENARIO is a name or scenarios/NAME.toml: its file is read, "
    "what it changes is printed, and what moves no target is told. With --against pysd the "
    "model is run by PySD too and nothing else is checked. PySD evaluates what a model's "
    "text says: give it only a model that you trust.": (
        "检查模型 MODEL，或工作区及其模型，或片刻之内检查一个情景（SCENARIO）。任意模型：各方"
        "程单位是否平衡。工作区另查：各文件能否读取、是否相符，杠杆任意取值时模型是否保持有限"
        "并在范围之内，是否符合 model/reality_checks.toml。有一项未通过则以退出码 3 结束。SCEN"
        "ARIO 为名称或 scenarios/名称.toml：列出其改动，并提示不影响任何目标的改动。加 --again"
        "st pysd 则改用 PySD 再运行一次；PySD 会执行模型文本，只可用于可信的模型。"
    ),
    "Strict also tells missing units and bare numbers among units.": (
        "strict 另指出缺失的单位与夹杂的裸数。"
    ),
    "Unit definitions for MODEL, as the workspace's calibration/units.txt.": (
        "MODEL 的单位定义，格式同工作区的 calibration/units.txt。"
    ),
    "Draws of the priors that the workspace's model is driven with.": (
        "检查工作区模型时所用的先验样本数。"
    ),
    "Run the model by this program too, and tell every variable that differs.": (
        "另用该程序运行模型，并列出不同的变量。"
    ),
    "Explain VARIABLE: equation, unit, what it uses, what uses it, its feedback loops. "
    "Without VARIABLE, explain MODEL, or the workspace's model, as a whole. With --sketch, "
    "--figures or --html, write its diagrams or its documentation to --out instead; the "
    "tables of a workspace are told of where it is named or its own model is meant.": (
        "解释变量 VARIABLE（中文或英文）：方程、单位、用到什么、被谁用到、所在反馈回路。不写变"
        "量则概述整个模型。加 --sketch、--figures、--html 则把图或文档写入 --out。"
    ),
    "Write the model with diagrams for Vensim.": ("写出带视图的 Vensim 模型。"),
    "Write the diagrams as SVG, a folder of them.": ("把各图写成一个文件夹的 SVG。"),
    "Write the model's documentation, one page.": ("写出一页模型文档。"),
    "Where --sketch, --figures or --html goes.": ("--sketch、--figures、--html 写入何处。"),
    "Find the smallest change of levers that makes each TARGET, or all of them, so likely. TARGET "
    "is a target's id, or 'all'; with --model it is a decision file, and after it goals of that "
    "file. Writes the scenario that does it to OUT/reach/, which 'gaoxin run PATH' takes, or says "
    "that none within the levers' ranges does and what stops it. Ctrl-C gives the best so far.": (
        "求使目标（TARGET）达到所要概率的最小杠杆调整。TARGET 为目标的名称，或 all（全部）；加"
        " --model 时为决策文件，其后为该文件中的目标。写出 OUT/reach/ 中的情景文件，可用 gaoxin"
        " run 运行；若各杠杆范围内均不能达到，则说明受何制约。按 Ctrl-C 得到目前最优。"
    ),
    "How likely a target is to become.": "目标要达到的概率。",
    "Seek the most that so much effort buys instead.": "改为求给定投入所能达到的最高概率。",
    "Scenario that levers change.": "以哪个情景为起点。",
    "Each target by itself; else all in one run.": "逐项目标分别求解；否则要求同时达到。",
    "Keep a lever, a sector of them, or a pattern such as 'boundary_*' where it is.": (
        "不动某项杠杆、某一领域的杠杆，或符合通配式（如 boundary_*）的杠杆。"
    ),
    "Hold besides, such as 'debt_ratio <= 80 in 95 %'.": (
        "另须满足的条件，如 'debt_ratio <= 80 in 95 %'。"
    ),
    "Under every reading, every structure, or on average over the worst tenth of the draws.": (
        "在每种口径下、每种结构下，或按最差十分之一抽样的平均成立。"
    ),
    "First year in which levers may stand elsewhere.": "杠杆最早可以变动的年份。",
    "How long to search.": "搜索的代数。",
    "Draws of the search, which judge nothing.": "搜索所用的样本数，不用于评判。",
    "Leave out other probabilities.": "不求其他概率下的投入。",
    "Say which levers, draws, disturbances and definitions a TARGET answers to. All factors are "
    "screened (Morris); those that act most have Sobol indices with intervals, over time too. "
    "Parameters as the fit has drawn them, which depend on each other, have PAWN indices and "
    "regions.": (
        "指出目标对哪些杠杆、参数抽样、扰动与口径敏感。全部因素先作筛选（Morris），影响最大者给出"
        " Sobol 指数与区间及其随时间的变化；校准所得参数彼此相关，给出 PAWN 指数与区域。"
    ),
    "The target that is asked about.": "所问的目标。",
    "Its outcome, or whether the outcome meets it.": "其数值（value），或是否达标（probability）。",
    "What moves: 'draws' is the fit as a whole, 'parameters' each constant of its prior.": (
        "哪些因素变动：draws 为整个校准结果，parameters 为先验的各个常数。"
    ),
    "Scenario.": "情景。",
    "Of the screening of all factors.": "筛选全部因素所用的轨迹数。",
    "Factors that have indices: those that act most.": "计算指数的因素个数，取影响最大者。",
    "Of Saltelli's design; a power of 2.": "Saltelli 设计的基础样本数，须为2的幂。",
    "Second-order indices too: twice the runs.": "另算二阶指数，运行量加倍。",
    "With --model: the decision file of which TARGET is a goal.": (
        "与 --model 合用：目标所在的决策文件。"
    ),
    "Say in which region of levers and parameters a TARGET is met. Levers lie anywhere in their "
    "ranges, parameters as they are drawn. Boxes (PRIM) and a rule tree; a picture goes to "
    "OUT/discover/.": (
        "指出杠杆与参数在什么区域内目标得以实现。杠杆在范围内任取，参数按抽样。给出区域（PRIM）与"
        "规则树，图写入 OUT/discover/。"
    ),
    "Look for where it is missed.": "改为寻找未达标的区域。",
    "Levers as the base has them.": "杠杆保持基准情景的取值。",
    "Say all that is known of each TARGET (every judged one by default): OUT/certificates/. "
    "Probability with its error, band, what binds, strongest levers, the smallest change that "
    "suffices, what the verdict rests on and what would turn it over. With --model TARGET is a "
    "decision file, and after it goals of that file. Searches are kept in OUT/reach/ and taken "
    "again while nothing changed.": (
        "为每项目标（默认全部）写出所知的一切，在 OUT/certificates/。含概率与误差、区间、制约因素、"
        "最有力的杠杆、足以达标的最小调整、评判的依据与可能改变结论之处。"
        "加 --model 时，TARGET 先写决策文件，再写其中的目标。搜索结果存于 OUT/reach/，"
        "各项输入不变即重复使用。"
    ),
    "Tell only of changes that are kept already.": "只用已保存的搜索结果，不再搜索。",
    "How long each search goes on.": "每次搜索的代数。",
    "Leave with 3 if TARGET is met with less than probability P. Repeatable.": (
        "达到 TARGET 的概率低于 P 时，以退出码 3 结束。可多次给出。"
    ),
}
"""Help in English, its white space as single spaces, to Chinese."""
