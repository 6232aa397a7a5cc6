"""Whether a page's text is what is printed, or what fonts give that do not say which characters they show."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from parsers.sources.decoding import plausibility

# Private characters mean nothing outside of their font; U+F000 to U+F0FF are the bullets of symbol fonts.
MEANINGLESS = re.compile(r"[\ue000-\uefff\uf100-\uf8ff\ufffd]")

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LETTERS = re.compile(r"[A-Za-z]")
_VOWELS = re.compile(r"[AEIOUYaeiouy]")
_LATIN_1 = re.compile(r"[\xa1-\xff]")
# Han characters of the extension that everyday fonts lack, letters of scripts no paper mixes, and what UTF-8 read as
# GBK makes of ， 。 、 ： and 的: the company that random Han characters keep, and rare ones of a real page do not.
_ODD = re.compile(r"[\u3400-\u4dbf\u0530-\u1cff\u2c00-\u2dff\u2e9a\ua000-\ud7ff\ue000-\uefff\uf100-\uf8ff锛銆鈥鐨]")
# What is no letter of another script, so that few characters of a page are asked for theirs.
_AT_HOME = re.compile(r"[\0-\x7f\u2000-\u206f\u3001-\u3004\u3008-\u3030\u3400-\u9fff\uff00-\uff65]+")
_SCRIPTS_OF_PAPERS = frozenset({"CJK", "LATIN", "GREEK", "HIRAGANA", "KATAKANA", "FULLWIDTH", "MODIFIER"})

_ENOUGH = 12  # Han characters: fewer prove nothing
_LEAST_PLAUSIBLE = 0.5  # pages of real papers score 1.3 to 2, Japanese ones too, garbled ones at most 0
_ODD_SHARE = 0.02  # of Han characters and odd ones; garbled pages have 0.06 and more
_ENOUGH_TO_REPEAT = 60
_MOST_DISTINCT = 0.8  # share of different Han characters: running text has 0.4 to 0.6, a list of rare ones nearly 1
_ENOUGH_LETTERS = 100
_LEAST_VOWELS = 0.18  # share of Latin letters; English has 0.38 to 0.45, codes shifted by a constant 0.13
_MOST_LATIN_1 = 0.5  # French and Vietnamese have under 0.2, Chinese in GBK read as Latin-1 nearly all
_MOST_SCRIPTS = 3  # foreign scripts on one page
_FOREIGN_SHARE = 0.1


def is_legible(text: str) -> bool:
    """Tell whether a page's text can be what is printed on it.

    Illegible are pages mostly of private characters; of rare Han characters that repeat or stand among odd ones; of
    Latin letters nearly without vowels, or of accents only; of letters of many scripts. Tables of numbers, papers in
    English and lists of rare characters are legible.
    """
    han = "".join(_HAN.findall(text))
    return not (_is_private(text) or _is_random_han(text, han) or _is_shifted_latin(text, han) or _is_mixed(text))


def _is_private(text: str) -> bool:
    """Tell whether private characters are most of a text, or of its characters but for signs such as leaders."""
    private = len(MEANINGLESS.findall(text))
    return 2 * private > len(text) or (private >= _ENOUGH and private > sum(map(str.isalnum, text)))


def _is_random_han(text: str, han: str) -> bool:
    if len(han) < _ENOUGH or plausibility(han) >= _LEAST_PLAUSIBLE:
        return False
    odd = len(_ODD.findall(text))
    repeats = len(han) >= _ENOUGH_TO_REPEAT and len(set(han)) < _MOST_DISTINCT * len(han)
    return repeats or odd >= _ODD_SHARE * (len(han) + odd)


def _is_shifted_latin(text: str, han: str) -> bool:
    if len(han) >= _ENOUGH:
        return False
    letters = _LETTERS.findall(text)
    if len(letters) >= _ENOUGH_LETTERS and len(_VOWELS.findall(text)) < _LEAST_VOWELS * len(letters):
        return True
    accents = len(_LATIN_1.findall(text))
    return accents >= _ENOUGH and accents > _MOST_LATIN_1 * len("".join(text.split()))


@lru_cache(maxsize=8192)
def _script_of(character: str) -> str:
    return unicodedata.name(character, "PRIVATE").split()[0].split("-")[0]


def _is_mixed(text: str) -> bool:
    letters = filter(str.isalpha, _AT_HOME.sub("", text))
    scripts = Counter(map(_script_of, letters))
    foreign = {script: count for script, count in scripts.items() if script not in _SCRIPTS_OF_PAPERS}
    if len(foreign) <= _MOST_SCRIPTS:
        return False
    return sum(foreign.values()) > _FOREIGN_SHARE * sum(map(str.isalpha, re.sub(r"[\0-\x7f]+", "", text)))
