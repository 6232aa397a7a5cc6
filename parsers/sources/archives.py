"""Documents that are ZIP files of parts, opened within bounds and never unpacked to disk.

Names are looked up as writers meant them: with either slash, absolute or relative, and in any case.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from posixpath import normpath

from schemas.errors import ErrorCode, SourceError

_CENTRAL_HEADER = b"PK\x01\x02"  # stands before each member in the archive's list
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_MEGABYTE = 1_000_000
_SMALL = 10 * _MEGABYTE  # a part that unpacks to less may be as repetitive as it likes
# What the formats made of ZIP allow; the others unpack without bound, whatever size they say.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError, OverflowError, IndexError),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold: parts, bytes of one part and of all parts unpacked, and times a part shrank."""

    members: int = 50_000
    member_bytes: int = 64 * _MEGABYTE
    total_bytes: int = 1000 * _MEGABYTE
    ratio: int = 200


LIMITS = Limits()


class Archive:
    """The parts of a ZIP file by name; each is unpacked when it is read, all together within the limits.

    Args:
        data: the file's bytes.
        label: what the file is taken for, as the user is told, e.g. "an OFD document".

    Raises:
        SourceError: with code TOO_LARGE (too many parts, too large or packed too tightly) or DAMAGED.
    """

    def __init__(self, data: bytes, *, label: str, limits: Limits = LIMITS) -> None:
        self._label = label
        self._limits = limits
        self._left = limits.total_bytes
        self._check("parts", data.count(_CENTRAL_HEADER), limits.members)
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise self._damaged("its list of parts is broken or cut short") from error
        named = ((_name(member), member) for member in self._file.infolist() if not member.filename.endswith("/"))
        self._members = {name: member for name, member in named if name}
        self._folded = {name.casefold(): name for name in reversed(self._members)}
        self._check_sizes()

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
        self._check(f"bytes in {name}", member.file_size, self._limits.member_bytes)
        self._check(
            "bytes unpacked", self._limits.total_bytes - self._left + member.file_size, self._limits.total_bytes
        )
        self._left -= member.file_size
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

    def _check_sizes(self) -> None:
        members = self._members.values()
        self._check("bytes unpacked", sum(member.file_size for member in members), self._limits.total_bytes)
        for member in members:
            if member.file_size > _SMALL:
                ratio = member.file_size // max(member.compress_size, 1)
                self._check(f"times the size of {member.filename} when it is unpacked", ratio, self._limits.ratio)

    def _check(self, what: str, count: int, most: int) -> None:
        if count > most:
            raise SourceError(
                ErrorCode.TOO_LARGE, got=f"{count:,} {what}", limit=f"{most:,}", setting="the reader's limit"
            )

    def _damaged(self, reason: str) -> SourceError:
        return SourceError(ErrorCode.DAMAGED, got=self._label, reason=reason)


def member_names(data: bytes) -> frozenset[str]:
    """Return the names of a ZIP file's parts, to tell what it is; none where it is broken or beyond the limits."""
    try:
        return frozenset(Archive(data, label="an archive").names)
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
