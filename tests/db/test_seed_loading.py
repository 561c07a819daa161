"""The seed catalogue in a real database: once, twice, at once, and changed."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from pydantic import ValidationError

from chalicelib.catalog import seed
from chalicelib.catalog.models.seed_files import InvalidSeed
from chalicelib.platform.cache import CATALOGUE, Cache
from tests.titles import make_person

COUNTS = """
    SELECT (SELECT count(*) FROM media_items), (SELECT count(*) FROM show_episodes),
           (SELECT count(*) FROM media_genres), (SELECT count(*) FROM media_external_ids),
           (SELECT count(*) FROM discover_section_items), (SELECT count(*) FROM featured_items)
"""


@pytest.fixture
def conn(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def counts(conn):
    return conn.execute(COUNTS).fetchone()


def change(monkeypatch, name, edit):
    """Let the loader find one file with other contents."""
    files = seed.read_files()
    value = json.loads(files[name])
    edit(value)
    changed = {**files, name: json.dumps(value).encode()}
    monkeypatch.setattr(seed, "read_files", lambda: changed)


def test_every_title_of_the_files_is_loaded(conn):
    assert seed.load(conn) is True

    files = {name: json.loads(text) for name, text in seed.read_files().items()}
    titles = files["movies.json"] + files["shows.json"] + files["games.json"]
    loaded = counts(conn)
    assert loaded[0] == len(titles)
    assert loaded[1] == sum(
        len(season["episodes"]) for show in files["shows.json"] for season in show["seasons"]
    )
    assert loaded[2] == sum(len(title["genres"]) for title in titles)
    assert loaded[3] == sum(len(title["externalIds"]) for title in titles)
    assert loaded[4] == sum(len(section["items"]) for section in files["sections.json"]["sections"])
    assert loaded[5] == len(files["sections.json"]["hero"])


def test_facts_and_artwork_are_stored_with_the_title(conn):
    seed.load(conn)

    row = conn.execute(
        """
        SELECT m.media_type, m.title, m.original_title, m.year, m.poster_url, x.external_id
        FROM media_items AS m
        JOIN media_external_ids AS x ON x.media_id = m.id AND x.source = 'imdb'
        WHERE m.slug = 'a-trip-to-the-moon'
        """
    ).fetchone()
    still = conn.execute(
        """
        SELECT e.still_url
        FROM show_episodes AS e
        JOIN media_items AS m ON m.id = e.media_id
        WHERE m.slug = 'pioneer-one' AND e.season_number = 1 AND e.episode_number = 2
        """
    ).fetchone()
    assert row[:4] == ("movie", "A Trip to the Moon", "Le Voyage dans la Lune", 1902)
    assert row[4].startswith("/art/")
    assert row[5] == "tt0000417"
    assert still[0].startswith("/art/")


def test_a_second_start_changes_nothing(conn):
    seed.load(conn)
    before = conn.execute("SELECT xmin::text FROM media_items ORDER BY id").fetchall()

    assert seed.load(conn) is False
    assert conn.execute("SELECT xmin::text FROM media_items ORDER BY id").fetchall() == before


def test_processes_that_start_together_load_once(database_url):
    ready = threading.Barrier(4)

    def start(_):
        with psycopg.connect(database_url, autocommit=True) as mine:
            ready.wait()
            return seed.load(mine)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(start, range(4)))

    with psycopg.connect(database_url) as conn:
        loaded = counts(conn)
    assert sorted(outcomes) == [False, False, False, True]
    assert loaded[0] > 150


def test_changed_files_change_titles_and_keep_ids_and_user_data(conn, db, monkeypatch):
    seed.load(conn)
    person = make_person(db)
    media_id, episode_id = conn.execute(
        """
        SELECT m.id, e.id
        FROM media_items AS m
        JOIN show_episodes AS e ON e.media_id = m.id
        WHERE m.slug = 'pioneer-one' AND e.episode_number = 1
        """
    ).fetchone()
    conn.execute(
        """
        INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)
        VALUES (%s, %s, %s, now(), now())
        """,
        [person, media_id, episode_id],
    )

    def edit(shows):
        (show,) = [show for show in shows if show["slug"] == "pioneer-one"]
        show["title"] = "Pioneer Two"
        show["genres"] = ["Western"]
        show["externalIds"] = {"imdb": "tt9999999"}
        show["seasons"][0]["episodes"][0]["title"] = "Another beginning"

    change(monkeypatch, "shows.json", edit)
    assert seed.load(conn) is True

    title = conn.execute("SELECT title FROM media_items WHERE id = %s", [media_id]).fetchone()
    episode = conn.execute("SELECT title FROM show_episodes WHERE id = %s", [episode_id]).fetchone()
    genres = conn.execute(
        """
        SELECT g.slug FROM media_genres AS mg JOIN genres AS g ON g.id = mg.genre_id
        WHERE mg.media_id = %s
        """,
        [media_id],
    ).fetchall()
    outside = conn.execute(
        "SELECT external_id FROM media_external_ids WHERE media_id = %s AND source = 'imdb'",
        [media_id],
    ).fetchone()
    watched = conn.execute("SELECT count(*) FROM user_watched").fetchone()
    assert title == ("Pioneer Two",)
    assert episode == ("Another beginning",)
    assert genres == [("western",)]
    assert outside == ("tt9999999",)
    assert watched == (1,)


def test_a_section_follows_the_newest_files(conn, monkeypatch):
    seed.load(conn)

    def edit(shelves):
        shelves["sections"][0]["items"] = ["sintel", "metropolis"]
        shelves["hero"] = [{"slug": "metropolis", "reason": "Again."}]

    change(monkeypatch, "sections.json", edit)
    seed.load(conn)

    items = conn.execute(
        """
        SELECT m.slug
        FROM discover_section_items AS i
        JOIN discover_sections AS s ON s.id = i.section_id
        JOIN media_items AS m ON m.id = i.media_id
        WHERE s.position = 0
        ORDER BY i.position
        """
    ).fetchall()
    featured = conn.execute("SELECT reason FROM featured_items").fetchall()
    assert items == [("sintel",), ("metropolis",)]
    assert featured == [("Again.",)]


def test_artwork_of_a_provider_is_kept_when_the_seed_has_none(conn, monkeypatch):
    seed.load(conn)
    conn.execute("UPDATE media_items SET poster_url = '/found.jpg'")
    conn.execute("UPDATE media_scores SET rating = 8.1, votes = 7000000")

    change(monkeypatch, "art.json", dict.clear)
    seed.load(conn)

    rows = conn.execute(
        """
        SELECT DISTINCT m.poster_url, s.rating::text, s.votes
        FROM media_items AS m
        JOIN media_scores AS s ON s.media_id = m.id
        """
    )
    assert rows.fetchall() == [("/found.jpg", "8.1", 7_000_000)]


@pytest.mark.parametrize(
    ("name", "edit", "error"),
    [
        ("sections.json", lambda s: s["hero"].append({"slug": "no-such", "reason": ""}), "no-such"),
        ("sections.json", lambda s: s["sections"][0]["items"].append("gone"), "gone"),
        ("movies.json", lambda movies: movies.append(movies[0]), "more than once"),
    ],
)
def test_files_that_contradict_each_other_change_nothing(conn, monkeypatch, name, edit, error):
    change(monkeypatch, name, edit)

    with pytest.raises(InvalidSeed, match=error):
        seed.load(conn)

    assert counts(conn)[0] == 0


def test_a_file_with_another_schema_changes_nothing(conn, monkeypatch):
    change(monkeypatch, "games.json", lambda games: games[0].update(year="once"))

    with pytest.raises(ValidationError):
        seed.load(conn)

    assert counts(conn)[0] == 0


def test_the_command_invalidates_the_catalogue_cache(
    database_url, cache_server, cache, monkeypatch, capsys
):
    cache.get_or_compute("seen:v1:discover:x", CATALOGUE, 60, lambda: b"old")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("CACHE_URL", cache_server.url())

    seed.main()

    value = Cache(cache_server.url()).get_or_compute(
        "seen:v1:discover:x", CATALOGUE, 60, lambda: b"new"
    )
    assert value == b"new"
    assert "loaded" in capsys.readouterr().out


def credited(conn, slug):
    """Job and name of the credits of a title, in their order."""
    return conn.execute(
        """
        SELECT c.job, p.name
        FROM credits AS c
        JOIN people AS p ON p.id = c.person_id
        JOIN media_items AS m ON m.id = coalesce(c.movie_id, c.show_id)
        WHERE m.slug = %s
        ORDER BY c.department, c.position
        """,
        [slug],
    ).fetchall()


def people(conn):
    return conn.execute("SELECT id, name, known_for, seed_name FROM people ORDER BY id").fetchall()


def test_the_names_of_the_files_become_people_who_keep_their_ids(conn, monkeypatch):
    seed.load(conn)
    before = people(conn)
    assert ("Actor", "Alfred Abel") in credited(conn, "metropolis")
    assert credited(conn, "metropolis")[-1] == ("Director", "Fritz Lang")
    assert len({name for _, name, _, _ in before}) == len(before) > 700
    known_for = {name: department for _, name, department, _ in before}
    assert (known_for["Fritz Lang"], known_for["Buster Keaton"]) == ("Directing", "Acting")

    def edit(movies):
        for movie in movies:
            movie["cast"] = [name for name in movie["cast"] if name != "Alfred Abel"]

    change(monkeypatch, "movies.json", edit)
    assert seed.load(conn) is True

    after = people(conn)
    assert after == [row for row in before if row[1] != "Alfred Abel"]
    assert ("Actor", "Alfred Abel") not in credited(conn, "metropolis")
    indexed = conn.execute("SELECT count(*) FROM search_names WHERE kind = 'person'").fetchone()[0]
    assert indexed == len(after)


def test_seed_credits_yield_to_those_of_a_provider(conn, monkeypatch):
    seed.load(conn)
    (film,) = conn.execute("SELECT id FROM media_items WHERE slug = 'metropolis'").fetchone()
    conn.execute(
        """
        WITH known AS (
            INSERT INTO people (name, tmdb_id) VALUES ('Gottfried Huppertz', 5) RETURNING id
        ),
        gone AS (DELETE FROM credits WHERE movie_id = %(film)s)
        INSERT INTO credits (person_id, movie_id, department, job, source)
        SELECT id, %(film)s, 'Sound', 'Original Music Composer', 'tmdb' FROM known
        """,
        {"film": film},
    )
    change(monkeypatch, "movies.json", lambda movies: movies[0].update(tagline="Up."))

    assert seed.load(conn) is True

    assert credited(conn, "metropolis") == [("Original Music Composer", "Gottfried Huppertz")]
    names = {name for _, name, _, _ in people(conn)}
    assert "Fritz Lang" in names  # other titles credit him
    assert "Brigitte Helm" not in names


def test_a_seed_person_is_matched_to_a_providers_person_by_name(conn):
    chaplin = conn.execute(
        "INSERT INTO people (name, tmdb_id) VALUES ('Charlie Chaplin', 13848) RETURNING id"
    ).fetchone()[0]
    conn.execute("INSERT INTO people (name, tmdb_id) VALUES ('John Ford', 1), ('John Ford', 2)")

    seed.load(conn)

    rows = people(conn)
    assert [row[0] for row in rows if row[1] == "Charlie Chaplin"] == [chaplin]
    assert [row[3] for row in rows if row[1] == "John Ford"] == [None, None, "John Ford"]
    directed = conn.execute("SELECT count(*) FROM credits WHERE person_id = %s", [chaplin])
    assert directed.fetchone()[0] >= 6
