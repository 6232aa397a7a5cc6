"""PDFium asked for all characters or all objects of a page: called by addresses, at half the cost of pointer objects.

Like the PDF reader this module uses PDFium, under the reader's lock.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from ctypes import CFUNCTYPE, addressof, c_int, c_ulong, c_ushort, c_void_p, cast, sizeof
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

_REPLACEMENT = "\ufffd"
_UNSURE = "\ufffe"


def address_of(handle: Any) -> int:
    """Return the address that a handle or a function of PDFium points to."""
    return cast(handle, c_void_p).value or 0


def by_address(function: Any, result: Any, *arguments: Any) -> Any:
    """Return a function of PDFium that takes and gives addresses, where its types say c_void_p."""
    return CFUNCTYPE(result, *arguments)(address_of(function))


_loose_box = by_address(pdfium.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
_kind_of = by_address(pdfium.FPDFPageObj_GetType, c_int, c_void_p)
_object_on_page = by_address(pdfium.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
_object_in_form = by_address(pdfium.FPDFFormObj_GetObject, c_void_p, c_void_p, c_ulong)


def text_of(textpage: Any) -> str:
    """Return a text page's characters, one for each of its indexes."""
    count = textpage.count_chars()
    units = (c_ushort * (2 * count + 1))()
    # PDFium leaves out controls, puts two units for what is beyond 16 bits, and U+FFFE for hyphens at a line's end and
    # for what it does not know: then each is asked for by itself.
    if pdfium.FPDFText_GetText(textpage.raw, 0, count, units) == count + 1:
        text = bytes(memoryview(units).cast("B")[: 2 * count]).decode("utf-16-le", "surrogatepass")
        if len(text) == count and _UNSURE not in text:
            return text
    codes = map(pdfium.FPDFText_GetUnicode, repeat(textpage.raw), range(count))
    return "".join(chr(code) if code <= sys.maxunicode else _REPLACEMENT for code in codes)


def loose_boxes_of(textpage: Any) -> list[float]:
    """Return left, top, right, bottom of each character of a text page, one behind the other."""
    count = textpage.count_chars()
    if not count:
        return []
    boxes = (pdfium.FS_RECTF * count)()
    start, size = addressof(boxes), sizeof(pdfium.FS_RECTF)
    # map() keeps the calls for each character out of the interpreter: three times as fast as a loop.
    calls = map(_loose_box, repeat(address_of(textpage.raw)), range(count), range(start, start + count * size, size))
    deque(calls, maxlen=0)
    floats: list[Any] = memoryview(boxes).cast("B").cast("f").tolist()
    return floats


def objects_on(page: Any) -> list[int]:
    """Return the addresses of the objects of a page, given as a handle of PDFium; those in forms are not among them."""
    return list(map(_object_on_page, repeat(address_of(page)), range(pdfium.FPDFPage_CountObjects(page))))


def objects_in(form: Any, most: int) -> list[int]:
    """Return the addresses of the first objects in a form, at most so many."""
    count = min(pdfium.FPDFFormObj_CountObjects(form), most)
    return list(map(_object_in_form, repeat(address_of(form)), range(count)))


def kinds_of(objects: Sequence[int]) -> list[int]:
    """Return PDFium's kinds of objects with some addresses."""
    return list(map(_kind_of, objects))
