"""What a first import makes of the IMDb files."""

import pytest

from chalicelib.catalog import seed
from chalicelib.catalog.store import search_index
from tests.imdb import ImdbHome, corpus, put, rating, title, write_files
from tests.titles import make_title
from worker.imdb.dataset_folder import DatasetFolder

SHOW, MOVIE = 1_000_000_020, 1_000_000_010
BASICS, EPISODES, RATINGS = corpus().files


@pytest.fixture
def home(database_url, clock, tmp_path) -> ImdbHome:
    return ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)


@pytest.fixture
def first(tmp_path):
    return write_files(tmp_path / "first", BASICS, EPISODES, RATINGS)


def rows(db, query: str, *values):
    with db.read() as conn:
        return conn.execute(query, values).fetchall()


def test_titles_have_ids_made_of_their_imdb_numbers(home, db, first):
    home.sync(first)

    assert rows(
        db,
        "SELECT id, media_type, title, original_title, year, end_year, runtime_minutes"
        " FROM media_items ORDER BY id",
    ) == [
        (MOVIE, "movie", "Metropolis", None, 1927, None, 153),
        (1_000_000_011, "movie", "Stalker", "Сталкер", 1979, None, 153),
        (SHOW, "show", 'The "Office"', None, 2005, 2013, 22),
        (1_000_000_030, "show", "Chernobyl", None, None, None, None),
    ]
    assert rows(
        db, "SELECT media_type, external_id FROM media_external_ids WHERE media_id = %s", SHOW
    ) == [("show", "tt0000020")]


def test_ratings_and_popularity_are_stored(home, db, first):
    home.sync(first)
    scores = rows(
        db,
        "SELECT media_id, rating::float, votes, popularity > 0, released_on::text"
        " FROM media_scores ORDER BY media_id",
    )

    assert scores == [
        (MOVIE, 8.3, 180_000, True, "1927-01-01"),
        (1_000_000_011, None, 0, False, "1979-01-01"),
        (SHOW, 9.0, 700_000, True, "2005-01-01"),
        (1_000_000_030, None, 0, False, None),
    ]


