"""Names of real-looking releases against the seed catalogue."""

from pathlib import Path

import psycopg
import pytest
import yaml

from chalicelib.catalog import seed
from localstack.embedded_postgres import EmbeddedPostgres
from tests.databases import on_server
from worker.names.reader import read_release
from worker.names.release import Release
from worker.scanner.match import Recognition, match, recognize

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/release_names.yml").read_text())


@pytest.fixture(scope="module")
def catalogue(postgres: EmbeddedPostgres, template: str):
    """The seed catalogue, loaded once: nothing here writes to it."""
    on_server(postgres, "CREATE DATABASE {} TEMPLATE {}", "seen_release_names", template)
    with psycopg.connect(postgres.url("seen_release_names"), autocommit=True) as conn:
        seed.load(conn)
        yield conn
    on_server(postgres, "DROP DATABASE {} WITH (FORCE)", "seen_release_names")


def placed(conn, verdict):
    row = conn.execute(
        """
        SELECT media.title, 'S' || episode.season_number || 'E' || episode.episode_number
        FROM media_items AS media
        LEFT JOIN show_episodes AS episode ON episode.id = %(episode_id)s
        WHERE media.id = %(media_id)s
        """,
        {"media_id": verdict.media_id, "episode_id": verdict.episode_id},
    ).fetchone()
    return row or (None, None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["path"])
def test_a_name_becomes_its_title(catalogue, case):
    with catalogue.transaction():
        verdict = match(catalogue, read_release(case["path"]))

    state = "extra" if case.get("extra") else "matched" if case["title"] else "unmatched"
    assert (placed(catalogue, verdict), verdict.match_state) == (
        (case["title"], case.get("episode")),
        state,
    )


def test_a_name_without_a_title_is_like_no_title(catalogue):
    assert recognize(catalogue, Release()) == Recognition()
