"""Matches a release name to a title of the catalogue, or leaves it in the review queue."""

from dataclasses import replace

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import number_words
from chalicelib.library.models.matching import (
    MAX_CANDIDATES,
    CandidateTitle,
    EpisodeRef,
    FolderHint,
    Guess,
    MatchResult,
    MatchState,
    RankedTitle,
    Recognition,
)
from chalicelib.library.service.match_scoring import (
    BY_ID_CONFIDENCE,
    CERTAIN,
    MIN_AUTO_MATCH_CONFIDENCE,
    by_id,
    confident_match,
    rank,
)
from chalicelib.library.service.title_similarity import similarity, words
from chalicelib.library.store import catalog_titles
from chalicelib.library.store.catalog_lookups import FileQuestion, TitleLookup
from chalicelib.library.store.match_candidates import TitleQuestion
from chalicelib.platform.db import Connection
from worker.names.extras import without_kind
from worker.names.release import Release, ReleaseType

REQUESTED = 0.97  # the download was requested for this title
BY_EPISODE_TITLE = 0.9
SHOW_TYPES = (ReleaseType.EPISODE, ReleaseType.SEASON_PACK)
BESIDE_OTHERS = 0.87  # the other files of the folder are episodes of this show
MAX_READINGS = 4  # titles of one name that are looked up


def guess_of(release: Release) -> Guess:
    """What the library stores of a name."""
    return Guess(
        title=release.title or None,
        year=release.year,
        season=release.season,
        episode=release.episode,
        country=release.country,
        more_episodes=release.episodes[1:],
        source=release.source,
        group=release.group,
        proper=release.proper,
        ids=dict(release.ids),
        type="episode" if release.type in SHOW_TYPES else "movie",
    )


def folder_of(release: Release) -> FolderHint:
    return FolderHint(release.folder_kind, release.folder_titles)


def match(
    conn: Connection,
    release: Release,
    *,
    requested_id: int | None = None,
    duration_s: int = 0,
    confident_at: float = MIN_AUTO_MATCH_CONFIDENCE,
    lookup: TitleLookup | None = None,
) -> MatchResult:
    """
    Match a file. `requested_id` is the title it was downloaded for, if any, `duration_s` its
    length (0: not probed yet), and `confident_at` from which confidence on no user is asked.
    `lookup` has what was found for other files of a batch.

    A file of a known show with an unknown episode stays unmatched, with the show as its best
    candidate.
    """
    lookup = lookup or TitleLookup()
    if release.extra is not None:
        return _extra(conn, release, requested_id, lookup)
    if requested_id is not None:
        kind = catalog_titles.get_media_type(conn, media_id=requested_id)
        if kind is not None and kind != MediaType.GAME:
            return _as_title(conn, release, requested_id, kind, REQUESTED, lookup=lookup)
    known = _title_of_ids(conn, release)
    if known is not None:
        result = _as_title(
            conn, release, known.id, known.media_type, BY_ID_CONFIDENCE, lookup=lookup
        )
        if result.match_state == MatchState.UNMATCHED:
            return replace(result, candidates=(by_id(result.guess, known),))
        return result
    return _by_name(conn, release, duration_s, confident_at, lookup)


def question_of(release: Release) -> FileQuestion:
    """What `match` asks the catalogue about a name, so that a batch can ask together."""
    names = release.titles[:MAX_READINGS]
    other_spellings = filter(None, (number_words.respelled(name.lower()) for name in names))
    title = TitleQuestion((*names, *other_spellings), release.year)
    if release.type not in SHOW_TYPES:
        return FileQuestion(title)
    return FileQuestion(title, release.season, release.episodes, release.date)


def _extra(
    conn: Connection, release: Release, requested_id: int | None, lookup: TitleLookup
) -> MatchResult:
    """
    A trailer or another file beside a title; without a title it is left out, unless its name has
    an episode.
    """
    owner = _title_of_ids(conn, release) if requested_id is None else None
    media_id, confidence = (owner.id, BY_ID_CONFIDENCE) if owner else (requested_id, REQUESTED)
    if media_id is None and release.titles:
        # Its own name is no hint: `Featurettes/The storm.mkv` is about the film of the folder.
        name = without_kind(release.title)
        subject = replace(
            release, title=name, alternative_titles=(), episodes=(), type=ReleaseType.MOVIE
        )
        if release.seasons:
            subject = replace(subject, type=ReleaseType.SEASON_PACK)
        found = lookup.similar(conn, FileQuestion(TitleQuestion((name,), release.year)))
        best = _best(subject, found)
        if best is None and not release.seasons:
            best = _best(replace(subject, type=ReleaseType.SEASON_PACK), found)
        if best is not None:
            media_id, confidence = best.media_id, best.confidence
    if media_id is None and release.episodes:  # a user knows whether it is an episode
        return MatchResult(guess_of(replace(release, type=ReleaseType.EPISODE)))
    if media_id is None:
        return MatchResult(guess_of(release), MatchState.IGNORED)
    return MatchResult(
        guess_of(release),
        MatchState.EXTRA,
        media_id,
        None,
        confidence,
        extra_kind=release.extra or "other",
    )


