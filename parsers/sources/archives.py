"""Documents that are ZIP files of parts, opened within bounds and never unpacked to disk.

Names are looked up as writers meant them: with either slash, absolute or relative, and in any case.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from posixpath import normpath

from parsers.sources.limits import DEFAULT_LIMITS, too_large
from schemas.errors import ErrorCode, SourceError
from schemas.records import ReaderLimits

_CENTRAL_HEADER = b"PK\x01\x02"  # stands before each member in the archive's list
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
# What the formats made of ZIP allow; the others unpack without bound, whatever size they say.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OF_ANY_SIZE = ReaderLimits(max_parts=1_000_000, max_unpacked_bytes=1 << 62)  # its reader says what is too large
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError, OverflowError, IndexError),
)


class Archive:
    """The parts of a ZIP file by name; each is unpacked when it is read, all together within the limits.

    Args:
        data: the file's bytes.
        label: what the file is taken for, as the user is told, e.g. "an OFD document".

    Raises:
        SourceError: with code TOO_LARGE (too many parts, or too large) or DAMAGED.
    """

    def __init__(self, data: bytes, *, label: str, limits: ReaderLimits = DEFAULT_LIMITS) -> None:
        self._label = label
        self._limits = limits
        self._unpacked = 0
        _check("parts", data.count(_CENTRAL_HEADER), limits.max_parts, "max_parts")
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise self._damaged("its list of parts is broken or cut short") from error
        named = ((_name(member), member) for member in self._file.infolist() if not member.filename.endswith("/"))
        self._members = {name: member for name, member in named if name}
        self._folded = {name.casefold(): name for name in reversed(self._members)}
        self._check_unpacked(sum(member.file_size for member in self._members.values()))

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all parts, with forward slashes, in the archive's order."""
        return tuple(self._members)

    def find(self, path: str) -> str | None:
        """Return the name of the part that a path means, or None; its case counts only where two names differ by it."""
        name = _normal(path)
        return name if name in self._members else self._folded.get(name.casefold())

    def read(self, path: str) -> bytes | None:
        """Return the bytes of the part that a path means; None where there is no such part.

        Raises:
            SourceError: with code TOO_LARGE, ENCRYPTED (the ZIP itself has a password) or DAMAGED.
        """
        name = self.find(path)
        if name is None:
            return None
        member = self._members[name]
        if member.flag_bits & _ENCRYPTED:
            raise SourceError(ErrorCode.ENCRYPTED)
        _check(f"bytes in {name}", member.file_size, self._limits.max_part_bytes, "max_part_bytes")
        self._unpacked += member.file_size
        self._check_unpacked(self._unpacked)
        try:
            return self._unpack(member)
        except _BROKEN as error:
            raise self._damaged(f"its part {name} is broken") from error

    def _unpack(self, member: zipfile.ZipInfo) -> bytes:
        if member.compress_type not in _METHODS:
            raise NotImplementedError
        with self._file.open(member) as part:
            # Without a number, what a part that lies about its size unpacks to is held whole before it is cut.
            return part.read(member.file_size)

    def _check_unpacked(self, count: int) -> None:
        _check("bytes unpacked", count, self._limits.max_unpacked_bytes, "max_unpacked_bytes")

    def _damaged(self, reason: str) -> SourceError:
        return SourceError(ErrorCode.DAMAGED, got=self._label, reason=reason)


def _check(what: str, count: int, most: int, setting: str) -> None:
    if count > most:
        raise too_large(f"{count:,} {what}", f"{most:,}", setting)


def member_names(data: bytes) -> frozenset[str]:
    """Return the names of a ZIP file's parts, to tell what it is; none where it is broken."""
    try:
        return frozenset(Archive(data, label="an archive", limits=_OF_ANY_SIZE).names)
    except SourceError:
        return frozenset()


def _name(member: zipfile.ZipInfo) -> str:
    """Return a part's name; without the flag that says UTF-8, Chinese writers mean it or GBK all the same."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME and not name.isascii():
        raw = name.encode("cp437", "replace")
        name = next((text for codec in ("utf-8", "gb18030") if (text := _decoded(raw, codec))), name)
    return _normal(name)


def _decoded(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _normal(path: str) -> str:
    return normpath("/" + path.replace("\\", "/")).lstrip("/")
