"""What the IMDb files become in the catalogue, at first and later."""

from uuid import uuid4

import pytest

from chalicelib.catalog import seed
from chalicelib.catalog.store import facet_counts, search_index
from tests.imdb import ImdbHome, checksums, episode, rating, title, write_files
from tests.titles import make_file, make_person, make_title
from worker.imdb.folder import Folder

SHOW, MOVIE = 1_000_000_020, 1_000_000_010
BASICS = [
    title(10, "Metropolis", original="Metropolis"),
    title(11, "Stalker", original="Сталкер", year="1979", kind="tvMovie", genres="Drama"),
    title(12, "A Trip", kind="short"),
    title(13, "Behind Doors", adult=1),
    title(20, 'The "Office"', kind="tvSeries", year="2005", end="2013", runtime="22"),
    title(21, "Pilot", kind="tvEpisode", year="2005"),
    title(22, "Back\\slash", kind="tvEpisode", year="2005"),
    title(23, "The Other Pilot", kind="tvEpisode", year="2005"),
    title(30, "Chernobyl", kind="tvMiniSeries", year="\\N", runtime="\\N", genres="\\N"),
    title(31, "1:23:45", kind="tvEpisode"),
    # A file that loses more than a tenth of its lines is refused.
    *(title(number, "Short", kind="short") for number in range(1000, 1040)),
]
EPISODES = [
    episode(21, 20, 1, 1),
    episode(22, 20, 1, 2),
    episode(23, 20, 1, 1),  # claims a place that is taken
    episode(24, 20, "\\N", "\\N"),
    episode(31, 30, 1, 1),
    episode(40, 99, 1, 1),  # of a show that is not there
    *(episode(number, 98, 1, number) for number in range(2000, 2040)),
]
RATINGS = [
    rating(10, 8.3, 180_000),
    rating(12, 8.2, 50_000),
    rating(20, 9.0, 700_000),
    *(rating(number, 5.0, 10) for number in range(1000, 1040)),
]


@pytest.fixture
def home(database_url, clock, tmp_path) -> ImdbHome:
    return ImdbHome(database_url, Folder(tmp_path / "imdb"), clock)


@pytest.fixture
def first(tmp_path):
    return write_files(tmp_path / "first", BASICS, EPISODES, RATINGS)


def rows(db, query: str, *values):
    with db.read() as conn:
        return conn.execute(query, values).fetchall()


def test_kept_titles_have_ids_made_of_imdbs_numbers(home, db, first):
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


def test_ratings_and_popularity_stand_beside_the_title(home, db, first):
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


def test_titles_for_adults_come_only_when_asked_for(home, db, first):
    home.sync(first)
    without = rows(db, "SELECT count(*) FROM media_items WHERE title = 'Behind Doors'")
    home.sync(first, is_adult=True)

    assert without == [(0,)]
    assert rows(db, "SELECT id FROM media_items WHERE title = 'Behind Doors'") == [(1_000_000_013,)]


def test_of_two_episodes_in_one_place_the_lowest_number_wins(home, db, first):
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


def test_the_same_files_again_change_nothing(home, db, first):
    assert home.sync(first).state == "completed"
    before = checksums(home.dsn)
    again = home.sync(first)

    assert again.state == "unchanged"
    assert home.changed == 1
    assert checksums(home.dsn) == before
    assert rows(db, "SELECT state FROM import_runs ORDER BY id") == [("completed",), ("unchanged",)]


def test_a_repacked_file_writes_nothing_to_the_catalogue(home, db, first, tmp_path):
    import gzip

    home.sync(first)
    before = rows(db, "SELECT xmin::text, id FROM media_items ORDER BY id")
    packed = first / "title.ratings.tsv.gz"
    again = write_files(tmp_path / "again", BASICS, EPISODES, RATINGS)
    (again / packed.name).write_bytes(gzip.compress(gzip.decompress(packed.read_bytes()), 1))
    outcome = home.sync(again)

    assert (outcome.state, outcome.way) == ("completed", "partial")
    assert rows(db, "SELECT xmin::text, id FROM media_items ORDER BY id") == before
    assert home.sync(again).state == "unchanged"


