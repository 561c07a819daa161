"""
Patterns of file names: `{Title} ({Year})/Season {Season:00}/{Title} - S{Season:00}E{Episode:00}`.

A token in braces stands for a value; `/` begins a new folder. What is empty leaves no brackets and
no dashes behind. The names of tokens ignore case.
"""

import difflib
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from chalicelib.naming.models.safe_names import (
    MAX_NAME_BYTES,
    SUFFIX_BYTES,
    cut,
    is_unsafe,
    safe_component,
    safe_text,
)

MAX_PATTERN = 300
MAX_STEM_BYTES = MAX_NAME_BYTES - SUFFIX_BYTES
LEAST_TITLE_BYTES = 20  # of a title that is shortened
TOKEN = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What is known of a file; empty where nothing is."""

    title: str
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    episode_title: str = ""
    air_date: date | None = None
    edition: str = ""
    resolution: str = ""
    source: str = ""
    codec: str = ""
    hdr: str = ""
    audio: str = ""
    group: str = ""
    original_name: str = ""  # of the file, without its suffix
    ids: Mapping[str, str] = field(default_factory=dict)  # imdb, tmdb, tvdb


def _numbers(numbers: tuple[int, ...], width: int, joined_by: str) -> str:
    """`01`, or `01-E02` of several."""
    ends = dict.fromkeys((*numbers[:1], *numbers[-1:]))
    return joined_by.join(str(number).zfill(width) for number in ends)


def _tagged(form: str, source: str) -> Callable[[NameFacts, int], str]:
    def value(facts: NameFacts, _width: int) -> str:
        known = facts.ids.get(source, "")
        return form.format(known) if known else ""

    return value


#: The value of each token; the number is the least count of digits.
TOKENS: Mapping[str, Callable[[NameFacts, int], str]] = {
    "Title": lambda facts, _: facts.title,
    "Year": lambda facts, _: str(facts.year or ""),
    "Season": lambda facts, width: "" if facts.season is None else str(facts.season).zfill(width),
    "Episode": lambda facts, width: _numbers(facts.episodes, width, "-E"),
    "Absolute": lambda facts, width: _numbers(facts.absolute, width, "-"),
    "EpisodeTitle": lambda facts, _: facts.episode_title,
    "AirDate": lambda facts, _: facts.air_date.isoformat() if facts.air_date else "",
    "Edition": lambda facts, _: facts.edition,
    "Resolution": lambda facts, _: facts.resolution,
    "Source": lambda facts, _: facts.source,
    "Codec": lambda facts, _: facts.codec,
    "HDR": lambda facts, _: facts.hdr,
    "Audio": lambda facts, _: facts.audio,
    "Group": lambda facts, _: facts.group,
    "OriginalName": lambda facts, _: facts.original_name,
    # As Plex writes them, then as Jellyfin does.
    "edition-tag": lambda facts, _: f"{{edition-{facts.edition}}}" if facts.edition else "",
    "tmdb-id": _tagged("{{tmdb-{}}}", "tmdb"),
    "imdb-id": _tagged("{{imdb-{}}}", "imdb"),
    "tvdb-id": _tagged("{{tvdb-{}}}", "tvdb"),
    "tmdbid": _tagged("[tmdbid-{}]", "tmdb"),
    "imdbid": _tagged("[imdbid-{}]", "imdb"),
}
_BY_NAME = {name.lower(): name for name in TOKENS}
_COUNTED = frozenset({"Season", "Episode", "Absolute"})
_TELL_TITLES = frozenset({"Title", "OriginalName"})
#: A pattern of episodes has one of these in the name of the file, or all would be the same.
_TELL_EPISODES = frozenset({"Episode", "Absolute", "AirDate", "OriginalName"})


class InvalidPattern(ValueError):
    """A pattern that cannot be used; the message says why, as the predicate of a sentence."""


@dataclass(frozen=True, slots=True)
class _Token:
    name: str
    width: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """The parts of each folder, and of the file's name at last: text, and tokens."""

    components: tuple[tuple[str | _Token, ...], ...]

    def render(self, facts: NameFacts) -> str:
        """
        The path below a library folder, without the file's suffix.

        Of a name that is too long, the title of the episode is shortened first, then the title.
        """
        *folders, last = self.components
        # A title can consist of characters that no name takes: "???".
        original = safe_text(facts.original_name)
        name = self._component(last, facts) or safe_component(cut(original, MAX_STEM_BYTES))
        return "/".join(filter(None, (*(self._component(each, facts) for each in folders), name)))

    def render_place(self, facts: NameFacts) -> str:
        """The folders of a title: down to the first that names it."""
        end = next(number for number, parts in enumerate(self.components, 1) if _names_it(parts))
        folders = (self._component(each, facts) for each in self.components[:end])
        return "/".join(filter(None, folders))

    def _component(self, parts: tuple[str | _Token, ...], facts: NameFacts) -> str:
        if (over := len(_joined(parts, facts).encode()) - MAX_STEM_BYTES) > 0:
            facts = replace(facts, episode_title=_shortened(facts.episode_title, over, 0))
        if (over := len(_joined(parts, facts).encode()) - MAX_STEM_BYTES) > 0:
            facts = replace(facts, title=_shortened(facts.title, over, LEAST_TITLE_BYTES))
        name = _joined(parts, facts)
        return safe_component(cut(name, MAX_STEM_BYTES))


