"""What providers and the administrator write during an import."""

import psycopg
import pytest

from tests.imdb import ImdbHome, episode, rating, title, write_files
from tests.titles import make_title
from worker.imdb import crash_points
from worker.imdb.dataset_folder import DatasetFolder

BASICS = [
    title(10, "Metropolis", genres="Drama,Sci-Fi"),
    title(11, "Stalker", genres="\\N"),
    title(20, "The Office", kind="tvSeries", genres="Comedy"),
    title(21, "Pilot", kind="tvEpisode"),
]
EPISODES = [episode(21, 20, 1, 1)]
RATINGS = [rating(10, 8.3, 180_000)]
FILM, SILENT, SHOW = 1_000_000_010, 1_000_000_011, 1_000_000_020


@pytest.fixture
def home(database_url, clock, tmp_path) -> ImdbHome:
    return ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)


@pytest.fixture
def files(tmp_path):
    return write_files(tmp_path / "files", BASICS, EPISODES, RATINGS)


def rows(db, query: str, *values):
    with db.read() as conn:
        return conn.execute(query, values).fetchall()


def write(dsn: str, statement: str, *values):
    with psycopg.connect(dsn, autocommit=True) as conn:
        cur = conn.execute(statement, values)
        return cur.fetchall() if cur.description else []


@pytest.mark.parametrize("at", ["hashed", "staged", "merge begun"])
def test_provider_data_written_during_an_import_are_kept(at, home, files, monkeypatch):
    home.sync(files)

    def enrich(name: str) -> None:
        if name == at:
            write(home.dsn, "UPDATE media_items SET overview = 'A city.' WHERE id = %s", FILM)

    monkeypatch.setattr(crash_points, "hit", enrich)
    home.sync(files, is_forced=True)

    assert write(home.dsn, "SELECT overview FROM media_items WHERE id = %s", FILM) == [("A city.",)]


def genres_of(db, media_id: int) -> list[str]:
    found = rows(
        db,
        "SELECT g.slug FROM media_genres AS mg JOIN genres AS g ON g.id = mg.genre_id"
        " WHERE mg.media_id = %s ORDER BY mg.position, g.slug",
        media_id,
    )
    return [slug for (slug,) in found]


@pytest.mark.parametrize("at", ["hashed", "staged", "merge begun"])
def test_a_genre_added_by_a_provider_during_the_build_is_merged_with_that_of_the_files(
    at, home, db, files, monkeypatch
):
    game = make_title(db, "0 A.D.", media_type="game")

    def provide(name: str) -> None:
        if name == at:
            write(
                home.dsn,
                "INSERT INTO genres (slug, name) VALUES ('comedy', 'Comedy'), ('noir', 'Noir')"
                " ON CONFLICT DO NOTHING",
            )
            write(
                home.dsn,
                "INSERT INTO media_genres (media_id, genre_id, position)"
                " SELECT %s, id, 0 FROM genres WHERE slug IN ('comedy', 'noir')",
                game,
            )

    monkeypatch.setattr(crash_points, "hit", provide)
    outcome = home.sync(files)

    assert outcome.state == "completed"
    assert rows(db, "SELECT count(*) FROM genres WHERE slug = 'comedy'") == [(1,)]
    assert genres_of(db, SHOW) == ["comedy"]
    assert genres_of(db, game) == ["comedy", "noir"]
    assert rows(
        db,
        "SELECT c.media_type, c.count FROM catalogue_counts AS c"
        " JOIN genres AS g ON g.id = c.genre_id WHERE g.slug = 'comedy' ORDER BY c.media_type",
    ) == [("game", 1), ("show", 1)]


def test_genres_that_exchange_their_names_during_the_build_keep_their_titles(
    home, db, files, monkeypatch
):
    home.sync(files)

    def exchange(name: str) -> None:
        if name == "merge begun":
            with psycopg.connect(home.dsn) as conn:
                for slug, called in (("drama", "-"), ("comedy", "Drama"), ("drama", "Comedy")):
                    conn.execute("UPDATE genres SET name = %s WHERE slug = %s", [called, slug])

    monkeypatch.setattr(crash_points, "hit", exchange)
    outcome = home.sync(files, is_forced=True)

    assert outcome.state == "completed"
    assert rows(
        db, "SELECT slug, name FROM genres WHERE slug IN ('comedy', 'drama') ORDER BY 1"
    ) == [
        ("comedy", "Drama"),
        ("drama", "Comedy"),
    ]
    assert genres_of(db, SHOW) == ["comedy"]


def test_provider_genres_are_kept_for_titles_without_imdb_genres(home, db, files):
    home.sync(files)
    write(
        home.dsn,
        "INSERT INTO media_genres (media_id, genre_id, position)"
        " SELECT %s, id, 0 FROM genres WHERE slug = 'drama'",
        SILENT,
    )
    home.sync(files, is_forced=True)

    assert genres_of(db, SILENT) == ["drama"]
    assert genres_of(db, FILM) == ["drama", "science-fiction"]


@pytest.mark.parametrize("at", ["staged", "merge begun"])
def test_a_title_that_gets_an_imdb_id_during_the_build_is_stored_once(
    at, home, db, files, monkeypatch
):
    known = make_title(db, "Das Buero", media_type="show", year=2004)

    def recognise(name: str) -> None:
        if name == at:
            write(
                home.dsn,
                "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
                " VALUES (%s, 'imdb', 'show', 'tt0000020') ON CONFLICT DO NOTHING",
                known,
            )

    monkeypatch.setattr(crash_points, "hit", recognise)
    outcome = home.sync(files)

    assert outcome.state == "completed"
    assert rows(db, "SELECT id, title FROM media_items WHERE media_type = 'show'") == [
        (known, "Das Buero")
    ]
    assert rows(db, "SELECT id, media_id FROM show_episodes") == [(10_000_000_021, known)]
    assert rows(
        db, "SELECT count FROM catalogue_counts WHERE media_type = 'show' AND genre_id = 0"
    ) == [(1,)]
    assert rows(db, "SELECT DISTINCT media_id FROM search_names WHERE kind = 'show'") == [(known,)]
