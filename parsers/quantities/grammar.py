"""The scanner's regular expressions, composed of named parts and the lexicon, each compiled when it is first needed.

Most papers need few of them, and a numeral takes long to compile: it stands in few patterns, and those that begin with
one are tried only where a cheap look ahead, which lets too much pass but nothing be missed, finds their sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from parsers.lexicon import mapping, read_lexicon, words
from parsers.quantities.numerals import NumeralTables, numeral_tables
from parsers.quantities.patterns import SPACE, SPACE_CHARACTERS, SPACES, alternation, refusals

_DASHES = "-－–—~～〜∼﹣‐"
RANGE_SIGN = f"(?:[{_DASHES}]{{1,2}}|至|到)"
_SPACES = frozenset(SPACE_CHARACTERS)
_DIGIT = "[0-9０-９]"
_YEAR = "(?:[1１][9９]|[2２][0０])[0-9０-９]{2}"


class Grammar:
    """Compiled patterns; each matches at the start of a numeral unless said otherwise."""

    def __init__(self, tables: NumeralTables) -> None:
        self._tables = tables
        self.currencies: Mapping[str, str] = mapping("currencies", "names")
        self.prefixes: Mapping[str, str] = mapping("currencies", "prefixes")
        self.prefix_ends = frozenset({name[-1] for name in self.prefixes} | set(" \t\u00a0\u3000"))
        self.times = frozenset(words("units", "time.words"))
        # What some patterns can begin with: where another character stands they need not be tried.
        self.range_starts = frozenset(f"{_DASHES}至到（({SPACE_CHARACTERS}")
        self.change_starts = frozenset(f"{_numeral_characters(tables)}整正钱{SPACE_CHARACTERS}")
        self.per_starts = frozenset(f"/／·每{SPACE_CHARACTERS}")
        self._units: dict[str, re.Pattern[str]] = {}
        self._unit_starts = frozenset(f"块%％﹪‰个百基倍角毛分级{''.join(word[0] for word in _units())}")

    @cached_property
    def anchor(self) -> re.Pattern[str]:
        """The first character of anything that may be a quantity."""
        return re.compile(anchor_pattern(self._tables, _around_digit(self._tables, self.prefix_ends)))

    @cached_property
    def calendar(self) -> re.Pattern[str]:
        """Dates and clock times."""
        return re.compile(_calendar())

    @cached_property
    def numeral(self) -> re.Pattern[str]:
        """A numeral without its unit."""
        return re.compile(self._tables.pattern)

    @cached_property
    def next_ordinal(self) -> re.Pattern[str]:
        """Between the ordinals of a list: 第三、四项, 第三至第五条."""
        return re.compile(f"{SPACE}(?:[、和及与]|{RANGE_SIGN}){SPACE}第?")

    def unit_behind(self, text: str, start: int) -> re.Match[str] | None:
        """Match the unit behind a numeral, spaces before it included; the group that matched says of what kind it is.

        Each first character has its own pattern: a paper meets few of them, and there are hundreds of units.
        """
        place = start
        while (first := text[place : place + 1]) in _SPACES:
            place += 1
        if first not in self._unit_starts:
            return None
        pattern = self._units.get(first)
        if pattern is None:
            pattern = self._units[first] = re.compile(_unit(first, self._tables.pattern))
        return pattern.match(text, start)

    @cached_property
    def next_unit(self) -> re.Pattern[str]:
        """Behind a unit and a slash: 平方米/人."""
        return re.compile(f"[十百千万亿]{{0,2}}(?:{_unit_words()})")  # 千瓦时/百公里

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """Behind a currency: 整, 钱."""
        return re.compile(f"{SPACE}(?:整(?![改治合体理顿个])|正(?![式常在])|钱)")

    @cached_property
    def small_ahead(self) -> re.Pattern[str]:
        """Numeral characters and a small unit of money."""
        return re.compile(f"{self._ahead}[角毛分]")

    @cached_property
    def change(self) -> re.Pattern[str]:
        """Behind a currency: 七角八分."""
        numeral = self._tables.pattern
        return re.compile(
            f"(?:{SPACE}(?P<jiao>{numeral}){SPACE}[角毛])?(?:{SPACE}零?(?P<fen>{numeral}){SPACE}分(?!之|钟|别))?"
        )

    @cached_property
    def cents(self) -> re.Pattern[str]:
        """Behind 角: 五分."""
        return re.compile(f"{SPACE}(?P<cents>{self._tables.pattern}){SPACE}分(?!之|钟|别)")

    @cached_property
    def range_sign(self) -> re.Pattern[str]:
        """Between the ends of a range, （含） allowed before it."""
        return re.compile(rf"(?:{SPACE}[（(]不?含[）)])?{SPACE}{RANGE_SIGN}{SPACE}")

    @cached_property
    def percent_word(self) -> re.Pattern[str]:
        """百分之三十, from 百 or the 负 before it on."""
        numeral = self._tables.pattern
        to = rf"(?:{SPACE}{RANGE_SIGN}{SPACE}(?:百分之)?(?P<high>{numeral})(?![个家年月日万亿%]))?"
        return re.compile(f"(?P<minus>负的?)?百分之?(?P<inner>负)?(?P<number>{numeral}){to}")

    @cached_property
    def fraction_ahead(self) -> re.Pattern[str]:
        """Numeral characters and 分之."""
        return re.compile(f"{self._ahead}分之")

    @cached_property
    def fraction_word(self) -> re.Pattern[str]:
        """三分之二, 千分之五, from the numeral or the 负 before it on."""
        numeral = self._tables.pattern
        return re.compile(rf"(?P<minus>负的?)?(?P<whole>{numeral}){SPACE}分之{SPACE}(?P<part>{numeral})")

    @cached_property
    def half(self) -> re.Pattern[str]:
        """一半, 过半."""
        return re.compile("(?P<over>过半数?(?!径)|超半数)|一半|半数")

    @cached_property
    def doubling(self) -> re.Pattern[str]:
        """翻一番."""
        return re.compile("翻了?(?P<times>[一二两三四五六七八九]|[0-9])?番")

    @cached_property
    def tenths(self) -> re.Pattern[str]:
        """六成."""
        return re.compile("(?P<part>[一二两三四五六七八九])成(?P<more>[一二三四五六七八九])?")

    @cached_property
    def ratio_ahead(self) -> re.Pattern[str]:
        """Numeral characters and the sign of a ratio."""
        return re.compile(f"{self._ahead}[:：∶比]")

    @cached_property
    def ratio_part(self) -> re.Pattern[str]:
        """One side of 1:1 or 一比一."""
        return re.compile(f"(?P<arabic>{self._tables.arabic})|[一二两三四五六七八九十]")

    @cached_property
    def ratio_sign(self) -> re.Pattern[str]:
        """Between two sides of a ratio."""
        return re.compile(f"{SPACE}(?P<sign>[:：∶比]){SPACE}")

    @cached_property
    def ratio_signs(self) -> tuple[re.Pattern[str], ...]:
        """A digit behind each sign of a ratio: what begins with one character alone is looked for the fastest."""
        return tuple(re.compile(f"{sign}{SPACE}{_DIGIT}") for sign in ":：∶")

    @cached_property
    def parts_ahead(self) -> re.Pattern[str]:
        """An Arabic number between two signs of a ratio."""
        return re.compile(f"[:：∶]{SPACE}{_DIGIT}(?:{self._ahead})?[:：∶]")

    @cached_property
    def ratio_of_parts(self) -> re.Pattern[str]:
        """In 4:3:3, from the first sign on."""
        arabic = self._tables.arabic
        return re.compile(f"[:：∶]{SPACE}{arabic}{SPACE}[:：∶]{SPACE}{arabic}")

    @cached_property
    def slash(self) -> re.Pattern[str]:
        """1/3."""
        digits = f"{_DIGIT}{{1,3}}"
        return re.compile(rf"(?P<left>{digits}){SPACE}[/／]{SPACE}(?P<right>{digits})(?![0-9０-９A-Za-z/／.\-%％])")

    @cached_property
    def per_sign(self) -> re.Pattern[str]:
        """In front of each word of /人/期."""
        return re.compile(f"{SPACE}[/／·•]{SPACE}")

    @cached_property
    def per_word(self) -> re.Pattern[str]:
        """What a sum is paid per: 人, 期."""
        return re.compile(f"{alternation(words('units', 'per.words'))}|{_unit_words()}")

    @cached_property
    def currency_before(self) -> re.Pattern[str]:
        """Ends at the numeral: ￥, 港币."""
        return re.compile(f"{_currency_before(self._tables, self.prefixes)}{SPACE}$")

    @cached_property
    def _ahead(self) -> str:
        """Every character that a numeral and the spaces around it can hold."""
        return f"[{_numeral_characters(self._tables)}.．,，{SPACES}]+"


@cache
def grammar() -> Grammar:
    """Return the patterns that the lexicon gives."""
    return Grammar(numeral_tables())


def _numeral_characters(tables: NumeralTables) -> str:
    """Every character that a numeral can hold, signs and spaces aside."""
    return f"0123456789０１２３４５６７８９{tables.digits}{tables.small}{tables.big}几数余多点點个零"


@cache
def _unit_starts(*, latin: bool = True) -> str:
    """The first characters of names of currencies, classifiers and units, escaped for a class."""
    return re.escape("".join(sorted({word[0] for word in _units() if latin or not word[0].isascii()})))


def _units() -> tuple[str, ...]:
    names = (*mapping("currencies", "names"), *mapping("classifiers", "classifiers"))
    return (*names, *words("units", "measures.words"), *words("units", "time.words"))


def _around_digit(tables: NumeralTables, prefix_ends: Iterable[str]) -> str:
    """What must stand around the first digit of a number that may be a quantity; 5G and 20智 are passed over.

    Behind the number may follow a unit, a sign of a range, list, date or ratio, or more of it; before it a currency
    may stand, or a letter, where it is part of a code.
    """
    latin = "|".join(sorted({re.escape(word[:2]) for word in _units() if word[0].isascii()}))
    behind = (
        rf"[0-9０-９]{{0,40}}+(?:[\s{_numeral_characters(tables)}{_unit_starts(latin=False)}{re.escape(_DASHES)}{SPACES}"
        f"块角毛分基级倍百%％﹪‰至到、和及与或以年月时:：∶比/／（(·]|[.．]{_DIGIT}|[,，]{SPACE}{_DIGIT}|{latin})"
    )
    return f"(?:(?={behind})|(?<=[A-Za-z{re.escape(''.join(sorted(prefix_ends)))}].))"


def anchor_pattern(tables: NumeralTables, around_digit: str = "") -> str:
    """The first character of anything that may be a quantity: a digit or Han numeral, but only before what may be one.

    It starts with one class of characters, which the engine skips to at full speed; the looks around come after.
    """
    han = f"{tables.digits}{tables.small}{tables.big}"
    following = f"[{han}几余多点點个]{{0,40}}{SPACE}[{_unit_starts()}块角毛分成比半级倍百至到~～%％‰－—-]"
    return (
        f"[0-9０-９{han}几数翻过半](?:(?<=[0-9０-９]){around_digit}"
        f"|(?<=[{han}])(?={following})|(?<=[几数])(?=[{tables.small}{tables.big}])"
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
    han_year = "[一二][〇○零0０ＯO一二三四五六七八九]{3}年"
    return "|".join(f"(?:{part})" for part in (short_years, years, months, decade, clock, han_year))


@cache
def _unit_words(first: str = "") -> str:
    """Classifiers, measures and units of time, each but where it is part of another word."""
    classifiers = mapping("classifiers", "classifiers")
    lookaheads = refusals({**classifiers, **mapping("units", "not_before")})
    for word, exceptions in read_lexicon("classifiers")["still_before"].items():
        lookaheads[word] = f"(?:(?={'|'.join(exceptions)})|{lookaheads[word]})"
    names = (*classifiers, *words("units", "measures.words"), *words("units", "time.words"))
    return _starting(first, names, lookaheads)


def _starting(first: str, names: Iterable[str], lookaheads: Mapping[str, str] | None = None) -> str:
    """Return an alternation of the words that start with a character; nothing matches it where there is none."""
    chosen = [name for name in names if name.startswith(first)]
    return alternation(chosen, lookaheads) if chosen else "(?!)"


def _unit(first: str, numeral: str) -> str:
    """What may stand behind a numeral where it starts with a given character; 块 is money only before 角 or 分."""
    block = f"(?P<block>块)(?={numeral}[角毛分])|" if "块".startswith(first) else ""
    currency = _starting(first, mapping("currencies", "names"))
    not_money = "|".join(map(re.escape, words("currencies", "context.not_before")))
    return (
        f"{SPACE}(?:(?P<currency>{currency})(?!{not_money})|{block}(?P<percent>[%％﹪])|(?P<permille>‰)"
        f"|(?P<point>个?{SPACE}百分点|个?基点)|(?P<multiple>倍(?![增数差率频速]))"
        f"|(?P<small>[角毛](?![度落色形膜质利])|分钱)|(?P<level>级)|(?P<unit>{_unit_words(first)}))"
    )
