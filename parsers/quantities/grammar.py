"""The scanner's regular expressions, composed once from named parts and the lexicon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from parsers.lexicon import mapping, read_lexicon, words
from parsers.quantities.numerals import NumeralTables, numeral_tables
from parsers.quantities.patterns import SPACE, alternation, refusals

RANGE_SIGN = "(?:[-－–—~～〜∼﹣‐]{1,2}|至|到)"
_DIGIT = "[0-9０-９]"
_YEAR = "(?:[1１][9９]|[2２][0０])[0-9０-９]{2}"


@dataclass(frozen=True, slots=True)
class Grammar:
    """Compiled patterns; each matches at the start of a numeral unless said otherwise."""

    anchor: re.Pattern[str]  # the first character of anything that may be a quantity
    calendar: re.Pattern[str]  # dates and clock times
    ordinal_tail: re.Pattern[str]  # after 第: the numbers of a list of ordinals
    measure: re.Pattern[str]  # a numeral and its unit, if any
    range_sign: re.Pattern[str]  # between the ends of a range, （含） allowed before it
    percent_word: re.Pattern[str]  # 百分之三十
    fraction_word: re.Pattern[str]  # 三分之二, 千分之五
    half: re.Pattern[str]  # 一半, 过半
    doubling: re.Pattern[str]  # 翻一番
    tenths: re.Pattern[str]  # 六成
    ratio: re.Pattern[str]  # 1:1, 1比1
    ratio_of_parts: re.Pattern[str]  # in 4:3:3, from the first sign on
    slash: re.Pattern[str]  # 1/3
    per_suffix: re.Pattern[str]  # /人/期
    currency_before: re.Pattern[str]  # ends at the numeral: ￥, 港币
    currencies: Mapping[str, str]
    prefixes: Mapping[str, str]
    prefix_ends: frozenset[str]
    times: frozenset[str]


@cache
def grammar() -> Grammar:
    """Return the patterns that the lexicon gives."""
    tables = numeral_tables()
    prefixes = mapping("currencies", "prefixes")
    return Grammar(
        anchor=re.compile(_anchor(tables)),
        calendar=re.compile(_calendar()),
        ordinal_tail=re.compile(rf"{tables.pattern}(?:{SPACE}(?:[、和及与]|{RANGE_SIGN}){SPACE}第?{tables.pattern})*"),
        measure=re.compile(_measure(tables.pattern)),
        range_sign=re.compile(rf"(?:{SPACE}[（(]不?含[）)])?{SPACE}{RANGE_SIGN}{SPACE}"),
        **_word_patterns(tables.pattern, tables.arabic),
        per_suffix=re.compile(_per_suffix()),
        currency_before=re.compile(f"{_currency_before(tables, prefixes)}{SPACE}$"),
        currencies=mapping("currencies", "names"),
        prefixes=prefixes,
        prefix_ends=frozenset({name[-1] for name in prefixes} | set(" \t\u00a0\u3000")),
        times=frozenset(words("units", "time.words")),
    )


def _anchor(tables: NumeralTables) -> str:
    """The first character of anything that may be a quantity: any digit, but a Han numeral only before a unit.

    It starts with one class of characters, which the engine skips to at full speed; the looks around come after.
    """
    han = f"{tables.digits}{tables.small}{tables.big}"
    names = (*mapping("currencies", "names"), *mapping("classifiers", "classifiers"))
    units = "".join(
        sorted({word[0] for word in (*names, *words("units", "measures.words"), *words("units", "time.words"))})
    )
    following = f"[{han}几余多点點个]*{SPACE}[{re.escape(units)}块角毛分成比半级倍百至到~～%％‰－—-]"
    return (
        f"[0-9０-９{han}几数翻过半](?:(?<=[0-9０-９])|(?<=[{han}])(?={following})|(?<=[几数])(?=[{tables.small}{tables.big}])"
        "|(?<=翻)(?=.{0,2}番)|(?<=过)(?=半)|(?<=半)(?=数))"
    )


def _currency_before(tables: NumeralTables, names: Mapping[str, str]) -> str:
    """A currency's name before digits; after a numeral it is that numeral's own unit."""
    longest_first = sorted(names, key=len, reverse=True)
    return (
        f"(?<![0-9０-９{tables.digits}{tables.small}{tables.big}])(?P<name>{'|'.join(map(re.escape, longest_first))})"
    )


def _calendar() -> str:
    """Dates and clock times, whose 年, 月, 日 and 分 are no units."""
    digit, year, day = _DIGIT, _YEAR, f"{_DIGIT}{{1,2}}"
    sign = f"{SPACE}(?:{RANGE_SIGN}|[、，和及与]){SPACE}"
    month = f"{SPACE}{day}{SPACE}月(?:{SPACE}{day}{SPACE}日)?"
    years = f"(?:{year}{SPACE}年?{sign})*{year}{SPACE}年(?:{month})?"
    short_years = f"{year}{SPACE}年?{sign}{digit}{{2}}{SPACE}年"
    months = f"(?:{day}{SPACE}月?{sign})?{day}{SPACE}月(?:{SPACE}{day}{SPACE}日?(?:{sign}{day}{SPACE}日)?)?"
    decade = f"{digit}{{2}}{SPACE}年(?:代|{SPACE}{day}{SPACE}月)"
    clock = f"{day}{SPACE}[时点](?!装|尚|间|代|段)(?:{SPACE}{day}{SPACE}分)?"
    han_year = "[一二][〇○零一二三四五六七八九]{3}年"
    return "|".join(f"(?:{part})" for part in (short_years, years, months, decade, clock, han_year))


def _unit_words() -> str:
    classifiers = mapping("classifiers", "classifiers")
    lookaheads = refusals({**classifiers, **mapping("units", "not_before")})
    for word, exceptions in read_lexicon("classifiers")["still_before"].items():
        lookaheads[word] = f"(?:(?={'|'.join(exceptions)})|{lookaheads[word]})"
    return alternation([*classifiers, *words("units", "measures.words"), *words("units", "time.words")], lookaheads)


def _per_suffix() -> str:
    word = f"(?:{_unit_words()}|{alternation(words('units', 'per.words'))})"
    return f"(?:{SPACE}[/／·]{SPACE}{word})+|每{word}"


def _measure(numeral: str) -> str:
    """A numeral, then at most one unit; the name of the matched group says of what kind."""
    currency = alternation(mapping("currencies", "names"))
    not_money = "|".join(map(re.escape, words("currencies", "context.not_before")))
    change = f"(?:{SPACE}(?P<jiao>{numeral}){SPACE}[角毛])?(?:{SPACE}零?(?P<fen>{numeral}){SPACE}分(?!之|钟|别))?"
    whole = "整(?![改治合体理顿个])|正(?![式常在])|钱"
    money = (
        f"(?:(?P<currency>{currency})(?!{not_money})|(?P<block>块)(?={numeral}[角毛分])){change}(?:{SPACE}(?:{whole}))?"
    )
    return (
        f"(?P<number>{numeral})(?:{SPACE}(?:{money}"
        "|(?P<percent>[%％﹪])|(?P<permille>‰)"
        f"|(?P<point>个?{SPACE}百分点|个?基点)|(?P<multiple>倍(?![增数差率频速]))"
        f"|(?P<small>[角毛](?![度落色形膜质利])(?:{SPACE}(?P<cents>{numeral}){SPACE}分(?!之|钟|别))?(?:钱|整)?|分钱)"
        f"|(?P<level>级)|(?P<unit>{_unit_words()}(?:[/／]{_unit_words()})*)))?"
    )


def _word_patterns(numeral: str, arabic: str) -> dict[str, re.Pattern[str]]:
    """Shares and ratios that are written in words or with two numbers."""
    minus = "(?P<minus>负的?)?"
    to = rf"(?:{SPACE}{RANGE_SIGN}{SPACE}(?:百分之)?(?P<high>{numeral})(?![个家年月日万亿%]))?"
    part = rf"(?P<whole>{numeral}){SPACE}分之{SPACE}(?P<part>{numeral})"
    digits = f"{_DIGIT}{{1,3}}"
    return {
        "percent_word": re.compile(f"{minus}百分之?(?P<inner>负)?(?P<number>{numeral}){to}"),
        "fraction_word": re.compile(f"{minus}{part}"),
        "half": re.compile("(?P<over>过半数?(?!径)|超半数)|一半|半数"),
        "doubling": re.compile("翻了?(?P<times>[一二两三四五六七八九]|[0-9])?番"),
        "tenths": re.compile("(?P<part>[一二两三四五六七八九])成(?P<more>[一二三四五六七八九])?"),
        "ratio": re.compile(
            rf"(?P<left>{arabic}|[一二两三四五六七八九十]){SPACE}(?P<sign>[:：∶比]){SPACE}"
            rf"(?P<right>{arabic}|[一二两三四五六七八九十])(?P<more>{SPACE}[:：∶比]{SPACE}{arabic})*"
        ),
        "ratio_of_parts": re.compile(f"[:：∶]{SPACE}{arabic}{SPACE}[:：∶]{SPACE}{arabic}"),
        "slash": re.compile(rf"(?P<left>{digits}){SPACE}[/／]{SPACE}(?P<right>{digits})(?![0-9０-９A-Za-z/／.\-%％])"),
    }
