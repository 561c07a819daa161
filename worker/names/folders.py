"""What the folders above a file say: `Show (2019)/Season 02`, `Film (2010)/Extras`."""

import functools
import re
from dataclasses import dataclass, field

from worker.names.extras import kind_of_folder
from worker.names.film_parts import part_of_folder
from worker.names.numbers import Numbering
from worker.names.part import PartReading, read_part
from worker.names.quality import Quality

SPECIALS = re.compile(
    r"^(?:specials?|especiales?|spéciaux|speciali|sonderfolgen|s00|season 0+|ova|ovas|oad|sp|extras)$"
)
BARE_SEASON = re.compile(r"^\d{1,2}$")
SKIPPED = re.compile(
    r"^(?:cd|dis[ck]|dvd|part|teil)[ .\-]?\d{1,2}$|^(?:subs?|subtitles?|video_ts|bdmv|stream|vobsub)$"
)
MIN_HASH = 16
MAX_ABBREVIATION = 6  # characters of a title
HASH_WORD = re.compile(r"^(?=.*\d)[0-9a-zA-Z]+$")
#: Folders that sort libraries; they name no title.
SHELVES = re.compile(
    r"^(?:[a-z]:|movies?|films?|tv|tv[ _]?shows?|shows?|series|anime|videos?|media|downloads?|complete|incoming|torrents?|data|mnt|home|library|filme|serien|séries|películas|drive|server|share|storage|volume\d*|video|sorted|new|misc|unsorted|kids|documentar(?:y|ies)|\d{4}s?|hd|4k|uhd)$"
)
#: Kinds of extras whose folders hold nothing else, wherever they lie.
NEVER_TITLES = frozenset({"trailer", "sample"})
PLAIN_TITLES = re.compile(
    r"^(?:movie|film|theme[ ]?\d{0,2}|video|index|main|feature|title[ _]?\d*|vts[ _\d]+|\d{5}|stream|file|episode|video[ _]ts[ \-].*)$"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the folders of a file say together."""

    titles: tuple[str, ...] = ()
    year: int | None = None
    seasons: tuple[int, ...] = ()
    quality: Quality = field(default_factory=Quality)
    group: str | None = None
    ids: dict[str, str] = field(default_factory=dict)
    extra: str | None = None
    numbering: Numbering | None = None  # of a folder that holds one episode
    part: int | None = None  # of a film in several folders
    is_release: bool = False  # a folder with year or quality, as releases are named

    @property
    def is_title(self) -> bool:
        """Whether the folder is that of a show or a film, and no shelf: more than bare words."""
        return bool(self.titles) and (bool(self.seasons) or self.is_release)

    def replaces(self, title: str, file: PartReading) -> bool:
        """Whether the folder's title is better than the file's."""
        if PLAIN_TITLES.match(title.lower()):
            return True
        if self._names_same_episode(file) and len(title) <= MAX_ABBREVIATION < len(self.titles[0]):
            return True
        if self.is_release and not self.seasons and file.year is None and not file.numbering.end:
            return True
        initials = "".join(word[0] for word in self.titles[0].split() if word[0].isalnum())
        return 1 < len(title) <= MAX_ABBREVIATION and title.lower() == initials.lower()

    def _names_same_episode(self, file: PartReading) -> bool:
        """Whether the folder is the release of the file's episode: `Show.S01E02.720p/grp-s.102`."""
        folder, own = self.numbering, file.numbering
        return (
            folder is not None
            and bool(own.episodes)
            and (folder.seasons, folder.episodes) == (own.seasons, own.episodes)
        )


def _is_obfuscated(part: PartReading) -> bool:
    """Whether a name is a hash, as posters to Usenet hide names."""
    words = part.text.replace("-", " ").split()
    return (
        len(part.text) >= MIN_HASH
        and not part.has_anchor
        and all(HASH_WORD.search(word) for word in words)
    )


def read_season_folder(name: str, outer: Context) -> PartReading | None:
    """A path that ends with the folder of a season without a title: `Show/Specials`, `Show/2`."""
    plain = name.strip().lower()
    if SPECIALS.match(plain):
        seasons = [0]
    elif BARE_SEASON.match(plain) and outer.titles:
        seasons = [int(plain)]
    else:
        return None
    return PartReading(numbering=Numbering(0, 0, seasons=seasons, is_pack=True))


def _bare_season(plain: str, *, is_inner: bool) -> int | None:
    """The season of a folder without a title: `Specials`, `2`."""
    if SPECIALS.match(plain):
        return 0
    return int(plain) if is_inner and BARE_SEASON.match(plain) else None


def _holds_extras(kind: str, outer: tuple[str, ...]) -> bool:
    """Whether a folder of this name lies in a title's, not in a shelf or at the top."""
    for name in reversed(outer):
        if kind_of_folder(name) is None and SKIPPED.match(name.strip().lower()) is None:
            return SHELVES.match(name.strip().lower()) is None or kind in NEVER_TITLES
    return kind in NEVER_TITLES


@functools.lru_cache(maxsize=1024)  # the files of a folder share it
def read_folders(folders: tuple[str, ...]) -> Context:
    """`folders` are the nearest ones, the innermost last."""
    titles: list[str] = []
    year: int | None = None
    seasons: list[int] = []
    extra, group, is_release = None, None, False
    part_number: int | None = None
    numbering: Numbering | None = None
    ids: dict[str, str] = {}
    quality = Quality()
    for depth, name in enumerate(reversed(folders)):
        plain = name.strip().lower()
        kind = kind_of_folder(name)
        is_title = kind is not None and (
            any(seasons) or not _holds_extras(kind, folders[: len(folders) - depth - 1])
        )
        if kind is not None and extra is None and depth < 2 and not is_title:  # noqa: PLR2004
            extra = kind
            continue
        if SKIPPED.match(plain):
            part_number = part_of_folder(plain) if depth == 0 else part_number
            continue
        bare = None if is_title else _bare_season(plain, is_inner=depth == 0 and len(folders) > 1)
        if bare is not None:
            seasons = seasons or [bare]
            continue
        if SHELVES.match(plain) or (is_title and not seasons):  # not a show: `Movies/Shorts`
            break
        part = read_part(name, is_file=False)
        if _is_obfuscated(part):
            continue
        ids = {**part.ids, **ids}
        if part.numbering.is_certain:  # not `Room 237`
            seasons = seasons or list(part.numbering.seasons)
        if part.titles:
            titles, year = part.titles, part.year
            numbering = part.numbering if part.numbering.episodes or part.numbering.date else None
            quality, group, is_release = part.quality, part.group, part.has_anchor
            break
        year = year or part.year
    return Context(
        tuple(titles),
        year,
        tuple(seasons),
        quality,
        group,
        ids,
        extra,
        numbering,
        part_number,
        is_release,
    )
