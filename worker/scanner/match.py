"""From what a name says to a title of the catalogue, or to the queue where a person decides."""

from psycopg import Connection

from chalicelib.catalog.models import MediaType
from chalicelib.library.models import MatchState, Title, Verdict
from chalicelib.library.service.matching import Ranked, likeness, rank, sure, words
from chalicelib.library.store import titles
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
    best: Ranked | None = None
    found = titles.lookalikes(conn, names=parsed.titles) if parsed.titles else []
    for title in parsed.titles:
        one = sure(rank(parsed.guess.model_copy(update={"title": title}), found))
        if one is not None and (best is None or one.confidence > best.confidence):
            best = one
    if best is not None:
        return _as_title(conn, parsed, best.media_id, best.media_type, best.confidence)
    return _as_numbered_part(conn, parsed, found) or Verdict(parsed.guess)


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
    said = words(parsed.guess.title or "")
    for title in found:
        name = words(title.title)
        rest = said[len(name) :]
        if title.media_type != MediaType.SHOW or said[: len(name)] != name or not rest:
            continue
        for episode in titles.episodes(conn, media_id=title.id):
            called = words(episode.title)
            numbered = rest[0].isdigit() and int(rest[0]) == episode.episode_number
            if (numbered and rest[1:] in ([], called)) or (called and rest == called):
                return Verdict(
                    parsed.guess, MatchState.MATCHED, title.id, episode.id, BY_EPISODE_TITLE
                )
    return None
