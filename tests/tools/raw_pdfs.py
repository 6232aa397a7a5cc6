"""PDF files written object by object, to make those that no program would write."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

WORDS = b"BT /F 12 Tf 50 700 Td (Hello funds of 500 yuan for all) Tj ET"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>"


def build(objects: Mapping[int, bytes]) -> bytes:
    """Return a file of objects by number; number 1 is its catalogue."""
    out = b"%PDF-1.7\n"
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return out + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a compressed stream."""
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), entries, packed)


def one_page(
    content: bytes = WORDS,
    *,
    box: bytes = b"[0 0 595 842]",
    catalogue: bytes = b"",
    resources: bytes = b"",
    more: Mapping[int, bytes] | None = None,
) -> bytes:
    """Return a file of one page with some content; `more` are further objects, from number 6."""
    return build(
        {
            1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: PAGE % (box, resources),
            4: stream(content),
            5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            **(more or {}),
        }
    )
