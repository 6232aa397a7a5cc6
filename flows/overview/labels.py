"""The words of the overview's pages, in English and Chinese; a test compares the coded values with the vocabulary."""

from __future__ import annotations

from flows.show_labels import CERTAINTIES

Pair = tuple[str, str]

PAGES: dict[str, Pair] = {
    "index": ("Papers", "政策文件"),
    "incentives": ("Incentives", "资金支持"),
    "targets": ("Targets", "目标与指标"),
    "agencies": ("Duties", "职责分工"),
    "quality": ("Quality", "数据质量"),
    "dictionary": ("Dictionary", "数据字典"),
}

INSTRUMENTS: dict[str, Pair] = {
    "reward": ("reward", "奖励"),
    "subsidy": ("subsidy", "补助"),
    "matching": ("matching", "配套"),
    "interest": ("interest", "贴息"),
    "voucher": ("voucher", "券"),
    "rent": ("rent", "房租减免"),
    "fund": ("fund", "基金"),
    "other": ("other", "其他"),
}

LEVELS: dict[str, Pair] = {
    "国际级": ("international", "国际级"),
    "国家级": ("national", "国家级"),
    "省级": ("provincial", "省级"),
    "市级": ("municipal", "市级"),
    "区县级": ("county", "区县级"),
}

RECIPIENTS: dict[str, Pair] = {
    "enterprise": ("enterprise", "企业"),
    "institution": ("institution", "机构、院所"),
    "organisation": ("organisation", "社会组织"),
    "platform": ("platform", "平台"),
    "talent": ("talent", "人才"),
    "project": ("project", "项目"),
    "several": ("several", "多类"),
}

TYPES: dict[str, Pair] = {
    "规划": ("plan", "规划"),
    "方案": ("scheme", "方案"),
    "行动计划": ("action plan", "行动计划"),
    "意见": ("opinions", "意见"),
    "办法": ("procedures", "办法"),
    "细则": ("detailed rules", "细则"),
    "措施": ("measures", "措施"),
    "政策": ("policy", "政策"),
    "通知": ("notice", "通知"),
    "导则": ("guidelines", "导则"),
    "报告": ("report", "报告"),
    "条例": ("regulations", "条例"),
    "规定": ("provisions", "规定"),
    "法律": ("law", "法律"),
    "决定": ("decision", "决定"),
    "其他": ("other", "其他"),
}

DUTIES: dict[str, Pair] = {
    "牵头": ("leads", "牵头"),
    "责任": ("responsible", "责任"),
    "配合": ("supports", "配合"),
    "咨询": ("answers", "咨询"),
}

STATUSES: dict[str, Pair] = {"target": ("target", "目标"), "actual": ("actual", "已有值")}

SEVERITIES: dict[str, Pair] = {"error": ("error", "错误"), "warning": ("warning", "注意"), "info": ("note", "提示")}

# What the words around a number make of it.
COMPARATORS: dict[str, str] = {"eq": "", "le": "≤ ", "lt": "< ", "ge": "≥ ", "gt": "> ", "approx": "≈ ", "range": ""}

DATED: dict[str, Pair] = {
    "issued": ("date under the text", "成文日期"),
    "printed": ("date in the imprint", "印发日期"),
    "effective": ("takes effect", "施行日期"),
    "plan": ("plan begins", "规划期首年"),
}

ISSUES: dict[str, Pair] = {
    "numbering_gap": ("a number is missing between two headings", "标题编号有缺"),
    "numbering_repeat": ("two headings have the same number", "标题编号重复"),
    "marker_not_heading": ("begins as a heading, was read as text", "形似标题，按正文处理"),
    "title_not_found": ("in the table of contents, not in the file", "目录所列文件未找到"),
    "title_inferred": ("no line looked like a title", "未见明确标题，取首行"),
    "quantity_unread": ("digits beside a unit that could not be read", "带单位的数字未能读出"),
    "quantity_out_of_range": ("a number too large or too long for its column", "数值超出范围"),
    "range_reversed": ("the left end of a range is the larger", "区间左端大于右端"),
    "date_invalid": ("a date that is no day of the calendar", "日期不存在"),
    "encoding_uncertain": ("bytes that did not decode", "部分字节无法解码"),
    "tiers_unmatched": ("sums without as many tiers beside them", "金额与档次数目不符"),
    "agency_unknown": ("no full name is known for a body", "部门全称未知"),
    "text_layer_missing": ("a page without usable text", "页面无可用文字层"),
    "ocr_doubtful": ("recognised with little confidence", "识别结果存疑"),
    "part_unread": ("a part of the file that was not read", "文件中有未读取的部分"),
    "property_differs": ("the file's own table contradicts its words", "文件属性与正文不一致"),
    "correction_unfit": ("a correction that does not fit its text", "人工更正与原文不符"),
}

# What the scripts say; {} are filled in by them. `places` and what it begins with are values of filters.
LABELS = {
    "instrument": INSTRUMENTS,
    "level": LEVELS,
    "recipient": RECIPIENTS,
    "type": TYPES,
    "role": DUTIES,
    "status": STATUSES,
    "severity": SEVERITIES,
    "code": ISSUES,
    "certainty": CERTAINTIES,
    "dated": DATED,
    "comparator": COMPARATORS,
    "none": ("not stated", "未注明"),
    "national": ("nationwide", "全国"),
    "rows": "rows {}–{} of {} · 第 {}–{} 行，共 {} 行",
    "no_rows": "No row passes the filters. 没有符合筛选条件的行。",
    "previous": "← Previous 上一页",
    "next": "Next 下一页 →",
    "sort": "Sort by 排序：",
}
