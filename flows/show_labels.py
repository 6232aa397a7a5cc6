"""The words of a review page, in English and Chinese."""

from __future__ import annotations

# The kinds of facts, in the order in which the page offers them; with a column for each in tables of its spec.
TABLE_LABELS = {
    "incentives": ("Incentives", "资金支持"),
    "incentive_caps": ("Caps", "支持上限"),
    "targets": ("Targets", "目标与指标"),
    "money": ("Money", "金额"),
    "percentages": ("Percentages", "比例"),
    "counts": ("Counts", "数量"),
    "responsibilities": ("Responsibilities", "职责分工"),
    "citations": ("Citations", "引用文件"),
    "contacts": ("Contacts", "咨询电话"),
    "table_cells": ("Table cells", "表格单元格"),
    "issues": ("Issues", "存疑"),
    "discarded": ("Left out", "剔除文字"),
}

REASONS = {
    "page_number": ("page number", "页码"),
    "running_header": ("running head", "页眉页脚"),
    "table_of_contents": ("table of contents", "目录"),
    "markup": ("markup", "标记符号"),
    "watermark": ("watermark", "水印"),
    "hidden": ("not visible in print", "不可见文字"),
    "line_number": ("line number", "行号"),
    "note_mark": ("mark of a note", "注释标号"),
    "editorial": ("a compiler's own words", "编者文字"),
}

CERTAINTIES = {
    "explicit": ("explicit", "明示"),
    "carried": ("carried", "承接"),
    "inferred": ("inferred", "推断"),
    "ocr": ("from an image", "图像识别"),
}

# What the script says; {} are filled in by it.
LABELS = {
    "found": "{} of {} facts · 显示 {} / {} 条",
    "matches": "{} of {} in the text · 原文第 {} / {} 处",
    "no_match": "not in the text · 原文中未找到",
    "also": "Also here 此处另有",
    "page": "Page 第 {} 页",
    "row": "Row 数据行",
    "none": "No fact passes the filters. 没有符合筛选条件的条目。",
    "corrected": "corrected by hand 已人工更正",
    "not_shown": "This page has no picture. 此页无图像。",
}
