"""What later imports of the IMDb files change in the catalogue."""

import gzip

import pytest

from chalicelib.catalog.store import facet_counts
from tests.databases import database_copy
from tests.imdb import ImdbHome, checksums, corpus, episode, put, rating, write_files
from tests.titles import make_file, make_person

SHOW, MOVIE = 1_000_000_020, 1_000_000_010
BASICS, EPISODES, RATINGS = corpus().files


@pytest.fixture(scope="module")
def first_import(first_imports):
    return first_imports.of(BASICS, EPISODES, RATINGS)


@pytest.fixture
def database_url(postgres, first_import):
    with database_copy(postgres, first_import.database) as url:
        yield url


@pytest.fixture
def home(database_url, first_import, clock, tmp_path) -> ImdbHome:
    return first_import.home(database_url, clock, tmp_path / "imdb")


@pytest.fixture
def first(first_import):
    return first_import.files


def rows(db, query: str, *values):
    with db.read() as conn:
        return conn.execute(query, values).fetchall()


def test_the_same_files_again_change_nothing(home, db, first):
    before = checksums(home.dsn)
    again = home.sync(first)

    assert again.state == "unchanged"
    assert home.changes == 0
    assert checksums(home.dsn) == before
    assert rows(db, "SELECT state FROM import_runs ORDER BY id") == [("completed",), ("unchanged",)]


def test_a_recompressed_file_changes_no_row(home, db, first, tmp_path):
    before = rows(db, "SELECT xmin::text, id FROM media_items ORDER BY id")
    packed = first / "title.ratings.tsv.gz"
    again = write_files(tmp_path / "again", BASICS, EPISODES, RATINGS)
    (again / packed.name).write_bytes(gzip.compress(gzip.decompress(packed.read_bytes()), 1))
    outcome = home.sync(again)

    assert outcome.state == "unchanged"
    assert rows(db, "SELECT xmin::text, id FROM media_items ORDER BY id") == before
    assert home.sync(again).state == "unchanged"


def test_provider_data_of_imdb_titles_survive_a_full_import(home, db, first):
    with db.transaction() as conn:
        conn.execute(
            "UPDATE media_items SET overview = 'A city.', poster_url = 'https://x/p.jpg',"
            " slug = 'metropolis', runtime_minutes = 148 WHERE id = %s",
            [MOVIE],
        )
        conn.execute(
            "UPDATE media_items SET year = 2019 WHERE id = 1000000030",
        )
        conn.execute(
            "UPDATE show_episodes SET overview = 'It begins.', air_date = '2005-03-24'"
            " WHERE id = 10000000021"
        )
        conn.execute("UPDATE show_seasons SET name = 'The first' WHERE media_id = %s", [SHOW])
        conn.execute(
            "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
            " VALUES (%s, 'tmdb', 'movie', '19')",
            [MOVIE],
        )
    outcome = home.sync(first, is_forced=True)

    assert outcome.way == "full"
    assert rows(
        db,
        "SELECT overview, poster_url, slug, runtime_minutes FROM media_items WHERE id = %s",
        MOVIE,
    ) == [("A city.", "https://x/p.jpg", "metropolis", 153)]
    assert rows(db, "SELECT year FROM media_items WHERE id = 1000000030") == [(2019,)]
    assert rows(
        db, "SELECT title, overview, air_date::text FROM show_episodes WHERE id = 10000000021"
    ) == [("Pilot", "It begins.", "2005-03-24")]
    assert rows(db, "SELECT name FROM show_seasons WHERE media_id = %s", SHOW) == [("The first",)]
    assert rows(
        db,
        "SELECT source, external_id FROM media_external_ids WHERE media_id = %s ORDER BY source",
        MOVIE,
    ) == [("imdb", "tt0000010"), ("tmdb", "19")]


@pytest.mark.parametrize("is_forced", [True, False])
def test_a_referenced_title_is_kept_when_imdb_removes_it(home, db, first, tmp_path, is_forced):
    person = make_person(db)
    make_file(db, MOVIE)
    with db.read() as conn:
        conn.execute(
            "INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)"
            " VALUES (%s, %s, 10000000021, now(), now())",
            [person, SHOW],
        )
    second = write_files(
        tmp_path / "second",
        [line for line in BASICS if not line.startswith(("tt0000010", "tt0000020"))],
        EPISODES[1:],
        RATINGS,
    )
    outcome = home.sync(second, is_forced=is_forced)

    assert outcome.way == ("full" if is_forced else "partial")
    assert rows(db, "SELECT title FROM media_items WHERE id IN (%s, %s)", MOVIE, SHOW) == [
        ("Metropolis",),
        ('The "Office"',),
    ]
    assert (10_000_000_021, "Pilot") in rows(db, "SELECT id, title FROM show_episodes")
    assert rows(db, "SELECT count(*) FROM user_watched") == [(1,)]
    assert rows(db, "SELECT media_id FROM library_items") == [(MOVIE,)]


@pytest.mark.parametrize("is_forced", [True, False])
def test_two_episodes_that_swap_numbers_keep_their_history(home, db, first, tmp_path, is_forced):
    person = make_person(db)
    with db.read() as conn:
        for number in (21, 22):
            conn.execute(
                "INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)"
                " VALUES (%s, %s, %s, now(), now())",
                [person, SHOW, 10_000_000_000 + number],
            )
    lines = corpus()
    put(lines.episodes, episode(21, 20, 1, 2))
    put(lines.episodes, episode(22, 20, 1, 1))
    home.sync(write_files(tmp_path / "second", *lines.files), is_forced=is_forced)

    assert rows(
        db,
        "SELECT e.id, e.episode_number FROM user_watched AS w"
        " JOIN show_episodes AS e ON e.id = w.episode_id ORDER BY e.id",
    ) == [(10_000_000_021, 2), (10_000_000_022, 1)]


def test_slowly_growing_votes_update_the_search_index(home, db, first, tmp_path):
    weights = []
    for votes in (215_000, 257_000):  # neither is far from the one before
        ratings = [rating(10, 8.3, votes), *RATINGS[1:]]
        home.sync(write_files(tmp_path / str(votes), BASICS, EPISODES, ratings))
        weights += rows(db, "SELECT weight FROM search_names WHERE media_id = %s", MOVIE)

    assert weights == [(1210,), (1246,)]  # 100 ln 180,001 still, then 100 ln 257,001


def test_counts_follow_a_title_that_changes_its_kind(home, db, first, tmp_path):
    with db.transaction() as conn:
        conn.execute("UPDATE media_items SET language = 'en', countries = '{GB}'")
        facet_counts.recount(conn)
    basics = [line.replace("tvMiniSeries", "tvMovie") for line in BASICS]
    home.sync(write_files(tmp_path / "second", basics, EPISODES, RATINGS))

    assert rows(
        db,
        "SELECT facet, media_type, count FROM catalogue_facets"
        " WHERE facet IN ('language', 'country') ORDER BY facet, media_type",
    ) == [("country", "movie", 3), ("country", "show", 1),
          ("language", "movie", 3), ("language", "show", 1)]  # fmt: skip