def kind_of(release: Release) -> MediaType | None:
    """What its library folder or its name says that it is; None when they say neither."""
    if release.folder_kind == "movies":
        return MediaType.MOVIE
    if release.folder_kind == "shows":
        return MediaType.SHOW
    if release.type in SHOW_TYPES:
        return MediaType.SHOW
    return MediaType.MOVIE if release.type == ReleaseType.MOVIE else None


def resembles(release: Release, title: str, original_title: str | None) -> bool:
    """Whether one of its names is one of a title."""
    return any(
        similarity(mine, name) > CERTAIN
        for name in filter(None, (title, original_title))
        for mine in release.titles[:MAX_READINGS]
    )


def _title_of_ids(conn: Connection, release: Release) -> CandidateTitle | None:
    """
    The title of an external id in the name. A film and a show may have the same number at TMDB or
    TheTVDB: one of the other kind has to be called so, too.
    """
    kind = kind_of(release)
    for source, external_id in release.ids.items():
        known = catalog_titles.find_by_external_id(conn, source=source, external_id=external_id)
        if known is None and kind is not None:
            known = catalog_titles.find_by_external_id(
                conn, source=source, external_id=external_id, kind=kind
            )
        if known is None:
            continue
        if (
            source == "imdb"
            or kind in (None, known.media_type)
            or resembles(release, known.title, known.original_title)
        ):
            return known
    return None


def recognize(
    conn: Connection, release: Release, *, requested_id: int | None = None
) -> Recognition:
    """
    The title of a download's name. `requested_id` is the title that a user chose.

    Unlike a file, a download may be a whole season: the episode is optional.
    """
    if requested_id is not None:
        kind = catalog_titles.get_media_type(conn, media_id=requested_id)
        return _recognized(conn, release, requested_id, kind or MediaType.MOVIE, 1.0)
    if release.extra is not None:
        return Recognition()
    known = _title_of_ids(conn, release)
    if known is not None:
        return _recognized(conn, release, known.id, known.media_type, BY_ID_CONFIDENCE)
    found = _find(conn, release, TitleLookup())
    best = _best(release, found)
    if best is not None:
        return _recognized(conn, release, best.media_id, best.media_type, best.confidence)
    part = _as_numbered_part(conn, release, found)
    if part is None or part.media_id is None:
        return Recognition()
    return _with_numbers(conn, part)


def _recognized(
    conn: Connection, release: Release, media_id: int, kind: MediaType, confidence: float
) -> Recognition:
    if kind != MediaType.SHOW:
        return Recognition(media_id, confidence=confidence)
    matched = _as_title(conn, release, media_id, kind, confidence, lookup=TitleLookup())
    if matched.episode_id is not None:
        return _with_numbers(conn, matched)
    return Recognition(media_id, release.season, release.episode, confidence)


def _with_numbers(conn: Connection, matched: MatchResult) -> Recognition:
    episode = (
        catalog_titles.get_episode(conn, id=matched.episode_id) if matched.episode_id else None
    )
    return Recognition(
        matched.media_id,
        episode.season_number if episode else None,
        episode.episode_number if episode else None,
        matched.confidence,
    )


def _by_name(
    conn: Connection,
    release: Release,
    duration_s: int,
    confident_at: float,
    lookup: TitleLookup,
) -> MatchResult:
    found = _find(conn, release, lookup)
    ranked = _rank(release, found, duration_s)
    best = confident_match(ranked, least=confident_at)
    result = MatchResult(guess_of(release))
    if best is not None:
        result = _as_title(
            conn, release, best.media_id, best.media_type, best.confidence, lookup=lookup
        )
    if result.match_state == MatchState.UNMATCHED:
        result = _as_numbered_part(conn, release, found) or result
    if result.match_state == MatchState.UNMATCHED and _is_in_specials(release):
        extra = _extra(conn, replace(release, extra="other", seasons=()), None, lookup)
        result = extra if extra.match_state == MatchState.EXTRA else result
    if result.match_state == MatchState.UNMATCHED:
        result = replace(result, candidates=tuple(ranked[:MAX_CANDIDATES]))
    return result