def _shortened(text: str, over: int, least: int) -> str:
    """Without `over` bytes at the end, but at least `least` long."""
    text = safe_text(text)
    return cut(text, max(least, len(text.encode()) - over))


def _joined(parts: tuple[str | _Token, ...], facts: NameFacts) -> str:
    """The text of a folder or file, without what empty tokens leave behind."""
    text = "".join(
        each if isinstance(each, str) else safe_text(TOKENS[each.name](facts, each.width))
        for each in parts
    )
    text = re.sub(r"\(\s*\)|\[\s*\]", "", text)
    text = re.sub(r"(?:\s+-)+(?=\s+-\s)|(?:\s+-)+\s*$|^\s*-\s+", "", text)
    return re.sub(r"\s+", " ", text).strip()


@functools.lru_cache(maxsize=64)
def parse_pattern(text: str) -> Pattern:
    """Raises `InvalidPattern`."""
    if not text.strip() or len(text) > MAX_PATTERN:
        raise InvalidPattern(f"has 1 to {MAX_PATTERN} characters")
    components = []
    for written in text.split("/"):
        if not written.strip(" ."):
            raise InvalidPattern("has a folder without a name")
        components.append(_parse_component(written))
    if not any(map(_names_it, components)):
        raise InvalidPattern("has neither {Title} nor {OriginalName} in it")
    return Pattern(tuple(components))


def _names_it(parts: tuple[str | _Token, ...]) -> bool:
    return any(isinstance(part, _Token) and part.name in _TELL_TITLES for part in parts)


def check_episode_pattern(text: str) -> str:
    """A valid pattern that gives each episode a name of its own. Raises `InvalidPattern`."""
    last = parse_pattern(text).components[-1]
    if not any(isinstance(part, _Token) and part.name in _TELL_EPISODES for part in last):
        raise InvalidPattern(
            "gives every episode the same name: put {Episode:00}, {Absolute:000}, {AirDate} or "
            "{OriginalName} into the name of the file"
        )
    return text


def check_pattern(text: str) -> str:
    """A valid pattern. Raises `InvalidPattern`."""
    parse_pattern(text)
    return text


def _parse_component(written: str) -> tuple[str | _Token, ...]:
    parts: list[str | _Token] = []
    end = 0
    for found in TOKEN.finditer(written):
        parts += [_literal(written[end : found.start()]), _token(found[1])]
        end = found.end()
    parts.append(_literal(written[end:]))
    return tuple(part for part in parts if part != "")


def _literal(text: str) -> str:
    if "{" in text or "}" in text:
        raise InvalidPattern("has a brace that is not closed")
    unsafe = next((each for each in text if is_unsafe(each)), None)
    if unsafe is not None:
        raise InvalidPattern(f"has {unsafe!r} in it, which not every file system takes")
    return text


def _token(written: str) -> _Token:
    name, colon, digits = written.partition(":")
    known = _BY_NAME.get(name.strip().lower())
    if known is None:
        near = difflib.get_close_matches(name.strip().lower(), _BY_NAME, n=1)
        hint = f", perhaps {{{_BY_NAME[near[0]]}}}" if near else ""
        raise InvalidPattern(f"has an unknown token {{{name.strip()}}}{hint}")
    if colon and (known not in _COUNTED or not re.fullmatch(r"0{1,5}", digits)):
        raise InvalidPattern(f"has {{{written}}}: digits are for numbers, as in {{Season:00}}")
    return _Token(known, len(digits))
