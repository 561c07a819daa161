"""The names search works with: filled at once, kept up to date, and what follows from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.models.search import parse_query
from chalicelib.catalog.service import query_parsing
from chalicelib.catalog.store import search, search_index
from tests.titles import make_credit, make_title


def names(db):
    with db.read() as conn:
        return sorted(
            conn.execute(
                """
                SELECT coalesce(media_id, person_id), kind, name, squeezed, also, weight, year,
                       is_main
                FROM search_names
                """
            ).fetchall(),
            key=str,
        )


def alternate(conn, media_id, *titles):
    conn.execute("DELETE FROM media_alternate_titles WHERE media_id = %s", [media_id])
    for title in titles:
        conn.execute(
            "INSERT INTO media_alternate_titles (media_id, title) VALUES (%s, %s)",
            [media_id, title],
        )


def test_a_full_build_and_a_refresh_have_the_same_result(db):
    film = make_title(db, "Amélie", original_title="Le Fabuleux Destin", year=2001, votes=800_000)
    make_title(db, "WALL·E", original_title="WALL·E")
    make_title(db, "Spider-Man: No Way Home", votes=50, media_type="game")
    make_title(db, "!!!")
    her = make_credit(db, film, "Audrey Tautou")
    with db.transaction() as conn:
        alternate(conn, film, "AMELIE", "Die fabelhafte Welt der Amélie", "die fabelhafte welt")
        search_index.refresh(conn, media_ids=[film], people_ids=[her])
    refreshed = names(db)

    with db.transaction() as conn:
        conn.execute("DELETE FROM search_names")
        search_index.build(conn)

    assert names(db) == refreshed
    assert {row[2] for row in refreshed if row[0] == film and row[1] == "movie"} == {
        "amelie",
        "die fabelhafte welt",
        "die fabelhafte welt der amelie",
        "le fabuleux destin",
    }
    assert ("person", "audrey tautou") in [row[1:3] for row in refreshed]
    assert len(refreshed) == 7


def test_a_refresh_removes_outdated_names(db):
    film = make_title(db, "Nosferatu")
    with db.transaction() as conn:
        alternate(conn, film, "Symphonie des Grauens")
        search_index.refresh(conn, media_ids=[film])
        alternate(conn, film, "Orlok")
        conn.execute("UPDATE media_items SET title = 'Nosferatu!', year = 1922")
        search_index.refresh(conn, media_ids=[film])

    assert [(row[2], row[6], row[7]) for row in names(db)] == [
        ("nosferatu", 1922, True),
        ("orlok", 1922, False),
    ]


def test_deleting_a_title_deletes_its_names(db):
    make_title(db, "Nosferatu")
    with db.read() as conn:
        conn.execute("DELETE FROM media_items")

    assert names(db) == []


def versions(db):
    with db.read() as conn:
        return conn.execute("SELECT xmin, ctid FROM search_names ORDER BY name").fetchall()


def test_a_few_more_votes_write_nothing(db):
    film = make_title(db, "Metropolis", votes=1000)
    before = versions(db)

    for votes in (1001, 1200):
        with db.transaction() as conn:
            conn.execute("UPDATE media_scores SET votes = %s", [votes])
            search_index.refresh(conn, media_ids=[film])
    assert versions(db) == before
    with db.transaction() as conn:
        conn.execute("UPDATE media_scores SET votes = 1500")
        search_index.refresh(conn, media_ids=[film])

    assert versions(db) != before
    assert names(db)[0][5] == 731  # 100 ln 1501


def test_a_small_change_leaves_the_weight_unchanged(db):
    film = make_title(db, "Metropolis", votes=1000)
    with db.transaction() as conn:
        conn.execute("UPDATE media_scores SET votes = 1100")
        conn.execute("UPDATE media_items SET year = 1927")
        search_index.refresh(conn, media_ids=[film])

    assert [(row[5], row[6]) for row in names(db)] == [(691, 1927)]  # 100 ln 1001


def test_known_words_are_not_locked(db):
    make_title(db, "Metropolis Rising", votes=1000)
    film = make_title(db, "Metropolis", votes=10)
    with db.transaction() as conn:
        search_index.refresh(conn, media_ids=[film])
    with db.read() as conn:
        locked = conn.execute("SELECT word FROM search_words WHERE xmax <> 0").fetchall()
        weight = conn.execute("SELECT weight FROM search_words WHERE word = 'metropolis'")

        assert locked == []
        assert weight.fetchall() == [(691,)]


def test_refreshing_recreates_no_index(db):
    make_title(db, "Metropolis")
    files = """
        SELECT indexrelid::regclass::text, pg_relation_filenode(indexrelid)
        FROM pg_index WHERE indrelid = 'search_words'::regclass ORDER BY 1
    """
    with db.transaction() as conn:
        search_index.rebuild_lookups(conn)
        before = conn.execute(files).fetchall()
        search_index.rebuild_lookups(conn)

        assert conn.execute(files).fetchall() == before


def test_refreshing_twice_changes_nothing(db):
    for number in range(300):
        make_title(db, f"The Wonder {number}", votes=1000 + number)

    def derived():
        with db.read() as conn:
            return conn.execute(
                "SELECT word, xmin::text FROM search_words UNION ALL "
                "SELECT prefix || kind, xmin::text FROM search_prefixes ORDER BY 1"
            ).fetchall()

    with db.transaction() as conn:
        search_index.rebuild_lookups(conn)
    before = derived()
    with db.transaction() as conn:
        search_index.rebuild_lookups(conn)

    assert derived() == before
    prefixes = {word for word, _ in before if word.endswith("movie")}
    assert {"thewmovie", "wondermovie", "wmovie"} <= prefixes
    assert "twomovie" not in prefixes


def test_unused_words_are_deleted(db):
    make_title(db, "Metropolis")
    with db.transaction() as conn:
        conn.execute("DELETE FROM media_items")
        search_index.rebuild_lookups(conn)
        left = conn.execute("SELECT count(*) FROM search_words").fetchone()

    assert left == (0,)


def test_the_vocabulary_is_the_same_word_by_word_and_all_at_once(db):
    for title in ("Nosferatu", "It", "Up!", "千と千尋", "Ёлки", "a" * 40):
        make_title(db, title)

    def vocabulary():
        with db.read() as conn:
            rows = conn.execute("SELECT word, weight, near FROM search_words").fetchall()
        return sorted((word, weight, sorted(near)) for word, weight, near in rows)

    one_by_one = vocabulary()
    with db.transaction() as conn:
        conn.execute("DELETE FROM search_words")
        search_index.rebuild_lookups(conn)

    assert vocabulary() == one_by_one
    indexes = "SELECT indexname FROM pg_indexes WHERE tablename = 'search_words' ORDER BY 1"
    with db.read() as conn:
        assert [row[0] for row in conn.execute(indexes)] == [
            "search_words_by_near",
            "search_words_by_trigram",
            "search_words_pkey",
        ]


def test_a_full_build_in_a_schema_of_its_own_fills_that_schema(db):
    make_title(db, "Metropolis", votes=100)
    with db.transaction() as conn:
        conn.execute("CREATE SCHEMA incoming")
        for table in ("search_names", "search_prefixes", "search_words"):
            conn.execute(f"CREATE TABLE incoming.{table} (LIKE public.{table} INCLUDING ALL)")
        conn.execute("DELETE FROM public.search_names")
        conn.execute("SET LOCAL search_path = incoming, public")
        search_index.build(conn)
        search_index.rebuild_lookups(conn)
        counts = conn.execute(
            """
            SELECT (SELECT count(*) FROM incoming.search_names),
                   (SELECT count(*) FROM incoming.search_words),
                   (SELECT count(*) FROM public.search_names)
            """
        ).fetchone()

    assert counts == (1, 1, 0)


@pytest.fixture(scope="module")
def as_name(postgres, template):
    import psycopg

    with psycopg.connect(postgres.url(template), autocommit=True) as conn:
        yield lambda text: search.normalize_names(conn, texts=[text])[0]


@given(st.text(alphabet=[chr(code) for code in range(1, 128)], max_size=30))
def test_ascii_becomes_the_same_name_here_and_in_the_database(as_name, text):
    assert query_parsing.normalize_ascii(text) == as_name(text)


@given(
    st.text(
        alphabet=[
            *map(chr, range(32, 127)),
            *map(chr, query_parsing.LATIN_TO_ASCII),
            *map(chr, query_parsing.LATIN_TO_ASCII),
        ],
        max_size=30,
    )
)
def test_latin_letters_become_the_same_name_here_and_in_the_database(as_name, text):
    text = parse_query(text).text

    assert query_parsing.normalize_latin(text) == as_name(text)


@given(st.text(max_size=30).filter(lambda text: "\x00" not in text))
def test_normalising_a_name_twice_changes_nothing(as_name, text):
    name = as_name(text)

    assert name == name.strip(" ")
    assert "  " not in name
    assert as_name(name) == name


@given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20))
def test_latin_text_is_normalised_alike_with_and_without_other_scripts(as_name, text):
    """They are done the quick way; one sign of another script, and they are done the long way."""
    assert f"{as_name(text)} 漢".strip() == as_name(f"{text} 漢")
