"""Stable identifiers: the same content has the same id, on every machine and in every run."""

from hashlib import blake2b

ID_HEX_DIGITS = 20
_SEPARATOR = "\x1f"  # ASCII unit separator: cannot stand in text that was cleaned


def digest(*parts: object) -> str:
    """Return 20 hexadecimal digits (80 bits of BLAKE2b, RFC 7693) that name the given parts."""
    return _named(_SEPARATOR.join(map(str, parts)))


def _named(content: str) -> str:
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=ID_HEX_DIGITS // 2).hexdigest()


def source_id_of(source_uri: str) -> str:
    """Return the source_id of a source URI."""
    return digest(source_uri)


class IdCounter:
    """Gives each row its id: equal contents are told apart by their count, in reading order."""

    __slots__ = ("_prefix", "_seen")

    def __init__(self, *prefix: object) -> None:
        self._prefix = _SEPARATOR.join(map(str, (*prefix, "")))
        self._seen: dict[str, int] = {}

    def next(self, *parts: object) -> str:
        """Return the id of the next row with these parts."""
        key = _SEPARATOR.join(map(str, parts))
        count = self._seen.get(key, 0)
        self._seen[key] = count + 1
        return _named(f"{self._prefix}{key}{_SEPARATOR}{count}")
