"""A file gets its title, or a person is asked: never the wrong title."""

from pathlib import Path

import pytest
import yaml

from chalicelib.catalog.store import search_index
from chalicelib.library.models.matching import MatchState
from chalicelib.platform.db import Database
from localstack.embedded_postgres import EmbeddedPostgres
from tests.databases import on_server
from worker.names.reader import read_release
from worker.scanner.match import match

CORPUS = yaml.safe_load((Path(__file__).parents[1] / "cases/matching.yml").read_text())
CASES = [
    pytest.param(case, id=f"{group}: {case['path']}")
    for group, cases in CORPUS["groups"].items()
    for case in cases
]


def make(conn, facts):
    """A title of the corpus; its id."""
    kind = facts.get("kind", "movie")
    (media_id,) = conn.execute(
        """
        INSERT INTO media_items (
            media_type, title, original_title, year, runtime_minutes, countries
        )
        VALUES (%s, %s, %s, %s, %s, %s)
        RETURNING id
        """,
        [
            *(kind, facts["title"], facts.get("original"), facts["year"], facts.get("runtime")),
            facts.get("countries", []),
        ],
    ).fetchone()
    conn.execute(
        "INSERT INTO media_scores (media_id, media_type, year, popularity) VALUES (%s, %s, %s, 1)",
        [media_id, kind, facts["year"]],
    )
    for name in facts.get("names", []):
        conn.execute(
            "INSERT INTO media_alternate_titles (media_id, title) VALUES (%s, %s)",
            [media_id, name],
        )
    seasons = [facts.get("specials", 0), *facts.get("seasons", [])]
    for number, count in enumerate(seasons):
        if count == 0:
            continue
        conn.execute(
            "INSERT INTO show_seasons (media_id, season_number, name) VALUES (%s, %s, '')",
            [media_id, number],
        )
        conn.execute(
            """
            INSERT INTO show_episodes (media_id, season_number, episode_number)
            SELECT %s, %s, generate_series(1, %s)
            """,
            [media_id, number, count],
        )
    return media_id


@pytest.fixture(scope="module")
def catalogue(postgres: EmbeddedPostgres, template: str):
    """A database with the titles of the corpus, and their keys; nothing here writes to it."""
    on_server(postgres, "CREATE DATABASE {} TEMPLATE {}", "seen_match_corpus", template)
    db = Database(postgres.url("seen_match_corpus"), max_connections=2, statement_timeout_ms=60_000)
    with db.transaction() as conn:
        keys = {make(conn, facts): key for key, facts in CORPUS["titles"].items()}
        search_index.refresh(conn, media_ids=list(keys))
    yield db, keys
    db.close()
    on_server(postgres, "DROP DATABASE {} WITH (FORCE)", "seen_match_corpus")


def said(conn, keys, result):
    """What a match says, as the corpus writes it."""
    if result.media_id is None:
        return None
    episodes = [
        conn.execute(
            "SELECT format('S%%sE%%s', season_number, episode_number) FROM show_episodes"
            " WHERE id = %s",
            [episode_id],
        ).fetchone()[0]
        for episode_id in (result.episode_id, *result.more_episode_ids)
        if episode_id is not None
    ]
    return " ".join([keys[result.media_id], *episodes])


@pytest.mark.parametrize("case", CASES)
def test_a_file_is_matched_or_asked_about(catalogue, case):
    db, keys = catalogue
    with db.read() as conn:
        result = match(conn, read_release(case["path"]), duration_s=60 * case.get("minutes", 0))
        found = said(conn, keys, result)

    assert found == case["is"]
    if case["is"] is not None:
        is_extra = case.get("extra", False)
        assert result.match_state == (MatchState.EXTRA if is_extra else MatchState.MATCHED)


def test_what_is_asked_has_its_candidates_with_their_parts(catalogue):
    db, keys = catalogue
    with db.read() as conn:
        result = match(conn, read_release("The.Kestrel.Office.S01E02.mkv"))

    assert {keys[one.media_id] for one in result.candidates} == {"kestrel-uk", "kestrel-us"}
    assert result.candidates[0].parts == {
        "title": 1.0, "year": 0.93, "kind": 1.0, "country": 1.0, "platform": 1.0, "folder": 1.0,
        "episode": 1.0, "length": 1.0, "popularity": 1.0,
    }  # fmt: skip