CHANGES = {
    "a name": ([title(10, "Metropolis Restored"), *BASICS[1:]], EPISODES, RATINGS),
    "a year taken back": ([title(10, year="\\N"), *BASICS[1:]], EPISODES, RATINGS),
    "genres": ([title(10, genres="Sci-Fi,Thriller"), *BASICS[1:]], EPISODES, RATINGS),
    "no genres": ([title(10, genres="\\N"), *BASICS[1:]], EPISODES, RATINGS),
    "votes": (BASICS, EPISODES, [rating(10, 8.4, 181_000), *RATINGS[1:]]),
    "a first rating": (BASICS, EPISODES, [*RATINGS, rating(30, 9.3, 900_000)]),
    "a new title": ([*BASICS, title(50, "Nosferatu", year="1922")], EPISODES, RATINGS),
    "a short that is a film": (
        [*BASICS[:2], title(12, "A Trip"), *BASICS[3:]],
        EPISODES,
        RATINGS,
    ),
    "a film that is a show": (
        [title(10, "Metropolis", kind="tvSeries"), *BASICS[1:]],
        EPISODES,
        RATINGS,
    ),
    "a show that is a film": (
        [*BASICS[:4], title(20, "The Office", kind="movie"), *BASICS[5:]],
        EPISODES,
        RATINGS,
    ),
    "a show that was a special": (
        [*BASICS[:8], title(30, "Chernobyl", kind="tvSpecial"), *BASICS[9:]],
        EPISODES,
        RATINGS,
    ),
    "a film for adults": ([title(10, adult=1), *BASICS[1:]], EPISODES, RATINGS),
    "a title gone": (BASICS[1:], EPISODES, RATINGS[1:]),
    "a show gone": ([*BASICS[:4], *BASICS[5:]], EPISODES, RATINGS),
    "an episode's name": (
        [*BASICS[:5], title(21, "The Pilot", kind="tvEpisode"), *BASICS[6:]],
        EPISODES,
        RATINGS,
    ),
    "a season moved": (BASICS, [episode(21, 20, 2, 1), *EPISODES[1:]], RATINGS),
    "places exchanged": (
        BASICS,
        [episode(21, 20, 1, 2), episode(22, 20, 1, 1), *EPISODES[2:]],
        RATINGS,
    ),
    "a chain of places": (
        BASICS,
        [episode(21, 20, 1, 2), episode(22, 20, 1, 3), *EPISODES[2:]],
        RATINGS,
    ),
    "who stood in the way is gone": (BASICS, EPISODES[1:], RATINGS),
    "somebody with a lower number": (
        [*BASICS[:5], title(19, "Zero", kind="tvEpisode"), *BASICS[5:]],
        [episode(19, 20, 1, 1), *EPISODES],
        RATINGS,
    ),
    "an episode of another show": (BASICS, [episode(21, 30, 1, 2), *EPISODES[1:]], RATINGS),
    "a number taken back": (BASICS, [episode(21, 20, "\\N", "\\N"), *EPISODES[1:]], RATINGS),
    "an episode that gets a number": (
        [*BASICS, title(24, "Lost", kind="tvEpisode")],
        [*EPISODES[:3], episode(24, 20, 1, 9), *EPISODES[4:]],
        RATINGS,
    ),
    "a show whose episodes were there before": (
        [*BASICS, title(99, "Late", kind="tvSeries")],
        EPISODES,
        RATINGS,
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_leads_to_the_same_as_building_anew(
    what, home, first, tmp_path, postgres, template, clock
):
    from tests.conftest import on_server

    second = write_files(tmp_path / "second", *CHANGES[what])
    home.sync(first)
    outcome = home.sync(second)
    name = f"anew_{uuid4().hex}"
    on_server(postgres, "CREATE DATABASE {} TEMPLATE {}", name, template)
    anew = ImdbHome(postgres.url(name), Folder(tmp_path / "anew"), clock)
    anew.sync(second)
    partly, fully = checksums(home.dsn), checksums(anew.dsn)
    on_server(postgres, "DROP DATABASE {} WITH (FORCE)", name)

    assert outcome.way == "partial"
    assert {**partly, "genres": ""} == {**fully, "genres": ""}  # one that is unused may stay


def test_a_title_known_already_keeps_its_id_and_what_is_known_of_it(home, db, first, tmp_path):
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


def test_what_providers_added_to_imdbs_titles_outlives_a_full_import(home, db, first):
    home.sync(first)
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
def test_what_somebody_refers_to_stays_when_imdb_drops_it(home, db, first, tmp_path, is_forced):
    home.sync(first)
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
def test_two_episodes_that_exchange_places_keep_their_viewers(home, db, first, tmp_path, is_forced):
    home.sync(first)
    person = make_person(db)
    with db.read() as conn:
        for number in (21, 22):
            conn.execute(
                "INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)"
                " VALUES (%s, %s, %s, now(), now())",
                [person, SHOW, 10_000_000_000 + number],
            )
    home.sync(write_files(tmp_path / "second", *CHANGES["places exchanged"]), is_forced=is_forced)

    assert rows(
        db,
        "SELECT e.id, e.episode_number FROM user_watched AS w"
        " JOIN show_episodes AS e ON e.id = w.episode_id ORDER BY e.id",
    ) == [(10_000_000_021, 2), (10_000_000_022, 1)]


def test_the_seed_and_the_files_live_together(home, db, first):
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


def test_every_index_and_constraint_is_there_again_after_a_full_import(home, db, first):
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
def test_a_genre_that_has_the_name_under_another_slug_is_that_genre(
    home, db, first, tmp_path, is_forced
):
    with db.read() as conn:
        conn.execute("INSERT INTO genres (slug, name) VALUES ('thrills', 'Thriller')")
    home.sync(first)
    home.sync(write_files(tmp_path / "second", *CHANGES["genres"]), is_forced=is_forced)

    assert rows(
        db,
        "SELECT g.slug FROM media_genres AS mg JOIN genres AS g ON g.id = mg.genre_id"
        " WHERE mg.media_id = %s ORDER BY mg.position",
        MOVIE,
    ) == [("science-fiction",), ("thrills",)]


def test_votes_that_grow_slowly_are_noticed_by_the_search(home, db, first, tmp_path):
    home.sync(first)
    weights = []
    for votes in (215_000, 257_000):  # neither is far from the one before
        ratings = [rating(10, 8.3, votes), *RATINGS[1:]]
        home.sync(write_files(tmp_path / str(votes), BASICS, EPISODES, ratings))
        weights += rows(db, "SELECT weight FROM search_names WHERE media_id = %s", MOVIE)

    assert weights == [(1210,), (1246,)]  # 100 ln 180,001 still, then 100 ln 257,001


def test_what_only_others_know_of_a_title_is_counted_where_it_goes(home, db, first, tmp_path):
    home.sync(first)
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


def test_a_full_import_leaves_the_search_with_all_its_lists(home, db, first):
    home.sync(first)
    words = "SELECT word, weight FROM search_words ORDER BY word"
    made = rows(db, words)
    with db.transaction() as conn:
        conn.execute("DELETE FROM search_words")
        search_index.rebuild_lookups(conn)

    assert {"metropolis", "office", "сталкер"} <= {word for word, _ in made}
    assert rows(db, words) == made
    assert rows(db, "SELECT FROM pg_namespace WHERE nspname IN ('incoming', 'outgoing')") == []


def test_of_a_title_with_several_lines_the_first_counts(home, db, tmp_path):
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
