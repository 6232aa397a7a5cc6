"""Full names of bodies from the short forms a paper prints, by the issuing place: 市工信局 → 厦门市工业和信息化局."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from parsers.lexicon import mapping, read_lexicon, words
from parsers.regions import Mention, find_places, place_of, within
from schemas.records import Metadata

_BRACKET = re.compile(r"[（(〔〈][^（()）〔〕〈〉]*[)）〕〉]$")
_REGION = "自治区"
_LEVELS = {
    "省": "province",
    _REGION: "province",
    "市": "city",
    "州": "city",
    "区": "county",
    "县": "county",
    "旗": "county",
}
_PARTY = "委"
_ZONE_BOARD = "管委会"
_SHORTEST_ZONE = 3  # characters of a zone's own name; a shorter one, such as 开发区, is any zone


@dataclass(frozen=True, slots=True)
class Namer:
    """Names bodies in full for one issuing place.

    `places` are the place's names by level (province, city, county), each with those above it up to the city; `code` is
    its GB/T 2260 code, None where the paper's place is not known.
    """

    places: Mapping[str, str]
    code: str | None
    _named: dict[tuple[str, str], str | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, metadata: Metadata) -> Namer:
        """Return a namer for the place that a policy is for."""
        province, city, county = metadata.province, metadata.city, metadata.county
        direct = province is not None and province.endswith("市")
        above = (province if direct else city) or ""
        own = county is not None and county.endswith("市")  # 市科技局 of a county-level city is its own
        places = {
            "province": province or "",
            "city": county or "" if own else above,
            "county": (county if own else above + county) if county else "",
        }
        return cls({level: name for level, name in places.items() if name}, metadata.admin_code)

    def full_names(self, printed: Sequence[str]) -> list[str | None]:
        """Return the full name of each body of a list, None where none is known.

        A body printed without a level is on that of the one before: 市科技创新委、发展改革委.
        """
        level = next((level for level in ("county", "city", "province") if level in self.places), "")
        found: list[str | None] = []
        for name in printed:
            prefix = _level_of(name)
            level = _LEVELS[prefix] if prefix else level
            if (name, level) not in self._named:  # a paper names few bodies, each of them again and again
                self._named[name, level] = self._full_name(_BRACKET.sub("", name), level)
            found.append(self._named[name, level])
        return found

    def _full_name(self, name: str, level: str) -> str | None:
        if is_collective(name):
            return None
        place, prefix = self.places.get(level, ""), _level_of(name)
        if own := self._in_place(place, name, prefix) or _national(name):
            return own
        for end in _office_starts(name):
            if own := self._in_place(place, name[:end], prefix):
                return own + name[end:]
        return self._placed(place, name.removeprefix(prefix)) if prefix else self._named_in_full(name)

    def _in_place(self, place: str, name: str, prefix: str) -> str | None:
        """Return the name of a body of a place that the lexicon knows: 市科技局, 市委编办, 市税务局."""
        if template := mapping("agency_names", "templates").get(name):
            return template.format(place=place) if place else None
        rest = name.removeprefix(prefix)
        party = mapping("agency_names", "party").get(rest.removeprefix(_PARTY)) if rest.startswith(_PARTY) else None
        full = f"委{party}" if party else _known(rest, self.code)
        if not full or not place:
            return None
        zone = rest.endswith(_ZONE_BOARD) and rest != _ZONE_BOARD
        return ("中共" if party else "") + (_without_suffix(place) if zone else place) + full

    def _placed(self, place: str, rest: str) -> str | None:
        """Return the name of a body that the lexicon does not know but that is printed in full behind 市 or 省."""
        board = rest.removesuffix(_ZONE_BOARD)
        if place and board != rest:
            return f"{place}{board}管理委员会"
        return place + rest if place and rest.endswith(words("agency_names", "words.full_endings")) else None

    def _named_in_full(self, name: str) -> str | None:
        """Return the full name of a body whose name begins with a place, or is its own."""
        name = _branch_of_central_bank(name)
        mention = next(find_places(name), None)
        if mention is None or mention.start:
            return _proper(name)
        place, rest = self._place_in_full(name, mention), name[mention.end :]
        if branch := mapping("agency_names", "branches").get(rest):
            return branch.format(place=name[: mention.end])
        behind = _known(rest, self.code) if rest else ""
        return _proper(name) if behind is None else place + behind

    def _place_in_full(self, name: str, mention: Mention) -> str:
        """Return the place that a name begins with, a district with its city; short names stay as printed."""
        printed = name[: mention.end]
        if not printed.endswith("区"):
            return printed
        home = (self.code or "")[:2].ljust(6, "0") if self.code else ""
        place = place_of(next((code for code in mention.codes if home and within(code, home)), mention.codes[0]))
        above = place.city or (place.province if (place.province or "").endswith("市") else None)
        within_name = above is None or printed.startswith(_without_suffix(above))
        return f"{above}{printed}" if printed == place.county and not within_name else printed


@lru_cache(maxsize=1024)  # a paper names few bodies, each of them again and again
def is_collective(name: str) -> bool:
    """Return whether what is printed names no single body: 各区人民政府, 有关单位, 市级有关部门."""
    return _collective().search(name) is not None


def _national(name: str) -> str | None:
    """Return the full name of a body of the State, None for any other."""
    return mapping("agency_names", "state").get(name) or (name if name in words("agencies", "national") else None)


def _branch_of_central_bank(name: str) -> str:
    for short, whole in mapping("agency_names", "state_prefixes").items():
        if name.startswith(short):
            for ending, full_ending in mapping("agency_names", "branch_endings").items():
                name = name.removesuffix(ending) + full_ending if name.endswith(ending) else name
            return whole + name.removeprefix(short)
    return name


def _office_starts(name: str) -> range:
    """Return where the name of an office inside a body may begin, last first; nowhere where none stands at the end."""
    return range(len(name) - 2, 2, -1) if name.endswith(words("agency_names", "words.offices")) else range(0)


@lru_cache(maxsize=4096)
def _known(rest: str, code: str | None) -> str | None:
    for key in (code, code[:4] + "00", code[:2] + "0000") if code else ():
        if key and (own := _overrides(key).get(rest)):
            return own
    if own := mapping("agency_names", "names").get(rest):
        return own
    stems, full_stems = mapping("agency_names", "stems"), _full_stems()
    for short, full in mapping("agency_names", "organs").items():
        stem = rest.removesuffix(short)
        if stem != rest and (stem in stems or stem in full_stems):
            return stems.get(stem, stem) + full
    return None


@cache
def _overrides(code: str) -> Mapping[str, str]:
    return mapping("agency_names", f"overrides.{code}") if code in read_lexicon("agency_names")["overrides"] else {}


@cache
def _full_stems() -> frozenset[str]:
    return frozenset(mapping("agency_names", "stems").values())


@lru_cache(maxsize=1024)
def _level_of(name: str) -> str:
    """Return the level that a printed name begins with, "" where it begins with none: 市场监管局 begins with none."""
    prefix = _REGION if name.startswith(_REGION) else name[:1] if name[:1] in _LEVELS else ""
    return "" if prefix and _known(name, None) else prefix


def _proper(name: str) -> str | None:
    """Return a name that needs no place in front, None for one that may be short for another."""
    board = name.removesuffix(_ZONE_BOARD)
    if board != name and len(board) > _SHORTEST_ZONE:
        return f"{board}管理委员会"
    return name if name.endswith(words("agency_names", "words.proper_endings")) else None


def _without_suffix(place: str) -> str:
    return place.removesuffix("市").removesuffix("省")


@cache
def _collective() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:{'|'.join(words('duties', 'words.collective'))})|(?:有关|相关|各|等).{{0,6}}(?:部门|单位|政府)"
    )
