"""Matches the name of a game's file or folder to a game of the catalogue."""

from chalicelib.catalog.models import MediaType
from chalicelib.library.models.matching import MAX_CANDIDATES, Guess, MatchResult, MatchState
from chalicelib.library.models.scans import ItemContent
from chalicelib.library.service.match_scoring import confident_match, rank
from chalicelib.library.store.catalog_lookups import FileQuestion, find_similar
from chalicelib.library.store.match_candidates import TitleQuestion
from chalicelib.platform.db import Connection
from worker.names.games import read_game


def match_game(
    conn: Connection,
    path: str,
    content: ItemContent,
    *,
    platform: str | None,
    confident_at: float,
) -> MatchResult:
    """
    The game of a path, or what it may be. From `confident_at` on no user is asked. `platform` is
    that of its folder, if the folder says one.
    """
    name = read_game(path.rpartition("/")[2], is_folder=content == "game_folder")
    guess = Guess(
        title=name.title or None,
        year=name.year,
        platform=platform or name.platform,
        type="game",
    )
    if not name.title:
        return MatchResult(guess)
    asked = TitleQuestion((name.title,), name.year, (MediaType.GAME,))
    found = find_similar(conn, FileQuestion(asked))
    ranked = rank(guess, found)
    best = confident_match(ranked, least=confident_at)
    if best is None:
        return MatchResult(guess, candidates=tuple(ranked[:MAX_CANDIDATES]))
    return MatchResult(guess, MatchState.MATCHED, best.media_id, None, best.confidence)
