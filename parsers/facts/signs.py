"""The words around a number that say whether it is promised."""

from __future__ import annotations

import re

from parsers.late import LatePattern

IN_BRACKET = re.compile(r"[（(](?:其中[，,：:]?)?(?P<label>[^，。；（）()\d]{2,20})")
CLAUSE_ENDS = re.compile("(?:[（(]不?含[^（）()]{0,4}[）)])?(?:以[上下内])?的")
RAISED = re.compile("(?:提高|上调|增加|提升|调整|上浮)(?:[至到为]|至最高)$")
_STEP = r"每(?:再)?(?:新增|增加|增长|提高|超过?)[^，。；]{1,20}"
EACH_MORE = re.compile(f"{_STEP}?(?<!限额)(?<!上限)(?:再?增加|追加|递增|再给)$")
STEP_ENDS = re.compile(f"{_STEP}$")
MORE_GIVEN = re.compile("(?:奖励|奖补|补助|补贴|资助)(?:资金|金额|额)?(?:再|相应)?(?:增加|追加|递增)$")  # no limit
MORE = re.compile(f"(?<=.)(?:再?增加|追加|递增)$|{MORE_GIVEN.pattern}")  # 每增加 1 亿元 | 增加 10 万元
PER_SUFFIX = re.compile(r"(?:[/／·][一-鿿]{1,3})+")
CAP_ENDS = re.compile(r"[，,（(、）)]|[和及与][^，。；\d]{2,12}[\d.]+[%％‰]")  # 最高 200 万元 | 和受让方 10%
LEAST = re.compile("最低|不低于|不少于|至少")
WHICH = re.compile("的[^的]*[企项单机][业目位构]")
SHARE_NOUN = re.compile("的?(?:比例|标准|额度)?")
BORNE = re.compile("的?(?:比例)?[^，。；]{0,4}(?:承担|分担|负担)")
PAYS_OUT = re.compile(  # 立项当年拨付 | 50%, 开工后拨付补助资金总额的 | 30%
    r"[上下]浮(?:[\d.]+[%％][、和])*$|^(?!.*按)[^，。；]*(?:拨付|兑现|先付|再付)(?:[^，。；]{0,4}(?:补助|补贴|奖励|奖补|资助|扶持)(?:资金|金额|经费|款)?(?:总额)?的)?$"
)
PAID_OUT = re.compile("^的?[^，。；]{0,24}(?:兑现|拨付|付清|结清)")
STEP_OF = re.compile("每(?:再)?(?:新增|增加|增长|提高|超过?|达到?)?$")  # 每新增 1000 万元奖励 2 万元
PAID_FOR = re.compile(
    r"再?(?:给予)?(?:奖励|补助|补贴|资助)(?:人民币)?[\d.]+[万千]*元"
)  # 执行额 1 万美元 | 奖励人民币 3000 元
SPLIT_BY = re.compile("财政(?:各?按照?)")
FOR_ONE = re.compile("对(?:同一|单[个一家户]|每[家户个](?:企业|单位|机构|项目))")  # 对同一企业年度补贴最高 200 万元
EACH_PAYS = re.compile("财政(?:资金)?(?:各按照?|按照?各|各)$")  # 市、区两级财政按照各 | 50%
LATER_SUM = LatePattern(r"(?:[、和及与][^，。；\d]{0,16}[\d.]+[万千]?元(?:[/／][一-鿿]{1,3})*)+")
BARE_SUMS = LatePattern(rf"(?:{LATER_SUM.pattern})?[）) ]*")
LATER_SHARE = LatePattern(r"[、和及与](?:[^，。；\d]{0,20}按[^，。；\d]{0,20}|[^，。；\d]{0,30}(?<!的))[\d.]+[%％‰]")
BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
JOINT = re.compile(r"\s*(?:租金|房租|物业费|装修费|经费)?(?:[、和及与或,，]|以及)\s*")
