"""Maps IGDB responses to metadata updates. No I/O."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import (
    LinkKind,
    LinkUpdate,
    Precision,
    RatingUpdate,
    ReleaseUpdate,
    TitleUpdate,
    VideoUpdate,
)
from chalicelib.providers.igdb import Game, image_url
from chalicelib.providers.igdb.models import GameRef, Named, ReleaseDate
from chalicelib.providers.provider_result import ProviderResult

MAX_LINKS = 40

GENRES = {
    "Role-playing (RPG)": "Role-playing",
    "Hack and slash/Beat 'em up": "Action",
    "Simulator": "Simulation",
    "Real Time Strategy (RTS)": "Strategy",
    "Turn-based strategy (TBS)": "Strategy",
    "Point-and-click": "Adventure",
    "Card & Board Game": "Board Game",
    "Quiz/Trivia": "Quiz",
    "Platform": "Platformer",
}
THEMES = frozenset(
    {"Action", "Fantasy", "Science fiction", "Horror", "Comedy", "Mystery", "Historical", "Sandbox"}
)
THEME_NAMES = {"Science fiction": "Science Fiction", "Historical": "History"}


def game_update(answer: ProviderResult[Game]) -> TitleUpdate:
    game = answer.value
    votes = game.total_rating_count or 0
    rated = game.total_rating if votes else None
    picture = next(
        (
            one.image_id
            for one in (*(game.artworks or ()), *(game.screenshots or ()))
            if one.image_id
        ),
        None,
    )
    return TitleUpdate(
        provider="igdb",
        media_type=MediaType.GAME,
        external_ids={"igdb": str(game.id)},
        title=game.name,
        released_on=_released_on(game),
        year=game.first_released_on.year if game.first_released_on else None,
        overview=game.summary,
        platforms=tuple(_names(game.platforms)),
        poster_url=image_url(game.cover.image_id if game.cover else None),
        backdrop_url=image_url(picture),
        rating=None if rated is None else round(rated / 10, 1),
        votes=votes,
        # The number of ratings, and for upcoming games the number of followers.
        popularity=float(votes + (game.hypes or 0)),
        genres=tuple(
            dict.fromkeys(
                [GENRES.get(name, name) for name in _names(game.genres)]
                + [THEME_NAMES.get(n, n) for n in _names(game.themes) if n in THEMES]
            )
        ),
        alternate_titles=tuple((one.name, "") for one in game.alternative_names or () if one.name),
        videos=None
        if game.videos is None
        else tuple(
            VideoUpdate(site="YouTube", key=one.video_id, kind=_kind_of(one.name), name=one.name)
            for one in game.videos
            if one.video_id
        ),
        links=_links(game),
        parent=_parent(game),
        releases=_releases(game),
        ratings=()
        if rated is None
        else (RatingUpdate(source="igdb", value=round(rated, 1), best=100, votes=votes),),
        is_whole=answer.skipped == 0 and not answer.is_stale,
    )


def each_game(answer: ProviderResult[tuple[Game, ...]]) -> list[ProviderResult[Game]]:
    """The games of a list, each as a result of its own."""
    return [
        ProviderResult(game, answer.fetched_at, answer.is_stale, answer.skipped)
        for game in answer.value
    ]


def fold_name(name: str) -> str:
    """`God of War®: Ragnarök` → `god of war ragnarok`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def best_match(games: Iterable[Game], name: str, year: int | None) -> Game | None:
    """
    The game with this name: released within a year of `year`, if known, else the one with the most
    ratings. None if no name is equal.
    """
    folded = fold_name(name)
    same = [
        game
        for game in games
        if folded
        in {
            fold_name(game.name),
            *(fold_name(one.name or "") for one in game.alternative_names or ()),
        }
    ]
    if year is not None:
        dated = [g for g in same if g.first_released_on is not None]
        near = [g for g in dated if abs(_year(g) - year) <= 1]
        same = sorted(near, key=lambda g: abs(_year(g) - year)) or [
            g for g in same if g.first_released_on is None
        ]
        return same[0] if same else None
    return max(same, key=lambda g: g.total_rating_count or 0, default=None)


def _year(game: Game) -> int:
    return game.first_released_on.year if game.first_released_on else 0


def _names(refs: Iterable[Named] | None) -> list[str]:
    return [one.name for one in refs or () if one.name]


def _kind_of(name: str) -> str:
    return "Trailer" if "trailer" in name.lower() else "Clip"


def _links(game: Game) -> tuple[LinkUpdate, ...] | None:
    groups = [*(game.franchises or ()), *(game.collections or ())]
    lists: list[tuple[LinkKind, Iterable[Named] | None]] = [
        ("dlc", game.dlcs),
        ("expansion", game.expansions),
        ("similar", game.similar_games),
        (
            "franchise",
            [member for group in groups for member in group.games or ()] if groups else None,
        ),
    ]
    if all(refs is None for _, refs in lists):
        return None
    return tuple(
        LinkUpdate(
            kind=kind,
            external_id=str(one.id),
            media_type=MediaType.GAME,
            title=one.name or "",
            year=one.first_released_on.year
            if isinstance(one, GameRef) and one.first_released_on
            else None,
        )
        for kind, refs in lists
        for one in list(refs or ())[:MAX_LINKS]
        if one.id != game.id
    )


def _releases(game: Game) -> tuple[ReleaseUpdate, ...] | None:
    """The release of each platform, as exactly as IGDB knows it."""
    if game.release_dates is None:
        return None
    return tuple(
        ReleaseUpdate(kind="game", released_on=day, precision=precision, platform=one.platform.name)
        for one in game.release_dates
        if one.platform is not None and one.platform.name
        for day, precision in [_when(one)]
    )


def _when(release: ReleaseDate) -> tuple[date | None, Precision]:
    """A day, or the last one of a month, a quarter or a year; None if it is to be announced."""
    day = release.released_on
    match release.precision:
        case None | 0 if day is not None:
            return day, "day"
        case 1 if day is not None:
            return _last_day(day.year, day.month), "month"
        case 2 if year := release.year or (day and day.year):
            return _last_day(year, 12), "year"
        case 3 | 4 | 5 | 6 as number if year := release.year or (day and day.year):
            return _last_day(year, 3 * (number - 2)), "quarter"
        case _:
            return None, "tba"


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _released_on(game: Game) -> date | None:
    """
    The day of the first release; None where IGDB knows no day of it.

    Its own `first_release_date` is a day even where only the year is known.
    """
    first = game.first_released_on
    known = [_when(one) for one in game.release_dates or ()]
    if not known or any(precision == "day" and day == first for day, precision in known):
        return first
    return min((day for day, precision in known if day and precision == "day"), default=None)


def _parent(game: Game) -> LinkUpdate | None:
    kinds: dict[str, LinkKind] = {"dlc": "dlc", "expansion": "expansion", "pack": "dlc"}
    kind = kinds.get(game.kind)
    if kind is None or game.parent_game is None:
        return None
    parent = game.parent_game
    return LinkUpdate(
        kind=kind,
        external_id=str(parent.id),
        media_type=MediaType.GAME,
        title=parent.name or "",
    )
