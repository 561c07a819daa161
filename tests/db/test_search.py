"""Search on the seed catalogue, and that its cost does not depend on what is popular."""

import psycopg
import pytest

from chalicelib.catalog import seed
from chalicelib.catalog.models import MediaType, understand
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.store import search
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from tests.titles import make_title


@pytest.fixture
def catalog(db, clock):
    return CatalogService(db, clock)


@pytest.fixture(scope="module")
def seeded(postgres, template):
    """Search on the seed catalogue, in slugs; loaded once, for nothing here changes it."""
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE seen_search TEMPLATE {template}")
    database = Database(postgres.url("seen_search"))
    with database.read() as conn:
        seed.load(conn)
        slugs = dict(conn.execute("SELECT id, slug FROM media_items").fetchall())

    def find(typed, media_type=None):
        found = CatalogService(database, utc_now).search(typed, media_type)
        return [slugs[media_id] for media_id in found]

    yield find

    database.close()
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as conn:
        conn.execute("DROP DATABASE seen_search WITH (FORCE)")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        # exact, whatever the case and the spaces
        ("nosferatu", "nosferatu"),
        ("  METROPOLIS ", "metropolis"),
        ("the general", "the-general"),
        ("spring", "spring"),
        # beginnings, of the title and of a word
        ("nosf", "nosferatu"),
        ("metro", "metropolis"),
        ("big b", "big-buck-bunny"),
        ("caligari", "the-cabinet-of-dr-caligari"),
        ("dr caligari", "the-cabinet-of-dr-caligari"),
        ("potemkin", "battleship-potemkin"),
        # one letter wrong, missing, doubled or swapped
        ("nosfertu", "nosferatu"),
        ("nosfaratu", "nosferatu"),
        ("nosferratu", "nosferatu"),
        ("metroplis", "metropolis"),
        ("metropoils", "metropolis"),
        ("sintl", "sintel"),
        ("sinetl", "sintel"),
        ("charde", "charade"),
        ("chrade", "charade"),
        ("genral", "the-general"),
        ("big buk buny", "big-buck-bunny"),
        ("elefants dream", "elephants-dream"),
        ("sherlok jr", "sherlock-jr"),
        ("nigth of the livng dead", "night-of-the-living-dead"),
        # other word orders and missing words
        ("living dead night", "night-of-the-living-dead"),
        ("tears steel", "tears-of-steel"),
        # with a year, right or nearly
        ("nosferatu 1922", "nosferatu"),
        ("nosferatu (1922)", "nosferatu"),
        ("nosfertu 1922", "nosferatu"),
        ("nosferatu 1979", "nosferatu"),
        # original titles, with accents and without
        ("le voyage dans la lune", "a-trip-to-the-moon"),
        ("fantomas", "fantomas"),
        ("FANTÔMAS", "fantomas"),
        # games and punctuation
        ("supertux kart", "supertuxkart"),
        ("open ttd", "openttd"),
        ("20000 leagues", "20000-leagues-under-the-sea"),
    ],
)
def test_the_title_that_was_meant_comes_first(seeded, typed, first):
    assert seeded(typed)[:1] == [first]


@pytest.mark.parametrize(
    "typed", ["zxqvwk", "asdfghjkl", "qwertyuiop", "%", "_", "\\", "'", "!!!", "\x00", "%%%%"]
)
def test_nonsense_finds_nothing(seeded, typed):
    assert seeded(typed) == []


def test_one_kind_can_be_asked_for(seeded):
    assert "battleship-potemkin" in seeded("battle")
    assert seeded("battle", MediaType.GAME)[:1] == ["the-battle-for-wesnoth"]
    assert "battleship-potemkin" not in seeded("battle", MediaType.GAME)


def test_a_better_kind_of_match_beats_popularity(db, catalog):
    inside = make_title(db, "Offspring", popularity=900)
    word = make_title(db, "Silent Spring", popularity=90)
    beginning = make_title(db, "Springtime", popularity=9)
    exact = make_title(db, "Spring", popularity=0.9)

    assert catalog.search("spring") == [exact, beginning, word, inside]


