"""What the page says, Chinese and English, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.model.codes import Language

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("{place}政府工作报告地图", "{place}: the work report as a map"),
    "intro": (
        "{date} 的政府工作报告点名的每一个项目：在哪里、到了哪一步、原文怎么说。",
        (
            "Every site that the work report of {date} names: where it is, how far it has come, "
            "and the report's own words."
        ),
    ),
    "unnamed_place": ("", "District"),
    "language": ("语言", "Language"),
    "sector": ("行业", "Sector"),
    "stage": ("阶段", "Stage"),
    "verdict": ("结果", "Outcome"),
    "verdict_help": (
        "目标后来怎样：按之后的报告和公开文件判断。“未见后续”是没有查到，不等于没有兑现。",
        (
            "What became of a target, by later reports and public documents. "
            "No evidence is not to say that it was not kept."
        ),
    ),
    "headline": (
        "{targets} 项目标：{told} 项有后续证据，{silent} 项未见证据（不等于未兑现）。",
        (
            "{targets} targets: later words on {told}; no evidence found for {silent} "
            "(which is not to say that they were not kept)."
        ),
    ),
    "headline_parts": ("其中{what}。", " Of those with evidence: {what}."),
    "became_table": ("承诺 → 结果", "Promised → became"),
    "promise": ("承诺原文", "The promise's words"),
    "due_day": ("期限", "Due"),
    "said_day": ("发生日期", "When"),
    "later_words": ("后来的说法", "Later words"),
    "published": ("文件日期", "Document's date"),
    "source_link": ("出处链接", "Source"),
    "precision": ("精度", "Precision"),
    "shape": ("形状", "Shape"),
    "area": ("所在片区", "Inside an area"),
    "only_visible": ("只看地图范围", "Only the visible map"),
    "more_filters": ("更多条件", "More filters"),
    "claim": ("说法", "Claim"),
    "claim_help": (
        "“已报告”是回顾部分所说已做或在做的；“计划”是今后的目标和任务。",
        "Reported: what the review says is done or under way. Planned: a target or task to come.",
    ),
    "stage_help": (
        "按报告原文的最远阶段（现状）或下一步目标。",
        "The furthest stage that the report states, or the next one that it plans.",
    ),
    "search": ("名称", "Name"),
    "search_placeholder": ("如：公园、Metro", "e.g. 公园, Metro"),
    "any": ("不限", "Any"),
    "reset": ("清除筛选", "Reset"),
    "nothing": (
        "没有符合条件的项目。放宽一个条件，或清除筛选。",
        "No site matches. Loosen a filter, or reset them.",
    ),
    "let_go": (
        "“{name}”不符合现在的条件，已取消选择。",
        "“{name}” does not match the filters and is no longer chosen.",
    ),
    "unknown_query": (
        "链接里有本页不认识的条件，已忽略：{what}",
        "The link asks for something that this page does not know; ignored: {what}",
    ),
    "map_label": ("项目地图", "Map of the sites"),
    "map_help": (
        "点击地图上的项目看原文；也可在下方表格中选择一行。",
        "Click a site on the map to read the words; or choose a row in the table below.",
    ),
    "map_failed": (
        "地图没有打开。下方表格列出全部项目；重新载入页面可再试。",
        "The map did not open. The table below lists all sites; reload the page to try again.",
    ),
    "card_empty": (
        "在地图或表格中选一个项目，这里显示它的详情和原文。",
        "Choose a site on the map or in the table to read about it here.",
    ),
    "close": ("取消选择", "Clear selection"),
    "status": ("现状", "Status"),
    "target": ("目标", "Target"),
    "not_reported": ("未报告", "not reported"),
    "no_target": ("未提出", "none stated"),
    "no_stage": ("未说明阶段", "no stage is stated"),
    "investment": ("投资", "Investment"),
    "no_investment": ("报告未说明", "the report states none"),
    "amount_about": ("约 {figure}", "about {figure}"),
    "amount_among": ("，{count:,} 个项目之一", ", one of {count:,} projects"),
    "amount_among_several": ("，多个项目之一", ", one of several projects"),
    "amount_of_year": ("{year} 年，{figure}", "{year}: {figure}"),
    "became": ("后来怎样", "What became of it"),
    "due": ("期限 {day}", "due {day}"),
    "overdue": ("已过期限，尚未完成", "past its term and unfinished"),
    "no_evidence_note": (
        "在查到的公开文件里没有找到后续说法。这不表示没有兑现。",
        "No later words were found in what was read. This is not to say that it was not kept.",
    ),
    "not_of_target_note": (
        "查到的后续说法没有说到这一目标。这不表示没有兑现。",
        (
            "The later words that were found do not tell of this target. "
            "This is not to say that it was not kept."
        ),
    ),
    "too_weak_note": (
        "说到了这一步的只有转载、没有日期或不能确定所指的说法，不足以判为兑现。",
        (
            "What says that it came so far is a repost, bears no date or may mean something else: "
            "too weak to call it kept."
        ),
    ),
    "undated": ("日期未写明", "no date given"),
    "verdict_likely": ("很可能，非确证", "likely, not proved"),
    "certainty_likely": ("很可能指本项目", "likely of this site"),
    "certainty_weak": ("不确定是否指本项目", "not sure to be of this site"),
    "repost": ("转载", "a repost"),
    "decides": ("据此判断", "this decides"),
    "ended": ("停止或改变", "stopped or changed"),
    "location": ("位置", "Location"),
    "uncertainty": ("误差不超过 {metres:,.0f} 米", "within {metres:,.0f} m"),
    "location_source": ("依据", "How it is known"),
    "within": ("所在片区", "Lies in"),
    "contains": ("包含", "Contains"),
    "neighbours": ("附近", "Nearby"),
    "neighbours_help": (
        "距离按图上位置量出；± 是两处位置误差之和。只知所在片区的项目不算。",
        (
            "Distances between the shapes on the map; ± is the sum of both uncertainties. "
            "Sites of which only the area is known are left out."
        ),
    ),
    "no_neighbours": (
        "只知道它所在的片区，说不出离谁近。",
        "Only its area is known: what lies near cannot be said.",
    ),
    "copy_link": ("复制链接", "Copy link"),
    "copied": ("已复制", "Copied"),
    "responsible": ("责任单位", "Responsible"),
    "aliases": ("报告中写作", "In the report"),
    "other_names": ("又称", "Also called"),
    "grounds": ("详细依据", "Grounds, in Chinese"),
    "words": ("报告原文", "The report's words"),
    "named_in_review": ("{period} 回顾中提到", "Named in the review of {period}"),
    "named_in_plan": ("{period} 计划中提到", "Named in the plan for {period}"),
    "named_once": ("文中提到", "Named in the report"),
    "reported_in": ("{period} 已报告", "Reported, {period}"),
    "planned_in": ("{period} 计划", "Planned, {period}"),
    "reported_once": ("已报告（年份不详）", "Reported, year not known"),
    "planned_once": ("计划（年份不详）", "Planned, year not known"),
    "no_words": ("报告全文不在这里，只列出名称。", "The report's text is not here; names only."),
    "card": ("项目", "Site"),
    "report": ("报告全文", "The report"),
    "outline": ("目录", "Outline"),
    "charts": ("图表", "Charts"),
    "by_sector": ("各行业的项目，按现状或目标的阶段", "Sites by sector and stage"),
    "by_claim": ("已报告与计划的阶段", "Stages reported and planned"),
    "count_axis": ("项目数", "Sites"),
    "stated_amounts": ("项目的金额", "Amounts of sites"),
    "programme_amounts": (
        "报告中的总量金额（不属于任何一个项目）",
        "Programme figures of the report (they belong to no single site)",
    ),
    "amount": ("金额", "Amount"),
    "basis": ("依据", "Basis"),
    "covers": ("包括", "For"),
    "document": ("文件", "Document"),
    "clause": ("原文", "Words"),
    "period": ("时期", "Period"),
    "open_in": ("在其他地图打开", "Open in"),
    "site_file": ("下载本项目 GeoJSON", "This site as GeoJSON"),
    "table": ("项目表", "Table"),
    "table_cut": (
        "表中是 {count:,} 个项目的前 {rows:,} 个；筛选可缩小范围，下载是全部。",
        "The first {rows:,} of {count:,} sites; filter for fewer, or download all of them.",
    ),
    "name": ("名称", "Name"),
    "name_en": ("英文名", "English name"),
    "radius": ("误差（米）", "Uncertainty (m)"),
    "located": ("已定位", "On the map"),
    "downloads": ("下载", "Download"),
    "download": ("下载 {format}（{count} 个项目）", "Download {format} ({count} sites)"),
    "format_fault": ("这个格式暂时做不出来：{why}", "This format cannot be made now: {why}"),
    "more_formats": ("其他格式", "More formats"),
    "region_points": (
        "GeoJSON 里给仅知区县或省市的项目加上驻地的点",
        "In GeoJSON, put sites of which only the county or city is known at its seat",
    ),
    "own_report": ("打开自己的报告", "Open a report of your own"),
    "own_help": (
        (
            "选一份政府工作报告（文件不超过 {megabytes} MB，文字不超过 {text} MB）。"
            "它只在这次会话里读取和显示，不会保存；"
            "机器初读未经编辑核对，本地名录不认识的地点没有位置。"
        ),
        (
            "Choose a government work report ({megabytes} MB at most, {text} MB of text). It is "
            "read and shown in this session only and not kept. The machine's reading is "
            "unreviewed; places that the gazetteer does not know have no position."
        ),
    ),
    "own_label": ("报告文件", "Report file"),
    "own_several": (
        "一次放入同一地方的 2 至 {most} 份不同年份的报告，就按年份比较：承诺后来怎样。",
        (
            "Drop 2 to {most} reports of one place and of different years at once to compare "
            "them: what became of the promises."
        ),
    ),
    "own_too_many": (
        "一次最多比较 {most} 份报告。",
        "{most} reports at most are compared at once.",
    ),
    "compared": (
        "已按年份比较：{reports}。图上是最早一份的项目，后面的报告说明它们后来怎样。",
        (
            "Compared over the years: {reports}. The map shows the sites of the oldest; the "
            "others tell what became of them."
        ),
    ),
    "compared_left_out": (
        "后面的报告另有 {count} 个项目，最早一份没有提到，图上没有。",
        "{count} sites of the later reports are not in the oldest one, and not on the map.",
    ),
    "compared_doubts": (
        "{count} 对名称相近、不能确定是否同一项目，没有关联：{names}",
        "{count} pairs of like names may or may not be the same site and were not linked: {names}",
    ),
    "compare_twice": ("同一份报告放了两次。", "The same report is given twice."),
    "compare_one_date": (
        "两份报告是同一天的（{date}），分不出先后。",
        "Two reports are of one date ({date}): neither is the later one.",
    ),
    "compare_two_places": (
        "这是两个地方的报告（{one}、{other}），不能放在一起比较。",
        "These are reports of two places ({one}, {other}), which tell no one story.",
    ),
    "compare_undated": (
        "有一份报告没有写明是哪一年的，不能比较。",
        "One of the reports does not say when it was given, and cannot be compared.",
    ),
    "compare_ordered": (
        "报告已按日期先后排列。",
        "The reports were put in the order of their dates.",
    ),
    "compare_gap": (
        "{one} 年与 {other} 年之间没有报告：其间的说法不知道。",
        "No report between {one} and {other}: what was said there is not known.",
    ),
    "compare_early": (
        "有说法早于承诺，不作依据：{sites}",
        "Statements of a time before the promise, which prove nothing: {sites}",
    ),
    "own_waiting": (
        "正在排队：第 {place} 位，共 {waiting} 份在等…",
        "Waiting in line: number {place} of {waiting}…",
    ),
    "own_starting": ("正在准备读取…", "Getting ready to read…"),
    "own_reading": ("正在读取…", "Reading…"),
    "own_finding": ("正在找出项目…", "Finding the sites…"),
    "own_drawing": ("正在绘制…", "Drawing…"),
    "own_cancel": ("取消读取", "Cancel"),
    "own_cancelled": (
        "已取消读取（或连接曾中断）。可以重新选择文件。",
        "The reading was cancelled, or the connection was lost. Choose a file to begin again.",
    ),
    "own_put_away": (
        "打开的报告太多，您的报告已被收起。请重新选择文件。",
        "Many reports are open here, and yours had to be put away. Choose the file again.",
    ),
    "busy": (
        "现在很忙：{running} 份正在读取，{waiting} 份在排队。请稍后再试。",
        "Busy: {running} being read, {waiting} waiting in line. Try again in a moment.",
    ),
    "failed_time": (
        "读取超过 {limit:g} 秒，已停止。",
        "reading it took longer than {limit:g} s and was stopped.",
    ),
    "failed_memory": (
        "读取需要的内存超过 {limit:,.0f} MB，已停止。",
        "reading it needed more than {limit:,.0f} MB of memory and was stopped.",
    ),
    "failed_crash": (
        "读取程序在这份文件上意外中止。",
        "the reader crashed on this file.",
    ),
    "failed_text": (
        "文字超过 {limit:g} MB，网页不读这么长的；命令行可以读到 10 MB（python -m geo build）。",
        (
            "more than {limit:g} MB of text, which is more than this page reads; "
            "the command line takes 10 MB (python -m geo build)."
        ),
    ),
    "failed_mentions": (
        "提到的项目超过 {limit:,g} 处，网页显示不了这么多；请用命令行（python -m geo build）。",
        (
            "it names sites more than {limit:,g} times, which is more than this page shows; "
            "use the command line (python -m geo build)."
        ),
    ),
    "own_failed": ("这份文件读不了：", "This file cannot be read:"),
    "own_encoding": ("文件按 {encoding} 读取。", "The file was read as {encoding}."),
    "read_no_persons": ("表中的人名未收录", "names of persons in a table are left out"),
    "read_hidden_sheets": (
        "{count} 张隐藏的工作表未读",
        "hidden sheets that are not read: {count}",
    ),
    "read_hidden_rows": (
        "未读隐藏的行 {rows} 行、列 {columns} 列",
        "not read: {rows} hidden rows, {columns} hidden columns",
    ),
    "read_no_pictures": (
        "{count} 幅图片未读，图片里的表格不在其中",
        "pictures, and tables in them, that are not read: {count}",
    ),
    "read_no_formulas": (
        "{count} 个公式没有存下结果，单元格留空",
        "formulas without a stored value, left empty: {count}",
    ),
    "read_unmarked": ("（没有标记）", " (without a mark)"),
    "read_by_line": ("（逐行判断）", " (line by line)"),
    "read_twice": ("（曾被当作西文保存）", " (once saved as if it were a Western text)"),
    "read_broken": ("（{count} 个字符已损坏）", " ({count} characters are broken)"),
    "own_one_part": (
        "全文的 {share}% 被读作同一部分（同为回顾或同为计划）：可能有标题没有认出，请核对。",
        "{share} % of the text is read as one part: a heading may have been missed.",
    ),
    "own_recognised": (
        "这是扫描件，文字由机器识别，难免有误。",
        "The file is a scan: its text was recognised by a machine, and some of it is misread.",
    ),
    "own_shown": (
        "现在显示的是您的报告：机器初读，未经编辑核对。",
        "This is your own report: the machine's reading, unreviewed.",
    ),
    "place_read": ("这份报告说的是：{name}（{code}）", "This report is about {name} ({code})"),
    "place_asked": (
        "按您指定的地点读取：{name}（{code}）",
        "Read as a report about {name} ({code}), as you said",
    ),
    "place_nowhere": (
        "看不出这份报告说的是哪里，所以项目没有位置。{why}请在下面指定地点。",
        (
            "The report does not say for which place it speaks, so its sites have no position. "
            "{why} Name the place below."
        ),
    ),
    "place_country": (
        "它代表全国，不代表某一个地方。",
        "It speaks for the whole country, not for one place.",
    ),
    "place_other": (
        "注意：文件名写的是{file}，报告说的却是{text}。",
        "Note: the file is named after {file}, but the text speaks for {text}.",
    ),
    "place_field": ("换一个地点：名称或行政区划代码", "Another place: its name or its code"),
    "place_example": ("如：金华、浙江 义乌、330782", "e.g. 金华, 浙江 义乌, 330782"),
    "place_found": ("选中后按这个地点重新读取", "Choose one: the report is read again for it"),
    "place_none": (
        "没有叫“{words}”的省、市、区县。",
        "No province, city, county or district is called “{words}”.",
    ),
    "region": ("所在地", "Lies in"),
    "region_only": (
        "{name}（只知道在此范围内，没有确切位置）",
        "{name} (only this is known, no position of its own)",
    ),
    "own_leave": ("回到原来的报告", "Back to the report that ships"),
    "preview_shown": (
        "现在显示的是编辑室里的草稿，还没有写入数据。",
        "This is the draft of the editor's room. Nothing of it is in the data yet.",
    ),
    "preview_leave": ("结束预览", "End the preview"),
    "to_editor": ("编辑室：核对与定位", "Editor's room: review and locate"),
    "to_map": ("回到地图", "Back to the map"),
    "editor_title": ("编辑室", "The editor's room"),
    "editor_intro": (
        (
            "左边是机器在《{report}》里找到的项目和已有的决定；选一条，在右边决定。"
            "决定留在草稿里，下载后放进 data/ 才生效。"
        ),
        (
            "On the left stands what the machine found in “{report}”, with the decisions so far; "
            "choose one and decide on the right. Decisions stay in a draft; they take effect once "
            "you download the files and put them into data/."
        ),
    ),
    "editor_no_text": (
        "没有这份报告的全文，无法编辑。请在下方打开报告文件。",
        "The report's text is not at hand, so nothing can be decided. Open the report below.",
    ),
    "editor_too_large": (
        (
            "这份报告提到项目超过 {count:,} 处，编辑室处理不了这么多；"
            "请用命令行（python -m geo review）。"
        ),
        (
            "This report names sites more than {count:,} times, which is more than this room "
            "takes; use the command line (python -m geo review)."
        ),
    ),
    "editor_retry": ("再试一次", "Try again"),
    "editor_unread": ("现在打不开编辑室：", "The editor's room cannot be opened now:"),
    "editor_broken": (
        "这里的数据有一处不成立，修好后才能编辑：",
        "Something in the data does not hold and has to be mended first:",
    ),
    "editor_view": ("列出", "List"),
    "editor_perhaps": (
        "也许与{sites}是同一处：名称相近，机器不能断定。若是，请合并。",
        "Perhaps the same site as {sites}: close names, and the machine cannot tell. Merge if so.",
    ),
    "view_all": ("全部", "All"),
    "view_attention": ("需要处理", "Needs attention"),
    "view_undecided": ("尚无决定", "Undecided"),
    "view_alike": ("也许是同一处", "Perhaps one site"),
    "view_unlocated": ("无法定位", "Not located"),
    "view_draft": ("本次改动", "This draft"),
    "editor_search": ("查找项目", "Find a site"),
    "editor_list": ("找到的项目", "Sites found"),
    "editor_counts": (
        "{sites} 个项目，{mentions} 处提及",
        "{sites} sites, {mentions} mentions",
    ),
    "editor_more": (
        "另有 {count} 个项目没有列出：请用查找缩小范围。",
        "{count} more sites are not listed: narrow the search.",
    ),
    "editor_none": ("没有符合的项目。", "No site matches."),
    "state_found": ("机读", "as found"),
    "state_new": ("新出现", "new"),
    "state_decided": ("已决定", "decided"),
    "state_rejected": ("已驳回", "rejected"),
    "state_conflicting": ("有冲突", "conflicting"),
    "state_vanished": ("已消失", "vanished"),
    "reported": ("已报告", "reported"),
    "planned": ("计划", "planned"),
    "editor_lost": (
        "{count} 条决定需要处理：报告里已找不到，或与其他说法冲突",
        "{count} decisions need attention: the report no longer says it, or they conflict",
    ),
    "editor_choose": (
        "在列表中选一个项目或一处提及。",
        "Choose a site or a mention in the list.",
    ),
    "said_time": ("时间", "Time"),
    "said_stage": ("阶段", "Stage"),
    "said_amount": ("金额", "Amount"),
    "said_time_words": ("本句中的", "by words of its clause:"),
    "said_time_sentence": ("同一句话里别处的", "by words elsewhere in its sentence:"),
    "said_time_part": (
        "本句没有说，由所在部分开头的这一行",
        "its clause does not say; by the line that its part begins with:",
    ),
    "said_time_whole": (
        "本句没有说，由全文开头的部分",
        "its clause does not say; by the part that the text begins with",
    ),
    "said_time_row": (
        "由表格的这一行、各栏的标题和表上方的标题",
        "by its table's row, the heads of the columns and the title above",
    ),
    "said_time_leaning": (
        "没有标题：由整句话的用词判断",
        "there is no heading; by all words of its sentence",
    ),
    "said_time_glossary": (
        "在名词解释里，不算说法",
        "an explanation of words, which claims nothing",
    ),
    "said_time_decision": ("由已有的决定", "by a decision"),
    "said_time_other": ("不是由某几个字单独说明的", "by no words that stand for themselves"),
    "said_stage_words": ("由这几个字", "by the words"),
    "said_stage_nothing": ("没有说明阶段的字", "no words say a stage"),
    "said_stage_decision": ("由已有的决定", "by a decision"),
    "said_amount_words": ("由这几个字", "by the words"),
    "said_amount_nothing": ("这里没有说金额", "no amount is stated here"),
    "said_cited": (
        "金额 {amount} 取自别的文件：{title}",
        "The amount of {amount} is from another document: {title}",
    ),
    "said_more": ("另有 {count} 处提及，在左边列出。", "{count} more mentions are in the list."),
    "editor_decisions": ("已有的决定", "Decisions so far"),
    "withdraw": ("撤回", "Withdraw"),
    "withdraw_long": ("撤回：{what}", "Withdraw: {what}"),
    "editor_action": ("要做什么", "What to do"),
    "action_accept": ("确认这处提及", "Accept this mention"),
    "action_reject": ("驳回：这不是项目", "Reject: no site"),
    "action_site": ("归入另一个项目", "It belongs to another site"),
    "action_merge": ("整个项目并入另一个", "Merge the whole site into another"),
    "action_stage": ("设定阶段", "Set the stage"),
    "action_planned": ("改为计划或已报告", "Planned or reported"),
    "action_rename": ("给项目改名", "Rename the site"),
    "action_sector": ("设定行业", "Set the sector"),
    "action_place": ("在地图上定位", "Locate on the map"),
    "action_candidates": ("从候选中选位置", "Choose among candidates"),
    "candidate_words": ("按名称查找", "Look for this name"),
    "candidates_none": (
        "自己的地点、名录和区划里都没有这个名称；可改名称再找，或在地图上定位。",
        (
            "Neither your own places nor the gazetteer nor the units have this name; "
            "try another, or locate it on the map."
        ),
    ),
    "candidates_help": (
        "地图上的编号与下面一致；虚线圆圈只供对照，不能采用。",
        "The numbers on the map are those below; what has a dashed ring is to be looked at only.",
    ),
    "candidates_back": ("重新列出已排除的 {count} 个", "Show the {count} that were rejected"),
    "candidates_left": (
        "还有 {count} 个项目仅知所在区县或城市。",
        "{count} more sites are known to their county or city only.",
    ),
    "candidate_next": ("下一个待定位的项目", "Next site to be located"),
    "candidate_accept": ("采用", "Accept"),
    "candidate_accept_long": (
        "采用候选 {number}，记入草稿",
        "Put candidate {number} into the draft",
    ),
    "candidate_reject": ("排除", "Reject"),
    "candidate_reject_long": ("排除候选 {number}", "Reject candidate {number}"),
    "candidate_source": ("来源：{source}", "Source: {source}"),
    "candidate_no_terms": ("未说明许可", "terms not stated"),
    "candidate_distance": ("距所属区域中心 {km} 公里", "{km} km from its region's point"),
    "candidate_not_kept": (
        "按其条款，位置只供核对，不得保存。",
        "By its terms the position is for checking and must not be kept.",
    ),
    "candidate_unit": (
        "这是行政区划的中心点，只供对照。",
        "This is a unit's point, to be looked at only.",
    ),
    "candidate_service": ("在线服务", "Online service"),
    "candidate_ask": ("查询在线服务", "Ask the online service"),
    "candidate_asking": ("正在查询……", "Asking…"),
    "service_nominatim": ("Nominatim（OpenStreetMap）", "Nominatim (OpenStreetMap)"),
    "service_amap": ("高德", "AMap"),
    "service_baidu": ("百度", "Baidu"),
    "service_tianditu": ("天地图", "Tianditu"),
    "terms_nominatim": (
        "名称会发给该服务；位置可以保存，许可 ODbL-1.0，须注明 © OpenStreetMap contributors。",
        "The name is sent to it. Positions may be kept: ODbL-1.0, © OpenStreetMap contributors.",
    ),
    "terms_amap": (
        "名称会发给高德；按其条款，结果只供核对，不得保存。",
        "The name is sent to AMap. By its terms what it says is for checking, not for keeping.",
    ),
    "terms_baidu": (
        "名称会发给百度；按其条款，结果只供核对，不得保存。",
        "The name is sent to Baidu. By its terms what it says is for checking, not for keeping.",
    ),
    "terms_tianditu": (
        "名称会发给天地图；其条款没有说可以保存位置，结果只供核对。",
        (
            "The name is sent to Tianditu. Its terms do not say that positions may be kept: "
            "what it says is for checking."
        ),
    ),
    "source_gazetteer": ("名录", "the gazetteer"),
    "source_units": ("行政区划", "the country's units"),
    "how_name": ("名称相同", "the same name"),
    "how_works": ("除工程字样外名称相同", "the same name but for words for works"),
    "how_phase": ("按其整体定位", "the whole of which it is a phase"),
    "how_stop": ("同名的车站", "a stop of that name"),
    "how_part": ("名称的一部分相同", "a part of the name"),
    "how_other": ("名称不同", "another name"),
    "how_core": ("除地名、类别字样外相同", "the same but for words for city or sort"),
    "how_spelling": ("写法不同的同一名称", "the same name, written otherwise"),
    "candidates_load": ("载入候选清单文件", "Load a file of candidates"),
    "candidates_load_help": (
        "命令 places propose 写出的 GeoJSON；最大 5 MB。",
        "GeoJSON that the command places propose has written; 5 MB at most.",
    ),
    "candidates_loaded": (
        "已载入 {count} 个候选，涉及 {sites} 个项目。",
        "{count} candidates for {sites} sites are loaded.",
    ),
    "paste": ("粘贴一张坐标表", "Paste a table of positions"),
    "paste_rows": (
        "每行：名称, 经度, 纬度（用制表符、逗号或分号分隔，最多 {count} 行）",
        "A line each: name, longitude, latitude (tabs, commas, semicolons; {count} lines at most)",
    ),
    "paste_example": ("青石大桥, 112.1234, 33.5678", "青石大桥, 112.1234, 33.5678"),
    "paste_datum": ("坐标是哪种坐标系（必选）", "Which datum the positions are in (required)"),
    "datum_WGS-84": (
        "WGS-84（GPS、天地图、OpenStreetMap）",
        "WGS-84 (GPS, Tianditu, OpenStreetMap)",
    ),
    "datum_GCJ-02": ("GCJ-02（高德、腾讯）", "GCJ-02 (AMap, Tencent)"),
    "datum_BD-09": ("BD-09（百度）", "BD-09 (Baidu)"),
    "paste_precision": ("这张表的精度", "The table's precision"),
    "paste_kind": ("这张表怎样得来", "How the table is known"),
    "paste_grounds": ("这张表的资料或理由（必填）", "The table's document or reason (required)"),
    "paste_licence": ("这张表的许可（SPDX 标识）", "The table's licence (SPDX identifier)"),
    "paste_take": ("全部记入草稿", "Put all into the draft"),
    "paste_no_datum": (
        "请先选坐标系：三种坐标系相差几百米。",
        "Choose the datum first: the three differ by hundreds of metres.",
    ),
    "paste_none": ("没有一行的名称是这里的项目：{names}", "No row names a site: {names}"),
    "paste_unknown": (
        "不是这里的项目，未记入：{names}",
        "No sites, and left out: {names}",
    ),
    "paste_outside": (
        "已记入，但看来不在{name}范围内，请核对：{names}",
        "Taken, but they do not seem to lie in {name}, check them: {names}",
    ),
    "note_line": ("第 {line} 行：{said}", "Line {line}: {said}"),
    "note_row": ("每行要有名称、经度、纬度。", "A row must be name, longitude, latitude."),
    "note_swapped": ("经度和纬度颠倒了：{at}", "Longitude and latitude are swapped: {at}"),
    "note_abroad": ("这个位置不在中国：{at}", "The position is not in China: {at}"),
    "note_row_twice": ("与第 {line} 行是同一个项目。", "Line {line} names the same site."),
    "note_rows_many": ("表格超过 {count} 行。", "The table has more than {count} rows."),
    "note_rows_none": ("表格里一行也没有。", "The table holds no row."),
    "note_no_candidates": ("这个文件里没有候选。", "The file holds no candidates."),
    "note_other_candidates": (
        "这些候选属于另一份报告（或它的另一个版本）。",
        "The candidates are of another report, or another version of it.",
    ),
    "note_not_kept": ("按其条款，位置不得保存。", "By its terms the position must not be kept."),
    "places_title": ("导入自己的地点", "Bring your own places"),
    "places_empty": ("还没有导入过地点。", "No places have been brought yet."),
    "places_help": (
        (
            "OpenStreetMap 摘录（.osm.pbf、.osm）、Overture（.parquet）、GeoNames（.txt）和地点表"
            "（.csv、.tsv、.geojson、.gpkg）。每个文件最大 {megabytes} MB，一次最多 {count} 个；"
            "更大的写路径。只存在这台电脑上；导入不成的文件一点也不留下。"
        ),
        (
            "Extracts of OpenStreetMap (.osm.pbf, .osm), Overture (.parquet), GeoNames (.txt) and "
            "tables of places (.csv, .tsv, .geojson, .gpkg): {megabytes} MB each at most, {count} "
            "at once; of larger ones give the path. They stay on this machine; of a file that "
            "cannot be imported nothing is kept."
        ),
    ),
    "places_files": ("选择文件", "Choose files"),
    "places_path": (
        "或写这台电脑上一个文件的路径（大文件用这个）",
        "Or the path of a file on this machine (for large ones)",
    ),
    "places_datum": (
        "表格的坐标系（CSV 和没有 crs 的 GeoJSON 必选）",
        "The table's datum (required for CSV, and GeoJSON without crs)",
    ),
    "places_source": ("来源名称（可不填）", "Name of the source (may be empty)"),
    "places_licence": ("许可（可不填）", "Licence (may be empty)"),
    "places_import": ("导入", "Import"),
    "places_nothing": ("请先选文件或写路径。", "Choose a file or give a path first."),
    "places_failed": ("没有导入：", "Not imported:"),
    "places_running": ("正在导入第 {number} 个，共 {count} 个：", "Importing {number} of {count}:"),
    "places_cancelled": (
        "已停止；没读完的文件一点也没留下。",
        "Stopped; of what was not done nothing is kept.",
    ),
    "places_done": (
        "{name}：导入 {objects} 个地点、{shapes} 个底图形状（{licence}，{date}）。",
        "{name}: {objects} places and {shapes} shapes of the base map ({licence}, {date}).",
    ),
    "places_replaced": (
        "{name}：重新导入 {objects} 个地点、{shapes} 个底图形状，取代原有的（{licence}，{date}）。",
        "{name}: {objects} places and {shapes} shapes replace what it was ({licence}, {date}).",
    ),
    "places_no_licence": ("许可未说明", "licence not stated"),
    "places_no_date": ("日期未注明", "date not stated"),
    "places_read_again": ("按新的地点重读这份报告", "Read this report again with these places"),
    "own_places_broken": ("自己的地点读不了：", "Your own places cannot be read:"),
    "place_outside": (
        "这个位置看来不在{name}范围内，请核对。",
        "This position does not seem to lie in {name}: check it.",
    ),
    "action_add": ("补充提及", "Add a mention"),
    "reason": ("理由（必填）", "Reason (required)"),
    "decide": ("记入草稿 · {action}", "Put into the draft · {action}"),
    "stage_words": ("原文中说明阶段的词", "The clause's words that say so"),
    "new_site": ("＋ 新项目", "+ a new site"),
    "target_site": ("归入", "Belongs to"),
    "new_site_id": ("新项目的编号（小写字母、数字、连字符）", "Its id (a-z, digits, hyphens)"),
    "new_site_name": ("新项目的名称", "Its name"),
    "new_name": ("新名称", "New name"),
    "add_missed": ("补上机器漏掉的提及", "Add a mention that the machine missed"),
    "missed_words": ("报告中的原词", "Words of the report"),
    "missed_help": (
        "照原文输入；列出的是还没有标出的各处。",
        "As the report writes them. Listed is each place that is no mention yet.",
    ),
    "missed_where": ("在哪一处", "Which place"),
    "missed_none": (
        "报告里没有这几个字，或各处都已标出。",
        "The report does not say this, or each place is a mention already.",
    ),
    "editor_map_label": ("选定位置的地图", "Map to choose a place on"),
    "draw_help": (
        (
            "选“点”后点击地图；选“线”或“面”后逐点点击，再按“完成”。画好的形状可以拖动修改；"
            "也可在下面直接填坐标。"
        ),
        (
            "Choose “Point” and click the map; or “Line” or “Area”, click one corner after the "
            "other, then “Finish”. What is drawn can be dragged. Or type coordinates below."
        ),
    ),
    "draw_point": ("点", "Point"),
    "draw_line": ("线", "Line"),
    "draw_area": ("面", "Area"),
    "draw_finish": ("完成", "Finish"),
    "draw_back": ("退一点", "Back one corner"),
    "draw_cancel": ("取消", "Cancel"),
    "draw_clear": ("清除", "Clear"),
    "draw_tools": ("绘图工具", "Drawing tools"),
    "draw_point_help": ("点击地图定点", "Click the map to set the point"),
    "draw_start_help": ("点击地图开始", "Click the map to begin"),
    "draw_go_on_help": ("点击下一点", "Click the next corner"),
    "draw_end_help": ("点击下一点，或按“完成”", "Click the next corner, or “Finish”"),
    "draw_crossing": ("边线不能相交", "Edges must not cross"),
    "shape_kind": ("形状", "Shape"),
    "shape_text": ("坐标：每行 经度, 纬度（WGS-84）", "Coordinates: longitude, latitude (WGS-84)"),
    "place_kind": ("类别", "Kind"),
    "place_precision": ("精度", "Precision"),
    "place_uncertainty": ("误差（米）", "Uncertainty (m)"),
    "place_source": ("依据的种类", "How it is known"),
    "place_source_text": (
        "依据：写明资料或理由（必填）",
        "Grounds: the document or the reason (required)",
    ),
    "place_source_text_en": (
        "依据的英文短句（可不填）",
        "The grounds in one English sentence (may be empty)",
    ),
    "place_region": (
        "已知所在单位的代码（街道、乡镇 9 位；市 4 位、省 2 位；可不填）",
        "Code of the unit known to hold it (township 9 digits, city 4, province 2; may be empty)",
    ),
    "place_licence": ("许可", "Licence"),
    "place_within": ("所在片区", "Lies in"),
    "place_aliases": ("别名（用、分隔）", "Aliases (separated by 、)"),
    "place_moves": (
        "名录里已有这个地点：新的位置将取代原有的一条。",
        "The gazetteer has this place: what you set here takes the place of its entry.",
    ),
    "place_parts": (
        "现有形状由几部分组成，不能在这里修改；不重新绘制就保持原样。",
        "Its present shape has several parts; it stays as it is unless you draw it anew.",
    ),
    "draft_title": ("草稿：{count} 步未提交", "Draft: {count} open steps"),
    "draft_empty": (
        "还没有改动。草稿会保存在这个浏览器里，重新载入后仍在；自己的报告须重新打开同一份文件。",
        (
            "Nothing is changed yet. The draft is kept in this browser and survives a reload; "
            "a report of your own has to be opened again."
        ),
    ),
    "undo": ("撤销上一步", "Undo the last step"),
    "step_add": ("{action}：{what}", "{action}: {what}"),
    "step_drop": ("撤回 {action}：{what}", "Withdrawn, {action}: {what}"),
    "step_place": ("定位：{what}（{kind}）", "Located: {what} ({kind})"),
    "review_file": ("下载决定 {name}", "Download the decisions, {name}"),
    "places_file": ("下载名录 {name}", "Download the gazetteer, {name}"),
    "draft_file": ("下载草稿", "Download the draft"),
    "draft_load": ("载入草稿文件", "Load a draft file"),
    "draft_loaded": ("已载入 {count} 步。", "{count} steps loaded."),
    "draft_restored": (
        "已恢复这个浏览器里保存的草稿：{count} 步。",
        "The draft kept in this browser is back: {count} steps.",
    ),
    "draft_refused": (
        "{count} 步不再成立，没有载入；原文件请保留。首个原因：",
        "{count} steps no longer hold and were left out; keep the file. The first reason:",
    ),
    "draft_unloaded": ("草稿还没有载入：", "The draft is not loaded yet:"),
    "draft_unreadable": ("这份草稿读不了：", "This draft cannot be read:"),
    "preview": ("在地图上预览", "Open on the map"),
    "commit_help": (
        (
            "决定放到 data/review/{name}，名录文件放到 data/regions/…/places/，"
            "再运行 python -m geo build。"
        ),
        (
            "Put the decisions at data/review/{name}, the gazetteer files into "
            "data/regions/…/places/, then run python -m geo build."
        ),
    ),
    "refused": ("这一步不成立：", "This step does not hold:"),
    "taken": ("已记入草稿。", "It is in the draft."),
    "note_same": ("第 {line} 行已有相同的决定。", "Line {line} decides the same."),
    "note_contradicts": (
        "与第 {line} 行的决定相抵触：先撤回那一条。",
        "It contradicts the decision in line {line}: withdraw that one first.",
    ),
    "note_redundant": (
        "机器本来就这样读，不需要决定。",
        "The machine reads it so already: there is nothing to decide.",
    ),
    "note_moot": (
        "机器没有找到它，驳回无从谈起。",
        "The machine does not find it: nothing to reject.",
    ),
    "note_not_found": ("机器在这里没有找到提及。", "The machine finds no mention here."),
    "note_finds_site": (
        "机器把它归入 {site}；要改请用“归入另一个项目”。",
        "The machine finds site {site}; to change that, say that it belongs to another.",
    ),
    "note_finds_stage": ("机器读出的阶段是“{stage}”。", "The machine finds the stage “{stage}”."),
    "note_finds_it": ("机器现在自己找到了它。", "The machine now finds it by itself."),
    "note_gazetteer_names": (
        "名录已给出名称，改名的决定不起作用。",
        "The gazetteer names the site: the decision does nothing.",
    ),
    "note_vanished": ("报告里已没有这几个字。", "The report does not say these words."),
    "note_many": (
        "报告里不止一处写着这几个字，引文不够长。",
        "The report says these words more than once: the quotation is too short.",
    ),
    "note_no_site": ("报告没有点名这个项目。", "The report names no such site."),
    "note_no_place": ("没有编号为 {site} 的项目或地点。", "{site} is neither a site nor a place."),
    "note_named_before": (
        "编号 {site} 已用作另一个名称“{name}”。",
        "The id {site} stands for “{name}” already.",
    ),
    "note_clause_words": ("这一句没有“{words}”。", "The clause does not say “{words}”."),
    "note_beyond": (
        "这几个字跨越了分句，不能作为一处提及。",
        "The words go beyond their clause and cannot be one mention.",
    ),
    "note_cross": ("“{one}”与“{other}”互相交叉。", "“{one}” and “{other}” cross each other."),
    "note_sector_unnamed": (
        "{site} 不再被点名，但有一条行业决定指着它：先撤回。",
        "{site} would no longer be named, but a decision on its sector names it: withdraw that.",
    ),
    "note_reason": ("请写明理由。", "Give the reason."),
    "note_id": (
        "编号只能用小写字母、数字和连字符。",
        "An id consists of small letters, digits and hyphens.",
    ),
    "note_site_missing": ("请选定项目，或填新项目的编号。", "Choose a site, or give a new id."),
    "note_name_missing": ("请填名称。", "Give the name."),
    "note_stage_words": (
        "请写出原文中说明这一阶段的词（“提及”除外）。",
        "Give the words that say the stage (“mentioned” has none).",
    ),
    "note_no_position": (
        "请在地图上定位，或填坐标。",
        "Choose a position on the map, or type one.",
    ),
    "note_estimate": (
        "编者估计只能是“大致”，误差至少 500 米。",
        "An estimate is approximate, with 500 m or more.",
    ),
    "note_allows": (
        "“{precision}”的误差最多 {metres} 米。",
        "“{precision}” allows {metres} m at most.",
    ),
    "note_outside": ("位置在所在片区 {site} 之外。", "The position lies outside {site}."),
    "note_outside_region": (
        "位置在本地区范围之外，名录不收。",
        "The position lies outside the region's bounds, all that the gazetteer covers.",
    ),
    "note_invalid_shape": ("形状不成立（边线相交，或没有长度）。", "The shape is invalid."),
    "note_needs_within": (
        "“仅知所在片区”须选定所在片区。",
        "“Only the containing area” needs the area that it lies in.",
    ),
    "note_within_kind": (
        "依据“取自所在片区”只用于没有自己位置的地点。",
        "“From the containing area” is for places without a position of their own.",
    ),
    "note_needs_source": ("写明依据（至少四个字）。", "Say the grounds (four characters or more)."),
    "note_taken_name": (
        "名称“{name}”已属于 {site}：删去这个别名。",
        "“{name}” names {site} already: leave out this alias.",
    ),
    "note_coordinates": (
        "每行写“经度, 纬度”两个数。",
        "Each line holds two numbers: longitude, latitude.",
    ),
    "note_points": (
        "点要一行坐标，线至少两行，面至少三行。",
        "A point takes one line, a line two or more, an area three or more.",
    ),
    "note_withdrawn": ("没有这条决定可撤回。", "There is no such decision to withdraw."),
    "note_other_report": (
        "这份草稿属于另一份报告（或它的另一个版本）。",
        "The draft is about another report, or another version of it.",
    ),
    "note_no_draft": ("这个文件不是草稿。", "The file is no draft."),
    "about": ("说明与来源", "About and sources"),
    "about_text": (
        (
            "阶段、金额只取报告原文的说法；没有写的一律不填。位置按公开资料由编者标定，"
            "每处注明依据和误差，轮廓为示意，不作为任何边界的依据。"
            "底图和部分位置取自 © OpenStreetMap 贡献者（ODbL）和 Wikidata（CC0）。"
            "在中国大陆公开发布地图须另行取得审图号。"
        ),
        (
            "Stages and amounts are the report's own words; what it does not say stays empty. "
            "Positions were set by an editor from public sources, each with its grounds and its "
            "uncertainty; outlines are sketches and no authority on any boundary. "
            "The base map and part of the positions come from © OpenStreetMap contributors (ODbL) "
            "and Wikidata (CC0). Publishing a map in mainland China needs a review number "
            "(审图号) of its own."
        ),
    ),
    "broken": ("无法打开：{what}", "Cannot open: {what}"),
    "no_script": ("这一页要用 JavaScript 才能显示。", "This page needs JavaScript."),
    "no_report": (
        "这份网页没有附报告全文，卡片只列出名称。",
        "This page comes without the report's text; the cards list names only.",
    ),
    "sort_by": ("按{column}排序", "Sort by {column}"),
}


def say(key: str, language: Language, **values: object) -> str:
    """Return the text ``key`` in ``language`` with its values filled in."""
    chinese, english = TEXTS[key]
    return (english if language == "en" else chinese).format(**values)
