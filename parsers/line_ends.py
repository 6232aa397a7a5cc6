"""What the words at the end of one line and the beginning of the next say: whether a sentence goes on."""

from __future__ import annotations

import re
from functools import cache

from parsers.lexicon import words

SENTENCE_INSIDE = re.compile(r"[。！？；]")
SIGN_FIRST = re.compile(r"[，。、；：？！）)》〉”’】\]％%,;]")  # no line begins with one of these
# Quotation marks are left out: they are misprinted too often to trust their pairing.
_CLOSERS = {"）": "（(", ")": "（(", "》": "《", "】": "【", "]": "["}
_BRACKETS = re.compile(r"[（(《【\[）)》】\]]")
_BEFORE_REMARK = re.compile(r"[。；！？.;]\s*(?=[（(【\[])")
_REMARK = re.compile(r"\s*[（(【\[][^（(【\[]*(?:[（(][^（()）]*[）)][^（(【\[]*)*[）)】\]]$")
_LAST_OF_PHONE_OR_DATE = frozenset("0123456789年月日\n")
_PHONE_OR_DATE = re.compile(r"[0-9]{7,}$|^.{0,14}[年月日]$")
_NUMBER_END = re.compile(r"[0-9０-９][.．]?$|[0-9０-９][万亿千百]$")
_NUMBER_GOES_ON = re.compile(
    r"[0-9０-９]+(?![、．.0-9０-９])|[元万亿%％‰家个名项年月日倍人件]|平方|左右|以[上下内]|美元|百分点"
)
_LONGEST_DATE = 15  # characters a date on a line of its own has at most; a telephone number is told by its last seven
_TAIL = 200  # an opening bracket further back than this is a misprint, not an open bracket


def has_ended(text: str) -> bool:
    """Return whether a line has ended: on a full stop or a colon, a bracketed remark, a telephone number or a date."""
    bare = text.rstrip("*_”’」』 ")
    if bare.endswith(words("joining", "terminals")) or _ends_in_phone_or_date(bare):
        return True
    return bare[-1:] in _CLOSERS and ends_in_remark(bare)


def ends_in_remark(text: str) -> bool:
    """Return whether a text ends in a remark in brackets that is a sentence of its own: （以下简称…）."""
    starts = (0, *(sign.end() for sign in _BEFORE_REMARK.finditer(text)))
    return any(_REMARK.match(text, start) for start in starts)


def _ends_in_phone_or_date(text: str) -> bool:
    # Only the end is looked at: a paragraph grows line by line and is asked at each.
    return (
        text[-1:] in _LAST_OF_PHONE_OR_DATE
        and _PHONE_OR_DATE.search(text, max(0, len(text) - _LONGEST_DATE)) is not None
    )


def unclosed(text: str) -> str:
    """Return the brackets of the last 200 characters that are open at the end of a text."""
    stack: list[str] = []
    for sign in _BRACKETS.findall(text[-_TAIL:]):
        if sign not in _CLOSERS:
            stack.append(sign)
        elif stack and stack[-1] in _CLOSERS[sign]:
            stack.pop()
    return "".join(stack)


def closes(text: str, brackets: str) -> bool:
    """Return whether a text closes the innermost of some open brackets; pairs of its own are passed over."""
    inside = 0
    for sign in _BRACKETS.findall(text[:_TAIL]):
        if sign not in _CLOSERS:
            inside += 1
        elif inside:
            inside -= 1
        else:
            return brackets[-1] in _CLOSERS[sign]
    return False


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, words('joining', 'labels')))})\s*[:：]")


def holds_label(text: str) -> bool:
    """Return whether a label such as 责任单位： stands anywhere in a text."""
    return ("：" in text or ":" in text) and _label().search(text) is not None


def starts_anew(text: str) -> bool:
    """Return whether a line begins a paragraph whatever stands before it: a bold lead, a label, a salutation."""
    return text.startswith("**") or _label().match(text) is not None or (len(text) < 20 and text.endswith(("：", ":")))


def must_go_on(text: str) -> bool:
    """Return whether a text cannot end where it does: on a comma, a preposition, or inside a bracket."""
    return text.endswith(words("joining", "open_endings")) or bool(unclosed(text))


def is_open(text: str, following: str) -> bool:
    """Return whether the words show that a sentence goes on."""
    if following.startswith(words("joining", "never_first")) or text.endswith(words("joining", "open_endings")):
        return True
    brackets = unclosed(text)
    return bool(brackets) and closes(following, brackets)


def printed_like_label(text: str) -> bool:
    """Return whether a line is a title, an issuer's name or a label with names: no sentence, and their ending."""
    if SENTENCE_INSIDE.search(text) or not text.endswith(words("joining", "closed_endings")):
        return False
    return (len(text) < 60 and "，" not in text) or _label().match(text) is not None


def cuts_number(text: str, following: str) -> bool:
    """Return whether a break stands inside a number, or between a number and its unit."""
    if _NUMBER_GOES_ON.match(following) is None or _ends_in_phone_or_date(text):
        return False
    return _NUMBER_END.search(text, max(0, len(text) - 2)) is not None
