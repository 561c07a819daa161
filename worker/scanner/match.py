"""From what a name says to a title of the catalogue, or to the queue where a person decides."""

from chalicelib.catalog.models import MediaType
from chalicelib.library.models import Episode, MatchState, Title, Verdict
from chalicelib.library.service.matching import Ranked, likeness, rank, sure, words
from chalicelib.library.store import titles
from chalicelib.platform.db import Connection
from worker.scanner.parse import Parsed

ASKED_FOR = 0.97  # a person pressed Get on this very title
BY_ID = 0.99  # the name carries the title's id
BY_EPISODE_TITLE = 0.9


def match(conn: Connection, parsed: Parsed, *, wanted_id: int | None = None) -> Verdict:
    """
    What a file is. `wanted_id` is the title it was downloaded for, if it was for one.

    A file of a known show whose episode is not known stays unmatched: the show is its best
    candidate, and nothing is lost.
    """
    if parsed.is_extra:
        return Verdict(parsed.guess, MatchState.IGNORED)
    if wanted_id is not None:
        kind = titles.media_type(conn, media_id=wanted_id)
        if kind is not None and kind != MediaType.GAME:
            return _as_title(conn, parsed, wanted_id, kind, ASKED_FOR)
    for source, external_id in parsed.external_ids:
        known = titles.by_external_id(conn, source=source, external_id=external_id)
        if known is not None:
            return _as_title(conn, parsed, known.id, known.media_type, BY_ID)
    return _by_name(conn, parsed)


def _by_name(conn: Connection, parsed: Parsed) -> Verdict:
    found = (
        titles.lookalikes(conn, names=parsed.titles, year=parsed.guess.year)
        if parsed.titles
        else []
    )
    best = _best(parsed, found)
    verdict = Verdict(parsed.guess)
    if best is not None:
        verdict = _as_title(conn, parsed, best.media_id, best.media_type, best.confidence)
    if verdict.match_state == MatchState.UNMATCHED:
        verdict = _as_numbered_part(conn, parsed, found) or verdict
    return verdict


def _best(parsed: Parsed, found: list[Title]) -> Ranked | None:
    """The surest title over all readings of the name."""
    readings = [parsed.guess.model_copy(update={"title": title}) for title in parsed.titles]
    taken = [one for reading in readings if (one := sure(rank(reading, found))) is not None]
    return max(taken, key=lambda one: one.confidence, default=None)


def _as_title(
    conn: Connection, parsed: Parsed, media_id: int, kind: MediaType, confidence: float
) -> Verdict:
    if kind == MediaType.MOVIE:
        return Verdict(parsed.guess, MatchState.MATCHED, media_id, None, confidence)
    episode_id = titles.episode(
        conn,
        media_id=media_id,
        season=parsed.guess.season,
        number=parsed.guess.episode,
        air_date=parsed.air_date,
    )
    if episode_id is None:
        episode_id = _episode_by_title(conn, media_id, parsed)
    if episode_id is None:
        return Verdict(parsed.guess)
    return Verdict(parsed.guess, MatchState.MATCHED, media_id, episode_id, confidence)


def _episode_by_title(conn: Connection, media_id: int, parsed: Parsed) -> int | None:
    """The episode called what the name says, when the name has no numbers at all."""
    if parsed.guess.episode is not None or not parsed.episode_title:
        return None
    same = [
        episode.id
        for episode in titles.episodes(conn, media_id=media_id)
        if likeness(episode.title, parsed.episode_title) == 1
    ]
    return same[0] if len(same) == 1 else None


def _as_numbered_part(conn: Connection, parsed: Parsed, found: list[Title]) -> Verdict | None:
    """`Caminandes 3 Llamigos`: a show's title, a number, perhaps the episode's title."""
    readings = [words(title) for title in parsed.titles]
    for show in found:
        name = words(show.title)
        rests = [said[len(name) :] for said in readings if said[: len(name)] == name]
        if show.media_type != MediaType.SHOW or not any(rests):
            continue
        for episode in titles.episodes(conn, media_id=show.id):
            if any(_means(rest, episode) for rest in rests):
                return Verdict(
                    parsed.guess, MatchState.MATCHED, show.id, episode.id, BY_EPISODE_TITLE
                )
    return None


def _means(rest: list[str], episode: Episode) -> bool:
    """Whether what follows a show's title names this episode."""
    called = words(episode.title)
    if called and rest == called:
        return True
    numbered = bool(rest) and rest[0].isdigit() and int(rest[0]) == episode.episode_number
    return numbered and rest[1:] in ([], called)
