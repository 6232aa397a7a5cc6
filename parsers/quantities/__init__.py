"""Every amount, share and count in a text, with what governs it.

    text ──read──▶ notes ──share units──▶ ──resolve words──▶ ──keep──▶ quantities, issues
         readers        lists                governors, lists    counts       context (base, per, noun)

Conventions beyond those of the labelling guide:

- 几十万, 数百万: the ends of the decade (100000..1000000), approx; with 以上 the lower end, ge.
- 八九亿, 十五六家: both digits, as a range. 二十余, 3000多: more than the number, gt; no upper end is guessed.
- 百亿级, 百亿元, 亿元以上, 过亿元 are sums; a lone 亿元 or 万元 (单位：亿元, 万元生产总值) is not, nor is 千亿规模.
- 基点 is a hundredth of a point; 六成 and 万分之五 are fractions; 折 is no share.
- 过半 is more than a half and its own quote; 翻一番 is 2, 翻两番 4.
- 5分 is a score unless a price is spoken of; 一个, 四项, 三大 are parts of names unless a comparator stands by.
- Numbers inside 《》 belong to a title, counts inside “” to a name.
- A comparator before a list governs all of it, one after a list only the item it touches.
- A ratio of three parts (4:3:3) has no single value: an issue.
"""

from parsers.quantities.scanner import find_quantities, scan

__all__ = ["find_quantities", "scan"]