def test_among_equal_matches_the_popular_one_comes_first(db, catalog):
    quiet = make_title(db, "Night Tide", popularity=1)
    loud = make_title(db, "Night of the Living Dead", popularity=100)

    assert catalog.search("night") == [loud, quiet]


def test_the_year_tells_titles_of_one_name_apart(db, catalog):
    old = make_title(db, "Nosferatu", year=1922, popularity=1)
    new = make_title(db, "Nosferatu", year=2024, popularity=100)

    assert catalog.search("nosferatu") == [new, old]
    assert catalog.search("nosferatu 1922") == [old, new]
    assert catalog.search("nosferatu 1923") == [old, new]


def test_a_number_that_is_part_of_the_title_is_no_year(db, catalog):
    make_title(db, "Blade Runner", year=1982, popularity=100)
    wanted = make_title(db, "Blade Runner 2049", year=2017, popularity=1)

    assert catalog.search("blade runner 2049")[0] == wanted


def test_short_words_find_beginnings_only(db, catalog):
    beginning = make_title(db, "Up")
    for number in range(10):
        make_title(db, f"Upper {number}")
    make_title(db, "Cup")

    found = catalog.search("up")

    assert found[0] == beginning
    assert len(found) == 11


def test_the_same_search_has_the_same_order_every_time(db, catalog):
    for _ in range(30):
        make_title(db, "Twins", popularity=1)

    assert len({tuple(catalog.search("twins")) for _ in range(3)}) == 1
    assert catalog.search("twins") == sorted(catalog.search("twins"))


def test_a_search_that_fits_everything_is_cut(db, catalog):
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO media_items (media_type, title, popularity)
            SELECT 'movie', 'The ' || n, n FROM generate_series(1, 600) AS n
            """
        )

    assert len(catalog.search("the")) == search.MOST_MATCHES


@pytest.fixture
def many(db):
    """Enough titles that an index is worth using, and statistics about them."""
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO media_items (media_type, title, original_title, year, popularity)
            SELECT 'movie',
                   'The ' || md5(n::text) || ' of ' || md5((n + 7)::text),
                   md5((n + 3)::text), 1900 + n % 120, n % 1000
            FROM generate_series(1, 20000) AS n
            """
        )
        conn.execute("ANALYZE media_items")
    return db


def plan(db, statement, **values):
    with db.transaction() as conn:
        rows = conn.execute("EXPLAIN " + statement, values, prepare=False).fetchall()
    return "\n".join(row[0] for row in rows)


@pytest.mark.parametrize("typed", ["the", "abcdef", "the dark 1922"])
@pytest.mark.parametrize("media_type", [None, "movie"])
def test_a_text_search_never_walks_the_popularity_index(many, typed, media_type):
    wanted = understand(typed)
    values = {
        "text": wanted.text,
        "title": wanted.title,
        "year": wanted.year,
        "media_type": media_type,
        "limit": 20,
    }

    containing = plan(
        many,
        search.CONTAINING,
        pattern=f"%{wanted.title}%",
        beginning=f"{wanted.title}%",
        word=f"% {wanted.title}%",
        **values,
    )
    resembling = plan(many, search.RESEMBLING, margin=0.2, **values)

    for text in (containing, resembling):
        assert "CTE matched" in text
        assert "media_items_by_popularity" not in text


def test_a_rare_text_is_found_through_the_trigram_indexes(many):
    text = plan(
        many,
        search.CONTAINING,
        text="abcdef",
        title="abcdef",
        pattern="%abcdef%",
        beginning="abcdef%",
        word="% abcdef%",
        year=None,
        media_type=None,
        limit=20,
    )

    assert "media_items_by_title_trigram" in text
    assert "media_items_by_original_title_trigram" in text
    assert "Seq Scan on media_items" not in text