def match_beside(
    conn: Connection,
    release: Release,
    *,
    show_id: int,
    guessed: MatchResult,
    lookup: TitleLookup,
) -> MatchResult:
    """
    The episode of the show that the other files of the folder are, if the name allows it.

    `guessed` is what the file is by itself. Its title has to be missing, the show's initials, or
    words of the show's name.
    """
    show = catalog_titles.get_candidate(conn, media_id=show_id)
    if show is None or release.type not in SHOW_TYPES or not _may_be(release, show):
        return guessed
    beside = _as_title(conn, release, show.id, show.media_type, BESIDE_OTHERS, lookup=lookup)
    return beside if beside.match_state == MatchState.MATCHED else guessed


def _may_be(release: Release, show: CandidateTitle) -> bool:
    if not release.title:
        return True
    if release.year is not None and show.year is not None and release.year < show.year:
        return False
    name, mine = words(show.title), words(release.title)
    initials = "".join(word[0] for word in show.title.lower().split())
    return set(mine) <= set(name) or "".join(mine) in (initials, "".join(w[0] for w in name))


def _is_in_specials(release: Release) -> bool:
    """Whether a file without a number lies where shows have their specials, and films extras."""
    return release.seasons == (0,) and release.episode is None


def _find(conn: Connection, release: Release, lookup: TitleLookup) -> list[CandidateTitle]:
    return lookup.similar(conn, question_of(release)) if release.titles else []


def _rank(release: Release, found: list[CandidateTitle], duration_s: int = 0) -> list[RankedTitle]:
    """The candidates by the best reading of each, the most confident first."""
    best: dict[int, RankedTitle] = {}
    for title in release.titles[:MAX_READINGS]:
        guess = guess_of(release).model_copy(update={"title": title})
        for one in rank(guess, found, duration_s=duration_s, folder=folder_of(release)):
            if one.media_id not in best or best[one.media_id].confidence < one.confidence:
                best[one.media_id] = one
    return sorted(best.values(), key=lambda one: -one.confidence)


def _best(release: Release, found: list[CandidateTitle]) -> RankedTitle | None:
    """The most confident match over all candidate titles of the name."""
    return confident_match(_rank(release, found))


def _as_title(
    conn: Connection,
    release: Release,
    media_id: int,
    kind: MediaType,
    confidence: float,
    *,
    lookup: TitleLookup,
) -> MatchResult:
    if kind == MediaType.MOVIE:
        if _is_in_specials(release):
            return MatchResult(
                guess_of(release), MatchState.EXTRA, media_id, None, confidence, extra_kind="other"
            )
        return MatchResult(
            guess_of(release),
            MatchState.MATCHED,
            media_id,
            None,
            confidence,
            editions=release.edition,
        )
    episode_ids = lookup.episodes(
        conn,
        media_id=media_id,
        season=release.season,
        numbers=release.episodes,
        air_date=release.date,
    )
    if not episode_ids:
        by_title = _episode_by_title(conn, media_id, release)
        episode_ids = [] if by_title is None else [by_title]
    if not episode_ids:
        return MatchResult(guess_of(release))
    return MatchResult(
        guess_of(release),
        MatchState.MATCHED,
        media_id,
        episode_ids[0],
        confidence,
        more_episode_ids=tuple(episode_ids[1:]),
        editions=release.edition,
    )


def _episode_by_title(conn: Connection, media_id: int, release: Release) -> int | None:
    """The episode with this title, when the name has no episode number."""
    if release.episode is not None or not release.episode_title:
        return None
    same = [
        episode.id
        for episode in catalog_titles.list_episodes(conn, media_id=media_id)
        if similarity(episode.title, release.episode_title) == 1
    ]
    return same[0] if len(same) == 1 else None


def _as_numbered_part(
    conn: Connection, release: Release, found: list[CandidateTitle]
) -> MatchResult | None:
    """`Caminandes 3 Llamigos`: show title, episode number, optional episode title."""
    readings = [words(title) for title in release.titles[:MAX_READINGS]]
    for show in found:
        name = words(show.title)
        rests = [reading[len(name) :] for reading in readings if reading[: len(name)] == name]
        if show.media_type != MediaType.SHOW or not any(rests):
            continue
        for episode in catalog_titles.list_episodes(conn, media_id=show.id):
            if any(_identifies(rest, episode) for rest in rests):
                return MatchResult(
                    guess_of(release), MatchState.MATCHED, show.id, episode.id, BY_EPISODE_TITLE
                )
    return None


def _identifies(rest: list[str], episode: EpisodeRef) -> bool:
    """Whether the words after the show title identify this episode."""
    title = words(episode.title)
    if title and rest == title:
        return True
    numbered = bool(rest) and rest[0].isdigit() and int(rest[0]) == episode.episode_number
    return numbered and rest[1:] in ([], title)