def test_a_title_may_have_as_many_votes_as_a_column_holds(home, db, tmp_path):
    most = 2**31 - 1
    for votes in (most, most // 2, most):  # a first import, and changes
        folder = write_files(tmp_path / str(votes), BASICS, EPISODES, [f"tt0000010\t8.3\t{votes}"])
        home.sync(folder)

    assert rows(
        db, "SELECT votes, popularity > 0 FROM media_scores WHERE media_id = %s", MOVIE
    ) == [(most, True)]


def test_adult_titles_are_imported_only_when_enabled(home, db, first):
    home.sync(first)
    without = rows(db, "SELECT count(*) FROM media_items WHERE title = 'Behind Doors'")
    home.sync(first, is_adult=True)

    assert without == [(0,)]
    assert rows(db, "SELECT id FROM media_items WHERE title = 'Behind Doors'") == [(1_000_000_013,)]


def test_of_duplicate_episodes_the_lowest_imdb_number_is_kept(home, db, first):
    home.sync(first)

    assert rows(
        db,
        "SELECT id, media_id, season_number, episode_number, title FROM show_episodes ORDER BY id",
    ) == [
        (10_000_000_021, SHOW, 1, 1, "Pilot"),
        (10_000_000_022, SHOW, 1, 2, "Back\\slash"),
        (10_000_000_031, 1_000_000_030, 1, 1, "1:23:45"),
    ]
    assert rows(db, "SELECT id, media_id, season_number, name FROM show_seasons ORDER BY id") == [
        (SHOW * 100_000 + 1, SHOW, 1, ""),
        (1_000_000_030 * 100_000 + 1, 1_000_000_030, 1, ""),
    ]


def test_genres_keep_imdbs_order_and_get_slugs(home, db, first):
    home.sync(first)

    assert rows(
        db,
        "SELECT g.slug, g.name, mg.position FROM media_genres AS mg"
        " JOIN genres AS g ON g.id = mg.genre_id WHERE mg.media_id = %s ORDER BY mg.position",
        MOVIE,
    ) == [("drama", "Drama", 0), ("science-fiction", "Sci-Fi", 1)]


def test_a_known_title_keeps_its_id_and_metadata(home, db, first, tmp_path):
    known = make_title(db, "Metrópolis", year=1926, rating=7.0, votes=3, genres=["Classic"])
    with db.read() as conn:
        conn.execute(
            "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
            " VALUES (%s, 'imdb', 'movie', 'tt0000010')",
            [known],
        )
    home.sync(first)
    at_first = rows(
        db,
        "SELECT m.title, m.year, m.runtime_minutes, s.rating::float, s.votes,"
        " round(s.popularity::numeric, 1)::float"
        " FROM media_items AS m JOIN media_scores AS s ON s.media_id = m.id WHERE m.id = %s",
        known,
    )
    home.sync(
        write_files(
            tmp_path / "second",
            [title(10, "Metropolis II", year="1930"), *BASICS[1:]],
            EPISODES,
            [rating(10, 8.5, 200_000), *RATINGS[1:]],
        )
    )

    assert at_first == [("Metrópolis", 1926, 153, 8.3, 180_000, 0.4)]
    assert rows(
        db,
        "SELECT m.title, m.year, s.votes FROM media_items AS m"
        " JOIN media_scores AS s ON s.media_id = m.id WHERE m.id = %s",
        known,
    ) == [("Metrópolis", 1926, 200_000)]
    assert rows(db, "SELECT count(*) FROM media_items WHERE id = %s", MOVIE) == [(0,)]
    assert rows(
        db,
        "SELECT g.name FROM media_genres JOIN genres AS g ON g.id = genre_id WHERE media_id = %s",
        known,
    ) == [("Classic",)]


def test_seed_titles_and_imported_titles_are_merged(home, db, first):
    with db.read() as conn:
        seed.load(conn)
    before = rows(
        db,
        "SELECT m.id, m.slug, e.id, e.title FROM media_items AS m"
        " LEFT JOIN show_episodes AS e ON e.media_id = m.id ORDER BY m.id, e.id",
    )
    sections = rows(db, "SELECT count(*) FROM discover_section_items")
    home.sync(first)
    home.sync(first, is_forced=True)

    assert (
        rows(
            db,
            "SELECT m.id, m.slug, e.id, e.title FROM media_items AS m"
            " LEFT JOIN show_episodes AS e ON e.media_id = m.id"
            " WHERE m.id < 1000000000 ORDER BY m.id, e.id",
        )
        == before
    )
    assert rows(db, "SELECT count(*) FROM discover_section_items") == sections
    with db.read() as conn:
        assert seed.load(conn) is False
        new = conn.execute(
            "INSERT INTO media_items (media_type, title) VALUES ('game', 'New') RETURNING id"
        ).fetchone()[0]
    assert max(row[0] for row in before) < new < 1_000_000_000


def test_every_index_and_constraint_exists_after_a_full_import(home, db, first):
    def shape():
        return rows(
            db,
            """
            SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL
            SELECT contype::text, conrelid::regclass || ' ' || conname || ' '
                   || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL
            SELECT 'options', relname || coalesce(reloptions::text, '')
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            UNION ALL
            SELECT 'column', table_name || column_name
                   || row_number() OVER (PARTITION BY table_name ORDER BY ordinal_position)
                   || coalesce(column_default, '') || is_identity || is_nullable
            FROM information_schema.columns WHERE table_schema = 'public'
            ORDER BY 1, 2
            """,
        )

    before = shape()
    home.sync(first)

    assert shape() == before
    assert (
        rows(db, "SELECT nspname FROM pg_namespace WHERE nspname IN ('incoming', 'outgoing')") == []
    )
    assert rows(db, "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'imdb%%'") == [(0,)]


@pytest.mark.parametrize("is_forced", [True, False])
def test_a_genre_with_another_slug_is_matched_by_name(home, db, first, tmp_path, is_forced):
    with db.read() as conn:
        conn.execute("INSERT INTO genres (slug, name) VALUES ('thrills', 'Thriller')")
    home.sync(first)
    lines = corpus()
    put(lines.basics, title(10, genres="Sci-Fi,Thriller"))
    home.sync(write_files(tmp_path / "second", *lines.files), is_forced=is_forced)

    assert rows(
        db,
        "SELECT g.slug FROM media_genres AS mg JOIN genres AS g ON g.id = mg.genre_id"
        " WHERE mg.media_id = %s ORDER BY mg.position",
        MOVIE,
    ) == [("science-fiction",), ("thrills",)]


def test_a_full_import_rebuilds_the_search_index(home, db, first):
    home.sync(first)
    words = "SELECT word, weight FROM search_words ORDER BY word"
    made = rows(db, words)
    with db.transaction() as conn:
        conn.execute("DELETE FROM search_words")
        search_index.rebuild_lookups(conn)

    assert {"metropolis", "office", "сталкер"} <= {word for word, _ in made}
    assert rows(db, words) == made
    assert rows(db, "SELECT FROM pg_namespace WHERE nspname IN ('incoming', 'outgoing')") == []


def test_of_duplicate_lines_of_a_title_the_first_is_used(home, db, tmp_path):
    files = write_files(
        tmp_path / "twice",
        [*BASICS, title(11, "Another Stalker"), title(20, "No Office", kind="movie")],
        EPISODES,
        [*RATINGS, rating(10, 1.0, 7)],
    )

    home.sync(files)

    found = rows(
        db,
        "SELECT m.id - 1000000000, m.media_type, m.title, s.votes FROM media_items AS m"
        " JOIN media_scores AS s ON s.media_id = m.id"
        " WHERE m.id >= 1000000000 ORDER BY m.id",
    )
    assert found == [
        (10, "movie", "Metropolis", 180_000),
        (11, "movie", "Stalker", 0),
        (20, "show", 'The "Office"', 700_000),
        (30, "show", "Chernobyl", 0),
    ]
